"""Names that are gone, from the tables that their errors use."""

from mongokit.legacy.audit.finders import removed, search
from mongokit.legacy.audit.rules.rule import Rule
from mongokit.legacy.collection import REMOVED as OF_COLLECTION
from mongokit.legacy.connection import REMOVED as OF_CONNECTION
from mongokit.legacy.database import REMOVED as OF_DATABASE
from mongokit.legacy.old_names import REMOVED_CONSTANTS
from mongokit.master_slave_connection import REMOVED_CLASSES

__all__ = ["REMOVED_NAMES"]


REMOVED_NAMES = [
    Rule(
        f"removed-of-{owner}",
        "replace-removed-names",
        removed(f"{{{owner}}}" + r"\.{names}", names),
        "{name} is gone: use {new}",
        fails=True,
    )
    for owner, names in (
        ("client", OF_CONNECTION),
        ("database", OF_DATABASE),
        ("collection", OF_COLLECTION),
    )
] + [
    Rule(
        "removed-constant",
        "replace-removed-names",
        removed(r"\b{names}", REMOVED_CONSTANTS),
        "{name} is gone: {new}",
        fails=True,
    ),
    Rule(
        "removed-class",
        "replace-removed-names",
        removed(r"(?<!class ){names}(?=\()", REMOVED_CLASSES),
        "{name} is gone: use {new}",
        fails=True,
    ),
    Rule(
        "removed-option",
        "replace-removed-names",
        search(r"^(?P<name>atomic_save)=True|\b(?P<option>full_response)=True"),
        "the option raises an error: use update_one with operators, or the returned "
        "document",
        fails=True,
    ),
]
