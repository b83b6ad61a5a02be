"""Round trips of export and import."""

import datetime
from typing import Any

from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.database import Database as PlainDatabase

from tests.todo.transfers import import_file
from todo.tasks.cleaning import clean_text, clean_title

PlainDB = PlainDatabase[dict[str, Any]]
Task = dict[str, Any]

fuzz_settings = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def cleaned(texts: st.SearchStrategy[str], clean: Any) -> st.SearchStrategy[str]:
    """Return a strategy for cleaned strings."""

    def cleaned_or_plain(text: str) -> str:
        try:
            return str(clean(text))
        except ValueError:
            return "plain"

    return texts.map(cleaned_or_plain)


OBJECT_IDS = st.binary(min_size=12, max_size=12).map(ObjectId)
TIMES_OF_TASKS = st.integers(-62_135_596_800_000, 253_370_764_799_999).map(
    lambda milliseconds: EPOCH + milliseconds * datetime.timedelta(milliseconds=1)
)
TASKS = st.fixed_dictionaries(
    {
        "_id": OBJECT_IDS,
        "title": cleaned(st.text(max_size=220), clean_title),
        "creation": TIMES_OF_TASKS,
    },
    optional={
        "text": cleaned(st.text(), clean_text),
        "version": st.integers(0, 100_000_000),
        "changed": st.none() | TIMES_OF_TASKS,
        "done": st.booleans(),
        "finished": TIMES_OF_TASKS,
        # Far in the future, so that MongoDB does not remove the task.
        "deleted": st.just(datetime.datetime(2400, 1, 1, tzinfo=datetime.UTC)),
        "batch": OBJECT_IDS,
    },
)


@fuzz_settings
@given(tasks=st.lists(TASKS, max_size=5, unique_by=lambda task: task["_id"]))
def test_round_trip(site: Any, database: PlainDB, tasks: list[Task]) -> None:
    """After an export is imported into an empty database, the next export is equal."""
    collection = database["tasks"]
    collection.delete_many({})
    if tasks:
        collection.insert_many(tasks)
    first = site.get("/export.json").data
    collection.delete_many({})
    page = import_file(site, first).text
    assert f"{len(tasks)} imported, 0 unchanged, 0 refused" in page
    assert site.get("/export.json").data == first
