"""Compares two versions of a text word by word, in bounded time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

# Chinese and Japanese have no spaces between words: compare their characters.
WORD = re.compile("\\s+|[\u3040-\u30ff\u3400-\u9fff]|[^\\s\u3040-\u30ff\u3400-\u9fff]+")
LINE = re.compile(r"\n|[^\n]+")
MOST_CHANGES = 80
LONGEST_EQUAL = 200
CONTEXT = 80


class Kind(StrEnum):
    """Which of the two versions contains a segment."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a comparison: some words, and the version that contains them."""

    kind: Kind
    text: str


def compare(old: str, new: str) -> list[Segment]:
    """Return the segments of two versions of a text, in order.

    Compares words; if too many have changed, lines; else the versions as a whole. Of
    long segments that both contain, only the words around the changes are returned.
    """
    for unit in (WORD, LINE):
        steps = _shortest_edit(unit.findall(old), unit.findall(new))
        if steps is not None:
            return list(_excerpts([*_joined(steps)]))
    return [Segment(Kind.OLD, old), Segment(Kind.NEW, new)]


def _shortest_edit(old: Sequence[str], new: Sequence[str]) -> list[Segment] | None:
    """Return the shortest edit, by Myers' algorithm; ``None`` if it is too long.

    The frontier maps each diagonal ``x - y`` to the farthest ``x`` that is reached
    with a number of changes, after ``x`` old and ``y`` new units.
    """
    frontier, frontiers = {1: 0}, []
    for changes in range(MOST_CHANGES + 1):
        frontiers.append(frontier.copy())
        for diagonal in range(-changes, changes + 1, 2):
            x = _step(frontier, diagonal, changes)[0]
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            frontier[diagonal] = x
            if x >= len(old) and y >= len(new):
                return [*_backwards(frontiers, old, new)][::-1]
    return None


def _step(frontier: dict[int, int], diagonal: int, changes: int) -> tuple[int, int]:
    """Return ``x`` after the best change that ends on a diagonal, and ``x`` before."""
    above, left = frontier.get(diagonal + 1, -1), frontier.get(diagonal - 1, -1)
    is_new = diagonal == -changes or (diagonal != changes and left < above)
    return (above, above) if is_new else (left + 1, left)


def _backwards(
    frontiers: list[dict[int, int]], old: Sequence[str], new: Sequence[str]
) -> Iterator[Segment]:
    """Yield the units of the shortest edit, from the last to the first."""
    x, y = len(old), len(new)
    for changes, frontier in reversed([*enumerate(frontiers)]):
        after, before = _step(frontier, x - y, changes)
        for at in range(x, after, -1):
            yield Segment(Kind.BOTH, old[at - 1])
        x, y = after, y - (x - after)
        if changes and after == before:
            y -= 1
            yield Segment(Kind.NEW, new[y])
        elif changes:
            x -= 1
            yield Segment(Kind.OLD, old[x])


def _joined(steps: Sequence[Segment]) -> Iterator[Segment]:
    """Join adjacent changes, also those with only white space between them."""
    changed = [step.kind != Kind.BOTH for step in steps]
    for at in range(1, len(steps) - 1):
        is_between = changed[at - 1] and steps[at + 1].kind != Kind.BOTH
        changed[at] |= is_between and steps[at].text.isspace()
    pairs = zip(changed, steps, strict=True)
    for is_change, group in groupby(pairs, key=itemgetter(0)):
        parts = [step for _, step in group]
        for kind in (Kind.OLD, Kind.NEW) if is_change else (Kind.BOTH,):
            text = "".join(
                each.text for each in parts if each.kind in {kind, Kind.BOTH}
            )
            if text:
                yield Segment(kind, text)


def _excerpts(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Shorten long segments that both versions contain."""
    for at, segment in enumerate(segments):
        text = segment.text
        if segment.kind == Kind.BOTH and len(text) > LONGEST_EQUAL:
            before = text[:CONTEXT].rpartition(" ")[0] if at else ""
            after = text[-CONTEXT:].partition(" ")[2] if segments[at + 1 :] else ""
            text = f"{before} … {after}"
        yield Segment(segment.kind, text)
