"""The ``MONGODB_*`` settings, and the client that they describe."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from pymongo.errors import PyMongoError
from pymongo.uri_parser import split_hosts

from flask_mongokit.errors import ConfigurationError
from mongokit import Connection

__all__ = [
    "SETTINGS",
    "Setting",
    "addresses",
    "client_arguments",
    "connection_string",
    "credential_problems",
    "database_name",
    "default_database",
    "flag",
    "hosts",
    "json_object",
    "number",
    "readable_file",
    "text",
]

Parse = Callable[[str], Any]

URI_OF_DNS = "mongodb+srv://"
URI_SCHEMES = ("mongodb://", URI_OF_DNS)
DEFAULT_PORT = 27017
NO_HOST = ""
NOT_IN_HOST_NAMES = re.compile(r"[@\s]|/(?!.*\.sock$)")
NOT_IN_DATABASE_NAMES = re.compile(r'[\x00/\\. "$*<>:|?]')
LONGEST_DATABASE_NAME = 63


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    :param name: in the configuration and in the environment.
    :param parse: makes a value of text; raises :exc:`ValueError` with what would be
        right, to be read after "must be".
    :param description: one sentence for the documentation.
    :param default: the value where none is given.
    :param secret: its value is never shown, and may be given in a file.
    """

    name: str
    parse: Parse
    description: str
    default: Any = None
    secret: bool = False

    def problem(self, value: object, expected: object) -> str:
        """Return the sentence that says what is wrong with a value.

        :param value: shown, unless the setting is secret or a password may stand in
            it, as in a connection string.
        :param expected: what would be right.
        """
        is_secret = self.secret or any(sign in str(value) for sign in ("@", "://"))
        shown = "" if is_secret else f", not {value!r}"
        return f"{self.name} must be {expected}{shown}."


def text(value: str) -> str:
    """Take text as it is."""
    return value


def flag(value: str) -> bool:
    """Parse a truth value.

    :raises ValueError: it is none.
    """
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    if value.lower() not in known:
        raise ValueError("1 or 0")
    return known[value.lower()]


def number(smallest: int, largest: int) -> Callable[[str], int]:
    """Return the parser of a whole number within bounds, both included."""

    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit()):
            raise ValueError(f"a number from {smallest} to {largest}")
        if not smallest <= int(value[:20]) <= largest:
            raise ValueError(f"a number from {smallest} to {largest}")
        return int(value)

    return parse


def json_object(value: str) -> dict[str, Any]:
    """Parse a JSON object.

    :raises ValueError: it is none.
    """
    expected = 'a JSON object such as {"maxPoolSize": 50}'
    try:
        parsed = json.loads(value)
    except ValueError:
        raise ValueError(expected) from None
    if not isinstance(parsed, dict):
        raise ValueError(expected)  # noqa: TRY004  a parser's error
    return parsed


def hosts(value: str) -> str:
    """Take a host, or several ``host:port``; or a connection string, as pymongo does.

    :raises ValueError: one is empty or has a port that is none.
    """
    if value.startswith(URI_SCHEMES):
        return connection_string(value)
    try:
        for host in _host_names(value):
            split_hosts(NO_HOST if NOT_IN_HOST_NAMES.search(host) else host)
    except (PyMongoError, ValueError):
        raise ValueError(
            "a host, or several host:port with commas between them, each port from "
            "1 to 65535"
        ) from None
    return value


def _host_names(value: str) -> list[str]:
    return [host.strip() for host in value.split(",")]


def connection_string(value: str) -> str:
    """Take a connection string, without looking any name up.

    :raises ValueError: it is none; the message does not show it.
    """
    try:
        Connection(value if value.startswith(URI_SCHEMES) else "://", connect=False)
    except (PyMongoError, TypeError, ValueError):
        raise ValueError(
            "a connection string such as mongodb://user:password@host:27017/database, "
            "any of : / ? # [ ] @ % in the user and password percent-encoded"
        ) from None
    return value


def database_name(value: str) -> str:
    """Take a name that a database may have.

    :raises ValueError: it may not.
    """
    is_long = len(value.encode()) > LONGEST_DATABASE_NAME
    if is_long or NOT_IN_DATABASE_NAMES.search(value):
        raise ValueError(
            f"a name of at most {LONGEST_DATABASE_NAME} bytes without blanks and any "
            'of / \\ . " $ * < > : | ?'
        )
    return value


def readable_file(value: str) -> str:
    """Take the name of a file that can be read.

    :raises ValueError: it cannot.
    """
    try:
        Path(value).open("rb").close()
    except OSError:
        raise ValueError("the name of a file that can be read") from None
    return value


SETTINGS = (
    Setting("MONGODB_URI", connection_string, "A connection string; it wins over host, port and, if it names one, database.", secret=True),
    Setting("MONGODB_HOST", hosts, "The server: a host, or several `host:port` with commas between them.", "localhost"),
    Setting("MONGODB_PORT", number(1, 65535), "The port of each host that names none.", DEFAULT_PORT),
    Setting("MONGODB_DATABASE", database_name, "The database.", "flask"),
    Setting("MONGODB_USERNAME", text, "The user to authenticate as; without one nobody is."),
    Setting("MONGODB_PASSWORD", text, "The user's password.", secret=True),
    Setting("MONGODB_AUTH_SOURCE", text, "The database that knows the user; by default the one in use."),
    Setting("MONGODB_REPLICA_SET", text, "The name of the replica set that the hosts belong to."),
    Setting("MONGODB_TZ_AWARE", flag, "Whether times are loaded with their time zone, UTC.", default=False),
    Setting("MONGODB_SLAVE_OKAY", flag, "Whether to read from a secondary where there is one.", default=False),
    Setting("MONGODB_TIMEOUT_MS", number(1, 3_600_000), "How long one operation may take in all, in milliseconds."),
    Setting("MONGODB_TLS", flag, "Whether to speak TLS to the server.", default=False),
    Setting("MONGODB_TLS_CA_FILE", readable_file, "The file of the authorities that sign the server's certificate."),
    Setting("MONGODB_TLS_CERTIFICATE_KEY_FILE", readable_file, "The file with the client's own certificate and key."),
    Setting("MONGODB_OPTIONS", json_object, "Further arguments of pymongo's `MongoClient`; they win.", {}),
)  # fmt: skip

