"""Compresses pages, most of which are the same markup for every task."""

import gzip
import io
import secrets

from flask import Flask, Response, request

LEVEL = 4
SHORTEST = 1000
MOST_PADDING = 100


def init_app(app: Flask) -> None:
    """Compress the pages of browsers that accept it.

    This comes first, because Flask calls the functions that change a response in
    reverse order.
    """
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress a page with gzip, if it is not short and the client prefers that."""
    if response.mimetype != "text/html" or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    page = response.get_data()
    if len(page) >= SHORTEST and prefers_gzip():
        response.set_data(compressed(page))
        response.headers["Content-Encoding"] = "gzip"
    return response


def prefers_gzip() -> bool:
    """Return whether the client accepts gzip, and not less than an unencoded page."""
    quality = request.accept_encodings.quality
    return 0 < quality("gzip") >= quality("identity")


def compressed(page: bytes) -> bytes:
    """Compress a page, to a length that is partly random.

    Otherwise, the length would reveal to an eavesdropper whether a word in the URL also
    occurs elsewhere on the page (the BREACH attack). The random part is the file name
    in the header, which browsers ignore.
    """
    stream = io.BytesIO()
    padding = "x" * secrets.randbelow(MOST_PADDING)
    with gzip.GzipFile(padding, "wb", LEVEL, stream, mtime=0) as file:
        file.write(page)
    return stream.getvalue()
