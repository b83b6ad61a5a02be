"""Run only MongoDB until Ctrl-C, for ``bin/mongodb``."""

import os
import sys
import time
from pathlib import Path
from typing import NoReturn

from standalone.errors import StandaloneError
from standalone.mongod import EmbeddedMongod
from standalone.processes import StopSignals

DEFAULT_PORT = "27017"
PORTS = {str(number) for number in range(1, 65536)}
POLL_SECONDS = 0.1


def run(directory: Path, port: str) -> NoReturn:
    """Run MongoDB until SIGINT, SIGTERM or SIGHUP stops it.

    :param directory: the directory for the data and the log.
    :param port: the port on 127.0.0.1.
    :raises StandaloneError: if the port is no number, or MongoDB cannot start or stops.
    :raises SystemExit: with status 0 after a signal.
    """
    if port not in PORTS:
        raise StandaloneError(f"MONGODB_PORT must be from 1 to 65535, not {port!r}.")
    signals = StopSignals()
    mongod = EmbeddedMongod(directory, int(port))
    mongod.start(on_poll=signals.exit_if_received)
    try:
        print(f"MongoDB: {mongod.uri}", flush=True)  # noqa: T201  a command prints
        while True:
            signals.exit_if_received()
            mongod.check()
            time.sleep(POLL_SECONDS)
    finally:
        mongod.stop()


if __name__ == "__main__":
    folder = Path(os.environ.get("TODO_DIRECTORY") or "var").absolute()
    try:
        run(folder / "database", os.environ.get("MONGODB_PORT") or DEFAULT_PORT)
    except StandaloneError as error:
        sys.exit(str(error))
