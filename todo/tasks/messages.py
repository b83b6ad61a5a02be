"""Messages on the next page, such as ``Deleted "Buy milk".`` with an Undo button.

They wait in the session until a page that the user sees has shown them.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g, request, session

from todo.fragments import is_requested, is_unasked
from todo.tasks.cleaning import shorten

KEY = "messages"
MOST_KEPT = 5
STATE = "_messages"
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
PREFETCH = re.compile("prefetch|prerender|preview", re.IGNORECASE)


def say(
    text: str,
    *,
    title: str = "",
    undo: str | None = None,
    fields: Mapping[str, str] | None = None,
    accepted: str | None = None,
) -> None:
    """Show a message on the next page.

    Only the latest messages are kept, because the session cookie stores them.

    :param text: the message; ``{title}`` stands for the task's title.
    :param title: the task's title, which is shortened.
    :param undo: the URL that the Undo button posts to; without one, there is no button.
    :param fields: hidden fields of the Undo form, in addition to those of the listing.
    :param accepted: the key of the form that was stored; the script deletes its draft.
    """
    message = {
        "text": text,
        "title": shorten(title),
        "undo": undo,
        "fields": dict(fields or {}),
        "accepted": accepted,
    }
    session[KEY] = [*session.get(KEY, []), message][-MOST_KEPT:]


def take_messages() -> list[dict[str, Any]]:
    """Return the messages for this page; none if this is not a page that is shown.

    They are removed from the session at the end of the request.
    """
    if g.get(STATE) == "kept" or not _is_shown():
        return []
    setattr(g, STATE, "taken")
    return list(session.get(KEY, []))


def keep_messages() -> None:
    """Keep the messages for the next page, even if this request has taken them."""
    setattr(g, STATE, "kept")


def remove_taken(response: Response) -> Response:
    """Remove the messages that the response shows from the session."""
    if g.get(STATE) == "taken":
        session.pop(KEY, None)
    return response


def _is_shown() -> bool:
    """Return whether the user sees the response: as a page, or as a part of one."""
    headers = request.headers
    purposes = " ".join(headers.get(name, "") for name in PREFETCH_HEADERS)
    if request.method == "HEAD" or is_unasked() or PREFETCH.search(purposes):
        return False
    return is_requested() or _is_for_page()


def _is_for_page() -> bool:
    """Return whether the request can be one for a page, by its headers."""
    headers, accepted = request.headers, request.accept_mimetypes
    best = max((quality for _, quality in accepted), default=0)
    return (
        headers.get("Sec-Fetch-Dest", "document") == "document"
        and headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and accepted.quality("text/html") == best
    )


def init_app(app: Flask) -> None:
    """Register the function for templates, and the removal of messages."""
    app.add_template_global(take_messages)
    app.after_request(remove_taken)
