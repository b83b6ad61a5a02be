"""The libraries that the wheel's ``mongod`` needs and a machine may lack."""

import os
import re
import sysconfig
from contextlib import suppress
from pathlib import Path

__all__ = ["library_folder"]

BUNDLED_NAME = re.compile(r"(lib(?:curl|ssl|crypto))-\w+(\.so\.\d+)")


def library_folder() -> Path:
    """Return the folder of those that the wheel of pycurl brings along.

    It names each by its digest too, so that no other program finds it: here each gets
    a link that bears its usual name, such as ``libcurl.so.4``.
    """
    folder = Path(sysconfig.get_path("platlib"), "pycurl.libs")
    for path in folder.glob("lib*"):
        name = BUNDLED_NAME.match(path.name)
        if name is not None:
            with suppress(OSError):  # others may not write here: so be it
                _link(folder / "".join(name.groups()), path.name)
    return folder


def _link(path: Path, target: str) -> None:
    """Make a link at once, for others may be making or using it."""
    if not (path.is_symlink() and path.readlink() == Path(target)):
        draft = path.with_name(f"{path.name}-{os.getpid()}")
        draft.symlink_to(target)
        draft.replace(path)
