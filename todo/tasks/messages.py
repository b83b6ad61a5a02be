"""What the next page says about what was done, and the way back from it."""

from collections.abc import Mapping

from flask import flash, session

from todo.tasks.cleaning import shorten

__all__ = ["say"]

MOST_KEPT = 5
KEPT_IN = "_flashes"


def say(
    text: str,
    *,
    title: str = "",
    undo: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Let the next page say something.

    Of what no page has said yet the latest is kept: a cookie has little room.

    :param text: what, with ``{title}`` in the place of the task's title.
    :param title: that title; a long one is shortened.
    :param undo: the address that a button "Undo" beside it is sent to.
    :param fields: what that button sends, beside the part of the list it stands on.
    """
    before, _, after = text.partition("{title}")
    words = {"before": before, "title": shorten(title), "after": after}
    # Flask's stubs take text alone; its sessions take what JSON can say.
    flash({**words, "undo": undo, "fields": dict(fields or {})})  # type: ignore[arg-type]
    session[KEPT_IN] = session[KEPT_IN][-MOST_KEPT:]
