"""The site's settings, and the errors for invalid ones."""

import logging
import secrets
from pathlib import Path
from typing import Any

import pytest
from flask import Config

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import ConfigurationError, Setting, client_arguments
from todo import create_app
from todo.config import SETTINGS, configure

ROOT = Path(__file__).parents[2]
KEY = secrets.token_hex(32)
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"
DEFAULTS = {
    "TRUSTED_HOSTS": None,
    "TODO_HTTPS": False,
    "TODO_PORT": 8000,
    "TODO_DIRECTORY": "var",
    "TODO_PAGE_SIZE": 20,
    "TODO_PROXY_HOPS": 0,
    "LOG_LEVEL": "INFO",
    "MONGODB_ROOT_USERNAME": "root",
    "MONGODB_ROOT_PASSWORD": None,
    "MONGODB_DATABASE": "todo",
    "MONGODB_TZ_AWARE": True,
    "MONGODB_TIMEOUT_MS": 5000,
}


def configured(environ: dict[str, str], **overrides: Any) -> Config:
    """Return the configuration for an environment with a valid secret key."""
    config = Config(".")
    configure(config, overrides, {"SECRET_KEY": KEY, **environ})
    return config


def problems(environ: dict[str, str], **overrides: Any) -> list[str]:
    """Return the problems that are reported for an environment."""
    with pytest.raises(ConfigurationError, match=r"[.?]$") as caught:
        configure(Config("."), overrides, environ)
    assert str(caught.value).splitlines() == list(caught.value.problems)
    return list(caught.value.problems)


def test_defaults() -> None:
    """If only the key is set, the other settings have their defaults."""
    config = configured({})
    assert config["SECRET_KEY"] == KEY
    assert {name: config[name] for name in DEFAULTS} == DEFAULTS


def test_empty_counts_as_unset() -> None:
    """Empty variables count as unset, even unknown ones."""
    settings = (*SETTINGS, *MONGODB_SETTINGS)
    names = {setting.name for setting in settings} - {"SECRET_KEY"}
    files = {f"{setting.name}_FILE" for setting in settings if setting.secret}
    empty = dict.fromkeys({*names, *files, "TODO_X", "MONGODB_X"}, "")
    assert configured(empty) == configured({})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_is_described(setting: Setting) -> None:
    """Each setting has a description that ends with a period."""
    assert setting.description.endswith(".")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("TRUSTED_HOSTS", "todo.example", ["todo.example"]),
        ("TRUSTED_HOSTS", "a, .B.Example,localhost", ["a", ".b.example", "localhost"]),
        ("TRUSTED_HOSTS", "todo.example:8000", ["todo.example:8000"]),
        ("TRUSTED_HOSTS", "aufgaben-für-später.example", None),
        ("TODO_HTTPS", "1", True),
        ("TODO_HTTPS", "no", False),
        ("TODO_PORT", "1", 1),
        ("TODO_PORT", "65535", 65535),
        ("TODO_PAGE_SIZE", "100", 100),
        ("TODO_PROXY_HOPS", "2", 2),
        ("LOG_LEVEL", "warning", "WARNING"),
        ("LOG_LEVEL", "DEBUG", "DEBUG"),
        ("MONGODB_ROOT_USERNAME", "admin", "admin"),
        ("MONGODB_ROOT_PASSWORD", "1234", "1234"),
        ("MONGODB_DATABASE", "tasks", "tasks"),
        ("MONGODB_TZ_AWARE", "0", False),
        ("MONGODB_TIMEOUT_MS", "700", 700),
        ("MONGODB_PORT", "27018", 27018),
        ("MONGODB_HOST", "a:1, b", "a:1, b"),
    ],
)
def test_the_environment_is_read(name: str, text: str, value: object) -> None:
    """A variable is converted to the type of its setting."""
    assert configured({name: text})[name] == ([text] if value is None else value)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        *(
            ("TODO_PORT", text, "a number from 1 to 65535")
            for text in ("0", "65536", "http", "8000.0", "-1")
        ),
        ("TODO_PAGE_SIZE", "0", "a number from 1 to 100"),
        ("TODO_PAGE_SIZE", "101", "a number from 1 to 100"),
        ("TODO_PROXY_HOPS", "11", "a number from 0 to 10"),
        ("TODO_HTTPS", "maybe", "1 or 0"),
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("MONGODB_PORT", "mongo", "a number from 1 to 65535"),
    ],
)
def test_an_invalid_value(name: str, text: str, expected: str) -> None:
    """The error for an invalid value describes the valid ones."""
    assert problems({"SECRET_KEY": KEY, name: text}) == [
        f"{name} must be {expected}, not {text!r}."
    ]


