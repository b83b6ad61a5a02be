"""Changes by the API: once, in one step, and only if nobody was faster."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase

from todo.tasks import changes, patching
from todo.tasks.search_words import FOLDING

PlainDB = PlainDatabase[dict[str, Any]]
TASKS = "/api/tasks"
KEY = {"Idempotency-Key": "one"}
TEXTS = {"title": "Buy milk", "text": "Two litres."}


@pytest.fixture
def api(app: Flask) -> Any:
    """Return a client of the API."""
    return app.test_client()


@pytest.fixture
def url(api: Any) -> str:
    """Return the URL of a task."""
    return str(api.post(TASKS, json=TEXTS).json["url"])


def stored(database: PlainDB) -> dict[str, Any]:
    """Return the only task in the database."""
    (task,) = database["tasks"].find().to_list()
    return task


def test_the_same_key(api: Any, database: PlainDB) -> None:
    """With the same key, the same task is added once, whatever became of it."""
    first = api.post(TASKS, json=TEXTS, headers=KEY)
    api.patch(first.json["url"], json={"title": "Bread"})
    again = api.post(TASKS, json=TEXTS, headers=KEY)
    assert again.status_code == 201
    assert again.headers["Location"] == first.headers["Location"]
    assert again.json["title"] == stored(database)["title"] == "Bread"


@pytest.mark.parametrize(
    ("headers", "change"),
    [(KEY, {"title": "Bread"}), (KEY, {"done": True}), ({"Idempotency-Key": "2"}, {})],
)
def test_another_task(
    api: Any, database: PlainDB, headers: dict[str, str], change: Any
) -> None:
    """With another key or other values, another task is added."""
    api.post(TASKS, json=TEXTS, headers=KEY)
    api.post(TASKS, json={**TEXTS, **change}, headers=headers)
    assert database["tasks"].count_documents({}) == 2


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}])
def test_no_key(api: Any, database: PlainDB, headers: dict[str, str]) -> None:
    """Without a key, each request adds a task."""
    for _ in range(2):
        api.post(TASKS, json=TEXTS, headers=headers)
    assert database["tasks"].count_documents({}) == 2


def test_a_new_task_that_is_done(api: Any, site: Any) -> None:
    """A task can be done from the beginning."""
    task = api.post(TASKS, json={**TEXTS, "done": True}).json
    assert task["done"] is True
    assert task["finished"] is not None
    assert site.titles("/?show=done") == ["Buy milk"]


def test_only_the_given_fields_change(api: Any, url: str, site: Any) -> None:
    """The other fields, and the words of the search, stay."""
    task = api.patch(url, json={"title": "Bread"}).json
    assert (task["title"], task["text"]) == ("Bread", "Two litres.")
    assert site.titles("/?q=bread+litres") == ["Bread"]
    assert site.titles("/?q=milk") == []


def test_the_version(api: Any, url: str) -> None:
    """Edits count, flags do not, and what changes nothing does not."""
    changes = [{"done": True}, {"title": "a"}, {"title": "a"}, {}, {"text": "b"}]
    versions = [api.patch(url, json=change).json["version"] for change in changes]
    assert versions == [1, 2, 2, 2, 3]


def test_words_and_flags_in_one_step(api: Any, url: str, database: PlainDB) -> None:
    """Fields that change together are stored together."""
    with database["tasks"].watch() as changes:
        api.patch(url, json={"title": "Bread", "done": True})
        updated = next(changes)["updateDescription"]["updatedFields"]
    assert updated.keys() >= {"title", "words", "version", "changed", "done"}
    task = stored(database)
    assert (task["title"], task["done"], task["version"]) == ("Bread", True, 2)
    assert task["words"] == [FOLDING, "bread", "litres", "two"]
    assert "finished" in task


def test_reopening(api: Any, url: str, database: PlainDB) -> None:
    """A task that is open again has no time at which it was finished."""
    finished = api.patch(url, json={"done": True}).json["finished"]
    assert api.patch(url, json={"done": True}).json["finished"] == finished
    assert api.patch(url, json={"done": False}).json["finished"] is None
    assert "finished" not in stored(database)


@pytest.mark.parametrize("change", [{"title": "Theirs"}, {"done": True}])
def test_somebody_was_faster(api: Any, url: str, change: Any) -> None:
    """With the entity tag of an older state, nothing is changed or deleted."""
    tag = {"If-Match": api.get(url).headers["ETag"]}
    task = api.patch(url, json=change, headers=tag).json
    refused = [
        api.patch(url, json={"title": "Mine"}, headers=tag),
        api.patch(url, json={"done": False}, headers=tag),
        api.delete(url, headers=tag),
    ]
    assert [response.status_code for response in refused] == [412, 412, 412]
    assert api.get(url).json == task


@pytest.mark.parametrize("tags", ["*", '"x", {}', "{}"])
def test_nobody_was_faster(api: Any, url: str, tags: str) -> None:
    """With the entity tag of the present state among others, a change succeeds."""
    tag = {"If-Match": tags.format(api.get(url).headers["ETag"])}
    assert api.patch(url, json={"title": "Mine"}, headers=tag).status_code == 200


def test_not_modified(api: Any, url: str) -> None:
    """A client that knows the present state gets only its status."""
    tag = {"If-None-Match": api.get(url).headers["ETag"]}
    assert api.get(url, headers=tag).status_code == 304
    api.patch(url, json={"done": True})
    assert api.get(url, headers=tag).status_code == 200


def test_changes_at_the_same_time(app: Flask, url: str, database: PlainDB) -> None:
    """Concurrent changes of different fields are all stored, and counted."""

    def patch(number: int) -> int:
        change = {("title", "text")[number % 2]: f"Number {number}"}
        return app.test_client().patch(url, json=change).status_code

    with ThreadPoolExecutor(4) as people:
        assert set(people.map(patch, range(12))) == {200}
    task = stored(database)
    assert task["version"] == 13
    numbers = [task[name].removeprefix("Number ") for name in ("title", "text")]
    assert task["words"] == [FOLDING, *sorted({*numbers, "number"})]


def test_only_one_is_faster(app: Flask, url: str) -> None:
    """Of concurrent changes of the same state, one succeeds."""
    tag = {"If-Match": app.test_client().get(url).headers["ETag"]}

    def patch(number: int) -> int:
        client = app.test_client()
        change = {"title": f"Number {number}"}
        return client.patch(url, json=change, headers=tag).status_code

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(patch, range(4))) == [200, 412, 412, 412]


def test_deleted_tasks(api: Any, url: str, site: Any) -> None:
    """A deleted task is 404 until it is restored on the site."""
    assert [api.delete(url).status_code for _ in range(2)] == [204, 204]
    answers = [api.get(url), api.patch(url, json={"done": True})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.json["title"] for answer in answers} == {"This task was deleted"}
    assert api.get(f"{TASKS}?show=deleted").json[0]["url"] == url
    site.send(f"/{url.rpartition('/')[2]}/restore")
    assert api.get(url).status_code == 200


def test_a_task_restored_in_between(
    api: Any, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that is restored while its change is refused is changed all the same."""
    patch_task = patching.patch_task
    answers = iter([None])

    def restored(*arguments: Any) -> Any:
        return next(answers, patch_task(*arguments))

    monkeypatch.setattr(patching, "patch_task", restored)
    assert api.patch(url, json={"title": "Bread"}).json["title"] == "Bread"


