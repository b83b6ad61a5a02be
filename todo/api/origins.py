"""Which sites' pages may use the API: none but those in ``TODO_API_ORIGINS``."""

from flask import Response, current_app, request

from todo.api.problems import OTHER_SITE
from todo.config import ANY_ORIGIN
from todo.error_pages import ProblemError, is_for_api
from todo.http.security import SAFE_METHODS, is_cross_site, is_same_origin

ALLOWED_HEADERS = "Content-Type, Idempotency-Key, If-Match, If-None-Match"
READABLE_HEADERS = "ETag, Link, Location, Retry-After"
PREFLIGHT_SECONDS = 600


def refuse_other_sites() -> None:
    """Reject a request from a page of a site that may not use the API.

    Without this, such a page could change tasks, as a form of the site without its
    token could. To follow a link from there is no harm.

    :raises ProblemError: if it comes from there.
    """
    is_link = (
        request.method in SAFE_METHODS
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
    )
    if not (is_link or allowed_origin()) and _is_from_other_site():
        raise ProblemError(OTHER_SITE)


def _is_from_other_site() -> bool:
    origin = request.headers.get("Origin")
    is_told = "Sec-Fetch-Site" in request.headers
    return is_cross_site() or bool(
        origin and not is_told and not is_same_origin(origin)
    )


def allowed_origin() -> str | None:
    """Return the origin of the page that sent the request, if it may use the API."""
    allowed = current_app.config["TODO_API_ORIGINS"] or []
    origin = request.headers.get("Origin", "")
    is_allowed = ANY_ORIGIN in allowed or origin.lower() in allowed
    return origin if origin and is_allowed else None


def allow_origin(response: Response) -> Response:
    """Let the browser give the response to a page of a site that may use the API."""
    if not is_for_api():
        return response
    response.vary.add("Origin")
    origin = allowed_origin()
    if origin is None:
        return response
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = READABLE_HEADERS
    if "Access-Control-Request-Method" in request.headers:
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "")
        headers["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
        headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response
