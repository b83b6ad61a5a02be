"""A concurrent user, who changes tasks between two commands of the site."""

from collections.abc import Callable

from pymongo import monitoring

__all__ = ["ConcurrentUser"]


class ConcurrentUser(monitoring.CommandListener):
    """Acts after each command of the site; pass it in ``event_listeners``.

    :param command: the name of the commands, such as ``update``.
    :param act: the action.
    """

    def __init__(self, command: str, act: Callable[[], object]) -> None:
        self.command = command
        self.act = act

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Ignore the start."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Act if the command has the name."""
        if event.command_name == self.command:
            self.act()

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure."""
