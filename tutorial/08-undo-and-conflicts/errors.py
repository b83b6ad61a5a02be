"""The error pages."""

from flask import render_template
from werkzeug.exceptions import HTTPException


def init_app(app):
    """Register the error page with an application."""
    app.register_error_handler(HTTPException, show_error)


def show_error(error):
    """Show the page for an HTTP error, such as 404."""
    return render_template("error.html", error=error), error.code, error.get_headers()
