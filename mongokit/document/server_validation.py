"""Create declared indexes, and install the structure as a server-side validator."""

import warnings
from functools import partial
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from mongokit.driver import Collection
from mongokit.errors import ErrorCode
from mongokit.schema import SchemaDocument
from mongokit.structure.compilers.json_schema import compile_json_schema
from mongokit.structure.indexes import index_keys

NO_DROPPING = "no server drops duplicates any more; remove them first"
IGNORED_INDEX_KEYS = {
    "ttl": "it never made documents expire; expireAfterSeconds does",
    "dropDups": NO_DROPPING,
    "drop_dups": NO_DROPPING,
}
OUR_INDEX_KEYS = {"fields", "check", *IGNORED_INDEX_KEYS}


class ServerValidatedDocument(SchemaDocument):
    """A document whose class can create its indexes and a server-side validator."""

    @classmethod
    def generate_index(
        cls, collection: Collection, session: ClientSession | None = None
    ) -> list[str]:
        """Create the declared indexes that do not exist yet.

        :returns: names of all declared indexes.
        :raises pymongo.errors.OperationFailure: if the server rejects one.
        """
        names = []
        for index in cls.indexes:
            _warn_of_ignored(index)
            keys = index_keys(index["fields"])
            options = {key: index[key] for key in index if key not in OUR_INDEX_KEYS}
            names.append(collection.create_index(keys, session=session, **options))
        return names

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """Return the structure as a ``$jsonSchema``.

        It covers fields, types, required fields, the members of an ``EnumType`` and
        the items of a ``Set``. For other custom types, it covers only the stored type.
        It does not cover validators.
        """
        return compile_json_schema(
            cls._plan.root, cls.required_fields, schemaless=cls.use_schemaless
        )

    @classmethod
    def apply_validator(
        cls,
        collection: Collection,
        *,
        level: str = "strict",
        action: str = "error",
        session: ClientSession | None = None,
    ) -> None:
        """Install the structure as a server-side validator of all clients' writes.

        Creates the collection if it does not exist.

        :param level: ``strict`` checks every write, ``moderate`` accepts updates to
            documents that were invalid before, ``off`` checks nothing.
        :param action: ``error`` rejects the write, ``warn`` logs it on the server.
        :raises pymongo.errors.OperationFailure: if the user lacks the privilege, or
            an option is invalid.
        """
        run = partial(
            collection.database.command,
            value=collection.name,
            codec_options=collection.codec_options,
            session=session,
            validator={"$jsonSchema": cls.json_schema()},
            validationLevel=level,
            validationAction=action,
        )
        try:
            run("collMod")
        except OperationFailure as error:
            if error.code != ErrorCode.NAMESPACE_NOT_FOUND:
                raise
            run("create")


def _warn_of_ignored(index: dict[str, Any]) -> None:
    for name, reason in IGNORED_INDEX_KEYS.items():
        if name in index:
            warnings.warn(
                f"{name!r} of the index on {index['fields']!r} is ignored: {reason}",
                UserWarning,
                stacklevel=3,
            )
