"""The ``MONGODB_*`` settings, and how they are parsed and read."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri, split_hosts

from flask_mongokit.errors import ConfigurationError

__all__ = ["SETTINGS", "Setting", "flag", "number", "parse_config", "read_environment"]

URI_SCHEME, SRV_SCHEME = URI_SCHEMES = ("mongodb://", "mongodb+srv://")
DEFAULT_PORT = 27017
NOT_IN_HOST_NAMES = re.compile(r"[@\s]|/(?!.*\.sock$)")
NOT_IN_DATABASE_NAMES = re.compile(r'[\x00/\\. "$*<>:|?]')
LONGEST_DATABASE_NAME = 63
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
FILE_SUFFIX = "_FILE"
SURROGATES = re.compile("[\ud800-\udfff]")  # os.environ's form of undecodable bytes


@dataclass(frozen=True, slots=True)
class Setting:
    """The declaration of a setting.

    :param name: the name in the configuration and in the environment.
    :param parse: converts text to a value; raises :exc:`ValueError` with a description
        of valid values, which follows "must be" in the error message.
    :param description: one sentence for the documentation.
    :param default: the value if the setting is unset.
    :param secret: whether error messages hide the value, and ``NAME_FILE`` may name a
        file that contains it.
    :param required: the error message if the setting is missing; ``None`` if it is optional.
    :param keyword: the ``MongoClient`` argument that the value becomes, if any.
    """

    name: str
    parse: Callable[[str], Any]
    description: str
    default: Any = None
    secret: bool = False
    required: str | None = None
    keyword: str | None = None

    def value(self, given: object) -> Any:
        """Parse text, numbers and lists; return values of other types unchanged.

        :param given: a value from the configuration or the environment.
        :raises ConfigurationError: if the value is invalid.
        """
        if isinstance(given, bytes):
            raise self._error(given, "text")
        raw = ",".join(map(str, given)) if isinstance(given, (list, tuple)) else given
        is_number = isinstance(raw, int) and not isinstance(raw, bool)
        if not (is_number or isinstance(raw, str)):
            return raw
        try:
            return self.parse(str(raw))
        except ValueError as error:
            raise self._error(given, error) from None

    def _error(self, given: object, expected: object) -> ConfigurationError:
        is_secret = self.secret or any(sign in str(given) for sign in ("@", "://"))
        shown = "" if is_secret else f", not {given!r}"
        return ConfigurationError([f"{self.name} must be {expected}{shown}."])


def flag(value: str) -> bool:
    """Parse a boolean.

    :raises ValueError: if the text is not a known spelling of true or false.
    """
    if value.lower() not in {*TRUE, *FALSE}:
        raise ValueError("1 or 0")
    return value.lower() in TRUE


def number(smallest: int, largest: int) -> Callable[[str], int]:
    """Return a parser of integers from ``smallest`` to ``largest``, both included."""

    def parse(value: str) -> int:
        is_number = value.isascii() and value.isdigit()
        if not (is_number and smallest <= int(value[:20]) <= largest):
            raise ValueError(f"a number from {smallest} to {largest}")
        return int(value)

    return parse


def json_object(value: str) -> dict[str, Any]:
    """Parse a JSON object.

    :raises ValueError: if the text is not a JSON object.
    """
    with suppress(ValueError):
        parsed = json.loads(value)
        if isinstance(parsed, dict):
            return parsed
    raise ValueError('a JSON object such as {"maxPoolSize": 50}')


def host_list(value: str) -> list[str]:
    """Split a list of hosts at its commas."""
    return [host.strip() for host in value.split(",")]


def hosts(value: str) -> str:
    """Check a host, several ``host:port`` pairs, or a connection string.

    :raises ValueError: if a host, a port or the connection string is invalid.
    """
    if value.startswith(URI_SCHEMES):
        return connection_string(value)
    try:
        for host in host_list(value):
            split_hosts("" if NOT_IN_HOST_NAMES.search(host) else host)
    except (PyMongoError, ValueError):
        raise ValueError(
            "a host, or several host:port separated by commas, each port from 1 to "
            "65535"
        ) from None
    return value


def connection_string(value: str) -> str:
    """Check a connection string, without DNS lookups.

    :raises ValueError: if it is invalid; the message does not contain it.
    """
    try:
        if value.startswith(SRV_SCHEME):
            _check_srv_address(value.removeprefix(SRV_SCHEME).partition("?")[0])
        else:
            parse_uri(value, warn=True)
    except (PyMongoError, ValueError):
        raise ValueError(
            "a connection string such as mongodb://user:password@host:27017/database, "
            "any of : / ? # [ ] @ % in the user and password percent-encoded"
        ) from None
    return value


def _check_srv_address(address: str) -> None:
    nodes = parse_uri(URI_SCHEME + address, default_port=None)["nodelist"]
    if len(nodes) > 1 or nodes[0][1] is not None:
        raise ValueError("one host without a port")


def database_name(value: str) -> str:
    """Check the name of a database.

    :raises ValueError: if MongoDB does not allow the name.
    """
    is_long = len(value.encode()) > LONGEST_DATABASE_NAME
    if is_long or NOT_IN_DATABASE_NAMES.search(value):
        raise ValueError(
            f"a name of at most {LONGEST_DATABASE_NAME} bytes without spaces or any "
            'of / \\ . " $ * < > : | ?'
        )
    return value


def readable_file(value: str) -> str:
    """Check that a file can be read.

    :raises ValueError: if the file cannot be read.
    """
    try:
        Path(value).open("rb").close()
    except OSError:
        raise ValueError("the name of a readable file") from None
    return value


SETTINGS = (
    Setting("MONGODB_URI", connection_string, "Connection string; overrides host and port, and the database if it names one.", secret=True),
    Setting("MONGODB_HOST", hosts, "Host of the server, or several `host:port` separated by commas.", "localhost"),
    Setting("MONGODB_PORT", number(1, 65535), "Port of the hosts that specify none.", DEFAULT_PORT),
    Setting("MONGODB_DATABASE", database_name, "Name of the database.", "flask"),
    Setting("MONGODB_USERNAME", str, "Username; authentication is off if unset.", secret=True, keyword="username"),
    Setting("MONGODB_PASSWORD", str, "Password of that user.", secret=True, keyword="password"),
    Setting("MONGODB_AUTH_SOURCE", str, "Database in which the user is defined; defaults to the database in use."),
    Setting("MONGODB_REPLICA_SET", str, "Name of the replica set.", keyword="replicaSet"),
    Setting("MONGODB_TZ_AWARE", flag, "Load times as timezone-aware datetimes in UTC.", default=False, keyword="tz_aware"),
    Setting("MONGODB_SLAVE_OKAY", flag, "Read from a secondary if one is available.", default=False),
    Setting("MONGODB_TIMEOUT_MS", number(1, 3_600_000), "Timeout of a database operation in milliseconds, including retries.", keyword="timeoutMS"),
    Setting("MONGODB_SLOW_MS", number(1, 3_600_000), "Log commands that take at least this many milliseconds, with their plan; none if unset."),
    Setting("MONGODB_TLS", flag, "Use TLS.", default=False, keyword="tls"),
    Setting("MONGODB_TLS_CA_FILE", readable_file, "File with the CA certificates that the server's certificate is checked against.", keyword="tlsCAFile"),
    Setting("MONGODB_TLS_CERTIFICATE_KEY_FILE", readable_file, "File with the client's certificate and private key.", keyword="tlsCertificateKeyFile"),
    Setting("MONGODB_OPTIONS", json_object, "JSON object of further `MongoClient` options; they override the other settings.", {}),
)  # fmt: skip


def parse_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of all ``MONGODB_*`` settings.

    :param config: an application's configuration; ``None`` and empty text in it count
        as unset.
    :raises ConfigurationError: if settings are invalid; it names each of them.
    """
    values, problems = _parse(SETTINGS, lambda setting: config.get(setting.name))
    if problems:
        raise ConfigurationError(problems)
    return {setting.name: setting.default for setting in SETTINGS} | values


