"""The site's settings."""

import logging
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Config

from flask_mongokit import SETTINGS as MONGODB_SETTINGS
from flask_mongokit import (
    ConfigurationError,
    Setting,
    client_arguments,
    read_environment,
)
from flask_mongokit.config import flag, number, text

__all__ = ["SETTINGS", "configure"]

PREFIXES = ("MONGODB_", "TODO_")
NOT_IN_HOST_NAMES = re.compile(r"[\s/*@?#\[\]]")
SHORTEST_KEY = 32
MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_hex(32))'"


def secret_key(value: str) -> str:
    """Take a key that is long enough.

    :raises ValueError: it is not.
    """
    if len(value) < SHORTEST_KEY:
        raise ValueError(
            f"at least {SHORTEST_KEY} characters long; {MAKE_A_KEY} makes one"
        )
    return value


def host_names(value: str) -> list[str]:
    """Parse names with commas between them.

    :raises ValueError: one is empty, or none that a browser could send.
    """
    names = [name.strip().lower() for name in value.split(",")]
    if not all(_is_host_name(name.removeprefix(".")) for name in names):
        raise ValueError(
            "host names with commas between them, such as todo.example, or "
            ".todo.example for those below it as well"
        )
    return names


def _is_host_name(name: str) -> bool:
    try:
        is_name = bool(name.encode("idna"))
    except UnicodeError:
        return False
    return is_name and not NOT_IN_HOST_NAMES.search(name)


def log_level(value: str) -> str:
    """Take the name of a level of logging.

    :raises ValueError: there is no such level.
    """
    known = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    if value.upper() not in known:
        raise ValueError(f"one of {', '.join(known)}")
    return value.upper()


SETTINGS = (
    Setting("SECRET_KEY", secret_key, "Signs the session and the forms; at least 32 characters.", secret=True),
    Setting("TRUSTED_HOSTS", host_names, "The host names that the site answers to, with commas between them; any, without it."),
    Setting("TODO_HTTPS", flag, "Whether browsers reach the site by HTTPS: cookies and headers then insist on it.", default=False),
    Setting("TODO_PORT", number(1, 65535), "The port on loopback that the site is served at.", 8000),
    Setting("TODO_PAGE_SIZE", number(1, 100), "How many tasks a page of the list shows.", 20),
    Setting("TODO_PROXY_HOPS", number(0, 10), "How many proxies in front of the site set X-Forwarded-For and its like.", 0),
    Setting("LOG_LEVEL", log_level, "The least important messages that are logged: DEBUG, INFO, WARNING, ERROR or CRITICAL.", "INFO"),
    Setting("MONGODB_ROOT_USERNAME", text, "For `flask setup` only: the user who may create the site's own.", "root"),
    Setting("MONGODB_ROOT_PASSWORD", text, "For `flask setup` only: that user's password; without one it makes indexes alone.", secret=True),
)  # fmt: skip

NO_SECRET_KEY = (
    "SECRET_KEY is missing: set it, or SECRET_KEY_FILE, to a secret of at least "
    f"{SHORTEST_KEY} characters; {MAKE_A_KEY} makes one."
)
MONGODB_DEFAULTS = {
    "MONGODB_DATABASE": "todo",
    "MONGODB_TZ_AWARE": True,
    "MONGODB_TIMEOUT_MS": 5000,
}
CLIENT_OPTIONS = {
    "appname": "todo",
    "connectTimeoutMS": 2000,
    "serverSelectionTimeoutMS": 5000,
    "socketTimeoutMS": 10_000,
    "maxPoolSize": 32,
    "w": "majority",
}
FLASK_CONFIG = {
    "MAX_CONTENT_LENGTH": 256 * 1024,
    "MAX_FORM_MEMORY_SIZE": 256 * 1024,
    "MAX_FORM_PARTS": 100,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,
}


def configure(
    config: Config,
    overrides: Mapping[str, Any],
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Fill an application's configuration in: defaults, environment, overrides.

    :param config: the application's.
    :param overrides: win over the environment.
    :param environ: the environment.
    :raises ConfigurationError: with a sentence for each problem.
    """
    config.from_mapping(FLASK_CONFIG)
    config.from_mapping({setting.name: setting.default for setting in SETTINGS})
    config.from_mapping(MONGODB_DEFAULTS)
    problems: list[str] = []
    try:
        settings = (*MONGODB_SETTINGS, *SETTINGS)
        config.from_mapping(read_environment(settings, environ, prefixes=PREFIXES))
    except ConfigurationError as error:
        problems += error.problems
    config.from_mapping(overrides)
    if not config["SECRET_KEY"] and not _is_key_given(environ):
        problems.append(NO_SECRET_KEY)
    if problems:
        raise ConfigurationError(problems)
    _derive(config)
    client_arguments(config)


def _is_key_given(environ: Mapping[str, str]) -> bool:
    key = [setting for setting in SETTINGS if setting.name == "SECRET_KEY"]
    try:
        return bool(read_environment(key, environ, prefixes=()))
    except ConfigurationError:
        return True  # in vain, which is one of the problems already


def _client_options(config: Config) -> dict[str, Any]:
    """Return the site's own options but those that a connection string has."""
    address = str(config.get("MONGODB_URI") or config.get("MONGODB_HOST"))
    given = {name.lower() for name, _ in parse_qsl(urlsplit(address).query)}
    return {k: v for k, v in CLIENT_OPTIONS.items() if k.lower() not in given}


def _derive(config: Config) -> None:
    options = config.get("MONGODB_OPTIONS") or {}
    config["MONGODB_OPTIONS"] = {**_client_options(config), **options}
    logging.getLogger("todo").setLevel(config["LOG_LEVEL"])
    if config["TODO_HTTPS"]:
        config["SESSION_COOKIE_SECURE"] = True
        config["SESSION_COOKIE_NAME"] = "__Host-session"
        config["PREFERRED_URL_SCHEME"] = "https"
