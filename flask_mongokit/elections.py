"""A read concern that includes everything written before the last election."""

from typing import TYPE_CHECKING, Any

from pymongo.monitoring import (
    ServerHeartbeatFailedEvent,
    ServerHeartbeatListener,
    ServerHeartbeatStartedEvent,
    ServerHeartbeatSucceededEvent,
)
from pymongo.read_concern import ReadConcern

if TYPE_CHECKING:
    from bson import Timestamp

__all__ = ["AfterElection", "ElectionListener"]


class ElectionListener(ServerHeartbeatListener):
    """Keeps the time of the last write that a primary server had at its election."""

    def __init__(self) -> None:
        self.last_write: Timestamp | None = None
        """The time; ``None`` if no primary server of a replica set is known yet."""
        self._election: object = None

    def started(self, event: ServerHeartbeatStartedEvent) -> None:
        """Ignore the event."""

    def succeeded(self, event: ServerHeartbeatSucceededEvent) -> None:
        """Note the last write of a server that has been elected.

        pymongo selects the server only after this.
        """
        hello = event.reply
        if hello.is_writable and hello.election_id not in {None, self._election}:
            self._election = hello.election_id
            self.last_write = hello.document["lastWrite"]["opTime"]["ts"]

    def failed(self, event: ServerHeartbeatFailedEvent) -> None:
        """Ignore the event."""


class AfterElection(ReadConcern):
    """A read concern that includes everything acknowledged before the last election.

    A newly elected server has every write that a majority acknowledged, but needs a
    moment to learn which ones: until then, "majority" alone returns older data.

    :param level: the level, such as ``majority``.
    :param elections: the listener of the client that reads; by default, no election
        is waited for.
    """

    def __init__(
        self, level: str | None = None, *, elections: ElectionListener | None = None
    ) -> None:
        super().__init__(level)
        self._elections = elections or ElectionListener()

    @property
    def document(self) -> dict[str, Any]:
        """The read concern as it is sent to the server."""
        last_write = self._elections.last_write
        after = {} if last_write is None else {"afterClusterTime": last_write}
        return {**super().document, **after}
