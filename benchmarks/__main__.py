"""Runs every comparison and prints a table: ``bin/benchmark``."""

from benchmarks import list_page, mapper

HEAD = """\
| | ratio | quartiles | target | reached |
|---|---|---|---|---|"""


def main() -> None:
    """Print the table."""
    print(HEAD)
    for contest in (*mapper.measure(), *list_page.measure()):
        print(contest, flush=True)
    calls = mapper.validation_calls()
    print(f"\nvalidate() of five fields costs {calls:.0f} empty calls (target: 60).")


main()
