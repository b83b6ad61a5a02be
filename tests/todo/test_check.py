"""What ``flask check`` says about deployments that do not work as they should."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from click.testing import Result
from flask import Flask
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod

MakeApp = Callable[..., Flask]
RunMongod = Callable[..., AbstractContextManager[int]]
Check = Callable[..., Result]

TLS = {"MONGODB_TLS": True}
CA = {"MONGODB_TLS_CA_FILE": "ca.pem"}
CLIENT = {"MONGODB_TLS_CERTIFICATE_KEY_FILE": "server.pem"}
HTTPS = {"TODO_HTTPS": True}
HOPS = {"TODO_PROXY_HOPS": 1}
HOSTS = {"TRUSTED_HOSTS": ["todo.example"]}
CERTIFICATE = """
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority \\
    -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out request
echo subjectAltName=DNS:localhost >names
openssl x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \\
    -extfile names -out server.crt
cat server.key server.crt >server.pem
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with the certificates of an authority and of a server."""
    directory = tmp_path_factory.mktemp("certificates")
    subprocess.run(["sh", "-ec", CERTIFICATE], cwd=directory, check=True)
    return directory


@pytest.fixture
def check(
    make_app: MakeApp, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> Check:
    """Return a function that runs ``flask check``, among the certificates."""
    monkeypatch.chdir(certificates)

    def run(**config: Any) -> Result:
        nowhere = {"MONGODB_URI": None, "MONGODB_TIMEOUT_MS": 1000}
        app = make_app(**{**nowhere, **config})
        return app.test_cli_runner().invoke(args=["check"])

    return run


@pytest.mark.parametrize(
    ("config", "named"),
    [
        ({}, []),
        (HOPS, []),
        (HOSTS, []),
        ({**HTTPS, **HOPS, **HOSTS}, []),
        ({**HTTPS, **HOSTS}, ["TODO_PROXY_HOPS"]),
        ({**HTTPS, **HOPS}, ["TRUSTED_HOSTS"]),
        ({**HOPS, **HOSTS}, ["TODO_HTTPS"]),
        (HTTPS, ["TODO_PROXY_HOPS", "TRUSTED_HOSTS"]),
    ],
)
def test_settings_that_do_not_go_together(
    check: Check, mongod: EmbeddedMongod, config: dict[str, Any], named: list[str]
) -> None:
    """Each setting that is missing beside the others is named in a warning."""
    lines = check(MONGODB_URI=mongod.uri, **config).stdout.splitlines()
    warnings = [line for line in lines if line.startswith("Warning: ")]
    assert [
        f"set {name}" in line for name, line in zip(named, warnings, strict=True)
    ] == [True] * len(named)


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("127.0.0.1:1", "127.0.0.1:1: nothing listens there: start MongoDB"),
        ("nowhere.invalid", "nowhere.invalid:27017: the name is unknown: correct"),
        ("mongodb+srv://db.example.invalid", "db.example.invalid: the name is unknown"),
        ("192.0.2.1", "192.0.2.1:27017: "),
    ],
)
def test_unreachable_servers(check: Check, host: str, problem: str) -> None:
    """The reason why a server does not answer is said in a line of its own."""
    result = check(MONGODB_HOST=host)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].startswith(problem)
    assert result.stderr.startswith("Error: No MongoDB answers at ")


@pytest.fixture(scope="module")
def lonely_port(
    run_mongod: RunMongod, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Return the port of a server without a replica set."""
    with run_mongod(tmp_path_factory.mktemp("lonely")) as port:
        yield port


def test_without_a_replica_set(check: Check, lonely_port: int) -> None:
    """A server without a replica set works, but a warning says what is missing."""
    result = check(MONGODB_HOST=f"127.0.0.1:{lonely_port}")
    assert "Warning: Live updates need a replica set" in result.stdout
    assert result.stderr.startswith("Error: Indexes are missing")


def test_without_live_updates(check: Check, lonely_port: int) -> None:
    """A server needs no replica set if live updates are turned off."""
    result = check(MONGODB_HOST=f"127.0.0.1:{lonely_port}", TODO_LIVE=False)
    assert "Live updates are off: TODO_LIVE is 0." in result.stdout
    assert "Warning" not in result.stdout


