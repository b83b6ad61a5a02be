"""Whether the changes that a context has sent to the server may be stored."""

from collections.abc import Mapping
from typing import Any

from flask import g, has_app_context
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

__all__ = ["WriteListener", "may_have_written"]

SENT = "_mongokit_writes"  # in flask.g
DOCUMENTS = {
    "insert": "documents",
    "update": "updates",
    "delete": "deletes",
    "findAndModify": None,
}
"""The commands that change documents, and the field with their statements."""


def may_have_written() -> bool:
    """Return whether something may be stored of what this context has sent.

    It is not if the server has rejected all of it. pymongo's errors do not tell: an
    error can be that of a retry, after an attempt whose reply was lost.
    """
    return bool(g.get(SENT)) if has_app_context() else False


class WriteListener(CommandListener):
    """Keeps the ids of the commands that may have changed something, by context."""

    def started(self, event: CommandStartedEvent) -> None:
        """Note a command that changes documents."""
        if event.command_name in DOCUMENTS and has_app_context():
            sent: dict[int, bool] = g.setdefault(SENT, {})
            sent[event.request_id] = _is_single(event.command_name, event.command)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Forget a command that has changed nothing."""
        reply = event.reply
        if reply.get("n") == 0 and "writeConcernError" not in reply:
            _sent().pop(event.request_id, None)

    def failed(self, event: CommandFailedEvent) -> None:
        """Forget a command that the server has rejected.

        One with several statements may have been interrupted after some of them.
        """
        sent = _sent()
        if sent.get(event.request_id) and "ok" in event.failure:
            del sent[event.request_id]


def _sent() -> dict[int, bool]:
    sent: dict[int, bool] = g.get(SENT, {}) if has_app_context() else {}
    return sent


def _is_single(name: str, command: Mapping[str, Any]) -> bool:
    """Return whether a command changes one document at most."""
    field = DOCUMENTS[name]
    statements = command[field] if field else [command]
    if len(statements) != 1:
        return False
    (statement,) = statements
    return not statement.get("multi") and statement.get("limit") != 0
