"""How many tasks there may be, where the setting ``TODO_MAX_TASKS`` limits it."""

from flask import current_app

from todo.extensions import db

__all__ = ["QuotaExceededError", "check_quota"]


class QuotaExceededError(ValueError):
    """There would be more tasks than there may be; the text says so to a person."""


def check_quota(number: int) -> None:
    """Check that there may be so many tasks more; several at once can exceed it.

    :param number: how many.
    :raises QuotaExceededError: there may not.
    """
    most = current_app.config["TODO_MAX_TASKS"]
    if most is None:
        return
    room = max(0, most - db.tasks.estimated_document_count())
    if number > room:
        raise QuotaExceededError(
            f"This site keeps up to {most:,} tasks, deleted ones included, and has "
            f"room for {room:,} more."
        )
