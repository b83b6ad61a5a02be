"""Explains what is wrong with a deployment, in terms of the settings."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask_mongokit import (
    DATABASE_ERRORS,
    UNREACHABLE_ERRORS,
    Connection,
    addresses,
    client_arguments,
    make_client,
)
from flask_mongokit.client import address

REASONS = {
    "not known|does not exist|No address": "the name is unknown: correct MONGODB_HOST "
    "or MONGODB_URI",
    "refused": "nothing listens there: start MongoDB, or correct MONGODB_HOST and "
    "MONGODB_PORT, or MONGODB_URI",
    "timed out": "it does not answer in time: look for a firewall, or correct "
    "MONGODB_HOST and MONGODB_PORT, or MONGODB_URI",
    "not valid for": "its certificate is for another name: use that name in "
    "MONGODB_HOST or MONGODB_URI",
    "CERTIFICATE_VERIFY_FAILED": "its certificate is not signed by a known authority: "
    "set MONGODB_TLS_CA_FILE",
    "SSL": "it does not use TLS as the site does: unset MONGODB_TLS, or correct "
    "MONGODB_PORT",
    "closed|reset": "it closes the connection: it may require MONGODB_TLS, and "
    "MONGODB_TLS_CERTIFICATE_KEY_FILE as well",
}
"""What to do, by a pattern for the error of a server."""

DRIVER_SETTINGS = re.compile(r" \(configured timeouts: .*")


def doubtful_settings(config: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence about each setting that does not go with the others.

    :param config: the application's configuration.
    """
    https, hops = config["TODO_HTTPS"], config["TODO_PROXY_HOPS"]
    hosts = config["TRUSTED_HOSTS"]
    if https and not hops:
        yield (
            "TODO_HTTPS needs a proxy in front of the site: set TODO_PROXY_HOPS to the "
            "number of proxies."
        )
    if https and not hosts:
        yield (
            "TODO_HTTPS is for a public site: set TRUSTED_HOSTS to its host names, so "
            "that it answers to no others."
        )
    if hops and hosts and not https:
        yield (
            "TODO_PROXY_HOPS and TRUSTED_HOSTS are for a public site: set TODO_HTTPS "
            "to 1 if browsers reach it over HTTPS."
        )


def unusable_servers(config: Mapping[str, Any]) -> list[str]:
    """Return a sentence about each MongoDB server that cannot be used, and why.

    :param config: the application's configuration.
    """
    with make_client(client_arguments(config)) as client:
        try:
            client.admin.command("ping")
        except UNREACHABLE_ERRORS as error:
            unresolved = f"{', '.join(addresses(config))}: {_reason(error)}."
            return list(_problems(client, config)) or [unresolved]
        except DATABASE_ERRORS:
            pass
    return []


def _problems(client: Connection, config: Mapping[str, Any]) -> Iterator[str]:
    topology = client.topology_description
    servers = {address(*key): s for key, s in topology.server_descriptions().items()}
    for name, server in servers.items():
        if server.error:
            yield f"{name}: {_reason(server.error)}."
        elif server.server_type_name == "RSGhost":
            yield (
                f"{name}: it belongs to no replica set yet: run flask setup with "
                "MONGODB_ROOT_PASSWORD."
            )
    if topology.topology_type_name != "ReplicaSetNoPrimary":
        return
    replica_set = topology.replica_set_name
    if any(server.replica_set_name for server in servers.values()):
        yield (
            f"The replica set {replica_set} has no primary server: more than half of "
            "its servers must run."
        )
    for name in addresses(config):
        if name not in servers:
            yield (
                f"{name}: it does not belong to the replica set {replica_set}: correct "
                "or unset MONGODB_REPLICA_SET."
            )


def _reason(error: Exception) -> str:
    text = DRIVER_SETTINGS.sub("", str(error))
    for pattern, reason in REASONS.items():
        if re.search(pattern, text):
            return reason
    return text
