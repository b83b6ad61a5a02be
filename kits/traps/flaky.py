"""Every tenth answer is the 503 of a proxy, which has not asked the site."""

import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wsgi import app

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["app"]

ALWAYS = ("/static/", "/healthz")  # a browser's cache, and the start of bin/serve
PAGE = b"""<!DOCTYPE html>
<html lang="en">
  <head><title>503 Service Unavailable</title></head>
  <body><h1>503 Service Unavailable</h1></body>
</html>
"""

site = app.wsgi_app
numbers = itertools.count(1)
"""Counts the requests to this process of the site."""


def is_refused(environ: "WSGIEnvironment") -> bool:
    """Return whether a request is one of those that are refused.

    The list that a script fetches after an act is not: an act that has failed for the
    browser has not happened.
    """
    is_part = environ["REQUEST_METHOD"] == "GET" and "HTTP_TODO_FRAGMENT" in environ
    is_always_answered = is_part or environ["PATH_INFO"].startswith(ALWAYS)
    return not is_always_answered and next(numbers) % 10 == 0


def answer_or_refuse(
    environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    """Answer as the site does, but refuse every tenth request."""
    if not is_refused(environ):
        return site(environ, start_response)
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", "1")]
    start_response("503 Service Unavailable", headers)
    return [PAGE]


app.wsgi_app = answer_or_refuse  # type: ignore[method-assign]  # Flask's way