def test_tasks_that_cannot_be_followed(
    check: Check, mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> None:
    """An error of a change stream is shown with the server's message."""
    database.create_collection("tasks", viewOn="others", pipeline=[])
    result = check(MONGODB_URI=mongod.uri, MONGODB_DATABASE=database.name)
    assert result.exit_code == 1
    assert "view" in result.stderr


@pytest.mark.parametrize("more", ["", ",127.0.0.1:1"])
def test_unknown_replica_set(check: Check, mongod: EmbeddedMongod, more: str) -> None:
    """If no server belongs to the given replica set, its setting is named."""
    host = f"127.0.0.1:{mongod.port}{more}"
    result = check(MONGODB_HOST=host, MONGODB_REPLICA_SET="rs8")
    assert "MONGODB_REPLICA_SET" in result.stdout + result.stderr
    assert "rs8" in result.stdout


def test_replica_set_that_was_not_created(
    check: Check, run_mongod: RunMongod, tmp_path: Path
) -> None:
    """A server that waits for its replica set needs ``flask setup`` as root."""
    with run_mongod(tmp_path, "--replSet=rs0") as port:
        result = check(MONGODB_HOST=f"127.0.0.1:{port}")
    assert result.stdout.splitlines()[-1] == (
        f"127.0.0.1:{port}: it belongs to no replica set yet: run flask setup with "
        "MONGODB_ROOT_PASSWORD."
    )
    assert result.stderr.startswith("Error: MongoDB has no primary server")


def test_replica_set_without_a_primary(
    check: Check, start_mongod: Any, tmp_path: Path
) -> None:
    """If too few servers of a replica set run, each of the others is named."""
    at_once = "--setParameter=shutdownTimeoutMillisForSignaledShutdown=0"
    with (
        start_mongod(tmp_path, at_once) as server,
        pymongo.MongoClient[Any](server.uri) as ours,
    ):
        config = ours.admin.command("replSetGetConfig")["config"]
        config["version"] += 1
        config["settings"]["electionTimeoutMillis"] = 500
        others = [{"_id": port, "host": f"127.0.0.1:{port}"} for port in (1, 2)]
        config["members"] += others
        ours.admin.command("replSetReconfig", config, force=True)
        while ours.admin.command("hello")["isWritablePrimary"]:
            pass
        result = check(MONGODB_HOST=f"127.0.0.1:{server.port}")
    *_, first, second, last = result.stdout.splitlines()
    assert {first[:12], second[:12]} == {"127.0.0.1:1:", "127.0.0.1:2:"}
    assert last.startswith("The replica set rs0 has no primary server: more than half")
    assert result.stderr.startswith("Error: MongoDB has no primary server")


@pytest.fixture(scope="module")
def secure_port(
    run_mongod: RunMongod, tmp_path_factory: pytest.TempPathFactory, certificates: Path
) -> Iterator[int]:
    """Return the port of a server that requires TLS, and certificates of clients."""
    arguments = (
        "--tlsMode=preferTLS",  # for the fixture that runs it
        f"--tlsCertificateKeyFile={certificates / 'server.pem'}",
        f"--tlsCAFile={certificates / 'ca.pem'}",
    )
    with run_mongod(tmp_path_factory.mktemp("secure"), *arguments) as port:
        with pymongo.MongoClient[Any](port=port) as client:
            client.admin.command("setParameter", 1, tlsMode="requireTLS")
        yield port


@pytest.mark.parametrize(
    ("host", "config", "problem"),
    [
        ("localhost", {}, "it may require MONGODB_TLS, and"),
        ("localhost", TLS, "set MONGODB_TLS_CA_FILE"),
        ("127.0.0.1", {**TLS, **CA}, "use that name in MONGODB_HOST"),
        ("localhost", {**TLS, **CA}, "MONGODB_TLS_CERTIFICATE_KEY_FILE"),
        ("localhost", {**TLS, **CA, **CLIENT}, "The site may read and write"),
    ],
    ids=["plain", "no authority", "other name", "no certificate", "right"],
)
def test_tls(
    check: Check, secure_port: int, host: str, config: dict[str, Any], problem: str
) -> None:
    """The setting that is missing for TLS is named."""
    assert problem in check(MONGODB_HOST=f"{host}:{secure_port}", **config).stdout


def test_tls_that_the_server_does_not_have(check: Check, lonely_port: int) -> None:
    """If the server does not use TLS, its setting is named."""
    result = check(MONGODB_HOST=f"127.0.0.1:{lonely_port}", **TLS)
    assert result.stdout.splitlines()[-1].endswith(
        "unset MONGODB_TLS, or correct MONGODB_PORT."
    )


def test_ipv6_address(check: Check) -> None:
    """An IPv6 address is shown in brackets, as it is written in the settings."""
    assert "\n[::1]:1: nothing listens there" in check(MONGODB_HOST="[::1]:1").stdout
