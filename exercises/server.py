"""The MongoDB server of the checks."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from standalone import EmbeddedMongod
from tests.memory import data_directory

__all__ = ["mongodb"]

FAST_JOURNAL = "--journalCommitInterval=2"  # milliseconds


@contextmanager
def mongodb(environ: Mapping[str, str], on_poll: Callable[[], None]) -> Iterator[str]:
    """Run a server for the block, unless one is configured, and yield its URI.

    Its data is in memory if possible, and is gone afterwards.

    :param environ: the environment; ``MONGODB_URI`` names a server to use instead.
    :param on_poll: called repeatedly while waiting; it may raise to stop.
    :raises standalone.StandaloneError: if the server does not start.
    """
    if environ.get("MONGODB_URI"):
        yield environ["MONGODB_URI"]
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = stack.enter_context(data_directory(folder))
        (folder / "data").symlink_to(data)
        server = EmbeddedMongod(folder, arguments=[FAST_JOURNAL])
        stack.callback(server.stop)
        server.start(on_poll=on_poll)
        yield server.uri
