"""A deployment in containers: three MongoDB servers, two web containers, a proxy."""

import json
import os
import random
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from chaos.browser import SiteAddress
from chaos.deployment import Injector, pause
from chaos.sites import is_ready
from standalone.errors import StandaloneError
from standalone.ports import LOOPBACK, free_port
from standalone.processes import wait_until

__all__ = ["ComposeDeployment"]

PROJECT = "todo-chaos"
COMPOSE = (
    *("docker", "compose", f"--project-name={PROJECT}"),
    *("--file=docker-compose.yml", "--file=docker-compose.replica.yml"),
)
SERVERS = ("mongo", "mongo-2", "mongo-3")
WEB = ("web", "web-2")
NETWORK = f"{PROJECT}_back"
STATE = ("mongosh", "--quiet", "--norc", "--eval", "db.hello().isWritablePrimary")
WELL_SECONDS = 120
PROXY = "proxy"
NEEDS_PROCESSES = "it needs the servers as processes of this machine"


class ComposeDeployment:
    """Runs the containers inside a ``with`` block, and then removes them.

    The clients only reach the proxy, which chooses a web container.
    """

    def __init__(self) -> None:
        self.address = SiteAddress(PROXY, LOOPBACK, free_port())

    def __enter__(self) -> Self:
        """Build the image, and start everything."""
        try:
            self._compose("up", "--build", "--detach", "--wait", "--quiet-pull")
        except StandaloneError:
            self._compose("down", "--volumes")
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove everything."""
        self._compose("down", "--volumes")

    def _compose(self, *arguments: str) -> str:
        environ = {**os.environ, "TODO_PORT": str(self.address.port)}
        return run(*COMPOSE, *arguments, environ=environ)

    @property
    def sites(self) -> Sequence[SiteAddress]:
        """The address of the proxy."""
        return [self.address]

    @property
    def faults(self) -> Mapping[str, Injector]:
        """The faults of containers and of their network."""
        return {
            "kill-primary": self.kill_primary,
            "kill-secondary": self.kill_secondary,
            "kill-site": self.kill_site,
            "freeze-primary": self.freeze_primary,
            "freeze-secondary": self.freeze_secondary,
            "freeze-site": self.freeze_site,
            "restart-primary": self.restart_primary,
            "restart-secondary": self.restart_secondary,
            "restart-site": self.restart_site,
            "partition-primary": self.partition_primary,
            "restart-all": self.restart_all,
        }

    @property
    def impossible(self) -> Mapping[str, str]:
        """The faults that need the servers as processes."""
        names = ("partition-one-way", "slow-network", "full-disk", "clock")
        return dict.fromkeys((*names, "password", "elections"), NEEDS_PROCESSES)

    def is_well(self) -> bool:
        """Return whether all containers are healthy, and the site can store tasks."""
        return (
            all(self._health(service) == "healthy" for service in (*SERVERS, *WEB))
            and is_ready(self.address)
            and self._primary() is not None
        )

    def log_problems(self) -> Sequence[str]:
        """Return the tracebacks in the logs of the web containers."""
        lines = self._compose("logs", "--no-color", *WEB).splitlines()
        return [line for line in lines if "Traceback (most recent call last)" in line]

    def _health(self, service: str) -> str:
        state: Mapping[str, Any] = json.loads(
            run("docker", "inspect", "--format={{json .State}}", container(service))
        )
        is_running = state["Running"] and not state["Paused"]
        return str(state["Health"]["Status"]) if is_running else "stopped"

    def _primary(self) -> str | None:
        for service in SERVERS:
            try:
                if run("docker", "exec", container(service), *STATE).strip() == "true":
                    return service
            except StandaloneError:
                continue
        return None

    def _choose(self, chance: random.Random, *, is_primary: bool) -> str:
        """Return the primary or a secondary."""
        if not wait_until(self.is_well, WELL_SECONDS, pause):
            raise StandaloneError("The containers are not well.")
        primary = self._primary()
        return chance.choice([s for s in SERVERS if (s == primary) is is_primary])

    @contextmanager
    def kill_primary(self, chance: random.Random) -> Iterator[str]:
        """Kill the primary, and start it again."""
        yield from self._kill(self._choose(chance, is_primary=True))

    @contextmanager
    def kill_secondary(self, chance: random.Random) -> Iterator[str]:
        """Kill a secondary, and start it again."""
        yield from self._kill(self._choose(chance, is_primary=False))

    @contextmanager
    def kill_site(self, chance: random.Random) -> Iterator[str]:
        """Kill a web container, and start it again."""
        yield from self._kill(chance.choice(WEB))

    @staticmethod
    def _kill(service: str) -> Iterator[str]:
        run("docker", "kill", container(service))
        try:
            yield ""
        finally:
            run("docker", "start", container(service))

    @contextmanager
    def freeze_primary(self, chance: random.Random) -> Iterator[str]:
        """Pause the primary, and continue it."""
        yield from self._freeze(self._choose(chance, is_primary=True))

    @contextmanager
    def freeze_secondary(self, chance: random.Random) -> Iterator[str]:
        """Pause a secondary, and continue it."""
        yield from self._freeze(self._choose(chance, is_primary=False))

    @contextmanager
    def freeze_site(self, chance: random.Random) -> Iterator[str]:
        """Pause a web container, and continue it; what it was asked comes late."""
        for _ in self._freeze(chance.choice(WEB)):
            yield PROXY

    @staticmethod
    def _freeze(service: str) -> Iterator[str]:
        run("docker", "pause", container(service))
        try:
            yield ""
        finally:
            run("docker", "unpause", container(service))

    @contextmanager
    def restart_primary(self, chance: random.Random) -> Iterator[str]:
        """Stop the primary cleanly, and start it again."""
        yield from self._restart(self._choose(chance, is_primary=True))

    @contextmanager
    def restart_secondary(self, chance: random.Random) -> Iterator[str]:
        """Stop a secondary cleanly, and start it again."""
        yield from self._restart(self._choose(chance, is_primary=False))

    @contextmanager
    def restart_site(self, chance: random.Random) -> Iterator[str]:
        """Stop a web container cleanly, and start it again."""
        yield from self._restart(chance.choice(WEB))

    def _restart(self, service: str) -> Iterator[str]:
        self._compose("stop", service)
        try:
            yield ""
        finally:
            run("docker", "start", container(service))

    @contextmanager
    def restart_all(self, chance: random.Random) -> Iterator[str]:
        """Restart one server after the other."""
        for service in chance.sample(SERVERS, len(SERVERS)):
            self._compose("restart", service)
            wait_until(self.is_well, WELL_SECONDS, pause)
        yield ""

    @contextmanager
    def partition_primary(self, chance: random.Random) -> Iterator[str]:
        """Take the primary off the network, and connect it again."""
        service = self._choose(chance, is_primary=True)
        run("docker", "network", "disconnect", NETWORK, container(service))
        try:
            yield ""
        finally:
            alias = f"--alias={service}"
            run("docker", "network", "connect", alias, NETWORK, container(service))


def container(service: str) -> str:
    """Return the name of a service's container."""
    return f"{PROJECT}-{service}-1"


def run(*command: str, environ: Mapping[str, str] | None = None) -> str:
    """Run a command, and return its output.

    :raises StandaloneError: if it fails.
    """
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise StandaloneError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
