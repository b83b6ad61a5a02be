"""The ``MONGODB_*`` settings, and the client that they describe."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_mongokit.errors import ConfigurationError

__all__ = [
    "SETTINGS",
    "Setting",
    "client_arguments",
    "flag",
    "json_object",
    "number",
    "text",
]

Parse = Callable[[str], Any]


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
        """Return the sentence that says what is wrong with a value."""
        shown = "" if self.secret else f", not {value!r}"
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
    """Take a host, or several ``host:port`` with commas between them.

    :raises ValueError: one is empty or has a port that is none.
    """
    expected = "a host, or several host:port with commas between them"
    for host in value.split(","):
        name, colon, port = host.strip().rpartition(":")
        if not host.strip() or any(c in host for c in "/@ "):
            raise ValueError(expected)
        if colon and name and "]" not in port and ":" not in name.strip("[]"):
            _check_port(port, expected)
    return value


def _check_port(port: str, expected: str) -> None:
    try:
        number(1, 65535)(port)
    except ValueError:
        raise ValueError(f"{expected}, each port from 1 to 65535") from None


SETTINGS = (
    Setting("MONGODB_URI", text, "A connection string; it wins over host, port and, if it names one, database.", secret=True),
    Setting("MONGODB_HOST", hosts, "The server: a host, or several `host:port` with commas between them.", "localhost"),
    Setting("MONGODB_PORT", number(1, 65535), "The port of each host that names none.", 27017),
    Setting("MONGODB_DATABASE", text, "The database.", "flask"),
    Setting("MONGODB_USERNAME", text, "The user to authenticate as; without one nobody is."),
    Setting("MONGODB_PASSWORD", text, "The user's password.", secret=True),
    Setting("MONGODB_AUTH_SOURCE", text, "The database that knows the user; by default the one in use."),
    Setting("MONGODB_REPLICA_SET", text, "The name of the replica set that the hosts belong to."),
    Setting("MONGODB_TZ_AWARE", flag, "Whether times are loaded with their time zone, UTC.", default=False),
    Setting("MONGODB_SLAVE_OKAY", flag, "Whether to read from a secondary where there is one.", default=False),
    Setting("MONGODB_TIMEOUT_MS", number(1, 3_600_000), "How long one operation may take in all, in milliseconds."),
    Setting("MONGODB_TLS", flag, "Whether to speak TLS to the server.", default=False),
    Setting("MONGODB_TLS_CA_FILE", text, "The file of the authorities that sign the server's certificate."),
    Setting("MONGODB_TLS_CERTIFICATE_KEY_FILE", text, "The file with the client's own certificate and key."),
    Setting("MONGODB_OPTIONS", json_object, "Further arguments of pymongo's `MongoClient`; they win.", {}),
)  # fmt: skip

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

    :param config: an application's configuration.
    :raises ConfigurationError: settings cannot be used; it names each of them.
    """
    values = _parsed(config)
    arguments = _address(values)
    for name, keyword in KEYWORDS.items():
        if values[name] is not None:
            arguments[keyword] = values[name]
    if values["MONGODB_USERNAME"] is not None:
        source = values["MONGODB_AUTH_SOURCE"] or values["MONGODB_DATABASE"]
        arguments["authSource"] = source
    if values["MONGODB_TZ_AWARE"]:
        arguments["tz_aware"] = True
    if values["MONGODB_TLS"]:
        arguments["tls"] = True
    if values["MONGODB_SLAVE_OKAY"]:
        arguments["readPreference"] = "secondaryPreferred"
    return {**arguments, **(values["MONGODB_OPTIONS"] or {})}


def credential_problems(values: Mapping[str, Any]) -> Iterable[str]:
    """Yield what is wrong with user and password together."""
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
        value = config.get(setting.name, setting.default)
        if isinstance(value, str):
            try:
                value = setting.parse(value)
            except ValueError as error:
                problems.append(setting.problem(value, error))
        values[setting.name] = value
    problems += credential_problems(values)
    if problems:
        raise ConfigurationError(problems)
    return values


def _address(values: Mapping[str, Any]) -> dict[str, Any]:
    if values["MONGODB_URI"]:
        return {"host": values["MONGODB_URI"]}
    names = [host.strip() for host in values["MONGODB_HOST"].split(",")]
    host = names[0] if len(names) == 1 else names
    return {"host": host, "port": values["MONGODB_PORT"]}
