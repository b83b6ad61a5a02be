"""Find out which names of a source file are clients, databases and collections."""

import functools
import re
from collections.abc import Iterable

from mongokit.legacy.collection import Collection
from mongokit.legacy.connection import Connection
from mongokit.legacy.database import Database

__all__ = ["receiver_patterns"]

CLIENT, DATABASE, COLLECTION = "client", "database", "collection"
USUAL_NAMES = {
    "connection": CLIENT,
    "conn": CLIENT,
    "con": CLIENT,
    "db": DATABASE,
    "database": DATABASE,
    "mongo": DATABASE,
    "collection": COLLECTION,
    "coll": COLLECTION,
}
"""What names mean in a file that does not assign them."""

EXTENSION = (
    *("app", "check_settings", "close", "connect", "connected", "disconnect"),
    *("init_app", "register", "registered_documents"),
)
"""The attributes of Flask-MongoKit's object, which ``db`` often is."""

ASSIGNMENT = re.compile(r"(?:\w+\.)*(\w+)=(?!=)(.+)")
MAKES_CLIENT = re.compile(
    r"(?:\w+\.)*(?:Connection|MongoClient|ReplicaSetConnection|MongoReplicaSetClient)\("
)
MAKES_DATABASE = re.compile(r"(?:\w+\.)*MongoKit\(")
IS_OTHER = re.compile(
    r"(?i)[\[{('\d]|(?:list|dict|set|sorted|getattr|str|open)\("
    r"|\w*(?:sql|redis|shelve|dbm|psycopg|peewee|ldap)"
)
"""Values that are no client, database or collection of MongoDB."""

PART_KINDS = {CLIENT: DATABASE, DATABASE: COLLECTION, COLLECTION: COLLECTION}
PART = re.compile(r"\[[^][]*\]|\w+")
CHAIN = re.compile(r"[\w.'…\[\]-]+")


def receiver_patterns(statements: Iterable[str]) -> dict[str, str]:
    """Return patterns that match expressions for clients, databases and collections.

    :param statements: the statements of a file.
    """
    kinds = dict(USUAL_NAMES)
    for statement in statements:
        found = ASSIGNMENT.match(statement)
        if found:
            _assign(kinds, *found.groups())
    return _patterns(tuple(sorted(kinds.items())))


def _assign(kinds: dict[str, str], name: str, value: str) -> None:
    if IS_OTHER.match(value):
        kinds.pop(name, None)
    elif MAKES_DATABASE.match(value):
        kinds[name] = DATABASE
    elif MAKES_CLIENT.match(value):
        kinds[name] = DATABASE if PART_OF_CALL.fullmatch(value) else CLIENT
    elif CHAIN.fullmatch(value):
        kind = _kind_of(value, kinds)
        if kind is not None:
            kinds[name] = kind


def _kind_of(value: str, kinds: dict[str, str]) -> str | None:
    """Return the kind of an expression such as ``self.connection['shop'].tasks``."""
    kind = None
    for attribute in PART.findall(value):
        if kind is None:
            kind = kinds.get(attribute)
        elif attribute in ATTRIBUTES[kind]:
            return None
        else:
            kind = PART_KINDS[kind]
    return kind


@functools.lru_cache
def _patterns(kinds: tuple[tuple[str, str], ...]) -> dict[str, str]:
    client, database, collection = (
        _names(name for name, kind in kinds if kind == wanted)
        for wanted in (CLIENT, DATABASE, COLLECTION)
    )
    database = f"(?:{database}|{client}{PART_OF_CLIENT})"
    collection = f"(?:{collection}|{database}{PART_OF_DATABASE})"
    return {CLIENT: client, DATABASE: database, COLLECTION: collection}


def _names(names: Iterable[str]) -> str:
    """Return a pattern for names, also as attributes of an object."""
    any_name = "|".join(names) or "(?!)"
    return rf"(?<![\w.'])(?:\w+\.)*(?:{any_name})\b(?!['(])"


def _part(attributes: Iterable[str]) -> str:
    """Return a pattern for an item, or for an attribute that is none of these."""
    return rf"(?:\.(?!(?:{'|'.join(attributes)})\b)\w+\b(?!\()|\[[^][]*\])"


def _attributes(owner: type) -> list[str]:
    removed = getattr(owner, "_removed", {})
    return sorted(n for n in {*dir(owner), *removed} if not n.startswith("_"))


PART_OF_CALL = re.compile(r"[^()]*\([^()]*\)" + _part(["(?!)"]))
ATTRIBUTES = {
    CLIENT: _attributes(Connection),
    DATABASE: [*EXTENSION, *_attributes(Database)],
    COLLECTION: _attributes(Collection),
}
PART_OF_CLIENT = _part(ATTRIBUTES[CLIENT])
PART_OF_DATABASE = _part(ATTRIBUTES[DATABASE])
