"""Messages on the next page, such as ``Deleted "Buy milk".`` with an Undo button."""

from collections.abc import Mapping
from typing import Any

from flask import session

from todo.tasks.cleaning import shorten

KEY = "messages"
MOST_KEPT = 5


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
    """Return the messages for this page, and remove them from the session."""
    return list(session.pop(KEY, []))
