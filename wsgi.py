"""The WSGI application, for ``flask --app wsgi`` in this folder."""

from todo.wsgi import app

__all__ = ["app"]
