"""The cost of loading documents from a cursor."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from mongokit import Connection, Database, Document


class Item(Document):
    """A schemaless document without custom types to decode."""

    use_schemaless = True
    structure = {"n": int, "text": str, "nested": {"m": float}}


class Counted(Document):
    """A document class that counts its instances."""

    structure = {"n": int}
    made = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Counted.made += 1


def mapper_calls(run: Callable[[], object]) -> list[str]:
    """Return the names of the MongoKit functions that a call runs, in order."""
    seen = []

    def record(frame: FrameType, event: str, _: object) -> None:
        name = str(frame.f_globals.get("__name__", ""))
        if event == "call" and name.partition(".")[0] == "mongokit":
            seen.append(frame.f_code.co_qualname)

    sys.setprofile(record)
    try:
        run()
    finally:
        sys.setprofile(None)
    return seen


@pytest.mark.parametrize("read", [list, lambda cursor: cursor.to_list()])
def test_cost_does_not_depend_on_the_fields(
    connection: Connection, db: Database, read: Callable[[Any], object]
) -> None:
    """MK-PERF-102: Loading runs the same functions however many fields there are."""
    connection.register(Item)
    fields = {f"f{n}": {"a": [n]} for n in range(50)}
    db["small"].insert_many([{"n": n} for n in range(5)])
    db["large"].insert_many(
        [{"n": n, "nested": {"m": 1.5}, **fields} for n in range(5)]
    )
    small, large = (
        mapper_calls(lambda handle=db[name].Item: read(handle.find()))  # type: ignore[misc]
        for name in ("small", "large")
    )
    assert small == large


def test_one_by_one(connection: Connection, db: Database, commands: Any) -> None:
    """MK-PERF-103: Documents are created one by one, as they are read."""
    connection.register(Counted)
    db["c"].insert_many([{"n": n} for n in range(10)])
    handle = db["c"].Counted
    commands.clear()
    before = Counted.made
    documents = iter(handle.find())
    for count in (1, 2, 3):
        next(documents)
        assert Counted.made == before + count
    assert commands.names == ["find"]
