"""Every answer takes 300 to 2,000 milliseconds, as on a bad mobile network."""

import random
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wsgi import app

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["app"]

SHORTEST = 0.3
LONGEST = 2.0
FAST = ("/static/", "/healthz")  # a browser's cache, and the start of bin/serve

site = app.wsgi_app


def answer_late(
    environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    """Answer as the site does, but later; other requests are answered meanwhile."""
    if not environ["PATH_INFO"].startswith(FAST):
        time.sleep(random.uniform(SHORTEST, LONGEST))  # noqa: S311  no secret
    return site(environ, start_response)


app.wsgi_app = answer_late  # type: ignore[method-assign]  # Flask's way
