"""Print the comparison of a run as Markdown."""

from collections.abc import Iterator

from conformance.comparison import Comparison

__all__ = ["lines"]

TITLES = {
    "connection": "`mongokit.Connection` in place of `MongoClient`",
    "handle": "the same, and handles in place of collections",
}
HEAD = """\
| passed with pymongo | passed with ours | differing | failed with pymongo |
|---:|---:|---:|---:|"""


def lines(run: str, comparison: Comparison) -> Iterator[str]:
    """Yield a heading, a table with the numbers, and one with the differing tests."""
    yield f"## {TITLES[run]}\n"
    yield HEAD
    numbers = (
        *(comparison.passed_bare, comparison.passed_ours),
        *(len(comparison.differing), comparison.failed_bare),
    )
    yield f"| {' | '.join(f'{number:,}' for number in numbers)} |"
    if comparison.differing:
        yield "\n| differing test | requirement | reason |\n|---|---|---|"
    for name in comparison.differing:
        known = comparison.known.get(name)
        why = f"{known.requirement} | {known.reason}" if known else "| **not listed**"
        yield f"| {name} | {why} |"
    for name in comparison.obsolete:
        yield f"\n**Listed, but it does not differ: {name}**"
