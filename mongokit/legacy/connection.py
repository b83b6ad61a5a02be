"""A client that also accepts pymongo 2's method names and options."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from bson.codec_options import TypeRegistry
from pymongo.read_preferences import make_read_preference

from mongokit import driver
from mongokit.legacy.database import Database
from mongokit.legacy.old_names import NOTHING, OldAttribute, warn_of_old_name
from mongokit.legacy.options import LAST_ERROR_OPTIONS, OldOptions

Options = dict[str, Any]


def _rename(new: str) -> Callable[[Any], Options]:
    return lambda value: {new: value}


def _socket_timeout(seconds: float | None) -> Options:
    return {"socketTimeoutMS": None if seconds is None else round(seconds * 1000)}


def _secondary(slave_okay: object) -> Options:
    return {"readPreference": "secondaryPreferred"} if slave_okay else {}


RENAMED_OPTIONS = {
    "max_pool_size": "maxPoolSize",
    "secondary_acceptable_latency_ms": "localThresholdMS",
    "j": "journal",
    "wtimeout": "wTimeoutMS",
    "_connect": "connect",
}
SECONDARY = "readPreference='secondaryPreferred'"
OLD_OPTIONS: dict[str, tuple[str, Callable[[Any], Options]]] = {
    "safe": ("w=1 or w=0", lambda safe: {"w": 1 if safe else 0}),
    "slave_okay": (SECONDARY, _secondary),
    "slaveok": (SECONDARY, _secondary),
    "network_timeout": ("socketTimeoutMS, in milliseconds", _socket_timeout),
    "use_greenlets": (NOTHING, lambda _: {}),
    "auto_start_request": (NOTHING, lambda _: {}),
    "fsync": (NOTHING, lambda _: {}),
    **{old: (new, _rename(new)) for old, new in RENAMED_OPTIONS.items()},
}
OLD_NAMES = frozenset((*OLD_OPTIONS, "tag_sets"))


REMOVED = {
    **LAST_ERROR_OPTIONS,
    "copy_database": "aggregate with $out, or mongodump and mongorestore",
    "fsync": "admin.command('fsync')",
    "unlock": "admin.command('fsyncUnlock')",
    "is_locked": "admin.command('currentOp').get('fsyncLock')",
    "alive": "admin.command('ping')",
    "in_request": "nothing; a session, client.start_session(), keeps order",
    "close_cursor": "Cursor.close",
    "kill_cursors": "Cursor.close",
    "set_cursor_manager": "nothing; the driver closes cursors that are not used",
    "set_document_class": "Connection(document_class=...)",
    "seeds": "nodes",
    "refresh": "nothing; the driver watches the members of the set",
}


def _hello(key: str) -> OldAttribute:
    """Return an attribute whose value is in the server's answer to ``hello``."""
    return OldAttribute(
        lambda client: client.admin.command("hello")[key],
        f"admin.command('hello')[{key!r}]",
    )


class Connection(OldOptions, driver.Connection):
    """A client that also accepts pymongo 2's method names and options.

    Takes the parameters of :class:`pymongo.MongoClient`, and those of pymongo 2.
    """

    _database_class = Database

    _removed = REMOVED

    max_bson_size = _hello("maxBsonObjectSize")
    max_message_size = _hello("maxMessageSizeBytes")
    max_write_batch_size = _hello("maxWriteBatchSize")
    min_wire_version = _hello("minWireVersion")
    max_wire_version = _hello("maxWireVersion")
    max_pool_size = OldAttribute(
        lambda client: client.options.pool_options.max_pool_size,
        "options.pool_options.max_pool_size",
        "Connection(maxPoolSize=...)",
    )
    document_class = OldAttribute(
        lambda client: client.codec_options.document_class,
        "codec_options.document_class",
        "Connection(document_class=...)",
    )
    tz_aware = OldAttribute(
        lambda client: client.codec_options.tz_aware,
        "codec_options.tz_aware",
        "Connection(tz_aware=...)",
    )
    hosts = OldAttribute(lambda client: client.nodes, "nodes")
    use_greenlets = OldAttribute(lambda _: False, NOTHING)
    auto_start_request = OldAttribute(lambda _: False, NOTHING)

    def __init__(  # noqa: PLR0913, PLR0917  pymongo's signature
        self,
        host: str | Sequence[str] | None = None,
        port: int | None = None,
        document_class: type[Any] | None = None,
        tz_aware: bool | None = None,  # noqa: FBT001  pymongo's signature
        connect: bool | None = None,  # noqa: FBT001  pymongo's signature
        type_registry: TypeRegistry | None = None,
        **kwargs: Any,
    ) -> None:
        if not OLD_NAMES.isdisjoint(kwargs):
            kwargs = _translate(kwargs)
        kwargs.setdefault("connect", connect)
        super().__init__(
            host, port, document_class, tz_aware, type_registry=type_registry, **kwargs
        )

    @property
    def host(self) -> str | None:
        """The host of the primary, standalone server or router; ``None`` if unknown."""
        warn_of_old_name("Connection.host", "Connection.address")
        address = self.address
        return address and address[0]

    @property
    def port(self) -> int | None:
        """The port of the primary, standalone server or router; ``None`` if unknown."""
        warn_of_old_name("Connection.port", "Connection.address")
        address = self.address
        return address and address[1]

    def get_document_class(self) -> type[Any]:
        """Return the class of plain documents."""
        warn_of_old_name(
            "Connection.get_document_class", "codec_options.document_class"
        )
        document_class: type[Any] = self.codec_options.document_class
        return document_class

    def database_names(self, **options: Any) -> list[str]:
        """Return the names of the databases.

        :param options: options of ``list_database_names``.
        """
        warn_of_old_name("Connection.database_names", "list_database_names")
        return self.list_database_names(**options)

    def disconnect(self) -> None:
        """Close the client."""
        warn_of_old_name("Connection.disconnect", "close")
        self.close()

    def start_request(self) -> "Request":
        """Return an object that does nothing: the driver no longer has requests."""
        warn_of_old_name("Connection.start_request", "client.start_session()")
        return Request()

    def end_request(self) -> None:
        """Do nothing: the driver no longer has requests."""
        warn_of_old_name("Connection.end_request", "client.start_session()")


class Request:
    """The result of :meth:`Connection.start_request`, which has no effect."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def end(self) -> None:
        """Do nothing."""


def _translate(options: Options) -> Options:
    """Translate pymongo 2's options to pymongo 4's, with a warning for each.

    A new option overrides its old equivalent.
    """
    modern: Options = {}
    for name, (new, translate) in OLD_OPTIONS.items():
        if name in options:
            warn_of_old_name(f"Connection({name}=...)", new)
            modern |= translate(options[name])
    given = {name.lower() for name in options}
    modern = {k: v for k, v in modern.items() if k.lower() not in given}
    modern |= {k: v for k, v in options.items() if k not in OLD_NAMES}
    if "tag_sets" in options:
        warn_of_old_name("Connection(tag_sets=...)", "readPreferenceTags")
        _set_tags(modern, options["tag_sets"])
    return modern


def _set_tags(options: Options, tag_sets: list[dict[str, str]] | None) -> None:
    if not tag_sets or tag_sets == [{}]:
        return
    preference = options.get("read_preference")
    if preference is None:
        options["readPreferenceTags"] = [
            ",".join(f"{name}:{value}" for name, value in tags.items())
            for tags in tag_sets
        ]
    else:
        options["read_preference"] = make_read_preference(preference.mode, tag_sets)
