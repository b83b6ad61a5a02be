"""The MongoDB server of the checks."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pymongo
from pymongo.errors import PyMongoError

from standalone import EmbeddedMongod, StandaloneError
from tests.memory import data_directory

__all__ = ["mongodb"]

ANSWER_MS = 5000


@contextmanager
def mongodb(environ: Mapping[str, str], on_poll: Callable[[], None]) -> Iterator[str]:
    """Run a server for the block, unless one is configured, and yield its URI.

    Its data is in memory if possible, and is gone afterwards.

    :param environ: the environment; ``MONGODB_URI`` names a server to use instead.
    :param on_poll: called repeatedly while waiting; it may raise to stop.
    :raises standalone.StandaloneError: if the server does not start or answer.
    """
    if environ.get("MONGODB_URI"):
        check_answer(environ["MONGODB_URI"])
        yield environ["MONGODB_URI"]
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = stack.enter_context(data_directory(folder))
        (folder / "data").symlink_to(data)
        server = EmbeddedMongod(folder, durable=False)
        stack.callback(server.stop)
        server.start(on_poll=on_poll)
        yield server.uri


def check_answer(uri: str) -> None:
    """Check that a server answers.

    :raises standalone.StandaloneError: if it does not.
    """
    try:
        with pymongo.MongoClient[dict[str, object]](
            uri, serverSelectionTimeoutMS=ANSWER_MS
        ) as client:
            client.admin.command("ping")
    except (PyMongoError, ValueError) as error:
        reason = str(error).partition(" (configured timeouts")[0]
        raise StandaloneError(
            f"The server of MONGODB_URI cannot be used: {reason}."
        ) from error
