"""Put the site under load, and print Markdown tables: ``bin/load``."""

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks.streams import listening, memory_of_site
from showcase.site import ROOT, run_flask, serving, settings, wait_for
from standalone import EmbeddedMongod, free_port

WARM_UP_SHARE = 0.1
BASELINE_SHARE = 0.2  # of the time: its figures are soon the same, and so is its memory
FEWEST_SECONDS = 3  # Locust needs some to count
HEAD = """\
| | requests | per second | p50 | p95 | p99 | errors | memory, from .. to |
|---|---|---|---|---|---|---|---|"""
MIB = 1024 * 1024
SITES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("the site", "todo", ()),
    ("Flask and bare pymongo", "bare", ("--config=benchmarks/bare_gunicorn.py",)),
)
"""For each site, its name, its database, and gunicorn's additional arguments."""


@dataclass(frozen=True)
class Result:
    """What a run has measured.

    :param figures: Locust's figures for all requests together, by name.
    :param failures: the kinds of failed requests, with their numbers.
    :param before: bytes that the site used after warming up.
    :param after: bytes that it used at the end.
    """

    figures: dict[str, str]
    failures: list[str]
    before: int
    after: int

    def row(self, name: str) -> str:
        """Return a row of the table."""
        figures = self.figures
        per_second = float(figures["Requests/s"])
        times = [f"{float(figures[name]):.0f} ms" for name in ("50%", "95%", "99%")]
        grown = 100 * (self.after / self.before - 1)
        before, after = (round(each / MIB) for each in (self.before, self.after))
        cells = [
            name,
            f"{int(figures['Request Count']):,}",
            f"{per_second:.0f}",
            *times,
        ]
        memory = f"{before} .. {after} MiB ({grown:+.1f} %)"
        return f"| {' | '.join([*cells, figures['Failure Count'], memory])} |"


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="bin/load", description=__doc__)
    add = parser.add_argument
    add("--minutes", type=float, default=30, help="how long to put the site under load")
    add("--people", type=int, default=16, help="how many people act at the same time")
    add("--tasks", type=int, default=1000, help="how many tasks there are at first")
    add("--streams", type=int, default=0, help="how many event streams are open")
    return parser.parse_args()


def report(options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the table, and then the failures."""
    yield HEAD
    failures = []
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        mongod = stack.enter_context(EmbeddedMongod(Path(directory)))
        for name, database, extra in SITES:
            environ = settings(mongod, database)
            run_flask(environ, "setup")
            run_flask(environ, "sample", str(options.tasks))
            port = free_port()
            bind = f"--bind=127.0.0.1:{port}"
            environ["TODO_PORT"] = str(port)
            with serving(environ, bind, "--workers=2", *extra) as server:
                wait_for(f"http://127.0.0.1:{port}", server, "/")
                is_ours = not extra
                seconds = options.minutes * 60 * (1 if is_ours else BASELINE_SHARE)
                streams = options.streams if is_ours else 0
                result = measure(port, options.people, seconds, streams)
                yield result.row(name)
                failures += [f"{name}: {failure}" for failure in result.failures]
    yield from failures


def measure(port: int, people: int, seconds: float, streams: int) -> Result:
    """Put a site under load, and return what was measured."""
    address = ("127.0.0.1", port)
    with listening(address, streams) if streams else nullcontext():
        load(port, people, WARM_UP_SHARE * seconds)
        before = memory_of_site(port)
        figures, failures = load(port, people, seconds)
        return Result(figures, failures, before, memory_of_site(port))


def load(port: int, people: int, seconds: float) -> tuple[dict[str, str], list[str]]:
    """Let people act for some time.

    :returns: Locust's figures for all requests, and the kinds of failures.
    """
    duration = f"{max(FEWEST_SECONDS, round(seconds))}s"
    with tempfile.TemporaryDirectory() as directory:
        command = [
            *(sys.executable, "-m", "locust", "--headless", "--only-summary"),
            *("-f", "benchmarks/load/people.py", f"--csv={directory}/load"),
            *("-H", f"http://127.0.0.1:{port}", "--loglevel=ERROR"),
            *("-u", str(people), "-r", str(people), "-t", duration),
        ]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
        rows = {row["Name"]: row for row in table(Path(directory, "load_stats.csv"))}
        failures = [
            f"{row['Occurrences']} x {row['Method']} {row['Name']}: {row['Error']}"
            for row in table(Path(directory, "load_failures.csv"))
        ]
    figures = rows["Aggregated"]
    if done.returncode and figures["Failure Count"] == "0":
        raise RuntimeError(done.stderr)
    return figures, failures


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file with a header."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


for line in report(arguments()):
    print(line, flush=True)