def test_the_quota(make_app: Any) -> None:
    """A task for which there is no room is refused, unless it is stored already."""
    api = make_app(TODO_MAX_TASKS=1).test_client()
    answers = [api.post(TASKS, json=TEXTS, headers=KEY) for _ in range(2)]
    answers.append(api.post(TASKS, json=TEXTS))
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert "keeps up to 1 tasks" in answers[2].json["detail"]


def test_a_task_removed_right_after(
    api: Any, database: PlainDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that is removed before it is read again is returned as it was stored."""
    add_task = changes.add_task

    def add(*arguments: Any) -> Any:
        task = add_task(*arguments)
        database["tasks"].delete_many({})
        return task

    monkeypatch.setattr(changes, "add_task", add)
    assert api.post(TASKS, json=TEXTS).json["title"] == "Buy milk"


def test_original_tasks(api: Any, add_tasks: Any) -> None:
    """A task of the original example has the version 1, and can be changed."""
    (task_id,) = add_tasks("Old")
    task = api.get(f"{TASKS}/{task_id}").json
    assert (task["version"], task["done"], task["text"]) == (1, False, "")
    changed = api.patch(f"{TASKS}/{task_id}", json={"text": "New"}).json
    assert (changed["title"], changed["text"]) == ("Old", "New")


def test_long_texts_of_other_programs(api: Any, database: PlainDB) -> None:
    """A text that is longer than allowed stays if only the title changes."""
    text = "word " * 20_000
    database["tasks"].insert_one({"title": "a", "text": text})
    url = f"{TASKS}/{stored(database)['_id']}"
    assert api.patch(url, json={"title": "b"}).json["title"] == "b"
    assert stored(database)["text"] == text


def test_ids_of_other_programs(api: Any, database: PlainDB) -> None:
    """Tasks whose ids are no ObjectIds are left out, and change no pages."""
    database["tasks"].insert_many([{"_id": 1, "title": "a"}, {"title": "b"}])
    for path in (TASKS, "/api/todo-backend"):
        assert [task["title"] for task in api.get(path).json] == ["b"]
    assert api.get(f"{TASKS}/{ObjectId()}").status_code == 404
