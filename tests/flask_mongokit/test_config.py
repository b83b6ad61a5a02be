"""Tests of the ``MONGODB_*`` settings."""

from typing import Any

import pytest

from flask_mongokit import (
    SETTINGS,
    ConfigurationError,
    Setting,
    addresses,
    client_arguments,
    make_client,
)
from flask_mongokit.config import (
    connection_string,
    database_name,
    flag,
    hosts,
    json_object,
    number,
    parse_config,
)

DEFAULT = {"host": "localhost", "port": 27017}
USER = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": "secret"}
USER_ARGUMENTS = {"username": "ann", "password": "secret"}
URI = "mongodb://db.example"


def test_defaults() -> None:
    """The defaults are a server on localhost and the database ``flask``."""
    assert client_arguments({}) == DEFAULT
    assert parse_config({})["MONGODB_DATABASE"] == "flask"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_is_described(setting: Setting) -> None:
    """Setting names start with ``MONGODB_``, and descriptions end with a period."""
    assert setting.name.startswith("MONGODB_")
    assert setting.description.endswith(".")


@pytest.mark.parametrize(
    ("config", "arguments"),
    [
        ({"MONGODB_HOST": "db.example"}, {"host": "db.example"}),
        ({"MONGODB_HOST": "a, b:27018 "}, {"host": ["a", "b:27018"]}),
        ({"MONGODB_HOST": ["a", "b:27018"]}, {"host": ["a", "b:27018"]}),
        ({"MONGODB_HOST": "/run/m.sock,a"}, {"host": "mongodb://%2Frun%2Fm.sock,a"}),
        ({"MONGODB_PORT": 27018}, {"port": 27018}),
        ({"MONGODB_PORT": "27018"}, {"port": 27018}),
        ({"MONGODB_REPLICA_SET": "rs0"}, {"replicaSet": "rs0"}),
        ({"MONGODB_TZ_AWARE": True}, {"tz_aware": True}),
        ({"MONGODB_TZ_AWARE": "yes"}, {"tz_aware": True}),
        ({"MONGODB_TZ_AWARE": 1}, {"tz_aware": True}),
        ({"MONGODB_TZ_AWARE": "off"}, {}),
        ({"MONGODB_SLAVE_OKAY": True}, {"readPreference": "secondaryPreferred"}),
        ({"MONGODB_TIMEOUT_MS": 5000}, {"timeoutMS": 5000}),
        ({"MONGODB_TLS": True}, {"tls": True}),
        ({"MONGODB_OPTIONS": {"maxPoolSize": 5}}, {"maxPoolSize": 5}),
        ({"MONGODB_OPTIONS": '{"maxPoolSize": 5}'}, {"maxPoolSize": 5}),
        ({"MONGODB_OPTIONS": {"port": 1}}, {"port": 1}),
        ({"MONGODB_AUTH_SOURCE": "admin"}, {}),
        (dict.fromkeys(setting.name for setting in SETTINGS), {}),
        (dict.fromkeys((setting.name for setting in SETTINGS), ""), {}),
        (USER, {**USER_ARGUMENTS, "authSource": "flask"}),
        (
            {**USER, "MONGODB_DATABASE": "todo"},
            {**USER_ARGUMENTS, "authSource": "todo"},
        ),
        (
            {**USER, "MONGODB_AUTH_SOURCE": "admin"},
            {**USER_ARGUMENTS, "authSource": "admin"},
        ),
        (
            {**USER, "MONGODB_PASSWORD": 1234},
            {"username": "ann", "password": "1234", "authSource": "flask"},
        ),
    ],
)
def test_settings_become_arguments(
    config: dict[str, Any], arguments: dict[str, Any]
) -> None:
    """Settings become the matching ``MongoClient`` arguments."""
    assert client_arguments(config) == DEFAULT | arguments


@pytest.mark.parametrize(
    ("config", "shown"),
    [
        ({}, ["localhost:27017"]),
        ({"MONGODB_HOST": "a", "MONGODB_PORT": 1}, ["a:1"]),
        ({"MONGODB_HOST": "a:2, b", "MONGODB_PORT": 1}, ["a:2", "b:1"]),
        ({"MONGODB_HOST": ["a:2", "b"]}, ["a:2", "b:27017"]),
        ({"MONGODB_HOST": "[::1],[::2]:1"}, ["[::1]:27017", "[::2]:1"]),
        ({"MONGODB_HOST": "/run/mongodb.sock"}, ["/run/mongodb.sock"]),
        ({"MONGODB_URI": "mongodb://ann:hush@a:1,b/todo?w=1"}, ["a:1", "b:27017"]),
        ({"MONGODB_URI": "mongodb://%2Frun%2Fdb.sock/"}, ["/run/db.sock"]),
        ({"MONGODB_HOST": "mongodb://ann:hush@[::1]"}, ["[::1]:27017"]),
        ({"MONGODB_URI": "mongodb+srv://ann:hush@a.example.com/"}, ["a.example.com"]),
        ({"MONGODB_OPTIONS": {"host": "c", "port": 3}}, ["c:3"]),
    ],
)
def test_addresses(config: dict[str, Any], shown: list[str]) -> None:
    """``addresses()`` returns hosts and ports without credentials."""
    assert addresses(config) == shown


