"""Run pymongo's own tests with our classes, and print what differs."""

import argparse
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from conformance.comparison import Comparison, compare, known_differences
from conformance.report import lines
from conformance.runs import Results, Runner, run_all, serving
from conformance.suite import BUILD, SLOW, ConformanceError, find_suite, select
from standalone.errors import StandaloneError
from tests.memory import data_directory

REPLACED = ("connection", "handle")
RUNS = ("bare", *REPLACED)


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="bin/conformance", description=__doc__)
    parser.add_argument(
        "--all", action="store_true", help="include the tests that take long"
    )
    return parser.parse_args()


def run_suite(folder: Path, *, everything: bool) -> dict[str, Comparison]:
    """Run the suite bare and with our classes, all at the same time; compare them.

    Tests with an unexpected outcome run again, alone: that a machine is busy is no
    difference.

    :param folder: an empty folder for the data of the servers.
    :param everything: whether to include the tests that take long.
    """
    suite = find_suite()
    with ExitStack() as stack:
        runners = {
            run: Runner(run, suite, BUILD, stack.enter_context(serving(folder / run)))
            for run in RUNS
        }
        selections = {
            run: select(suite, everything=everything, with_handles=run == "handle")
            for run in RUNS
        }
        results = run_all(runners, selections)
        if not results["handle"].handles:
            raise ConformanceError("No collection was replaced by a handle.")
        compared = comparisons(results, everything=everything)
        doubtful = {
            name
            for each in compared.values()
            for name in (*each.unexpected, *each.obsolete)
        }
        again = {run: sorted(doubtful & results[run].outcomes.keys()) for run in RUNS}
        again = {run: names for run, names in again.items() if names}
        for run, repeated in run_all(runners, again).items():
            results[run].merge(repeated)
        return comparisons(results, everything=everything)


def comparisons(
    results: Mapping[str, Results], *, everything: bool
) -> dict[str, Comparison]:
    """Compare the runs with our classes with the bare one."""
    return {
        run: compare(
            results["bare"].outcomes,
            results[run].outcomes,
            {
                name: known
                for name, known in known_differences(run).items()
                if everything or not name.startswith(SLOW)
            },
        )
        for run in REPLACED
    }


def main() -> int:
    """Run the command, and return its exit status."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all runs stop, too
    BUILD.mkdir(parents=True, exist_ok=True)
    try:
        with data_directory(BUILD) as folder:
            compared = run_suite(folder, everything=options.all)
    except (ConformanceError, StandaloneError) as error:
        print(error, file=sys.stderr)
        return 1
    for run, comparison in compared.items():
        print(*lines(run, comparison), sep="\n", end="\n\n")
    if all(each.is_expected for each in compared.values()):
        return 0
    print(f"The output of the runs is in {BUILD}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
