"""Comparing two versions of a text word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todo.tasks.differences import Kind, Segment, compare

BOTH, OLD, NEW = Kind
TEXTS = st.text(st.sampled_from("ab \n,é牛乳"), max_size=100)


def marked(old: str, new: str) -> str:
    """Return the comparison with ``-old-`` and ``+new+`` around the changes."""
    marks = {BOTH: "", OLD: "-", NEW: "+"}
    return "".join(
        f"{marks[each.kind]}{each.text}{marks[each.kind]}" for each in compare(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("", "milk", "+milk+"),
        ("milk", "", "-milk-"),
        ("milk", "milk", "milk"),
        ("Buy milk and tea", "Buy milk and jam", "Buy milk and -tea-+jam+"),
        ("Buy milk", "Buy more milk", "Buy +more +milk"),
        (
            "Two litres of milk",
            "Three pints of milk",
            "-Two litres-+Three pints+ of milk",
        ),
        ("one\ntwo\nthree", "one\nthree", "one\n-two\n-three"),
        ("one two", "one  two", "one- -+  +two"),
        ("買牛乳", "買豆乳", "買-牛-+豆+乳"),
        ("<b>", "</b>", "-<b>-+</b>+"),
    ],
)
def test_words(old: str, new: str, expected: str) -> None:
    """Words that only one version has are marked, with the white space between them."""
    assert marked(old, new) == expected


@given(TEXTS, TEXTS)
def test_both_versions_are_complete(old: str, new: str) -> None:
    """Each version consists of the segments that it contains, in order."""
    segments = compare(old, new)
    for version, kind in ((old, OLD), (new, NEW)):
        parts = [each.text for each in segments if each.kind in {kind, BOTH}]
        assert "".join(parts) == version
    assert all(each.text for each in segments)


def test_excerpts() -> None:
    """Of long parts that did not change, only the words around changes are returned."""
    words = " ".join(f"word{n}" for n in range(200))
    start, old, new, end = compare(f"{words} tea {words}", f"{words} jam {words}")
    assert (old, new) == (Segment(OLD, "tea"), Segment(NEW, "jam"))
    assert start.text.startswith(" … word")
    assert start.text.endswith("word198 word199 ")
    assert end.text.startswith(" word0 word1 ")
    assert end.text.endswith(" … ")
    assert max(len(start.text), len(end.text)) < 100


def test_many_changed_words() -> None:
    """If too many words have changed, whole lines are compared."""
    old = "\n".join(["first", "a " * 300, "last"])
    new = "\n".join(["first", "b " * 300, "last"])
    changed = [Segment(OLD, "a " * 300), Segment(NEW, "b " * 300)]
    assert compare(old, new) == [
        Segment(BOTH, "first\n"),
        *changed,
        Segment(BOTH, "\nlast"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 5000, "b\n" * 5000),
        ("牛" * 10_000, "乳" * 10_000),
    ],
    ids=["lines", "characters"],
)
def test_too_many_changes(old: str, new: str) -> None:
    """If too much has changed, the versions are marked as a whole."""
    assert compare(old, new) == [Segment(OLD, old), Segment(NEW, new)]
