"""The quota: the maximum number of tasks, from the setting ``TODO_MAX_TASKS``."""

from flask import current_app

from todo.extensions import db
from todo.tasks.model import Task


class QuotaExceededError(ValueError):
    """The quota would be exceeded; the text is a message for the user."""


def check_quota(number: int) -> None:
    """Check that the quota has room for new tasks.

    This is not atomic: concurrent requests can exceed the quota.

    :param number: number of new tasks.
    :raises QuotaExceededError: if the quota would be exceeded.
    """
    most = current_app.config["TODO_MAX_TASKS"]
    if most is None:
        return
    room = max(0, most - db[Task].estimated_document_count())
    if number > room:
        raise QuotaExceededError(
            f"This site keeps up to {most:,} tasks, deleted ones included, and has "
            f"room for {room:,} more."
        )
