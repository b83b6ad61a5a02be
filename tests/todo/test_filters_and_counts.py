"""The filters of the list, and the counts of tasks."""

import datetime
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Page

PlainDB = PlainDatabase[dict[str, Any]]
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
CHANGES = {
    "open": {"done": False},
    "done": {"done": True},
    "deleted": {"done": True, "deleted": NOON},
}
FILTERS = {
    "All": "/",
    "Open": "/?show=open",
    "Done": "/?show=done",
    "Deleted": "/?show=deleted",
}
EMPTY = {
    "/": "No tasks yet.",
    "/?show=open": "No open tasks.",
    "/?show=done": "No done tasks.",
    "/?show=deleted": "No deleted tasks.",
}


def count(page: Any) -> str:
    """Return the text with the counts of tasks."""
    (summary,) = Page(page.text).root.all("div", **{"class": "summary"})
    return summary.one("p").text


def test_the_filters(site: Any, task: Any) -> None:
    """A task is listed under All and Open or Done; a deleted one only under Deleted."""
    path, seen = f"/{task['_id']}", []
    for action in ("reopen", "done", "delete", "restore", "reopen"):
        site.send(f"{path}/{action}")
        seen.append({name: len(site.titles(where)) for name, where in FILTERS.items()})
    open_ = {"All": 1, "Open": 1, "Done": 0, "Deleted": 0}
    done = {"All": 1, "Open": 0, "Done": 1, "Deleted": 0}
    deleted = {"All": 0, "Open": 0, "Done": 0, "Deleted": 1}
    assert seen == [open_, done, deleted, done, open_]


@pytest.mark.parametrize("path", EMPTY)
def test_the_links(site: Any, path: str) -> None:
    """Filters are links, and the current one is marked."""
    nav = Page(site.get(path).text).root.one("nav", "Filter")
    links = {link.name: link["href"] for link in nav.all("a")}
    assert links == FILTERS
    (current,) = nav.all("a", aria_current="page")
    assert current["href"] == path


def test_the_links_keep_the_search(site: Any) -> None:
    """Filter links keep the search and start at the first page."""
    path = f"/?show=done&q=%C3%A9&before=0-{'0' * 24}"
    nav = Page(site.get(path).text).root.one("nav", "Filter")
    assert {link.name: link["href"] for link in nav.all("a")} == {
        "All": "/?q=%C3%A9",
        "Open": "/?show=open&q=%C3%A9",
        "Done": "/?show=done&q=%C3%A9",
        "Deleted": "/?show=deleted&q=%C3%A9",
    }


@pytest.mark.parametrize(("path", "words"), EMPTY.items())
def test_an_empty_filter(site: Any, path: str, words: str) -> None:
    """A filter without tasks shows a message; All also has a link to add a task."""
    page = Page(site.get(path).text).root
    (empty,) = page.all("div", **{"class": "empty"})
    assert empty.one("p").text == words
    assert empty.names("a") == (["Add new Task"] if path == "/" else [])


@pytest.mark.parametrize("show", ["all", "Open", "done ", "\0", "1", "open,done"])
def test_an_unknown_filter(site: Any, show: str) -> None:
    """An unknown filter returns a 400 page."""
    response = site.get("/", query_string={"show": show})
    assert response.status_code == 400
    assert "That link is not right" in response.text


def test_an_empty_filter_parameter(site: Any) -> None:
    """An empty filter parameter is ignored."""
    assert site.get("/?show=").status_code == 200


@pytest.mark.parametrize("show", ["open", "done", "deleted"])
@pytest.mark.parametrize("step", [0, 60])
def test_pages(
    site: Any, add_tasks: Any, database: PlainDB, show: str, step: int
) -> None:
    """Paging through a filter shows each task once, in both directions."""
    titles = [str(number) for number in range(21)]
    add_tasks(*titles, step=step)
    for rest, change in enumerate(CHANGES.values()):
        wanted = {"title": {"$in": titles[rest::3]}}
        database["tasks"].update_many(wanted, {"$set": change})
    expected = titles[list(CHANGES).index(show) :: 3]
    path, down = f"/?show={show}", []
    while path:
        down += site.titles(path)
        last, path = path, site.link(path, "Older")
    up: list[str] = []
    path = last
    while path:
        up = site.titles(path) + up
        path = site.link(path, "Newer")
    assert down == up == (expected if step else expected[::-1])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], "0 open, 0 done"),
        (["open"], "1 open, 0 done"),
        (["open", "open", "done"], "2 open, 1 done"),
        (["deleted", "done", "done"], "0 open, 2 done"),
    ],
)
@pytest.mark.parametrize("path", [*EMPTY, "/?q=zzz", f"/?before=0-{'0' * 24}"])
def test_counts(
    site: Any, database: PlainDB, changes: list[str], words: str, path: str
) -> None:
    """The counts do not depend on filter, search or page."""
    for number, change in enumerate(changes):
        site.add(str(number))
        database["tasks"].update_one({"title": str(number)}, {"$set": CHANGES[change]})
    assert count(site.get(path)) == words


@pytest.mark.parametrize("number", [999, 1000, 1001, 2500])
@pytest.mark.parametrize("words", ["{} open, 0 done", "0 open, {} done"])
def test_counts_are_limited(
    site: Any, database: PlainDB, words: str, number: int
) -> None:
    """Counts above 1000 are shown as 1000+."""
    is_done = words.startswith("0")
    tasks = [{"title": "a", "done": is_done} for _ in range(number)]
    database["tasks"].insert_many(tasks)
    shown = str(number) if number <= 1000 else "1000+"
    assert count(site.get("/")) == words.format(shown)


def test_done_of_another_type(site: Any, database: PlainDB) -> None:
    """A task whose done field is not true counts as open."""
    stored: list[dict[str, Any]] = [
        {"title": "a", "done": None},
        {"title": "b", "done": False},
        {"title": "c"},
    ]
    database["tasks"].insert_many(stored)
    assert site.titles("/?show=open") == ["c", "b", "a"]
    assert count(site.get("/")) == "3 open, 0 done"
