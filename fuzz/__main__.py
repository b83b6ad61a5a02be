"""Send any requests to the site, and any input to its parsers: ``bin/fuzz``."""

import argparse
import math
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from importlib.util import find_spec

from fuzz.site import fuzz_one

PARSERS = ("import_file", "cursor", "listing", "words", "cleaning", "configuration")


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    add = parser.add_argument
    add("--requests", type=int, default=1_000_000, help="how many requests to send")
    add("--seed", type=int, default=1, help="what is sent depends on it")
    add("--processes", type=int, default=os.cpu_count(), help="how many send them")
    add("--seconds", type=int, default=60, help="how long to fuzz each parser")
    add("--parsers", nargs="*", default=PARSERS, help="which parsers to fuzz")
    return parser.parse_args()


def fuzz_site(number: int, seed: int, processes: int) -> None:
    """Send requests from several processes, and print how the site has responded.

    :param number: how many requests to send.
    :param seed: the seed of the first process; the others have the next ones.
    :param processes: how many processes send them; each has a site of its own.
    :raises FindingError: if a site has responded wrongly.
    """
    start = time.monotonic()
    share = math.ceil(number / processes)
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        seeds = range(seed, seed + processes)
        done = list(pool.imap_unordered(partial(fuzz_one, share), seeds))
    statuses = sum((Counter(each.statuses) for each in done), Counter[int]())
    seconds = time.monotonic() - start
    print(f"{share * processes:,} requests, seed {seed}, {seconds:.0f} s, by status:")
    print(", ".join(f"{s}: {n:,}" for s, n in sorted(statuses.items())))
    for each in done:
        used = f"{each.memory_soon:.0f} .. {each.memory_at_end:.0f} MiB"
        print(f"Memory after a tenth, and at the end: {used}.")


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
    fuzz_site(options.requests, options.seed, options.processes)
    return 0 if fuzz_parsers(options.parsers, options.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
