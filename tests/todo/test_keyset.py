"""Keyset positions and their string form in URLs."""

import datetime

import pytest
from bson import ObjectId
from hypothesis import example, given
from hypothesis import strategies as st

from todo.tasks.keyset import Position

TIMES = st.none() | st.datetimes(timezones=st.just(datetime.UTC)).map(
    lambda time: time.replace(microsecond=time.microsecond // 1000 * 1000)
)
IDS = st.binary(min_size=12, max_size=12).map(ObjectId)


@given(TIMES, IDS)
def test_round_trip(creation: datetime.datetime | None, task_id: ObjectId) -> None:
    """Parsing the string form of a position returns an equal position."""
    position = Position(creation, task_id)
    assert Position.parse(str(position)) == position


@given(st.text())
@example(f"-007-{'a' * 24}")
@example(f"none-{'a' * 24}")
def test_string_form(text: str) -> None:
    """A parsed position has the time and the id that the string contains."""
    try:
        position = Position.parse(text)
    except ValueError:
        return
    written, given = str(position).rpartition("-"), text.rpartition("-")
    assert written[2] == given[2]
    assert written[0] == given[0] or int(written[0]) == int(given[0])


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ({}, "none"),
        ({"creation": None}, "none"),
        ({"creation": datetime.datetime(1970, 1, 1, 0, 0, 1)}, "1000"),  # noqa: DTZ001
        (
            {"creation": datetime.datetime(1969, 1, 1, tzinfo=datetime.UTC)},
            "-31536000000",
        ),
    ],
    ids=str,
)
def test_position_of_a_task(task: dict[str, object], text: str) -> None:
    """A task's position contains its creation time in milliseconds, or ``none``."""
    task_id = ObjectId()
    assert str(Position.of({**task, "_id": task_id})) == f"{text}-{task_id}"


def test_below() -> None:
    """``below()`` returns a position with the same time and a lower id."""
    position = Position(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), ObjectId())
    assert position.below().creation == position.creation
    assert position.below().id < position.id


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "1-x", "1.5-" + "0" * 24])
def test_invalid_position(text: str) -> None:
    """Parsing an invalid position raises ``ValueError``."""
    with pytest.raises(ValueError, match="is no position in the list"):
        Position.parse(text)