def read_environment(
    settings: Iterable[Setting],
    environ: Mapping[str, str],
    *,
    overrides: Mapping[str, Any] = MappingProxyType({}),
    prefixes: tuple[str, ...] = ("MONGODB_",),
) -> dict[str, Any]:
    """Return the settings parsed from the environment, updated with overrides.

    An empty variable counts as unset. The value of a secret setting ``NAME`` can be
    read from the file that ``NAME_FILE`` names; one trailing newline is removed.

    :param settings: the settings to read.
    :param environ: environment variables by name, such as ``os.environ``.
    :param overrides: values that replace those of the environment; they are not parsed.
    :param prefixes: a non-empty variable with one of these prefixes must be a setting.
    :raises ConfigurationError: if settings are invalid, unknown or missing; it has a
        sentence for each problem.
    """
    settings = tuple(settings)
    values, problems = _parse(settings, lambda setting: _variable(setting, environ))
    values |= overrides
    problems += _unknown_names(settings, environ, prefixes)
    problems += [s.required for s in settings if s.required and not values.get(s.name)]
    if problems:
        raise ConfigurationError(problems)
    return values


def _parse(
    settings: Iterable[Setting], look_up: Callable[[Setting], object]
) -> tuple[dict[str, Any], list[str]]:
    """Return the values that are set, and the problems.

    An invalid value is replaced by its error.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in settings:
        try:
            given = look_up(setting)
            if given is not None and given != "":
                values[setting.name] = setting.value(given)
        except ConfigurationError as error:
            values[setting.name] = error
            problems += error.problems
    return values, [*problems, *_credential_problems(values)]


def _credential_problems(values: Mapping[str, Any]) -> Iterator[str]:
    user, password = "MONGODB_USERNAME", "MONGODB_PASSWORD"
    for given, missing in ((user, password), (password, user)):
        if given in values and missing not in values:
            yield f"{given} is set without {missing}: set both or neither."


def _variable(setting: Setting, environ: Mapping[str, str]) -> str | None:
    value = environ.get(setting.name) or None
    path = environ.get(setting.name + FILE_SUFFIX) if setting.secret else None
    if value and path:
        raise ConfigurationError(
            [f"{setting.name} and {setting.name}{FILE_SUFFIX} are both set: unset one."]
        )
    if path:
        return _content(path, setting.name + FILE_SUFFIX)
    if value and SURROGATES.search(value):
        raise ConfigurationError([f"{setting.name} must be UTF-8 text."])
    return value


def _content(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigurationError(
            [f"{name} must name a readable file, not {path!r}: {reason}."]
        ) from error


def _unknown_names(
    settings: tuple[Setting, ...], environ: Mapping[str, str], prefixes: tuple[str, ...]
) -> Iterator[str]:
    known = {setting.name for setting in settings}
    known |= {setting.name + FILE_SUFFIX for setting in settings if setting.secret}
    for name in sorted(environ):
        if environ[name] and name.startswith(prefixes) and name not in known:
            yield f"{name} is not a setting; did you mean {_nearest(name, known)}?"


def _nearest(name: str, known: Iterable[str]) -> str:
    related = [k for k in known if k.startswith(name) or name.startswith(k)]
    candidates = related or sorted(known)
    return difflib.get_close_matches(name, candidates, 1, cutoff=0)[0]
