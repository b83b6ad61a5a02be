"""The key that signs the site's sessions, made once."""

import os
import secrets
from pathlib import Path

__all__ = ["ensure_secret_key"]


def ensure_secret_key(path: Path) -> None:
    """Write a new key into a file of mode 600, unless the file is there."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