@pytest.mark.parametrize("name", ["MONGODB_URI", "MONGODB_HOST"])
@pytest.mark.parametrize(
    ("uri", "arguments"),
    [
        (URI, {"authSource": "flask"}),
        (f"{URI}/", {"authSource": "flask"}),
        (f"{URI}/todo", {}),
        (f"{URI}/?authSource=admin", {}),
        (f"{URI}/?w=1", {"authSource": "flask"}),
    ],
)
def test_auth_source_of_a_connection_string(
    name: str, uri: str, arguments: dict[str, Any]
) -> None:
    """``authSource`` is ``MONGODB_DATABASE`` unless the URI sets it or a database."""
    expected = {"host": uri, **USER_ARGUMENTS, **arguments}
    assert client_arguments({**USER, name: uri, "MONGODB_PORT": 27018}) == expected


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        (
            {"MONGODB_PORT": "mongo"},
            "MONGODB_PORT must be a number from 1 to 65535, not 'mongo'.",
        ),
        ({"MONGODB_PORT": 0}, "MONGODB_PORT must be a number from 1 to 65535, not 0."),
        ({"MONGODB_TLS": "maybe"}, "MONGODB_TLS must be 1 or 0, not 'maybe'."),
        (
            {"MONGODB_HOST": "a,,b"},
            (
                "MONGODB_HOST must be a host, or several host:port separated by "
                "commas, each port from 1 to 65535, not 'a,,b'."
            ),
        ),
        ({"MONGODB_HOST": b"mongo"}, "MONGODB_HOST must be text, not b'mongo'."),
        ({"MONGODB_DATABASE": b"todo"}, "MONGODB_DATABASE must be text, not b'todo'."),
        ({"MONGODB_URI": b"mongodb://ann:secret@mongo"}, "MONGODB_URI must be text."),
        (
            {"MONGODB_OPTIONS": "[]"},
            (
                'MONGODB_OPTIONS must be a JSON object such as {"maxPoolSize": 50}, '
                "not '[]'."
            ),
        ),
        (
            {"MONGODB_DATABASE": "to do"},
            (
                "MONGODB_DATABASE must be a name of at most 63 bytes without spaces "
                "or any of / \\ . \" $ * < > : | ?, not 'to do'."
            ),
        ),
        (
            {"MONGODB_TLS_CA_FILE": "/missing"},
            (
                "MONGODB_TLS_CA_FILE must be the name of a readable file, not "
                "'/missing'."
            ),
        ),
        (
            {"MONGODB_USERNAME": "ann"},
            "MONGODB_USERNAME is set without MONGODB_PASSWORD: set both or neither.",
        ),
        (
            {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": b"secret"},
            "MONGODB_PASSWORD must be text.",
        ),
        (
            {"MONGODB_PASSWORD": "secret"},
            "MONGODB_PASSWORD is set without MONGODB_USERNAME: set both or neither.",
        ),
    ],
)
def test_an_error_names_setting_value_and_valid_values(
    config: dict[str, Any], problem: str
) -> None:
    """An error contains the name of the setting and what is wrong with its value."""
    with pytest.raises(ConfigurationError) as caught:
        client_arguments(config)
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"MONGODB_OPTIONS": {"maxPoolSise": 5}}, "Unknown option: maxPoolSise"),
        ({"MONGODB_OPTIONS": {"maxPoolSize": -5}}, "maxPoolSize"),
        ({"MONGODB_OPTIONS": {"authMechanism": "PLAIN"}}, "requires a username"),
        ({"MONGODB_OPTIONS": {"tlsCAFile": "/missing"}}, "No such file or directory"),
        ({"MONGODB_TLS_CA_FILE": __file__}, "no certificate or crl found"),
        ({"MONGODB_TLS_CERTIFICATE_KEY_FILE": __file__}, "SSL"),
    ],
)
def test_arguments_that_pymongo_rejects(config: dict[str, Any], reason: str) -> None:
    """Arguments that pymongo rejects raise ``ConfigurationError``."""
    arguments = client_arguments(config)
    with pytest.raises(ConfigurationError, match="pymongo rejects") as caught:
        make_client(arguments)
    assert reason in str(caught.value)


def test_all_problems_are_reported_at_once() -> None:
    """One error contains a line for each problem."""
    config = {
        "MONGODB_PORT": "mongo",
        "MONGODB_TIMEOUT_MS": "0",
        "MONGODB_USERNAME": "ann",
    }
    with pytest.raises(ConfigurationError, match="MONGODB_PORT must be") as caught:
        client_arguments(config)
    assert [problem.split()[0] for problem in caught.value.problems] == list(config)
    assert str(caught.value).splitlines() == list(caught.value.problems)


