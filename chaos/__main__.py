"""Run the site on failing servers, and print what was lost: ``bin/chaos``."""

import argparse
import os
import pickle
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from chaos.checker import Category, Violation, check
from chaos.compose import ComposeDeployment
from chaos.deployment import Deployment
from chaos.embedded import EmbeddedDeployment
from chaos.history import History, Kind, Operation, Outcome
from chaos.report import lines
from chaos.run import ChaosError, Limits, read_stored, run
from standalone.errors import StandaloneError
from tests.memory import data_directory

BUILD = Path("build/chaos")
MINUTES = 10
SECONDS_PER_MINUTE = 60


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="bin/chaos", description=__doc__)
    parser.add_argument(
        "--minutes", type=float, default=MINUTES, help="how long faults go on"
    )
    parser.add_argument(
        "--operations", type=int, help="end after this number of operations, too"
    )
    parser.add_argument("--seed", type=int, help="repeat the choices of another run")
    parser.add_argument(
        "--faults", help="only these, separated by commas; all by default"
    )
    parser.add_argument(
        "--compose",
        action="store_true",
        help="run docker-compose.replica.yml instead of processes of this machine",
    )
    return parser.parse_args()


def limits(options: argparse.Namespace, deployment: Deployment) -> Limits:
    """Return the limits of the run, and say what is not possible here.

    :raises ChaosError: if there is no fault of a name.
    """
    impossible = deployment.impossible
    wanted = options.faults.split(",") if options.faults else []
    for name in [*(wanted or impossible)]:
        if name in impossible:
            print(f"Left out: {name}, since {impossible[name]}.", flush=True)
    names = [n for n in wanted or deployment.faults if n not in impossible]
    unknown = [name for name in names if name not in deployment.faults]
    if unknown:
        known = ", ".join(deployment.faults)
        raise ChaosError(f"There is no fault {unknown[0]!r}; there are {known}.")
    seed = random.randrange(10**6) if options.seed is None else options.seed
    print(f"Seed: {seed}", flush=True)
    seconds = options.minutes * SECONDS_PER_MINUTE
    return Limits(seconds, options.operations, names, seed)


def judge(deployment: Deployment, history: History) -> list[Violation]:
    """Return the violations in a history, and keep it for a closer look."""
    stored = read_stored(deployment)
    (BUILD / "history.pickle").write_bytes(pickle.dumps((history, stored)))
    return [*check(history, stored), *_in_logs(deployment)]


def _in_logs(deployment: Deployment) -> list[Violation]:
    now = History.now()
    nothing = Operation(
        client=-1, kind=Kind.READ, start=now, end=now, outcome=Outcome.UNKNOWN
    )
    return [
        Violation(Category.BROKEN, line, nothing) for line in deployment.log_problems()
    ]


def deployed(
    directory: Path, options: argparse.Namespace
) -> ComposeDeployment | EmbeddedDeployment:
    """Return the deployment that the command line selects.

    :param directory: an empty directory.
    """
    if options.compose:
        return ComposeDeployment()
    return EmbeddedDeployment(directory, BUILD)


def main(directory: Path, options: argparse.Namespace) -> Sequence[Violation]:
    """Run, print the table, and return the violations."""
    with deployed(directory, options) as deployment:
        history = run(deployment, limits(options, deployment))
        violations = judge(deployment, history)
    print(*lines(history, violations), sep="\n")
    return violations


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all stops, too
    BUILD.mkdir(parents=True, exist_ok=True)
    for log in BUILD.glob("*.log"):
        log.unlink()
    os.environ.pop("TODO_PROXY_HOPS", None)
    given = arguments()
    try:
        with data_directory(BUILD) as folder:
            found = main(folder, given)
    except (ChaosError, StandaloneError) as error:
        sys.exit(str(error))
    sys.exit(bool(found))
