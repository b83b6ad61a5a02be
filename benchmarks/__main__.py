"""Runs every comparison and prints a table: ``bin/benchmark``."""

import argparse

from benchmarks import list_page, mapper

ROUNDS = 31
HEAD = """\
| | ratio | quartiles | target | reached |
|---|---|---|---|---|"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__)
    parser.add_argument(
        "--rounds",
        type=int,
        default=ROUNDS,
        help="pairs of each comparison",
    )
    rounds = parser.parse_args().rounds
    print(HEAD)
    for contest in (*mapper.measure(rounds), *list_page.measure(rounds)):
        print(contest, flush=True)
    calls = mapper.validation_calls()
    print(f"\nvalidate() of five fields costs {calls:.0f} empty calls (target: 60).")


main()
