"""Fragments: the parts of pages that htmx requests, at the URLs of the pages."""

import re

from flask import Flask, Response, request

ITEM = re.compile(r"li#task-([0-9a-f]{24})")
VARY = ("HX-Request", "HX-Request-Type", "HX-Target")


def init_app(app: Flask) -> None:
    """Serve each page as a whole or as a fragment."""
    app.after_request(set_vary)
    app.after_request(skip_post_only_urls)
    app.context_processor(lambda: {"layout": layout()})


def is_fragment() -> bool:
    """Return whether the current request is for a fragment."""
    headers = request.headers
    is_partial = headers.get("HX-Request-Type") == "partial"
    return is_partial and headers.get("HX-Request") == "true"


def item_id() -> str | None:
    """Return the id of the task whose list item the response replaces.

    It is ``None`` if the response is a whole page or replaces its main part.
    """
    match = ITEM.fullmatch(request.headers.get("HX-Target", ""))
    return match[1] if match and is_fragment() else None


def layout() -> str:
    """Return the template that pages extend; the one for fragments has no frame."""
    return "fragment.html" if is_fragment() else "base.html"


def show_in_main(response: Response) -> Response:
    """Make a response replace the main part of the page, never a list item."""
    if item_id() is not None:
        response.headers["HX-Retarget"] = "#content"
        response.headers["HX-Reswap"] = "innerMorph"
    return response


def set_vary(response: Response) -> Response:
    """Add the request headers that a page depends on to ``Vary``, for caches."""
    if response.mimetype == "text/html":
        response.vary.update(VARY)
    return response


def skip_post_only_urls(response: Response) -> Response:
    """Keep URLs that do not support GET out of the browser's history."""
    methods = request.url_rule.methods if request.url_rule else None
    if is_fragment() and methods is not None and "GET" not in methods:
        response.headers["HX-Push-Url"] = "false"
    return response
