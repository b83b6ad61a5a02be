"""Warns of a site for tests and demos (``TODO_DEMO``) that other machines can reach."""

import ipaddress
from contextlib import suppress
from urllib.parse import urlsplit

from flask import Flask, current_app, request

WARNING = (
    "This is a demo site: everybody who can reach it may remove all of its tasks for "
    "good."
)


def is_loopback(host: str | None) -> bool:
    """Return whether only programs on the same machine can reach a host.

    :param host: a name or an IP address.
    """
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return f".{host}".endswith(".localhost")


def warning() -> str | None:
    """Return the warning for a page of a demo site that other machines can reach.

    That is so if the server listens on another address than loopback, or if the
    browser has asked for one, as behind a proxy.
    """
    if not current_app.config["TODO_DEMO"]:
        return None
    environ = request.environ
    hosts = (environ.get("SERVER_NAME"), _host_name(environ.get("HTTP_HOST", "")))
    return None if all(map(is_loopback, hosts)) else WARNING


def _host_name(header: str) -> str | None:
    with suppress(ValueError):
        return urlsplit(f"//{header}").hostname
    return None


def init_app(app: Flask) -> None:
    """Register the warning for templates."""
    app.add_template_global(warning, "demo_warning")
