"""The site with three MongoDB servers, and two web containers behind a proxy."""

import json
import urllib.request
from typing import Any

import pytest

from tests.compose.visitors import CUT_OFF, SECONDS, Load, Visitor

MEMBERS = ["mongo", "mongo-2", "mongo-3"]
WEBS = ["web", "web-2"]
RUNNING = [*MEMBERS, *WEBS, "proxy"]
ROLES = f"""
import pymongo
for name in {MEMBERS}:
    client = pymongo.MongoClient(name, directConnection=True, timeoutMS=1000)
    try:
        hello = client.admin.command("hello")
    except pymongo.errors.ConnectionFailure:
        continue
    for role, field in (("primary", "isWritablePrimary"), ("secondary", "secondary")):
        if hello.get(field):
            print(role, name)
"""


def titles(replica: Any) -> list[str]:
    """Return the titles of all tasks."""
    exported = json.loads(Visitor(replica.url).get("/export.json"))
    return [task["title"] for task in exported["tasks"]]


@pytest.mark.parametrize("service", RUNNING)
def test_privileges(replica: Any, service: str) -> None:
    """No container has more privileges or resources than with one server."""
    host = replica.inspect(service)["HostConfig"]
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges=true"]
    assert 0 < host["PidsLimit"] <= 1000
    assert 0 < host["Memory"] <= 2**30
    assert host["LogConfig"]["Config"] == {"max-size": "10m", "max-file": "3"}
    assert host["RestartPolicy"]["Name"] == "unless-stopped"


def test_the_proxy_cannot_reach_mongodb(replica: Any) -> None:
    """The proxy runs as an unprivileged user, outside the network of MongoDB."""
    proxy = replica.inspect("proxy")
    assert proxy["Config"]["User"] == "10003:10003"
    assert [*proxy["NetworkSettings"]["Networks"]] == [f"{replica.project}_front"]
    assert proxy["Mounts"] == []


@pytest.mark.parametrize("service", [*MEMBERS, *WEBS])
def test_only_the_proxy_is_published(replica: Any, service: str) -> None:
    """No other container publishes a port."""
    published = replica.inspect(service)["NetworkSettings"]["Ports"]
    assert [port for port, places in published.items() if places] == []


def test_the_proxy_is_published_on_loopback(replica: Any) -> None:
    """The proxy is published on loopback only."""
    published = replica.inspect("proxy")["NetworkSettings"]["Ports"]
    port = replica.url.rpartition(":")[2]
    assert published["8000/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": port}]


def test_the_replica_set(replica: Any) -> None:
    """All three servers belong to the replica set, which elects a primary soon."""
    config = replica.mongosh("rs.conf()")
    members = [member["host"] for member in config["members"]]
    assert members == [f"{name}:27017" for name in MEMBERS]
    assert config["settings"]["electionTimeoutMillis"] == 2000


@pytest.mark.parametrize("service", MEMBERS)
def test_members_require_a_password(replica: Any, service: str) -> None:
    """Each server rejects reads without a password."""
    program = f"""
import pymongo
client = pymongo.MongoClient({service!r}, directConnection=True)
try:
    print(client.todo.tasks.find_one())
except pymongo.errors.OperationFailure as error:
    print(error.details["codeName"])
"""
    assert replica.python(program) == "Unauthorized\n"


def test_addresses_in_the_log(replica: Any) -> None:
    """The log contains the address that the proxy has seen, not the proxy's own."""
    Visitor(replica.url).get("/help", {"X-Request-ID": "find-me"})
    lines = replica("logs", "--no-log-prefix", *WEBS).splitlines()
    [line] = [line for line in lines if "find-me" in line]
    networks = replica.inspect("proxy")["NetworkSettings"]["Networks"]
    [network] = networks.values()
    assert json.loads(line[line.index("{") :])["remote"] == network["Gateway"]


def test_events_pass_the_proxy(replica: Any) -> None:
    """The proxy passes each event on at once, while the stream stays open."""
    with urllib.request.urlopen(f"{replica.url}/events", timeout=SECONDS) as stream:
        assert stream.readline() != b""
        Visitor(replica.url).add("Tell the others")
        assert any(line == b"event: tasks\n" for line in stream)


def test_rolling_restart(replica: Any) -> None:
    """If one web container after the other is replaced, no request is lost."""
    with Load(replica.url) as load:
        for service in WEBS:
            load.wait_for_tasks()
            replica.up("--no-deps", "--force-recreate", service)
        load.wait_for_tasks()
    assert load.failures == []
    assert set(load.added) <= set(titles(replica))


def test_killed_containers(replica: Any) -> None:
    """If a container is killed, no task is lost, and no page fails for good."""
    with Load(replica.url) as load:
        for kind in ("web", "secondary", "primary"):
            load.wait_for_tasks()
            service = {**members(replica), "web": "web"}[kind]
            replica("kill", service)
            load.wait_for_tasks()
            replica("start", service)
    assert set(load.failures) <= {502, 503, CUT_OFF}
    assert set(load.added) <= set(titles(replica))


def members(replica: Any) -> dict[str, str]:
    """Wait until all servers are members; return the primary, and a secondary one."""
    known: list[list[str]] = []
    while len(known) < len(MEMBERS):
        known = [line.split() for line in replica.python(ROLES).splitlines()]
    return dict(known)
