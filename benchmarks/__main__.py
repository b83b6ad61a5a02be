"""Run the benchmarks, and print Markdown tables: ``bin/benchmark``."""

import argparse

from benchmarks import list_page, mapper, size, slow_clients, storage, streams

ROUNDS = 31
HEAD = """\
| | ratio | quartiles | target | reached |
|---|---|---|---|---|"""


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="bin/benchmark", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="measured pairs per row"
    )
    parser.add_argument(
        "--tasks",
        type=int,
        help="instead, compare a list of this many tasks with one of a thousand",
    )
    parser.add_argument(
        "--storage",
        type=int,
        metavar="TASKS",
        help="instead, measure the room that tasks take, up to so many",
    )
    parser.add_argument(
        "--slow-clients",
        nargs="?",
        const="",
        metavar="URL",
        help="instead, compare the list with and without slow clients, of a site that "
        "is started for it or that runs at the URL",
    )
    parser.add_argument(
        "--streams",
        nargs="?",
        const="",
        metavar="URL",
        help="instead, compare the list with and without event streams, of a site that "
        "is started for it or that runs at the URL",
    )
    parser.add_argument(
        "--seconds",
        type=int,
        default=slow_clients.SECONDS,
        help="how long to request the list with and without slow clients or streams",
    )
    return parser.parse_args()


def compare_with_pymongo(rounds: int) -> None:
    """Print the speed of the mapper and the list page relative to bare pymongo."""
    print(HEAD)
    for comparison in (*mapper.measure(rounds), *list_page.measure(rounds)):
        print(comparison, flush=True)
    print("", *mapper.calls(rounds), sep="\n")


def main() -> None:
    """Run the benchmarks that the command line selects."""
    options = arguments()
    if options.slow_clients is not None:
        lines = slow_clients.report(options.slow_clients or None, options.seconds)
    elif options.streams is not None:
        lines = streams.report(options.streams or None, options.seconds)
    elif options.storage is not None:
        lines = storage.report(options.storage)
    elif options.tasks is not None:
        lines = size.report(options.rounds, options.tasks)
    else:
        compare_with_pymongo(options.rounds)
        return
    for line in lines:
        print(line, flush=True)


main()
