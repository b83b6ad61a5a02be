"""Find a ``mongod`` to run."""

import shutil
import sysconfig
from pathlib import Path

from standalone.errors import StandaloneError

__all__ = ["find_mongod"]

WHEEL_PATH = Path("fiftyone", "db", "bin", "mongod")


def find_mongod() -> Path:
    """Return the ``mongod`` of the installed wheel, else the one on ``PATH``.

    :raises StandaloneError: there is neither.
    """
    wheel = Path(sysconfig.get_path("purelib"), WHEEL_PATH)
    if wheel.is_file():
        return wheel
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path)
    raise StandaloneError(
        "No MongoDB server can be started here: the embedded one runs on Linux "
        "x86-64 only, and no mongod is on PATH. Install MongoDB 6.0 or newer, or "
        "set MONGODB_HOST to a server that runs, or use docker compose up."
    )
