"""Pages of the first edition that are still open in a browser after the update.

Their scripts ask for parts of pages that no longer exist. Instead, the browser opens
the page that they ask for; and a page with an error, which has the words that the user
typed, replaces the whole old page.
"""

from flask import Flask, Response, request

HEADER = "HX-Request"


def init_app(app: Flask) -> None:
    """Answer the scripts of the first edition."""
    app.before_request(open_page)
    app.after_request(replace_page)


def is_first_edition() -> bool:
    """Return whether a script of the first edition has sent the request."""
    return HEADER in request.headers


def open_page() -> Response | None:
    """Make the browser open the page instead of showing it as a part of the old one."""
    if not is_first_edition() or request.method != "GET" or not request.endpoint:
        return None
    path = request.full_path if request.query_string else request.path
    return Response(status=204, headers={"HX-Redirect": request.script_root + path})


def replace_page(response: Response) -> Response:
    """Make a page that is the response to a form replace the whole old page."""
    if response.mimetype == "text/html":
        response.vary.add(HEADER)
        if is_first_edition():
            response.headers["HX-Retarget"] = "body"
            response.headers["HX-Reswap"] = "innerHTML"
            response.headers["HX-Push-Url"] = "false"
    return response
