"""The networks that connect the containers."""

import re
import socket
from typing import Any

import pymongo
import pytest
from pymongo.errors import ConnectionFailure

CONNECT = """
import pymongo
try:
    client = pymongo.MongoClient({host!r}, serverSelectionTimeoutMS=2000)
    print("reached", client.admin.command("ping"))
except pymongo.errors.ConnectionFailure as error:
    print("not reached", error)
"""


def address(compose: Any, service: str, network: str) -> str:
    """Return the IP address of a service in a network."""
    networks = compose.inspect(service)["NetworkSettings"]["Networks"]
    found: str = networks[f"{compose.project}_{network}"]["IPAddress"]
    return found


def test_the_site_is_published_on_loopback(compose: Any) -> None:
    """The site is published on loopback only."""
    published = compose.inspect("web")["NetworkSettings"]["Ports"]
    port = compose.url.rpartition(":")[2]
    assert published == {"8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": port}]}


@pytest.mark.parametrize("service", ["secrets", "mongo", "setup"])
def test_nothing_else_is_published(compose: Any, service: str) -> None:
    """No other container publishes a port."""
    published = compose.inspect(service)["NetworkSettings"]["Ports"]
    assert [port for port, places in published.items() if places] == []


def test_the_host_cannot_reach_mongodb(compose: Any) -> None:
    """MongoDB cannot be reached from the host."""
    mongo = address(compose, "mongo", "back")
    with (
        pymongo.MongoClient[Any](mongo, serverSelectionTimeoutMS=2000) as client,
        pytest.raises(ConnectionFailure, match=re.escape(mongo)),
    ):
        client.admin.command("ping")


@pytest.mark.parametrize("network", ["front", "bridge"])
def test_other_containers_cannot_reach_mongodb(compose: Any, network: str) -> None:
    """MongoDB cannot be reached from containers in other networks."""
    program = CONNECT.format(host=address(compose, "mongo", "back"))
    assert compose.python_elsewhere(network, program).startswith("not reached")


def test_the_site_reaches_mongodb(compose: Any) -> None:
    """The site reaches MongoDB by its name and its IP address."""
    for host in ("mongo", address(compose, "mongo", "back")):
        assert compose.python(CONNECT.format(host=host)).startswith("reached")


def test_mongodb_is_only_in_the_internal_network(compose: Any) -> None:
    """MongoDB is only in the network ``back``, which is internal."""
    networks = compose.inspect("mongo")["NetworkSettings"]["Networks"]
    assert list(networks) == [f"{compose.project}_back"]
    assert compose.network("back")["Internal"]


def test_mongodb_cannot_reach_the_host(compose: Any) -> None:
    """MongoDB cannot reach the host."""
    gateway = compose.network("back")["IPAM"]["Config"][0]["Gateway"]
    with pytest.raises(OSError, match="Cannot assign"):
        socket.create_server((gateway, 0))


def test_the_site_network_does_not_masquerade(compose: Any) -> None:
    """The site is in two networks; ``front`` does not masquerade packets."""
    networks = compose.inspect("web")["NetworkSettings"]["Networks"]
    assert set(networks) == {f"{compose.project}_back", f"{compose.project}_front"}
    masquerade = "com.docker.network.bridge.enable_ip_masquerade"
    assert compose.network("front")["Options"][masquerade] == "false"


def test_the_site_cannot_reach_other_machines(compose: Any) -> None:
    """The site cannot connect to other machines."""
    program = """
import socket
try:
    socket.create_connection(("198.51.100.7", 80), timeout=2)
except OSError as error:
    print(error)
"""
    assert compose.python(program) != ""


def test_the_secrets_service_has_no_network(compose: Any) -> None:
    """The container that generates the secrets has no network."""
    assert compose.inspect("secrets")["HostConfig"]["NetworkMode"] == "none"
