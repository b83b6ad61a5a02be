"""A pymongo listener that simulates a concurrent user."""

from collections.abc import Callable

from pymongo import monitoring

__all__ = ["ConcurrentUser"]


class ConcurrentUser(monitoring.CommandListener):
    """Calls a function after each successful database command with a given name.

    Pass an instance to the site's client in ``event_listeners``.

    :param command: the name of the command, such as ``update``.
    :param act: the function to call.
    """

    def __init__(self, command: str, act: Callable[[], object]) -> None:
        self.command = command
        self.act = act

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Ignore the start of a command."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Call the function if the command has the given name."""
        if event.command_name == self.command:
            self.act()

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore a failed command."""
