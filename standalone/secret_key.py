"""The key that signs the site's sessions, made once."""

import os
import secrets
from pathlib import Path

__all__ = ["ensure_secret_key"]


def ensure_secret_key(path: Path) -> None:
    """Write a new key into a file of mode 600, whole or not at all, unless it is there.

    :param path: the file.
    """
    if path.exists():
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
