"""Fixtures for the site in containers, which are started once for all tests.

The Compose project has a random name, so that it does not interfere with a site that
already runs here. Everything is removed afterwards.
"""

import json
import os
import secrets
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from standalone.ports import free_port
from tests.compose.visitors import SECONDS, Visitor

ROOT = Path(__file__).parents[2]
MONGOSH = ("mongosh", "--quiet", "--norc")

Result = subprocess.CompletedProcess[str]


def run(*command: str, check: bool = False, **options: Any) -> Result:
    """Run a command; the result tells whether it succeeded."""
    return subprocess.run(
        command, capture_output=True, text=True, check=check, **options
    )


def inspect(kind: str, name: str) -> str:
    """Return the JSON that ``docker inspect`` prints."""
    result = run("docker", kind, "inspect", name)
    assert result.returncode == 0, result.stderr
    return result.stdout


@cache
def why_no_engine() -> str | None:
    """Return the reason why containers cannot run here, or ``None`` if they can."""
    for command in (["compose", "version"], ["version"]):
        try:
            result = run("docker", *command, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"Not run, because no Docker engine responds: {error}"
        if result.returncode != 0:
            reason = result.stderr.strip()
            return f"Not run, because no Docker engine responds: {reason}"
    return None


def pytest_configure() -> None:
    """Remove the containers also on SIGTERM, which ``bin/test`` sends if it fails."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in this folder, and skip them if no Docker engine responds."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("compose")
            item.add_marker(pytest.mark.xdist_group("compose"))
            reason = why_no_engine()
            if reason and os.environ.get("REQUIRE_DOCKER") != "1":
                item.add_marker(pytest.mark.skip(reason=reason))


class PartialRequest:
    """A form request whose headers the site has received, but not its body.

    :param url: the base URL of the site.
    """

    body = b"title=Sent while the site stops"

    def __init__(self, url: str) -> None:
        self._connection = HTTPConnection(url.removeprefix("http://"))
        self._connection.putrequest("POST", "/new")
        self._connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        self._connection.putheader("Content-Length", str(len(self.body)))
        self._connection.putheader("Expect", "100-continue")
        self._connection.endheaders()
        assert b"100 Continue" in self._connection.sock.recv(1024)

    def send_body(self) -> int:
        """Send the body of the form, and return the status of the response."""
        with closing(self._connection):
            self._connection.send(self.body)
            return self._connection.getresponse().status


@dataclass(frozen=True)
class OtherMongoDB:
    """A MongoDB server that is not part of the Compose project.

    :param name: its host name.
    :param root: the name of its root user.
    :param password: the password of that user.
    """

    name: str
    root: str
    password: str

    def attempt(self, expression: str) -> Result:
        """Run a MongoDB command as root; the result tells whether it succeeded."""
        user = [f"--username={self.root}", f"--password={self.password}"]
        command = ["--eval", f"EJSON.stringify({expression})"]
        shell = [*MONGOSH, f"--host={self.name}", *user, *command]
        return run("docker", "exec", self.name, *shell)

    def responds(self) -> bool:
        """Return whether the server can be reached by its name."""
        return self.attempt("1").returncode == 0

    def ask(self, expression: str) -> Any:
        """Run a MongoDB command as root, and return its result."""
        result = self.attempt(expression)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)


class Compose:
    """Runs ``docker compose`` for one project.

    :param project: the name of the project.
    :param port: the port on which the site is published.
    :param files: the compose files.
    """

    def __init__(self, project: str, port: int, *files: str) -> None:
        self.project = project
        self.url = f"http://127.0.0.1:{port}"
        self.environ = {
            "COMPOSE_ENV_FILES": os.devnull,
            "COMPOSE_FILE": os.pathsep.join(str(ROOT / file) for file in files),
            "COMPOSE_PROJECT_NAME": project,
            "TODO_PORT": str(port),
        }
        """The operator's environment variables for all commands."""

    def __call__(self, *arguments: str, **variables: str) -> str:
        """Run a command, check that it succeeds, and return its output.

        :param arguments: the arguments of ``docker compose``.
        :param variables: the operator's environment variables.
        """
        result = self.attempt(*arguments, **variables)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def attempt(self, *arguments: str, **variables: str) -> Result:
        """Run ``docker compose``; the result tells whether it succeeded."""
        command = self._command(*arguments)
        return run(*command, cwd=ROOT, env=self._with(variables))

    def shell(self, command: str, directory: Path) -> str:
        """Run a documented command, check that it succeeds, and return its output."""
        result = run("bash", "-c", command, cwd=directory, env=self._with({}))
        assert result.returncode == 0, f"{command}: {result.stderr}"
        return result.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command in the background."""
        command = self._command(*arguments)
        return subprocess.Popen(
            command, cwd=ROOT, env=self._with({}), stderr=subprocess.DEVNULL
        )

    def up(self, *arguments: str, **variables: str) -> None:
        """Start the site, and wait until it is healthy."""
        result = self.attempt("up", "--detach", "--wait", *arguments, **variables)
        assert result.returncode == 0, result.stderr + self("logs", "--tail=20")

    def once(self, service: str, *command: str, **variables: str) -> Result:
        """Run a service in an additional container; the result may be a failure.

        :param command: the command to run instead of the service's own.
        :param variables: additional environment variables of the container.
        """
        given = [f"--env={name}={value}" for name, value in variables.items()]
        return self.attempt("run", "--rm", "--no-deps", *given, service, *command)

    def config(self, **variables: str) -> Any:
        """Return the compose file, resolved with the operator's variables."""
        return json.loads(self("config", "--format=json", **variables))

    def inspect(self, service: str) -> Any:
        """Return the details of a service's container, which may have exited."""
        [container] = json.loads(inspect("container", f"{self.project}-{service}-1"))
        return container

    def network(self, name: str) -> Any:
        """Return the details of a network."""
        [network] = json.loads(inspect("network", f"{self.project}_{name}"))
        return network

    def execute(self, service: str, *command: str, **options: Any) -> Result:
        """Run a command in a service's container; the result may be a failure."""
        inside = self._command("exec", "--no-TTY", service, *command)
        return run(*inside, cwd=ROOT, env=self._with({}), **options)

    def python(self, program: str) -> str:
        """Run a Python program in the site's container, and return its output."""
        result = self.execute("web", "python", "-", input=program)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def python_elsewhere(self, network: str, program: str) -> str:
        """Run a Python program in a container outside the Compose project.

        :param network: ``bridge``, the engine's default, or a network of the project.
        """
        full_name = network if network == "bridge" else f"{self.project}_{network}"
        command = ["docker", "run", "--rm", "--interactive", f"--network={full_name}"]
        result = run(*command, f"{self.project}-site", "python", "-", input=program)
        assert result.returncode == 0, result.stderr
        return result.stdout

    @contextmanager
    def other_mongodb(self, root: str, password: str) -> Iterator["OtherMongoDB"]:
        """Run a MongoDB server that the site can reach, but does not use yet.

        :param root: the name of its root user.
        :param password: the password of that user.
        """
        server = OtherMongoDB(f"{self.project}-other", root, password)
        variables = {
            "MONGO_INITDB_ROOT_USERNAME": root,
            "MONGO_INITDB_ROOT_PASSWORD": password,
        }
        given = [f"--env={name}={value}" for name, value in variables.items()]
        options = [f"--name={server.name}", f"--network={self.project}_back"]
        options += ["--tmpfs=/data/db", "--tmpfs=/data/configdb"]
        try:
            run("docker", "run", "--detach", *options, *given, "mongo:8.0", check=True)
            assert any(server.responds() for _ in range(SECONDS))
            yield server
        finally:
            run("docker", "rm", "--force", server.name)

    def secret_digests(self, service: str = "web", reader: str = "site") -> str:
        """Return the digests of the secrets that a service can read."""
        command = f"sha256sum /secrets/{reader}/*"
        result = self.execute(service, "sh", "-c", command)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def mongosh(self, expression: str) -> Any:
        """Run a MongoDB command as root, and return its result."""
        login = (
            "db.getSiblingDB('admin').auth(process.env.MONGO_INITDB_ROOT_USERNAME,"
            "fs.readFileSync(process.env.MONGO_INITDB_ROOT_PASSWORD_FILE, 'utf8'));"
        )
        shell = [*MONGOSH, "--host=mongo", "--eval"]
        result = self.execute("mongo", *shell, f"{login}EJSON.stringify({expression})")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def log_until(self, service: str, words: str) -> list[str]:
        """Return a service's log up to the first line that contains these words."""
        command = ["docker", "logs", "--follow", self.inspect(service)["Id"]]
        lines: list[str] = []
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            watchdog = threading.Timer(SECONDS, process.kill)
            watchdog.start()
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.removesuffix("\n"))
                if words in line:
                    break
            watchdog.cancel()
            process.kill()
        assert words in lines[-1], lines[-1]
        return lines

    def _command(self, *arguments: str) -> list[str]:
        return ["docker", "compose", *arguments]

    def _with(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, **self.environ, **variables}