@pytest.mark.parametrize(
    "text",
    [
        *(",", "a,,b", "a,", ".", "todo..example", "a b", "*", "a/b", "[::1]"),
        *("https://todo.example", "x" * 64),
    ],
)
def test_invalid_host_names(text: str) -> None:
    """An invalid host name causes an error, and does not disable the host check."""
    [problem] = problems({"SECRET_KEY": KEY, "TRUSTED_HOSTS": text})
    assert problem.startswith("TRUSTED_HOSTS must be host names separated by commas")


def test_a_missing_key() -> None:
    """The error for a missing key contains a command that generates one."""
    [problem] = problems({})
    assert problem == (
        "SECRET_KEY is missing: set it, or SECRET_KEY_FILE, to a secret of at least 32 "
        f"characters; {MAKE_A_KEY} makes one."
    )


def test_a_short_key() -> None:
    """A key of fewer than 32 characters is rejected; the error does not contain it."""
    assert problems({"SECRET_KEY": "x" * 31}) == [
        f"SECRET_KEY must be at least 32 characters long; {MAKE_A_KEY} makes one."
    ]
    assert configured({"SECRET_KEY": "x" * 32})["SECRET_KEY"] == "x" * 32


@pytest.mark.parametrize("name", ["SECRET_KEY", "MONGODB_ROOT_PASSWORD", "MONGODB_URI"])
def test_a_secret_can_be_read_from_a_file(tmp_path: Path, name: str) -> None:
    """A secret is read from the file that ``NAME_FILE`` names."""
    secret = "mongodb://127.0.0.1/in_a_file_of_its_own"
    path = tmp_path / "secret"
    path.write_text(f"{secret}\n")
    environ = {"SECRET_KEY": KEY, name: "", f"{name}_FILE": str(path)}
    assert configured(environ)[name] == secret


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_key_file(tmp_path: Path, content: str) -> None:
    """An empty key file counts as a missing key."""
    path = tmp_path / "key"
    path.write_text(content)
    [problem] = problems({"SECRET_KEY_FILE": str(path)})
    assert problem.startswith("SECRET_KEY is missing")


def test_an_invalid_key_is_reported_once(tmp_path: Path) -> None:
    """An invalid key is not also reported as missing."""
    path = str(tmp_path / "missing")
    [unreadable] = problems({"SECRET_KEY_FILE": path})
    [both] = problems({"SECRET_KEY": KEY, "SECRET_KEY_FILE": path})
    assert unreadable.startswith("SECRET_KEY_FILE must name a readable file")
    assert both == "SECRET_KEY and SECRET_KEY_FILE are both set: unset one."


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("TODO_PRT", "TODO_PORT"),
        ("TODO_PAGESIZE", "TODO_PAGE_SIZE"),
        ("TODO_HTTPS_FILE", "TODO_HTTPS"),
        ("MONGODB_ROOT_PASSWORT_FILE", "MONGODB_ROOT_PASSWORD_FILE"),
        ("MONGODB_PASSWD", "MONGODB_PASSWORD"),
    ],
)
def test_an_unknown_name_is_an_error(name: str, nearest: str) -> None:
    """An unknown variable is an error that suggests the nearest setting."""
    assert problems({"SECRET_KEY": KEY, name: "x"}) == [
        f"{name} is not a setting; did you mean {nearest}?"
    ]


def test_all_problems_are_reported_at_once() -> None:
    """One error contains a line for each problem with site and database settings."""
    environ = {
        "MONGODB_PORT": "mongo",
        "TODO_PORT": "http",
        "MONGODB_USERNAME": "ann",
        "MONGODB_HOTS": "db",
        "TODO_PAGES": "5",
    }
    named = [problem.split()[0] for problem in problems(environ)]
    assert named == [*environ, "SECRET_KEY"]


def test_errors_contain_no_secrets() -> None:
    """Errors contain neither keys nor passwords."""
    hush = {
        "SECRET_KEY": "hush",
        "MONGODB_URI": "mongodb://ann:hush/hush@db.example",
        "MONGODB_PASSWORD": "hush",
    }
    assert "hush" not in " ".join(problems(hush))