DATABASE = next(s for s in SETTINGS if s.name == "MONGODB_DATABASE")

KEYWORDS = {
    "MONGODB_USERNAME": "username",
    "MONGODB_PASSWORD": "password",
    "MONGODB_REPLICA_SET": "replicaSet",
    "MONGODB_TIMEOUT_MS": "timeoutMS",
    "MONGODB_TLS_CA_FILE": "tlsCAFile",
    "MONGODB_TLS_CERTIFICATE_KEY_FILE": "tlsCertificateKeyFile",
}


def client_arguments(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of the client that a configuration describes.

    :param config: an application's configuration; ``None`` and empty text in it are
        as good as nothing.
    :raises ConfigurationError: settings cannot be used; it names each of them.
    """
    values = _parsed(config)
    arguments = _address(values)
    for name, keyword in KEYWORDS.items():
        if values[name] is not None:
            arguments[keyword] = values[name]
    if values["MONGODB_USERNAME"] is not None:
        arguments |= _auth_source(values, arguments["host"])
    if values["MONGODB_TZ_AWARE"]:
        arguments["tz_aware"] = True
    if values["MONGODB_TLS"]:
        arguments["tls"] = True
    if values["MONGODB_SLAVE_OKAY"]:
        arguments["readPreference"] = "secondaryPreferred"
    arguments |= values["MONGODB_OPTIONS"]
    _check_arguments(arguments)
    return arguments


def _check_arguments(arguments: dict[str, Any]) -> None:
    """Make a client of them, without a connection or a name looked up."""
    try:
        Connection(**{**arguments, "connect": False})
    except (PyMongoError, TypeError, ValueError, OSError) as error:
        raise ConfigurationError(
            [f"The MONGODB_* settings do not make a client: {str(error).rstrip('.')}."]
        ) from error


def default_database(config: Mapping[str, Any]) -> str:
    """Return the database of a configuration whose connection string names none."""
    name: str = _value(DATABASE, config)
    return name


def addresses(config: Mapping[str, Any]) -> list[str]:
    """Return where a configuration says that servers are, each as ``host:port``.

    They can be shown to anybody: the user and password of a connection string are left
    out. One that leaves the servers to DNS gives its name, without a port.

    :raises ConfigurationError: settings cannot be used; it names each of them.
    """
    arguments = client_arguments(config)
    host = arguments["host"]
    names = host if isinstance(host, str) else ",".join(host)
    if names.startswith(URI_SCHEMES):
        names = unquote(urlsplit(names).netloc.rpartition("@")[2])
    if str(host).startswith(URI_OF_DNS):
        return [names]
    return _with_ports(names, arguments.get("port", DEFAULT_PORT))


def _with_ports(names: str, default_port: int) -> list[str]:
    nodes = split_hosts(names, default_port)
    hosts = [(f"[{host}]" if ":" in host else host, port) for host, port in nodes]
    return [host if port is None else f"{host}:{port}" for host, port in hosts]


def credential_problems(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with user and password together.

    :param values: the values of settings.
    """
    has_user = values.get("MONGODB_USERNAME") is not None
    has_password = values.get("MONGODB_PASSWORD") is not None
    if has_user and not has_password:
        yield "MONGODB_USERNAME is given without MONGODB_PASSWORD: give both or none."
    if has_password and not has_user:
        yield "MONGODB_PASSWORD is given without MONGODB_USERNAME: give both or none."


def _parsed(config: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        try:
            values[setting.name] = _value(setting, config)
        except ValueError as error:
            values[setting.name] = config[setting.name]
            problems.append(setting.problem(config[setting.name], error))
    problems += credential_problems(values)
    if problems:
        raise ConfigurationError(problems)
    return values


def _value(setting: Setting, config: Mapping[str, Any]) -> Any:
    value = config.get(setting.name)
    if value is None or value == "":
        return setting.default
    if isinstance(value, bytes):
        raise ValueError("text")  # noqa: TRY004  a parser's error
    if isinstance(value, (list, tuple)):
        value = ",".join(map(str, value))
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return setting.parse(str(value)) if is_number or isinstance(value, str) else value


def _address(values: Mapping[str, Any]) -> dict[str, Any]:
    given = values["MONGODB_URI"] or values["MONGODB_HOST"]
    if given.startswith(URI_SCHEMES):
        return {"host": given}
    names = _host_names(given)
    host = names[0] if len(names) == 1 else names
    if "/" in given:  # a path is taken within a connection string only
        host = URI_SCHEMES[0] + ",".join(quote(name, safe=":[]") for name in names)
    return {"host": host, "port": values["MONGODB_PORT"]}


def _auth_source(values: Mapping[str, Any], host: str | list[str]) -> dict[str, Any]:
    """Return the database that knows the user, unless the connection string does."""
    if values["MONGODB_AUTH_SOURCE"] is not None:
        return {"authSource": values["MONGODB_AUTH_SOURCE"]}
    if isinstance(host, str) and host.startswith(URI_SCHEMES):
        parts = urlsplit(host)
        if parts.path.strip("/") or "authsource=" in parts.query.lower():
            return {}
    return {"authSource": values["MONGODB_DATABASE"]}
