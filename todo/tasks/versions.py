"""The version of a task, by which an edit notices that somebody else was faster."""

import hashlib
from typing import Any

from flask_mongokit import Decimal128, json_util
from todo.tasks.fields import FIELDS, VERSIONS

NUMBERS = (int, float, Decimal128)


def version_text(stored: Any) -> str:
    """Return the text that stands for a stored version in the edit form.

    It is empty for a task without a version, and a digest for a value that is no
    version, which another program stored.
    """
    if stored is None:
        return ""
    number = FIELDS["version"].read(stored)
    if number is not None:
        return str(number)
    return hashlib.sha256(json_util.dumps(stored).encode()).hexdigest()[:32]


def next_version(stored: Any) -> int:
    """Return the version of a task after an edit."""
    number = FIELDS["version"].read(stored) or 0
    return number + 1 if number + 1 in VERSIONS else 1


def unchanged_version(stored: Any) -> dict[str, Any]:
    """Return a query condition for the version that was read.

    An edit always stores a number. Therefore, anything else is unchanged as long as it
    is no number: some of these values cannot be sent back as they are.
    """
    if isinstance(stored, NUMBERS) and not isinstance(stored, bool):
        return {"$expr": {"$eq": ["$version", stored]}}
    return {"$expr": {"$not": {"$isNumber": "$version"}}}
