"""What the next page says about what was done, and the way back from it."""

from collections.abc import Mapping

from flask import flash

__all__ = ["say"]


def say(
    text: str, *, undo: str | None = None, fields: Mapping[str, str] | None = None
) -> None:
    """Let the next page say something.

    :param text: what.
    :param undo: the address that a button "Undo" beside it is sent to.
    :param fields: what that button sends.
    """
    # Flask's stubs take text alone; its sessions take what JSON can say.
    flash({"text": text, "undo": undo, "fields": dict(fields or {})})  # type: ignore[arg-type]
