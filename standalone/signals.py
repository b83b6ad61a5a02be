"""The signals that ask the site to end."""

import signal
import sys
from types import FrameType

__all__ = ["StopSignals"]


class StopSignals:
    """Remembers that one came, so that nothing is interrupted half-way.

    SIGHUP, which a closed terminal sends, is one unless it is ignored (``nohup``).
    """

    def __init__(self) -> None:
        self._received = False
        signal.signal(signal.SIGINT, self._receive)
        signal.signal(signal.SIGTERM, self._receive)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._receive)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # see bin/serve

    def exit_if_received(self) -> None:
        """Leave the program, with status 0, where one has come.

        :raises SystemExit: one has.
        """
        if self._received:
            sys.exit()

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self._received = True
