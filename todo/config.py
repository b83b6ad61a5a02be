"""The site's settings."""

import logging
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Config

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import Setting, read_environment
from flask_mongokit.config import flag, number

PREFIXES = ("MONGODB_", "TODO_")
NOT_IN_HOST_NAMES = re.compile(r"[\s/*@?#\[\]]")
ANY_ORIGIN = "*"
ORIGIN = re.compile(r"https?://[^\s/*@?#]+")
SHORTEST_KEY = 32
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"
NO_SECRET_KEY = (
    "SECRET_KEY is missing: set it, or SECRET_KEY_FILE, to a secret of at least "
    f"{SHORTEST_KEY} characters; {MAKE_A_KEY} makes one."
)


def secret_key(value: str) -> str:
    """Check that the secret key is long enough.

    :raises ValueError: if it is too short.
    """
    if len(value) < SHORTEST_KEY:
        raise ValueError(
            f"at least {SHORTEST_KEY} characters long; {MAKE_A_KEY} makes one"
        )
    return value


def host_names(value: str) -> list[str]:
    """Parse host names separated by commas.

    :raises ValueError: if a name is empty or invalid.
    """
    names = [name.strip().lower() for name in value.split(",")]
    if not all(_is_host_name(name.removeprefix(".")) for name in names):
        raise ValueError(
            "host names separated by commas, such as todo.example, or .todo.example "
            "to include its subdomains"
        )
    return names


def _is_host_name(name: str) -> bool:
    try:
        is_name = bool(name.encode("idna"))
    except UnicodeError:
        return False
    return is_name and not NOT_IN_HOST_NAMES.search(name)


def origins(value: str) -> list[str]:
    """Parse the origins of other sites, separated by commas, or ``*`` for any.

    :raises ValueError: if one is invalid.
    """
    names = [name.strip().lower() for name in value.split(",")]
    if not all(name == ANY_ORIGIN or ORIGIN.fullmatch(name) for name in names):
        raise ValueError(
            "origins separated by commas, such as https://todo.example or "
            "http://localhost:3000, or * for any"
        )
    return names


def log_level(value: str) -> str:
    """Parse the name of a log level.

    :raises ValueError: if there is no such level.
    """
    known = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    if value.upper() not in known:
        raise ValueError(f"one of {', '.join(known)}")
    return value.upper()


SETTINGS = (
    Setting("SECRET_KEY", secret_key, "Signs the session and the forms; at least 32 characters.", secret=True, required=NO_SECRET_KEY),
    Setting("TRUSTED_HOSTS", host_names, "Host names that the site answers to, separated by commas; any if unset."),
    Setting("TODO_HTTPS", flag, "Set to 1 if browsers reach the site over HTTPS: makes cookies secure and sends HSTS.", default=False),
    Setting("TODO_PORT", number(1, 65535), "Port of the site on the loopback interface; it is also part of the session cookie's name.", 8000),
    Setting("TODO_DIRECTORY", str, "For `bin/serve` only: directory for the data and the secret key, created if missing; each running site needs its own.", "var"),
    Setting("TODO_PAGE_SIZE", number(1, 100), "Number of tasks on a page of the list.", 20),
    Setting("TODO_MAX_TASKS", number(1, 1_000_000_000), "Maximum number of tasks, including deleted ones, for a site that is open to everybody; unlimited if unset."),
    Setting("TODO_PROXY_HOPS", number(0, 10), "Number of proxies in front of the site that set `X-Forwarded-For` and similar headers.", 0),
    Setting("TODO_LIVE", flag, "Set to 0 to turn off live updates, by which the list shows what others change.", default=True),
    Setting("TODO_LIVE_STREAMS", number(1, 100_000), "Maximum number of lists that each process keeps up to date at the same time; others are shown as they are at the moment.", 2000),
    Setting("TODO_API_ORIGINS", origins, "Origins of other sites whose pages may use `/api/`, such as `https://todo.example`, separated by commas, or `*` for any; none if unset."),
    Setting("TODO_DEMO", flag, "Set to 1 on a site for tests and demos: everybody who reaches it may remove all tasks for good and add sample tasks.", default=False),
    Setting("LOG_LEVEL", log_level, "Lowest level of the messages that are logged: DEBUG, INFO, WARNING, ERROR or CRITICAL.", "INFO"),
    Setting("MONGODB_ROOT_USERNAME", str, "For `flask setup` only: the user that creates the site's user.", "root"),
    Setting("MONGODB_ROOT_PASSWORD", str, "For `flask setup` only: password of that user; if unset, no user or replica set is created.", secret=True),
)  # fmt: skip

MONGODB_DEFAULTS = {
    "MONGODB_DATABASE": "todo",
    "MONGODB_TZ_AWARE": True,
    "MONGODB_TIMEOUT_MS": 5000,
    "MONGODB_SLOW_MS": 250,
}
# Options in the connection string or in MONGODB_OPTIONS override these. Three of them
# make pymongo decode what other programs stored: times of any year, text that is not
# UTF-8, and UUIDs of any length.
CLIENT_OPTIONS = {
    "appname": "todo",
    "connectTimeoutMS": 2000,
    "datetime_conversion": "DATETIME_AUTO",
    "serverSelectionTimeoutMS": 5000,
    "socketTimeoutMS": 10_000,
    "unicode_decode_error_handler": "replace",
    "uuidRepresentation": "unspecified",
    "maxPoolSize": 32,
    "readConcernLevel": "majority",  # pages show nothing that can be rolled back
    "w": "majority",
}
FLASK_CONFIG = {
    "MAX_CONTENT_LENGTH": 256 * 1024,
    "MAX_FORM_MEMORY_SIZE": 256 * 1024,
    "MAX_FORM_PARTS": 100,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,
    "WTF_CSRF_SSL_STRICT": False,  # some browsers send no Referer; see is_cross_site
}


def configure(
    config: Config,
    overrides: Mapping[str, Any],
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Fill the configuration from defaults, the environment and overrides.

    :param config: the application's configuration, which is updated.
    :param overrides: settings that override the environment.
    :param environ: environment variables by name.
    :raises ConfigurationError: if settings are invalid or missing; the message has a
        sentence for each problem.
    """
    config.from_mapping(FLASK_CONFIG)
    config.from_mapping({setting.name: setting.default for setting in SETTINGS})
    config.from_mapping(MONGODB_DEFAULTS)
    settings = (*MONGODB_SETTINGS, *SETTINGS)
    config.from_mapping(
        read_environment(settings, environ, overrides=overrides, prefixes=PREFIXES)
    )
    _derive(config)


def _derive(config: Config) -> None:
    address = str(config.get("MONGODB_URI") or config.get("MONGODB_HOST"))
    given = {name.lower() for name, _ in parse_qsl(urlsplit(address).query)}
    defaults = {k: v for k, v in CLIENT_OPTIONS.items() if k.lower() not in given}
    config["MONGODB_OPTIONS"] = {**defaults, **(config.get("MONGODB_OPTIONS") or {})}
    logging.getLogger("todo").setLevel(config["LOG_LEVEL"])
    # Browsers send the cookies of a host to all of its ports.
    config["SESSION_COOKIE_NAME"] = f"todo-session-{config['TODO_PORT']}"
    if config["TODO_HTTPS"]:
        config["SESSION_COOKIE_SECURE"] = True
        config["SESSION_COOKIE_NAME"] = "__Host-todo-session"
        config["PREFERRED_URL_SCHEME"] = "https"
