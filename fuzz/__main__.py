"""Send any requests to the site, and any input to its parsers: ``bin/fuzz``."""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

import pymongo

from fuzz.visitors import Visitors
from standalone import EmbeddedMongod
from todo import create_app, live

PARSERS = ("import_file", "cursor", "listing", "words", "cleaning", "configuration")
THOROUGH_EVERY = 50
KIB_PER_MIB = 1024


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    add = parser.add_argument
    add("--requests", type=int, default=1_000_000, help="how many requests to send")
    add("--seed", type=int, default=1, help="what is sent depends on it")
    add("--seconds", type=int, default=60, help="how long to fuzz each parser")
    add("--parsers", nargs="*", default=PARSERS, help="which parsers to fuzz")
    return parser.parse_args()


def fuzz_site(number: int, seed: int) -> None:
    """Send requests, and print how the site has responded.

    :raises FindingError: if it has responded wrongly.
    """
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
        pymongo.MongoClient[Any](mongod.uri, tz_aware=True) as client,
    ):
        app = create_app({"SECRET_KEY": "x" * 32, "MONGODB_URI": mongod.uri})
        app.logger.disabled = True
        app.test_cli_runner().invoke(args=["setup"])
        visitors = Visitors(app, client[app.config["MONGODB_DATABASE"]])
        start, memory, random = time.monotonic(), 0, Random(seed)
        for done in range(number):
            visitors.act(random, is_thorough=done % THOROUGH_EVERY == 0)
            if done == number // 10:
                memory = memory_in_use()
        seconds = time.monotonic() - start
        live.stop(app)
    print(f"{number:,} requests, seed {seed}, {seconds:.0f} s; responses by status:")
    print(", ".join(f"{s}: {n:,}" for s, n in sorted(visitors.statuses.items())))
    used = f"{memory / KIB_PER_MIB:.0f} .. {memory_in_use() / KIB_PER_MIB:.0f} MiB"
    print(f"Memory after a tenth, and at the end: {used}.")


def memory_in_use() -> int:
    """Return the KiB that this process uses at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def fuzz_parsers(names: Iterable[str], seconds: int) -> bool:
    """Fuzz parsers, each in a process of its own; return whether all are right.

    :param names: the names of the targets.
    :param seconds: the time for each.
    """
    if find_spec("atheris") is None:
        print("Atheris has no package for this machine: the parsers are left out.")
        return True
    failed = []
    for name in names:
        command = [sys.executable, "-m", "fuzz.parsers", name]
        limits = [f"-max_total_time={seconds}", "-timeout=10", "-print_final_stats=1"]
        done = subprocess.run(
            [*command, *limits], capture_output=True, text=True, check=False
        )
        lines = [line for line in done.stderr.splitlines() if "number_of_exec" in line]
        print(f"{name}: {''.join(lines).rpartition(' ')[2] or 'no'} inputs")
        if done.returncode:
            print(done.stdout[-2000:], done.stderr[-4000:], sep="\n")
            failed.append(name)
    return not failed


def main() -> int:
    """Run the command, and return its exit status."""
    options = arguments()
    fuzz_site(options.requests, options.seed)
    return 0 if fuzz_parsers(options.parsers, options.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
