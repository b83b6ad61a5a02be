"""Security headers, and checks that reject requests."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from wsgiref.headers import Headers

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect, same_origin
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
OTHER_SITES = frozenset({"cross-site", "same-site"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CHECKING_BLUEPRINTS = frozenset({"api"})
"""Blueprints that check for themselves where requests come from."""
HEALTH_CHECKS = frozenset({"/healthz", "/readyz"})


def init_app(app: Flask) -> None:
    """Register the request checks, and the security headers of all responses.

    This comes after the static files, because they have the same headers.
    """
    CSRFProtect(app)
    app.before_request(refuse_undecodable_query)
    app.before_request(refuse_cross_site)
    app.wsgi_app = AnyHostForHealthChecks(  # type: ignore[method-assign]  # as Flask documents it
        app.wsgi_app, app.config["TRUSTED_HOSTS"] or ["localhost"]
    )
    hops = app.config["TODO_PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    headers = HEADERS | HSTS if app.config["TODO_HTTPS"] else HEADERS
    app.wsgi_app = SecurityHeaders(app.wsgi_app, headers)  # type: ignore[method-assign]  # as Flask documents it


class AnyHostForHealthChecks:
    """Middleware that lets health checks respond to any ``Host`` header.

    They see a trusted host instead.

    :param application: the application.
    :param trusted_hosts: the trusted host names, at least one.
    """

    def __init__(
        self, application: "WSGIApplication", trusted_hosts: Sequence[str]
    ) -> None:
        self.application = application
        self.host = trusted_hosts[0].removeprefix(".").encode("idna").decode()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Call the application."""
        if environ.get("PATH_INFO") in HEALTH_CHECKS:
            environ["HTTP_HOST"] = self.host
        return self.application(environ, start_response)


class SecurityHeaders:
    """Middleware that adds headers to each response that does not have its own.

    :param application: the application.
    :param headers: the headers.
    """

    def __init__(
        self, application: "WSGIApplication", headers: Mapping[str, str]
    ) -> None:
        self.application = application
        self.headers = headers

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Call the application."""

        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Any:
            headers = Headers(given)
            for name, value in self.headers.items():
                headers.setdefault(name, value)
            return start_response(status, headers.items(), *error)

        return self.application(environ, start)


def refuse_undecodable_query() -> None:
    """Reject a request whose query string is not UTF-8.

    :raises werkzeug.exceptions.BadRequest: if the query string is not UTF-8.
    """
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        request.query_string = b""  # the error page may use the query
        raise BadRequest("The query is not UTF-8.") from None


def refuse_cross_site() -> None:
    """Reject a request for a change that comes from a page of another site.

    :raises CSRFError: if it does.
    """
    is_change = request.endpoint and request.method not in SAFE_METHODS
    is_checked = request.blueprint not in CHECKING_BLUEPRINTS
    if is_change and is_checked and is_cross_site():
        raise CSRFError("The form was sent from another site.")


def is_cross_site() -> bool:
    """Return whether the request comes from a page of another site.

    Over HTTPS, the ``Referer`` counts, too, if there is one.
    """
    if request.headers.get("Sec-Fetch-Site") in OTHER_SITES:
        return True
    referrer = request.is_secure and request.referrer
    return bool(referrer) and not same_origin(referrer, request.host_url)


def is_same_origin(origin: str) -> bool:
    """Return whether an ``Origin`` header names the host of the request.

    The scheme does not count: without ``TODO_PROXY_HOPS``, the site knows nothing of
    the HTTPS of a proxy.
    """
    return origin.partition("://")[2].lower() == request.host.lower()
