"""Keyset positions and their string form in URLs."""

from typing import Any

import pytest
from bson import MinKey, ObjectId
from hypothesis import example, given
from hypothesis import strategies as st

from todo.tasks.keyset import Position

ID = ObjectId("65f0c0ffee0123456789abcd")
TIMES = st.none() | st.integers(-(2**63), 2**63 - 1)
IDS = st.one_of(
    st.binary(min_size=12, max_size=12).map(ObjectId),
    *(
        st.none(),
        st.booleans(),
        st.floats(),
        st.text(max_size=50),
        st.binary(max_size=50),
    ),
    st.integers(-(2**63), 2**63 - 1),
    st.dictionaries(st.text("abc"), st.integers(0, 9), max_size=5),
)


@given(TIMES, IDS)
def test_round_trip(creation: int | None, task_id: Any) -> None:
    """Parsing the string form of a position returns an equal position."""
    text = str(Position(creation, task_id))
    parsed = Position.parse(text)
    assert str(parsed) == text
    assert parsed.creation == creation
    assert parsed.id == task_id or parsed.id != parsed.id


@given(st.text())
@example(f"-007-{'a' * 24}")
@example(f"none-{'a' * 24}")
@example("-0-~DQAAAAIAAgAAAGEAAA")
def test_string_form(text: str) -> None:
    """A text is a position only as the site writes it, without another spelling."""
    try:
        position = Position.parse(text)
    except ValueError:
        return
    assert str(position) == text


@pytest.mark.parametrize("time", ["-0", "00", "01", "-01", "+1", "1_0", "\u0661"])
def test_other_spellings(time: str) -> None:
    """A time that is written in another way is refused."""
    with pytest.raises(ValueError, match="no position"):
        Position.parse(f"{time}-{ID}")


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (Position(None, ID), f"none-{ID}"),
        (Position(1000, ID), f"1000-{ID}"),
        (Position(-31_536_000_000, ID), f"-31536000000-{ID}"),
        (Position(None, "a"), "none-~DQAAAAIAAgAAAGEAAA"),
    ],
    ids=str,
)
def test_text(position: Position, text: str) -> None:
    """The string form contains the time in milliseconds, or ``none``, and the id."""
    assert str(position) == text


def test_below() -> None:
    """``below()`` returns a position with the same time and a lower id."""
    position = Position(1000, ObjectId())
    assert position.below() == Position(1000, MinKey())


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "1-", "-1", "1-x", f"1.5-{ID}"),
        *(f"{2**63}-{ID}", f"{-(2**63) - 1}-{ID}"),
        *("1-~", "1-~AAAAAAAA", "1-~DQAAAAIAAgAAAGEAAAA", "1-~DQAAAAIAAgAAAGEAAA==="),
        # BSON without an id, and with more than an id.
        *("1-~BQAAAAA", "1-~EAAAAAIAAgAAAGEACmEAAA"),
    ],
)
def test_invalid_position(text: str) -> None:
    """Parsing an invalid position raises ``ValueError``."""
    with pytest.raises(ValueError, match="is no position in the list"):
        Position.parse(text)
