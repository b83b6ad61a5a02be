"""Fragments: parts of pages that scripts request, at the URLs of the pages."""

from typing import Any

from flask import Flask, Response, make_response, render_template, request

from todo.tasks.listing import Listing

HEADER = "Todo-Fragment"
"""In a request, the URL of the list that the browser shows; in a response, a kind."""
UNASKED = "Todo-Unasked"
"""In a request that a script makes on its own, and not for something people do."""


def init_app(app: Flask) -> None:
    """Tell caches that pages depend on the header."""
    app.after_request(set_vary)


def is_requested() -> bool:
    """Return whether the current request is for a fragment."""
    return HEADER in request.headers


def is_unasked() -> bool:
    """Return whether a script makes the current request on its own."""
    return UNASKED in request.headers


def shown_listing() -> Listing | None:
    """Return the listing that the browser shows; ``None`` outside of fragments."""
    address = request.headers.get(HEADER)
    return None if address is None else Listing.of_address(address)


def render_fragment(kind: str, status: int = 200, /, **values: Any) -> Response:
    """Render a fragment.

    :param kind: the name of a template in ``fragments/``, which scripts can read from
        the header.
    :param status: HTTP status.
    :param values: the template's variables.
    """
    html = render_template(f"fragments/{kind}.html", **values)
    response = make_response(html, status)
    response.headers[HEADER] = kind
    return response


def set_vary(response: Response) -> Response:
    """Add the request header that pages depend on to ``Vary``."""
    if response.mimetype == "text/html":
        response.vary.add(HEADER)
    return response