@pytest.mark.parametrize(
    "config",
    [
        {"MONGODB_URI": "mongodb://ann:sec/ret@db.example"},
        {"MONGODB_URI": "mongodb://ann:%41sec/ret@db.example"},
        {"MONGODB_URI": "http://ann:secret@db.example"},
        {"MONGODB_URI": "ann:secret"},
        {"MONGODB_HOST": "mongodb://ann:sec/ret@db.example"},
        {"MONGODB_HOST": "ann:secret@db.example"},
        {"MONGODB_HOST": "http://ann/secret"},
    ],
)
def test_errors_contain_no_password(config: dict[str, Any]) -> None:
    """The error for an invalid connection string contains no part of the password."""
    with pytest.raises(ConfigurationError, match="must be a") as caught:
        client_arguments(config)
    assert not any(part in str(caught.value) for part in ("ann", "sec/", "/ret"))
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize(
    ("value", "is_on"),
    [
        *((value, True) for value in ("1", "true", "True", "YES", "on")),
        *((value, False) for value in ("0", "false", "No", "off")),
    ],
)
def test_flag(value: str, is_on: bool) -> None:  # noqa: FBT001  a parametrized argument
    """``flag()`` accepts the usual spellings, in upper or lower case."""
    assert flag(value) is is_on


@pytest.mark.parametrize("value", ["", "2", "ja", " 1"])
def test_an_invalid_flag(value: str) -> None:
    """``flag()`` rejects all other strings."""
    with pytest.raises(ValueError, match="1 or 0"):
        flag(value)


@pytest.mark.parametrize("value", ["1", "007", "10"])
def test_number(value: str) -> None:
    """``number()`` accepts numbers up to and including its bounds."""
    assert number(1, 10)(value) == int(value)


@pytest.mark.parametrize(
    "value", ["", "0", "11", "-1", "1.0", "\u0661", "²", "9" * 5000]
)
def test_an_invalid_number(value: str) -> None:
    """``number()`` rejects other numbers and anything but ASCII digits."""
    with pytest.raises(ValueError, match="a number from 1 to 10"):
        number(1, 10)(value)


@pytest.mark.parametrize("value", ["", "{", "[]", "1", "maxPoolSize=50"])
def test_an_invalid_json_object(value: str) -> None:
    """``json_object()`` rejects anything but a JSON object."""
    with pytest.raises(ValueError, match="a JSON object such as"):
        json_object(value)


@pytest.mark.parametrize(
    "value",
    [
        "mongo",
        "mongo:27017",
        "a:1, b:2,c",
        "10.0.0.1",
        "[::1]",
        "[::1]:27017",
        "/run/mongodb.sock",
        URI,
    ],
)
def test_hosts(value: str) -> None:
    """``hosts()`` accepts hosts, ports, IP addresses, socket paths and URIs."""
    assert hosts(value) == value


@pytest.mark.parametrize(
    "value",
    ["", ",", "a,", "a:", "a:0", "a:65536", "a:b", "::1", "[::1]:0", "a b", "a/b"],
)
def test_invalid_hosts(value: str) -> None:
    """``hosts()`` rejects empty or invalid hosts and invalid ports."""
    with pytest.raises(ValueError, match="a host, or several"):
        hosts(value)


@pytest.mark.parametrize(
    "value",
    [
        "mongodb://a",
        "mongodb://ann:s%2Fecret@a:1,b:2/todo?replicaSet=rs0",
        "mongodb+srv://db.example/todo",
    ],
)
def test_connection_string(value: str) -> None:
    """``connection_string()`` accepts valid connection strings, without DNS lookups."""
    assert connection_string(value) == value


@pytest.mark.parametrize(
    "value",
    ["", "a", "mongodb://", "mongodb://a:b", "mongodb+srv://a:1"],
)
def test_an_invalid_connection_string(value: str) -> None:
    """``connection_string()`` rejects strings that pymongo cannot parse."""
    with pytest.raises(ValueError, match="a connection string such as"):
        connection_string(value)


@pytest.mark.parametrize("value", ["todo", "to-do_1", "aufgaben-für-später", "a" * 63])
def test_database_name(value: str) -> None:
    """``database_name()`` accepts valid names."""
    assert database_name(value) == value


@pytest.mark.parametrize("value", [*'/\\. "$*<>:|?\0', "a" * 64, "ü" * 32])
def test_an_invalid_database_name(value: str) -> None:
    """``database_name()`` rejects long names and forbidden characters."""
    with pytest.raises(ValueError, match="at most 63 bytes"):
        database_name(value)


def test_text() -> None:
    """A password keeps its spaces and stays a string, even if it is all digits."""
    assert parse_config({**USER, "MONGODB_PASSWORD": " 01234 "}) == {
        **parse_config({}),
        "MONGODB_USERNAME": "ann",
        "MONGODB_PASSWORD": " 01234 ",
    }
