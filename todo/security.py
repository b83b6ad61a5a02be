"""What the site tells browsers to refuse, and what it refuses itself."""

import re
import secrets

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

__all__ = ["init_app", "request_id"]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
HSTS = "max-age=31536000; includeSubDomains"
OTHER_SITES = frozenset({"cross-site", "same-site"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
REQUEST_ID_KEY = "todo.request_id"


def init_app(app: Flask) -> None:
    """Set the headers of every answer, and refuse forms sent from other sites."""
    app.before_request(refuse_undecodable)
    app.before_request(refuse_other_sites)
    app.after_request(set_headers)
    if app.config["TODO_HTTPS"]:
        app.after_request(insist_on_https)
    hops = app.config["TODO_PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )


def request_id() -> str:
    """Return the id of the current request: the proxy's, else one of our own."""
    known = request.environ.get(REQUEST_ID_KEY)
    if known is None:
        given = request.headers.get("X-Request-ID", "")
        known = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request.environ[REQUEST_ID_KEY] = known
    return str(known)


def refuse_undecodable() -> None:
    """End a request whose query is no text.

    :raises werkzeug.exceptions.BadRequest: it is not.
    """
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        raise BadRequest("The query is not UTF-8.") from None


def refuse_other_sites() -> None:
    """End a request that a browser sends for another site's page.

    :raises CSRFError: it does.
    """
    origin = request.headers.get("Sec-Fetch-Site", "")
    is_change = request.endpoint and request.method not in SAFE_METHODS
    if is_change and origin in OTHER_SITES:
        raise CSRFError("The form was sent from another site.")


def set_headers(response: Response) -> Response:
    """Add the headers that every answer has."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = request_id()
    return response


def insist_on_https(response: Response) -> Response:
    """Add the header that makes browsers use HTTPS only."""
    response.headers["Strict-Transport-Security"] = HSTS
    return response
