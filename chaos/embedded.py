"""A deployment on this machine: three MongoDB servers, two processes of the site."""

import os
import random
import secrets
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pymongo.errors

from chaos.browser import SiteAddress
from chaos.clock import Clock
from chaos.deployment import Injector, pause
from chaos.replica_set import ReplicaSet, Server
from chaos.sites import SiteProcess, is_ready
from standalone.processes import wait_until
from standalone.site import setting_up

__all__ = ["EmbeddedDeployment"]

SITES = ("site-1", "site-2")
OUT_OF_DISK_SPACE = 14031
WRITES = ["insert", "update", "delete", "findAndModify"]
SLOWEST = (0.1, 3.0)
SLOW = (0.1, 0.5)
STEP_DOWN_SECONDS = 10
ELECTIONS = 3
WELL_SECONDS = 30
SKEWS = (-3600, -90, -5, 5, 90, 3600)


class EmbeddedDeployment:
    """Runs the servers and the site inside a ``with`` block.

    :param directory: an empty directory for the data of the servers.
    :param log_directory: the directory for the logs of the site.
    """

    def __init__(self, directory: Path, log_directory: Path) -> None:
        self.clock = Clock(directory)
        self.secret_key = secrets.token_hex(32)
        self.set = ReplicaSet(directory)
        self.processes = [SiteProcess(name, log_directory) for name in SITES]
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start everything."""
        with ExitStack() as stack:
            stack.callback(self.set.close)
            self.set.start()
            root = {"MONGODB_ROOT_PASSWORD": self.set.root_password}
            with setting_up({**self._environ(), **root}) as finish_setup:
                finish_setup()
            for process in self.processes:
                stack.callback(process.close)
                self._start(process)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop everything."""
        self._stack.close()

    def _environ(self) -> dict[str, str]:
        return {**os.environ, **self.set.settings, "SECRET_KEY": self.secret_key}

    def _start(
        self, process: SiteProcess, environ: Mapping[str, str] | None = None
    ) -> None:
        process.start({**self._environ(), **(environ or {})})
        process.wait()

    @property
    def sites(self) -> Sequence[SiteAddress]:
        """The addresses of the two processes."""
        return [process.address for process in self.processes]

    @property
    def faults(self) -> Mapping[str, Injector]:
        """All faults, without that of the clock if it cannot be changed."""
        faults: dict[str, Injector] = {
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
            "partition-one-way": self.partition_one_way,
            "slow-network": self.slow_network,
            "full-disk": self.fill_disk,
            "clock": self.change_clock,
            "password": self.rotate_password,
            "elections": self.force_elections,
            "restart-all": self.restart_all,
        }
        return {name: f for name, f in faults.items() if name not in self.impossible}

    @property
    def impossible(self) -> Mapping[str, str]:
        """The fault of the clock, if it cannot be changed."""
        return {"clock": self.clock.problem} if self.clock.problem else {}

    def is_well(self) -> bool:
        """Return whether all servers and both processes work."""
        return self.set.is_well() and all(map(is_ready, self.sites))

    def log_problems(self) -> Sequence[str]:
        """Return the tracebacks in the logs."""
        return [
            f"{process.address.name}: {line[:2000]}"
            for process in self.processes
            for line in process.log_path.read_text(errors="replace").splitlines()
            if "Traceback (most recent call last)" in line
        ]

    @contextmanager
    def kill_primary(self, chance: random.Random) -> Iterator[str]:
        """Kill the primary, and start it again."""
        del chance
        yield from self._kill(self.set.primary())

    @contextmanager
    def kill_secondary(self, chance: random.Random) -> Iterator[str]:
        """Kill a secondary, and start it again."""
        yield from self._kill(chance.choice(self.set.secondaries()))

    @staticmethod
    def _kill(server: Server) -> Iterator[str]:
        server.signal(signal.SIGKILL)
        try:
            yield ""
        finally:
            server.stop()
            server.start()

    @contextmanager
    def kill_site(self, chance: random.Random) -> Iterator[str]:
        """Kill gunicorn and its workers, and start them again."""
        process = chance.choice(self.processes)
        process.signal(signal.SIGKILL)
        process.stop()
        try:
            yield process.address.name
        finally:
            self._start(process)

    @contextmanager
    def freeze_primary(self, chance: random.Random) -> Iterator[str]:
        """Stop the primary by a signal, and continue it."""
        del chance
        yield from self._freeze(self.set.primary())

    @contextmanager
    def freeze_secondary(self, chance: random.Random) -> Iterator[str]:
        """Stop a secondary by a signal, and continue it."""
        yield from self._freeze(chance.choice(self.set.secondaries()))

    @contextmanager
    def freeze_site(self, chance: random.Random) -> Iterator[str]:
        """Stop gunicorn and its workers by a signal, and continue them."""
        process = chance.choice(self.processes)
        for _ in self._freeze(process):
            yield process.address.name

    @staticmethod
    def _freeze(process: Server | SiteProcess) -> Iterator[str]:
        process.signal(signal.SIGSTOP)
        try:
            yield ""
        finally:
            process.signal(signal.SIGCONT)

    @contextmanager
    def restart_primary(self, chance: random.Random) -> Iterator[str]:
        """Stop the primary cleanly, and start it again."""
        del chance
        yield from self._restart(self.set.primary())

    @contextmanager
    def restart_secondary(self, chance: random.Random) -> Iterator[str]:
        """Stop a secondary cleanly, and start it again."""
        yield from self._restart(chance.choice(self.set.secondaries()))

    @staticmethod
    def _restart(server: Server) -> Iterator[str]:
        server.stop()
        try:
            yield ""
        finally:
            server.start()

    @contextmanager
    def restart_site(self, chance: random.Random) -> Iterator[str]:
        """Stop gunicorn cleanly, and start it again."""
        process = chance.choice(self.processes)
        process.stop()
        try:
            yield ""
        finally:
            self._start(process)

    @contextmanager
    def restart_all(self, chance: random.Random) -> Iterator[str]:
        """Restart one server after the other."""
        servers = chance.sample(self.set.servers, len(self.set.servers))
        for server in servers:
            server.stop()
            server.start()
            wait_until(self.set.is_well, WELL_SECONDS, pause)
        yield ""

    @contextmanager
    def partition_primary(self, chance: random.Random) -> Iterator[str]:
        """Cut the primary off from the others, and sometimes from the site, too."""
        primary = self.set.primary()
        others = [server.name for server in self.set.servers if server is not primary]
        if chance.random() < 1 / 2:
            others.append("site")
        pairs = [(primary.name, other) for other in others]
        with self.set.network.without([*pairs, *[(b, a) for a, b in pairs]]):
            yield ""

    @contextmanager
    def partition_one_way(self, chance: random.Random) -> Iterator[str]:
        """Lose what the primary sends to the others, or what they send to it."""
        primary = self.set.primary()
        others = [server.name for server in self.set.servers if server is not primary]
        pairs = [(primary.name, other) for other in others]
        if chance.random() < 1 / 2:
            pairs = [(other, sender) for sender, other in pairs]
        with self.set.network.without(pairs):
            yield ""

    @contextmanager
    def slow_network(self, chance: random.Random) -> Iterator[str]:
        """Delay everything between the servers and the site."""
        with self.set.network.slow(*chance.choice([SLOW, SLOWEST])):
            yield ""

    @contextmanager
    def fill_disk(self, chance: random.Random) -> Iterator[str]:
        """Let the primary refuse all writes because its disk is full."""
        del chance
        with self.set.failing(self.set.primary(), WRITES, OUT_OF_DISK_SPACE):
            yield ""

    @contextmanager
    def change_clock(self, chance: random.Random) -> Iterator[str]:
        """Set the clock of a process of the site forward or back.

        It runs with libfaketime during this fault only. A server is left alone, since
        MongoDB takes all processor time then, even if it has nothing to do.
        """
        process = chance.choice(self.processes)
        process.stop()
        self._start(process, self.clock.environ)
        try:
            with self.clock.skewed(chance.choice(SKEWS)):
                yield ""
        finally:
            process.stop()
            self._start(process)

    @contextmanager
    def rotate_password(self, chance: random.Random) -> Iterator[str]:
        """Change the password of the site's user, and restart the site with it."""
        self.set.change_password()
        for process in chance.sample(self.processes, len(self.processes)):
            process.stop()
            self._start(process)
        yield ""

    @contextmanager
    def force_elections(self, chance: random.Random) -> Iterator[str]:
        """Let each primary step down, one after the other."""
        del chance
        for _ in range(ELECTIONS):
            with suppress(pymongo.errors.PyMongoError):
                self.set.command(
                    self.set.primary(), "replSetStepDown", STEP_DOWN_SECONDS, force=True
                )
        yield ""
