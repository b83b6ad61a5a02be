"""What scripts ask for: a part of a page, at the address of the whole."""

import re

from flask import Flask, Response, request

__all__ = ["init_app", "is_fragment", "item_id", "show_in_main"]

ITEM = re.compile(r"li#task-([0-9a-f]{24})")
VARY = ("HX-Request", "HX-Request-Type", "HX-Target")


def init_app(app: Flask) -> None:
    """Let every page be asked for in part, and tell caches that it can be."""
    app.after_request(vary)
    app.after_request(keep_address)
    app.context_processor(lambda: {"layout": layout()})


def is_fragment() -> bool:
    """Tell whether the current request asks for a part of its page."""
    headers = request.headers
    is_partial = headers.get("HX-Request-Type") == "partial"
    return is_partial and headers.get("HX-Request") == "true"


def item_id() -> str | None:
    """Return the id of the task whose item in the list the answer goes into.

    ``None``: it goes into the main part of the page, or is the page.
    """
    match = ITEM.fullmatch(request.headers.get("HX-Target", ""))
    return match[1] if match and is_fragment() else None


def layout() -> str:
    """Return the template that a page extends: the frame, or none around it."""
    return "fragment.html" if is_fragment() else "base.html"


def show_in_main(response: Response) -> Response:
    """Make an answer to a request of an item replace the main part of the page."""
    if item_id() is not None:
        response.headers["HX-Retarget"] = "#content"
        response.headers["HX-Reswap"] = "innerMorph"
    return response


def vary(response: Response) -> Response:
    """Tell caches what answers depend on."""
    if response.mimetype == "text/html":
        response.vary.update(VARY)
    return response


def keep_address(response: Response) -> Response:
    """Let no browser note an address that only takes forms as one to come back to."""
    methods = request.url_rule.methods if request.url_rule else None
    if is_fragment() and methods is not None and "GET" not in methods:
        response.headers["HX-Push-Url"] = "false"
    return response
