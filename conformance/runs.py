"""Run the suite on servers of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.suite import ROOT, ConformanceError
from standalone import EmbeddedMongod

__all__ = ["Results", "Runner", "read_results", "run_all", "serving"]

SECONDS = 1500
MONGOD = ("--setParameter=enableTestCommands=1",)
PYTEST = (
    *(sys.executable, "-m", "pytest", "--config-file=pyproject.toml", "--rootdir=."),
    *("--override-ini=addopts=", "--quiet", "--tb=short", "--assert=plain"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "conformance.plugin"),
)
TESTS_FAILED = 1


@dataclass(frozen=True)
class Results:
    """The outcomes of a run, and how often a handle was used in it."""

    outcomes: dict[str, str]
    handles: int

    def merge(self, repeated: "Results") -> None:
        """Count tests as passed that have passed in a second run."""
        for name, outcome in repeated.outcomes.items():
            if outcome == "passed":
                self.outcomes[name] = outcome


class Runner:
    """Runs the suite on a server.

    :param run: ``bare``, ``connection`` or ``handle``.
    :param suite: the folder with the tests.
    :param folder: the folder for the results and the output.
    :param server: a server that is running.
    """

    def __init__(
        self, run: str, suite: Path, folder: Path, server: EmbeddedMongod
    ) -> None:
        self.run = run
        self.suite = suite
        self.results_path = folder / f"{run}.json"
        self.output_path = folder / f"{run}.txt"
        self.server = server

    @contextmanager
    def running(self, selection: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
        """Run tests in another process, which is killed if the block ends early.

        :param selection: test modules or ids.
        """
        self.results_path.unlink(missing_ok=True)
        with self.output_path.open("wb") as output:
            process = subprocess.Popen(
                [*PYTEST, *selection],
                cwd=self.suite,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": "0",
            "DB_IP": "127.0.0.1",
            "DB_PORT": str(self.server.port),
            "CONFORMANCE_RUN": self.run,
            "CONFORMANCE_RESULTS": str(self.results_path),
        }

    def results(self, process: "subprocess.Popen[bytes]") -> Results:
        """Wait for a run, and return its results.

        :raises ConformanceError: if the run takes too long, crashes, or is incomplete,
            or the server has stopped.
        """
        try:
            status = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise ConformanceError(
                f"The run {self.run!r} takes more than {SECONDS} seconds."
            ) from None
        self.server.check()
        if status not in {0, TESTS_FAILED}:
            raise ConformanceError(
                f"pytest ended with status {status} in the run {self.run!r}:\n"
                + self.output_path.read_text(errors="replace")[-2000:]
            )
        return read_results(self.results_path, self.run)


@contextmanager
def serving(folder: Path) -> Iterator[EmbeddedMongod]:
    """Run a server that has the commands for tests.

    :param folder: an empty folder for its data.
    """
    with EmbeddedMongod(
        folder, arguments=MONGOD, scripting=True, durable=False
    ) as server:
        yield server


def read_results(path: Path, run: str) -> Results:
    """Return the results of a complete run.

    :raises ConformanceError: if the run is incomplete.
    """
    if not path.exists():
        raise ConformanceError(f"The run {run!r} has written no results.")
    results: dict[str, Any] = json.loads(path.read_text())
    if not results["collected"]:
        raise ConformanceError(f"The run {run!r} has found no tests.")
    missing = set(results["collected"]) - results["outcomes"].keys()
    if missing:
        raise ConformanceError(f"The run {run!r} lacks {sorted(missing)}.")
    return Results(results["outcomes"], results["handles"])


def run_all(
    runners: Mapping[str, Runner], selections: Mapping[str, Sequence[str]]
) -> dict[str, Results]:
    """Run tests on several servers at the same time.

    :param runners: a runner for each run.
    :param selections: modules, ids and options, for the runs that take place.
    :raises ConformanceError: if a run fails; the others are stopped.
    """
    with ExitStack() as stack:
        processes = {
            run: stack.enter_context(runners[run].running(selection))
            for run, selection in selections.items()
        }
        return {run: runners[run].results(each) for run, each in processes.items()}
