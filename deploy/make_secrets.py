"""Generate missing secrets, and copy them for each service that reads them.

``python -m deploy.make_secrets DIRECTORY`` runs as root before the other services.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["OWNERS", "main", "make_secrets", "problem"]

OWNERS = {"kept": 0, "mongo": 999, "site": 10001, "setup": 10002}
"""The readers' directories, with the id of the user that owns the files in each."""

GENERATED = ("SECRET_KEY", "MONGODB_PASSWORD", "MONGODB_ROOT_PASSWORD", "key_file")
SECRET_BYTES = 32
OWN_HOST = "mongo"
OWN_USER = "todo"
KEEP_GROUP = -1


def problem(environ: Mapping[str, str]) -> str | None:
    """Return an error message if another host is set without MONGODB_USERNAME.

    :param environ: the operator's variables.
    :returns: the message, or ``None``.
    """
    if _is_own(environ) or _has_uri(environ) or "MONGODB_USERNAME" in environ:
        return None
    return (
        "MONGODB_HOST names another server, which does not have the user that is "
        "created here: set MONGODB_USERNAME and MONGODB_PASSWORD as well, or set "
        "MONGODB_USERNAME to an empty string if that server needs no credentials."
    )


def make_secrets(
    directory: Path, environ: Mapping[str, str], owners: Mapping[str, int] = OWNERS
) -> list[str]:
    """Write each reader's secrets, using the operator's values or generated ones.

    :param directory: the parent of the readers' directories.
    :param environ: the operator's variables.
    :param owners: the id of the user who can read the files, by directory.
    :returns: the names of newly generated secrets.
    :raises OSError: if a file cannot be written.
    """
    for reader in owners:
        (directory / reader).mkdir(exist_ok=True)
    missing = [name for name in GENERATED if not (directory / "kept" / name).exists()]
    for name in missing:
        value = secrets.token_hex(SECRET_BYTES)
        _write(directory / "kept" / name, value, owners["kept"])
    kept = {name: (directory / "kept" / name).read_text("utf-8") for name in GENERATED}
    for reader, values in _copies(environ, kept).items():
        for name, value in values.items():
            _write(directory / reader / name, value, owners[reader])
    return missing


def _has_uri(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("MONGODB_URI")) or "://" in environ.get("MONGODB_HOST", "")


def _is_own(environ: Mapping[str, str]) -> bool:
    hosts = environ.get("MONGODB_HOST") or OWN_HOST
    return hosts == OWN_HOST and not _has_uri(environ)


def _copies(
    environ: Mapping[str, str], kept: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return the secrets for each reader, treating empty variables as unset."""
    own = kept if _is_own(environ) else {}
    root = environ.get("MONGODB_ROOT_PASSWORD") or own.get("MONGODB_ROOT_PASSWORD", "")
    user = environ.get("MONGODB_USERNAME", OWN_USER if own else "")
    password = environ.get("MONGODB_PASSWORD") or own.get("MONGODB_PASSWORD", "")
    site = {
        "SECRET_KEY": environ.get("SECRET_KEY") or kept["SECRET_KEY"],
        "MONGODB_URI": environ.get("MONGODB_URI", ""),
        "MONGODB_USERNAME": user,
        "MONGODB_PASSWORD": password if user else "",
    }
    return {
        "mongo": {
            "MONGODB_ROOT_PASSWORD": root if own else kept["MONGODB_ROOT_PASSWORD"],
            "key_file": kept["key_file"],
        },
        "setup": {**site, "MONGODB_ROOT_PASSWORD": root},
        "site": site,
    }


def _write(path: Path, value: str, owner: int) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.fsencode(value))
        os.fchown(descriptor, owner, KEEP_GROUP)
    unfinished.rename(path)


def main(
    directory: Path,
    environ: Mapping[str, str] = os.environ,
    owners: Mapping[str, int] = OWNERS,
) -> int:
    """Write the secrets, print the names of new ones, and return the exit status.

    :param directory: the parent of the readers' directories.
    :param environ: the operator's variables.
    :param owners: the id of the user who can read the files, by directory.
    """
    message = problem(environ)
    if message:
        return _fail(message)
    try:
        made = make_secrets(directory, environ, owners)
    except OSError as error:
        return _fail(f"The secrets cannot be stored in {directory}: {error.strerror}.")
    for name in made:
        print(f"Generated {name}.")  # noqa: T201  output of the command
    return 0


def _fail(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201  output of the command
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
