"""Runs the comparisons and prints tables: ``bin/benchmark``."""

import argparse

from benchmarks import list_page, mapper, size

ROUNDS = 31
HEAD = """\
| | ratio | quartiles | target | reached |
|---|---|---|---|---|"""


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="pairs of each comparison"
    )
    parser.add_argument(
        "--tasks",
        type=int,
        help="compare the list of this many tasks with one of a thousand instead",
    )
    return parser.parse_args()


def compare_with_rivals(rounds: int) -> None:
    """Print the table of what is measured against bare pymongo."""
    print(HEAD)
    for contest in (*mapper.measure(rounds), *list_page.measure(rounds)):
        print(contest, flush=True)
    print("", *mapper.validation(), sep="\n")


def main() -> None:
    """Print the table that was asked for."""
    wanted = arguments()
    if wanted.tasks is None:
        compare_with_rivals(wanted.rounds)
        return
    for line in size.report(wanted.rounds, wanted.tasks):
        print(line, flush=True)


main()
