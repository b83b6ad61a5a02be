"""The privileges and resources of the containers."""

from typing import Any

import pytest

SERVICES = ["secrets", "mongo", "setup", "web"]
USERS = {"secrets": "0:0", "mongo": "999:999", "setup": "10002:10002", "web": "site"}


@pytest.mark.parametrize("service", SERVICES)
def test_the_file_system_is_read_only(compose: Any, service: str) -> None:
    """Every container has a read-only root file system."""
    assert compose.inspect(service)["HostConfig"]["ReadonlyRootfs"]


@pytest.mark.parametrize("service", SERVICES)
def test_no_capabilities(compose: Any, service: str) -> None:
    """Only the container that generates the secrets has a capability, CHOWN."""
    host = compose.inspect(service)["HostConfig"]
    assert host["CapDrop"] == ["ALL"]
    assert host["CapAdd"] == (["CHOWN"] if service == "secrets" else None)


@pytest.mark.parametrize("service", SERVICES)
def test_no_new_privileges(compose: Any, service: str) -> None:
    """No container can gain privileges."""
    host = compose.inspect(service)["HostConfig"]
    assert host["SecurityOpt"] == ["no-new-privileges=true"]
    assert not host["Privileged"]


@pytest.mark.parametrize("service", SERVICES)
def test_limits(compose: Any, service: str) -> None:
    """Every container has limits for processes, memory and log size."""
    host = compose.inspect(service)["HostConfig"]
    assert 0 < host["PidsLimit"] <= 1000
    assert 0 < host["Memory"] <= 2**30
    assert host["LogConfig"]["Config"] == {"max-size": "10m", "max-file": "3"}


@pytest.mark.parametrize("service", SERVICES)
def test_users(compose: Any, service: str) -> None:
    """Each service has its own user; only the one that generates secrets is root."""
    assert compose.inspect(service)["Config"]["User"] == USERS[service]


@pytest.mark.parametrize("service", SERVICES)
def test_only_volumes_are_mounted(compose: Any, service: str) -> None:
    """Only volumes are mounted; only the secrets service can write the secrets."""
    mounts = compose.inspect(service)["Mounts"]
    writable = {mount["Destination"]: mount["RW"] for mount in mounts}
    assert {mount["Type"] for mount in mounts} == {"volume"}
    data = {"/data/db": True} if service == "mongo" else {}
    assert writable == {**data, "/secrets": service == "secrets"}


@pytest.mark.parametrize(("service", "user"), [("web", "10001"), ("mongo", "999")])
def test_processes_are_not_root(compose: Any, service: str, user: str) -> None:
    """Long-running processes run as an unprivileged user."""
    assert compose.execute(service, "id", "-u").stdout == f"{user}\n"


@pytest.mark.parametrize("service", ["web", "mongo"])
def test_processes_have_no_capabilities(compose: Any, service: str) -> None:
    """Long-running processes have no capabilities, and cannot gain any."""
    status = compose.execute(service, "cat", "/proc/1/status").stdout.split()
    for field in ("CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"):
        assert int(status[status.index(field) + 1], 16) == 0, field
    assert status[status.index("NoNewPrivs:") + 1] == "1"


@pytest.mark.parametrize("path", ["/site/new", "/venv/new", "/etc/new", "/secrets/new"])
def test_the_site_cannot_write(compose: Any, path: str) -> None:
    """The site cannot create files in the folders of its code, system or secrets."""
    result = compose.execute("web", "touch", path)
    assert result.returncode != 0
    assert "Read-only file system" in result.stderr


def test_the_site_can_write_to_tmp(compose: Any) -> None:
    """The site can write to ``/tmp``, which is in memory."""
    assert compose.execute("web", "touch", "/tmp/new").returncode == 0
    assert "/tmp" in compose.inspect("web")["HostConfig"]["Tmpfs"]


def test_the_site_has_an_init_process(compose: Any) -> None:
    """The site has an init process that reaps children and forwards signals."""
    assert compose.inspect("web")["HostConfig"]["Init"]


def test_the_time_to_stop(compose: Any) -> None:
    """The site has 15 seconds to stop, and MongoDB has 30."""
    times = {name: compose.inspect(name)["Config"] for name in ("web", "mongo")}
    assert {name: time["StopTimeout"] for name, time in times.items()} == {
        "web": 15,
        "mongo": 30,
    }
