"""Invalid records in a file, which are refused one by one."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pymongo.database import Database as PlainDatabase

from tests.todo.transfers import BREAD, ID, MILK, import_file, import_tasks, stored
from todo.transfer.reading import shown

PlainDB = PlainDatabase[dict[str, Any]]
Task = dict[str, Any]


fuzz_settings = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


IDS = 'an id such as {"$oid": "65f0c0ffee0123456789abcd"}'
TIMES = 'a time before the year 9999, such as {"$date": "2026-11-23T16:06:48Z"}'
VERSIONS = "a whole number from 0 to 100,000,000"
REFUSED: list[tuple[Any, str]] = [
    (None, "A task must be an object, not null."),
    ([MILK], f"A task must be an object, not {json.dumps([MILK])[:59]}…."),
    (1.5, "A task must be an object, not 1.5."),
    ({}, '"_id" is missing.'),
    ({**MILK, "_id": None}, '"_id" is missing.'),
    ({**MILK, "title": None}, '"title" is missing.'),
    ({"_id": {"$oid": ID}, "title": "a"}, '"creation" is missing.'),
    ({**MILK, "colour": "red"}, 'A task has no field "colour".'),
    ({**MILK, "words": ["buy"]}, 'A task has no field "words".'),
    ({**MILK, "$where": "1"}, 'A task has no field "$where".'),
    ({**MILK, "__proto__": {}}, 'A task has no field "__proto__".'),
    ({**MILK, "title.a": 1}, 'A task has no field "title.a".'),
    ({**MILK, "\ud800\0": 1}, 'A task has no field "\\ud800\\u0000".'),
    ({**MILK, "_id": ID}, f'"_id" must be {IDS}, not "{ID}".'),
    ({**MILK, "_id": 1}, f'"_id" must be {IDS}, not 1.'),
    ({**MILK, "_id": {"$oid": "1"}}, f'"_id" must be {IDS}, not {{"$oid": "1"}}.'),
    ({**MILK, "_id": {"$oid": 1}}, f'"_id" must be {IDS}, not {{"$oid": 1}}.'),
    ({**MILK, "_id": {}}, f'"_id" must be {IDS}, not {{}}.'),
    ({**MILK, "batch": True}, f'"batch" must be {IDS}, not true.'),
    ({**MILK, "title": 1}, '"title" must be text, not 1.'),
    ({**MILK, "title": {"$ne": 1}}, '"title" must be text, not {"$ne": 1}.'),
    ({**MILK, "title": " "}, "Enter a title."),
    (
        {**MILK, "title": "x" * 213},
        "Title is 213 characters long; the limit is 200.",
    ),
    ({**MILK, "title": "a\0"}, "Title contains a character that cannot be stored."),
    ({**MILK, "text": "\ud800"}, "Text contains a character that cannot be stored."),
    ({**MILK, "text": []}, '"text" must be text, not [].'),
    (
        {**MILK, "text": "x" * 300_000},
        "Text is 300,000 characters long; the limit is 10,000.",
    ),
    ({**MILK, "done": 1}, '"done" must be true or false, not 1.'),
    ({**MILK, "version": True}, f'"version" must be {VERSIONS}, not true.'),
    ({**MILK, "version": 1.5}, f'"version" must be {VERSIONS}, not 1.5.'),
    ({**MILK, "version": -1}, f'"version" must be {VERSIONS}, not -1.'),
    ({**MILK, "version": 10**18}, f'"version" must be {VERSIONS}, not {10**18}.'),
    (
        {**MILK, "version": 10**30},
        f'"version" must be {VERSIONS}, not a number of 31 digits.',
    ),
    (
        {**MILK, "version": float("nan")},
        f'"version" must be {VERSIONS}, not NaN.',
    ),
    ({**MILK, "creation": 1}, f'"creation" must be {TIMES}, not 1.'),
    (
        {**MILK, "creation": {"$date": 1}},
        f'"creation" must be {TIMES}, not {{"$date": 1}}.',
    ),
    (
        {**MILK, "creation": {"$date": "2026-11-23"}},
        f'"creation" must be {TIMES}, not {{"$date": "2026-11-23"}}.',
    ),
    (
        {**MILK, "creation": {"$date": "2026-02-30T12:00:00Z"}},
        f'"creation" must be {TIMES}, not {{"$date": "2026-02-30T12:00:00Z"}}.',
    ),
    (
        {**MILK, "deleted": {"$date": "9999-12-31T23:59:59Z"}},
        f'"deleted" must be {TIMES}, not {{"$date": "9999-12-31T23:59:59Z"}}.',
    ),
    (
        {**MILK, "finished": {"$date": "0001-01-01T00:00:00+14:00"}},
        f'"finished" must be {TIMES}, not {{"$date": "0001-01-01T00:00:00+14:00"}}.',
    ),
    (
        {**MILK, "changed": {"$date": {"$numberLong": "9" * 15}}},
        f'"changed" must be {TIMES}, not {{"$date": {{"$numberLong": "{"9" * 15}"}}}}.',
    ),
]


@pytest.mark.parametrize(("record", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_refused(site: Any, database: PlainDB, record: Any, reason: str) -> None:
    """An invalid record is refused with the reason; the others are imported."""
    page = import_tasks(site, BREAD, record)
    shown = reason.replace('"', "&#34;")
    assert "1 imported, 0 unchanged, 1 refused" in page
    assert f"<li>Task 2: {shown}</li>" in page
    assert len(stored(database)) == 1


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (
            '{"title": "a", "title": "b"}',
            'A task must be an object, not an object that has "title" twice.',
        ),
        (
            '{"_id": {"$oid": "1", "$oid": "2"}, "title": "a", "creation": 1}',
            f'"_id" must be {IDS}, not an object that has "$oid" twice.',
        ),
        ("1" * 5000, "A task must be an object, not a number of 5,000 digits."),
        ("-Infinity", "A task must be an object, not -Infinity."),
    ],
)
def test_meaningless_json(site: Any, record: str, reason: str) -> None:
    """Duplicate keys, huge numbers and infinity are refused with the reason."""
    response = import_file(site, f'{{"tasks": [{record}]}}'.encode())
    assert response.status_code == 200
    shown = reason.replace('"', "&#34;")
    assert f"Task 1: {shown}" in response.text


def test_nested_values(site: Any) -> None:
    """A deeply nested value that can still be parsed is refused."""
    nested = f'{{"title": {"[" * 400}{"]" * 400}}}'
    page = import_file(site, f'{{"tasks": [{nested}]}}'.encode()).text
    assert "0 imported, 0 unchanged, 1 refused" in page


def test_describing_deeply_nested_values() -> None:
    """Messages can describe a value that is nested too deeply to encode."""
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    assert shown(value) == "something nested deeply"


def test_the_same_id_twice(site: Any, database: PlainDB) -> None:
    """The second task with the same id is refused; the reason names the first."""
    page = import_tasks(site, MILK, {**MILK, "title": "Other"})
    assert "1 imported, 0 unchanged, 1 refused" in page
    assert "Task 2: Task 1 has the same &#34;_id&#34;." in page
    assert stored(database)[0]["title"] == "Buy milk"


def test_importing_a_repeated_id_twice(site: Any) -> None:
    """A repeated id is refused again if the file is imported again."""
    import_tasks(site, MILK, MILK)
    assert "0 imported, 1 unchanged, 1 refused" in import_tasks(site, MILK, MILK)


def test_many_refusals(site: Any) -> None:
    """The page lists the first 1,000 refusals, and states the number of the others."""
    page = import_tasks(site, *range(1200))
    assert "0 imported, 0 unchanged, 1,200 refused" in page
    assert "Task 1000:" in page
    assert "Task 1001:" not in page
    assert "And 200 more." in page


def test_rejected_by_the_database(site: Any, database: PlainDB) -> None:
    """A task rejected by the database is refused; the others are imported."""
    rule = {"title": {"$ne": "Buy bread"}}
    database.create_collection("tasks", validator=rule)
    page = import_tasks(site, BREAD, MILK, {**MILK, "_id": None})
    assert "1 imported, 0 unchanged, 2 refused" in page
    assert "Task 1: MongoDB refuses it: Document failed validation." in page
    assert page.index("Task 1:") < page.index("Task 3:")


def test_markup_in_a_file(site: Any) -> None:
    """The report escapes markup from the file."""
    page = import_tasks(site, {"<script>": 1})
    assert "<script>&" not in page
    assert "&lt;script&gt;" in page


NAMES = st.sampled_from(
    ["$date", "$numberLong", "$oid", "_id", "batch", "creation", "text", "title"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | NAMES, inner),
    max_leaves=8,
)


@fuzz_settings
@given(records=st.lists(VALUES | st.dictionaries(NAMES, VALUES), max_size=3))
@example(records=[{**MILK, "creation": {"$date": {"$numberLong": "-" + "9" * 15}}}])
@example(records=[{**MILK, "creation": {"$date": "0000-00-00T99:99:99+99:99"}}])
@example(records=[{**MILK, "_id": {"$oid": "\u0660" * 24}}])
def test_any_records(site: Any, records: list[Any]) -> None:
    """Any JSON records produce a report."""
    assert "imported" in import_tasks(site, *records)