@contextmanager
def running(*files: str) -> Iterator[Compose]:
    """Build and start the site, and remove everything afterwards.

    :param files: the compose files.
    """
    reason = why_no_engine()
    if reason:
        pytest.fail(f"REQUIRE_DOCKER=1, but: {reason}")
    project = Compose(f"todo-test-{secrets.token_hex(4)}", free_port(), *files)
    try:
        project.up("--build")
        yield project
    finally:
        project("kill")  # stopping takes longer
        project("down", "--volumes", "--rmi=local", "--remove-orphans")


@pytest.fixture(scope="session")
def compose() -> Iterator[Compose]:
    """Run the site with one MongoDB server."""
    with running("docker-compose.yml") as project:
        yield project


@pytest.fixture(scope="session")
def replica() -> Iterator[Compose]:
    """Run the site with three MongoDB servers and two web containers."""
    with running("docker-compose.yml", "docker-compose.replica.yml") as project:
        yield project


@pytest.fixture
def visitor(compose: Compose) -> Visitor:
    """Return a simulated browser without JavaScript that visits the site."""
    return Visitor(compose.url)


@dataclass(frozen=True)
class Restart:
    """What was recorded before the site was restarted, and while it was stopping.

    :param title: the title of a task that was added before.
    :param visitor: the visitor who added it.
    :param form: the hidden fields of a form that was opened, but not submitted.
    :param secrets: the digests of the site's secrets.
    :param exit_codes: the exit codes of the stopped services.
    :param last_status: the status of a response sent while the site was stopping.
    """

    title: str
    visitor: Visitor
    form: dict[str, str]
    secrets: str
    exit_codes: dict[str, int]
    last_status: int


def stop_during_request(compose: Compose) -> int:
    """Stop the site while it receives a form, and return the response status."""
    form = PartialRequest(compose.url)
    with compose.start("stop") as stopping:
        compose.log_until("web", "Handling signal: term")
        status = form.send_body()
        assert stopping.wait(SECONDS) == 0
    return status


@pytest.fixture(scope="session")
def restart(compose: Compose) -> Restart:
    """Add a task, stop the site, remove its containers, and start it again."""
    title = f"Survive {secrets.token_hex(4)}"
    visitor = Visitor(compose.url)
    visitor.add(title)
    form, digests = visitor.form(), compose.secret_digests()
    last_status = stop_during_request(compose)
    exit_codes = {
        service: compose.inspect(service)["State"]["ExitCode"]
        for service in ("web", "mongo")
    }
    compose("down")
    compose.up()
    return Restart(title, visitor, form, digests, exit_codes, last_status)
