"""Run clients against a deployment while one fault follows the other."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from chaos import pages
from chaos.browser import Browser
from chaos.clients import Client, Shelf
from chaos.deployment import Deployment, pause
from chaos.history import Fault, History, Kind, Stored
from chaos.listener import Listener
from standalone.processes import wait_until

__all__ = ["ChaosError", "Limits", "read_stored", "run"]

CLIENTS = 8
WELL_SECONDS = 120
READ_SECONDS = 60
LISTEN_SECONDS = 90
LONGEST_FAULT = 8.0
SHORTEST_FAULT = 1.5
QUIET = 1.0
TICK_SECONDS = 0.1


class ChaosError(Exception):
    """The run cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a run ends, and what happens in it.

    :param seconds: the time after which no other fault begins.
    :param operations: the number of operations after which none begins; ``None`` for
        any number.
    :param faults: the names of the faults.
    :param seed: the seed of all random numbers.
    """

    seconds: float
    operations: int | None
    faults: Sequence[str]
    seed: int

    @property
    def fault_seconds(self) -> float:
        """How long a fault lasts, so that each takes place in a short run, too."""
        fair = self.seconds / max(1, len(self.faults)) / 3
        return min(LONGEST_FAULT, max(SHORTEST_FAULT, fair))


@dataclass(slots=True)
class Crew:
    """The threads of the clients.

    :param clients: the clients.
    :param history: the history of the run.
    """

    clients: Sequence[Client]
    history: History
    errors: list[Exception] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> list[threading.Thread]:
        """Start a thread for each client."""
        threads = [
            threading.Thread(target=self._act, args=(client,), daemon=True)
            for client in self.clients
        ]
        threads.append(threading.Thread(target=self._measure, daemon=True))
        for thread in threads:
            thread.start()
        return threads

    def _measure(self) -> None:
        """Record by how much a short pause is longer than it should be."""
        while True:
            expected = self.history.now() + TICK_SECONDS
            if self.is_over.wait(TICK_SECONDS):
                return
            late = self.history.now() - expected
            if late > TICK_SECONDS:
                self.history.stalls.append((self.history.now(), late))

    def _act(self, client: Client) -> None:
        try:
            while not self.is_over.is_set():
                client.act()
        except Exception as error:  # noqa: BLE001  raised again by check()
            self.errors.append(error)

    def check(self) -> None:
        """Raise the error that has ended a client, if there is one."""
        if self.errors:
            raise self.errors[0]


def run(deployment: Deployment, limits: Limits) -> History:
    """Run the clients and the faults, and return their history.

    :raises ChaosError: if the deployment does not recover from a fault.
    """
    history, shelf = History(), Shelf()
    name = f"r{random.Random().getrandbits(32):08x}"
    clients = [
        Client(
            Browser(
                number,
                deployment.sites,
                history,
                random.Random(f"{limits.seed} {number}"),
            ),
            shelf,
            name,
        )
        for number in range(CLIENTS)
    ]
    with _listening(deployment, history) as listeners:
        crew = Crew(clients, history)
        threads = crew.start()
        try:
            _inject(deployment, limits, history, crew)
        finally:
            crew.is_over.set()
            for thread in threads:
                thread.join()
        crew.check()
        _add_last_task(clients[0], listeners)
    return history


@contextmanager
def _listening(deployment: Deployment, history: History) -> Iterator[list[Listener]]:
    """Open an event stream of each process."""
    listeners = [Listener(site, history) for site in deployment.sites]
    try:
        for each in listeners:
            each.start()
        if not wait_until(
            lambda: all(_.is_open.is_set() for _ in listeners), LISTEN_SECONDS
        ):
            raise ChaosError("The site has no event streams.")
        yield listeners
    finally:
        for each in listeners:
            each.stop()


def _add_last_task(client: Client, listeners: Sequence[Listener]) -> None:
    """Add a task, and wait until all streams have announced it, after all others.

    :raises ChaosError: if the task cannot be added.
    """
    client.create()
    operation = next(
        each
        for each in reversed(client.browser.history.operations)
        if each.kind is Kind.CREATE
    )
    task_id = dict(client.shelf.tasks).get(operation.tasks[0])
    if task_id is None:
        raise ChaosError("The site does not add a task, though it has recovered.")
    wait_until(
        lambda: all(_.has_announced(task_id, operation.start) for _ in listeners),
        LISTEN_SECONDS,
    )


def _inject(
    deployment: Deployment, limits: Limits, history: History, crew: Crew
) -> None:
    chance = random.Random(limits.seed)
    start = history.now()

    def is_over() -> bool:
        crew.check()
        number = len(history.operations)
        return (limits.operations is not None and number >= limits.operations) or (
            history.now() - start >= limits.seconds
        )

    wait_until(is_over, QUIET)
    for name in _in_turn(limits.faults, chance):
        if is_over():
            break
        history.faults.append(_inject_one(deployment, name, limits, chance, is_over))
        wait_until(is_over, QUIET)
    wait_until(is_over, limits.seconds if not limits.faults else 0)


def _in_turn(names: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield all names in a random order, and then again in another one."""
    while names:
        yield from chance.sample(names, len(names))


def _inject_one(
    deployment: Deployment,
    name: str,
    limits: Limits,
    chance: random.Random,
    is_over: Callable[[], bool],
) -> Fault:
    start = History.now()
    seconds = chance.uniform(limits.fault_seconds / 2, limits.fault_seconds)
    with deployment.faults[name](chance) as site:
        wait_until(is_over, seconds)
    if not wait_until(deployment.is_well, WELL_SECONDS, pause):
        raise ChaosError(f"The site has not recovered from {name}.")
    return Fault(name, start, History.now(), site)


def read_stored(deployment: Deployment) -> list[Stored]:
    """Return the tasks that are stored, from the site's export.

    :raises ChaosError: if it cannot be had.
    """
    found: list[Stored] = []
    history = History()

    def read() -> bool:
        browser = Browser(0, deployment.sites, history, random.Random())
        answer = browser.get("/export.json")
        with suppress(ValueError, KeyError):
            found[:] = pages.stored(answer.page)
            return answer.status == 200
        return False

    if not wait_until(read, READ_SECONDS, pause):
        raise ChaosError("The site does not export its tasks.")
    return found
