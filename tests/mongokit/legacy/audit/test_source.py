"""Splitting of source into statements."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongokit.legacy.audit import audit
from mongokit.legacy.audit.source import arguments, read_statements

ROOT = Path(__file__).parents[4]
PIECES = st.sampled_from(
    [
        *(
            "'",
            '"',
            "'''",
            '"""',
            "\\",
            "\n",
            "\r\n",
            " ",
            "\t",
            "#",
            ";",
            "(",
            "]",
            "{",
        ),
        *(
            "db",
            "if ",
            "not ",
            ".find(",
            "structure=",
            "[int,str]",
            "\0",
            "é",
            "\ud800",
        ),
        *(
            "def to_bson(self,v):",
            "try:",
            "except:",
            "Connection(",
            "*",
            ",",
            "=",
            "class ",
        ),
    ]
)


def texts(source: str) -> list[tuple[int, str]]:
    """Return the first line and the text of each statement."""
    return [(each.line_at(0), each.text) for each in read_statements(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x  =  1 ;  y = 2\n", [(1, "x=1"), (1, "y=2")]),
        ("# one\n\nif not  x :\n  pass", [(3, "if not x:"), (4, "pass")]),
        ("f(a, # b\n  c)\nd", [(1, "f(a,c)"), (3, "d")]),
        ("a = b + \\\n  c\nd", [(1, "a=b+c"), (3, "d")]),
        ("print u'x', ur\"y\", b'z'", [(1, "print 'x','y','z'")]),
        ("x = '''a\nb''' # c\ny", [(1, "x='…'"), (3, "y")]),
        ("x = 'say (it)'\n", [(1, "x='…'")]),
        ("x = 'a\\'b' + \"it's\"", [(1, "x='…'+'…'")]),
        ("if a <> 0777L: exec `x`", [(1, "if a<>0777L:exec`x`")]),
        ("x = 'open\ny = 1", [(1, "x='open'"), (2, "y=1")]),
        ("x = '''open\ny = 1", [(1, "x='…'")]),
        ("f(a, [b\ndef g(): pass", [(1, "f(a,[b"), (2, "def g():pass")]),
        ("a)\nb]", [(1, "a)"), (2, "b]")]),
        ("x = f(a; b)\n", [(1, "x=f(a;b)")]),
        ("", []),
        ("\f\n\\", [(2, "\\")]),
    ],
)
def test_statements(source: str, expected: list[tuple[int, str]]) -> None:
    """Statements have one spelling, and the line on which they begin."""
    assert texts(source) == expected
    assert texts(source.replace("\n", "\r")) == expected


def test_indents_and_lines() -> None:
    """A statement knows its indent, with tabs of eight, and the lines of its parts."""
    source = "if x:\n\tf(a,\n\n  b); y\n"
    condition, call, last = read_statements(source)
    assert [each.indent for each in (condition, call)] == [0, 8]
    assert last.line_at(0) == 4
    assert [call.line_at(call.text.index(part)) for part in "fab)"] == [2, 2, 4, 4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f()", []),
        ("f(a,)", ["a"]),
        (
            "f(a,g(b,c)[d,e],*f,h={i:j,k:l})+m(n)",
            ["a", "g(b,c)[d,e]", "*f", "h={i:j,k:l}"],
        ),
        ("f('a,b',c", ["'a,b'"]),
    ],
)
def test_arguments(text: str, expected: list[str]) -> None:
    """Arguments are separated at the commas between them, and at no others."""
    assert arguments(text, 1) == expected


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text(source: str) -> None:
    """Any text can be searched, and lines are those of the text."""
    last = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= found.line <= last for found in audit(source))


def test_damaged_source() -> None:
    """Source that was cut and joined at random can be searched."""
    files = sorted((ROOT / "mongokit").rglob("*.py"))[::9]
    source = "".join(path.read_text() for path in files)
    chance = random.Random(1)
    for _ in range(5):
        cuts = sorted(chance.sample(range(len(source)), 20))
        audit("".join(source[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)))