def test_options_that_pymongo_rejects() -> None:
    """Settings that only pymongo can check are checked when the site is created."""
    with pytest.raises(ConfigurationError, match="Unknown option: maxPoolSise"):
        create_app({"SECRET_KEY": KEY, "MONGODB_OPTIONS": {"maxPoolSise": 5}})


def test_overrides_win() -> None:
    """Overrides take precedence over the environment."""
    config = configured({"TODO_PAGE_SIZE": "5"}, TODO_PAGE_SIZE=7, SECRET_KEY="mine")
    assert (config["TODO_PAGE_SIZE"], config["SECRET_KEY"]) == (7, "mine")
    given: Config = Config(".")
    configure(given, {"SECRET_KEY": "mine"}, {})
    assert given["SECRET_KEY"] == "mine"


def test_https() -> None:
    """With TODO_HTTPS, the session cookie is only sent over HTTPS."""
    plain, https = configured({}), configured({"TODO_HTTPS": "1"})
    assert "SESSION_COOKIE_SECURE" not in plain
    assert https["SESSION_COOKIE_SECURE"] is True
    assert https["SESSION_COOKIE_NAME"] == "__Host-todo-session"
    assert https["PREFERRED_URL_SCHEME"] == "https"


@pytest.mark.parametrize("port", ["8000", "8123"])
def test_a_cookie_for_each_port(port: str) -> None:
    """Without HTTPS, the port is part of the session cookie's name."""
    name = configured({"TODO_PORT": port})["SESSION_COOKIE_NAME"]
    assert name == f"todo-session-{port}"


def test_sizes_and_cookies() -> None:
    """Request bodies are limited, cookies protected, and CSRF tokens never expire."""
    config = configured({})
    assert config["MAX_CONTENT_LENGTH"] == config["MAX_FORM_MEMORY_SIZE"] == 256 * 1024
    assert config["SESSION_COOKIE_HTTPONLY"] is True
    assert config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert config["WTF_CSRF_TIME_LIMIT"] is None


def test_client_arguments() -> None:
    """The client has timeouts and reads and writes with the concern "majority"."""
    arguments = client_arguments(configured({}))
    assert arguments == {
        "host": "localhost",
        "port": 27017,
        "tz_aware": True,
        "timeoutMS": 5000,
        "appname": "todo",
        "connectTimeoutMS": 2000,
        "datetime_conversion": "DATETIME_AUTO",
        "serverSelectionTimeoutMS": 5000,
        "socketTimeoutMS": 10_000,
        "unicode_decode_error_handler": "replace",
        "uuidRepresentation": "unspecified",
        "maxPoolSize": 32,
        "readConcernLevel": "majority",
        "w": "majority",
    }


def test_credentials_are_arguments() -> None:
    """Credentials are passed as arguments, not in a connection string."""
    password = "p@ss/word: %41 1234"
    environ = {"MONGODB_USERNAME": "ann", "MONGODB_PASSWORD": password}
    arguments = client_arguments(configured(environ))
    assert (arguments["username"], arguments["password"]) == ("ann", password)
    assert (arguments["host"], arguments["authSource"]) == ("localhost", "todo")


def test_mongodb_options_override_the_site_s_own() -> None:
    """MONGODB_OPTIONS overrides the site's own options one by one."""
    environ = {"MONGODB_OPTIONS": '{"maxPoolSize": 5, "retryWrites": false}'}
    arguments = client_arguments(configured(environ))
    assert (arguments["maxPoolSize"], arguments["retryWrites"]) == (5, False)
    assert arguments["w"] == "majority"


@pytest.mark.parametrize("name", ["MONGODB_URI", "MONGODB_HOST"])
def test_connection_string_options_override_the_site_s_own(name: str) -> None:
    """Options in a connection string override the site's own."""
    uri = "mongodb://db.example/?maxpoolsize=5&w=1"
    arguments = client_arguments(configured({name: uri}))
    assert not {"maxPoolSize", "w"} & set(arguments)
    assert arguments["appname"] == "todo"


def test_log_level() -> None:
    """LOG_LEVEL sets the level of the site's logger."""
    for level in ("ERROR", "INFO"):
        configured({"LOG_LEVEL": level})
        assert logging.getLogger("todo").level == getattr(logging, level)
