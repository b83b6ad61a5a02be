"""Somebody else, who does something in the middle of what the site does."""

from collections.abc import Callable

from pymongo import monitoring

__all__ = ["Meanwhile"]


class Meanwhile(monitoring.CommandListener):
    """Somebody who acts right after each command of the site.

    Pass it in ``event_listeners``.

    :param command: the name of the commands, such as ``update``.
    :param act: what they do.
    """

    def __init__(self, command: str, act: Callable[[], object]) -> None:
        self.command = command
        self.act = act

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Ignore it."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Act, if it is one of these commands."""
        if event.command_name == self.command:
            self.act()

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore it."""
