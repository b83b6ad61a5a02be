"""The list: order, pages and empty states."""

import datetime
import itertools
import re
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Element, Page

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
PlainDB = PlainDatabase[dict[str, Any]]


def walk(site: Any, name: str, path: str) -> list[list[str]]:
    """Return the titles on each page, following the link ``name`` from page to page."""
    pages = []
    at: str | None = path
    while at is not None:
        pages.append(site.titles(at))
        at = site.link(at, name)
    return pages


def last_page(site: Any) -> str:
    """Return the path of the last page of the list."""
    last = "/"
    while (older := site.link(last, "Older")) is not None:
        last = older
    return last


def test_no_tasks(site: Any) -> None:
    """An empty list shows a message and a link to the new-task form."""
    page = site.get("/").text
    assert "No tasks yet." in page
    assert site.link("/", "Add new Task") == "/new"
    assert site.link("/", "Newer") is site.link("/", "Older") is None


def test_newest_first(site: Any, add_tasks: Any) -> None:
    """The newest task comes first, regardless of insertion order."""
    add_tasks("new", "older", "oldest", step=60)
    assert site.titles() == ["new", "older", "oldest"]


def test_same_time(site: Any, add_tasks: Any) -> None:
    """Among tasks created in the same millisecond, the last inserted comes first."""
    add_tasks("first", "second", "third", step=0)
    assert site.titles() == ["third", "second", "first"]


@pytest.mark.parametrize("count", [1, 3, 4, 6, 7])
@pytest.mark.parametrize("step", [0, 60])
def test_paging_shows_every_task_once(
    site: Any, add_tasks: Any, count: int, step: int
) -> None:
    """Following "Older" to the end and "Newer" back shows each task once."""
    titles = [str(number) for number in range(count)]
    add_tasks(*titles, step=step)
    down = walk(site, "Older", "/")
    assert sorted(itertools.chain(*down), key=int) == titles
    assert all(len(page) == 3 for page in down[:-1])
    up = walk(site, "Newer", last_page(site))
    assert list(itertools.chain(*up[::-1])) == list(itertools.chain(*down))


def test_pages_while_tasks_are_added(site: Any, add_tasks: Any) -> None:
    """Adding a task does not shift the following pages."""
    add_tasks(*"abcdef", step=60)
    older = site.link("/", "Older")
    site.add("new")
    assert site.titles(older) == ["d", "e", "f"]


def test_newer_shows_a_full_first_page(site: Any, add_tasks: Any) -> None:
    """From the second page, "Newer" leads to a full first page."""
    add_tasks(*"abcd", step=60)
    older = site.link("/", "Older")
    assert site.titles(older) == ["d"]
    newer = site.link(older, "Newer")
    assert site.titles(newer) == ["a", "b", "c"]
    assert site.link(newer, "Newer") is None


def test_beyond_the_end(site: Any, add_tasks: Any) -> None:
    """A page beyond the end shows a message and a link back."""
    add_tasks("only")
    beyond = f"/?before=0-{'0' * 24}"
    response = site.get(beyond)
    assert response.status_code == 200
    assert "No more tasks." in response.text
    assert site.titles(site.link(beyond, "Newer")) == ["only"]


def test_beyond_the_end_of_an_empty_list(site: Any) -> None:
    """A page beyond the end of an empty list has no link back."""
    assert site.link(f"/?before=0-{'0' * 24}", "Newer") is None


@pytest.mark.parametrize(
    "query",
    [
        "before=x",
        "before=1",
        "before=1-2",
        f"before=1-{'G' * 24}",
        f"before=1-{'A' * 24}",
        f"before=+1-{'0' * 24}",
        f"before=%201-{'0' * 24}",
        f"before=1-{'0' * 24}%0A",
        f"before={'9' * 20}-{'0' * 24}",
        f"before=None-{'0' * 24}",
        f"before=-{'0' * 24}",
        f"before={'9' * 19}-{'0' * 24}",
        "before=none-~AAAAAAAA",
        f"before=1-{'0' * 24}&after=1-{'0' * 24}",
        "after[$gt]=1&after=%00",
        "after=%FF",
    ],
)
def test_an_invalid_position(site: Any, query: str) -> None:
    """An invalid position returns a 400 page."""
    response = site.get(f"/?{query}")
    assert response.status_code == 400
    assert "That link is not right" in response.text


@pytest.mark.parametrize("query", ["before=", "after=", "before=&after=", "x=1"])
def test_an_empty_position(site: Any, add_tasks: Any, query: str) -> None:
    """An empty position and an unknown parameter are ignored."""
    add_tasks("a")
    assert site.titles(f"/?{query}") == ["a"]


def test_creation_before_1970(site: Any, database: PlainDB) -> None:
    """Paging reaches tasks that were created before 1970."""
    early = datetime.datetime(1969, 12, 31, 23, 59, tzinfo=datetime.UTC)
    tasks = [{"title": title, "creation": early} for title in "abcd"]
    database["tasks"].insert_many(tasks)
    assert walk(site, "Older", "/") == [["d", "c", "b"], ["a"]]


def test_tasks_of_the_original_example(site: Any, database: PlainDB) -> None:
    """Tasks of the original example are listed like any other."""
    creation = datetime.datetime(2010, 8, 26, 15, tzinfo=datetime.UTC)
    task = {"title": "Old", "text": "words", "creation": creation}
    database["tasks"].insert_one(task)
    page = site.get("/").text
    assert site.titles() == ["Old"]
    assert '<time datetime="2010-08-26T15:00:00Z">2010-08-26 15:00 UTC</time>' in page


def test_tasks_without_creation(site: Any, database: PlainDB) -> None:
    """A task without a creation time is listed without a time."""
    database["tasks"].insert_one({"title": "Timeless"})
    assert site.titles() == ["Timeless"]
    assert "<time" not in site.get("/").text


@pytest.mark.parametrize("dated", range(6))
def test_pages_of_tasks_without_creation(
    site: Any, app: Any, add_tasks: Any, database: PlainDB, dated: int
) -> None:
    """Undated tasks come last; paging reaches all of them in both directions."""
    titles = [str(number) for number in range(dated)]
    if titles:
        add_tasks(*titles)
    database["tasks"].insert_many([{"title": title} for title in "zyxwv"])
    whole = [*titles, *"vwxyz"]
    pages = [whole[at : at + 3] for at in range(0, len(whole), 3)]
    assert walk(site, "Older", "/") == pages
    assert [*itertools.chain(*walk(site, "Newer", last_page(site))[::-1])] == whole
    app.test_cli_runner().invoke(args=["setup"])
    found = itertools.chain(*walk(site, "Older", "/"))
    assert sorted(found) == sorted(whole)


def test_beyond_the_end_of_tasks_without_creation(site: Any, database: PlainDB) -> None:
    """A page after the last undated task shows a message and a link back."""
    database["tasks"].insert_one({"title": "Timeless"})
    beyond = f"/?before=none-{'0' * 24}"
    assert "No more tasks." in site.get(beyond).text
    assert site.titles(site.link(beyond, "Newer")) == ["Timeless"]


@pytest.mark.parametrize("is_aware", [1, 0])
def test_times_without_a_zone(
    make_app: Any, browse: Any, add_tasks: Any, is_aware: int
) -> None:
    """Pages and times are the same with aware and with naive datetimes."""
    add_tasks(*"abcd")
    site = browse(make_app(TODO_PAGE_SIZE=3, MONGODB_TZ_AWARE=is_aware))
    assert walk(site, "Older", "/") == [["a", "b", "c"], ["d"]]
    assert walk(site, "Newer", last_page(site)) == [["d"], ["a", "b", "c"]]
    assert "2026-11-23 12:00 UTC" in site.get("/").text


@pytest.mark.parametrize("name", ["All", "Open", "Done", "Deleted"])
def test_headings(site: Any, name: str) -> None:
    """The heading and the title name the filter."""
    path = "/" if name == "All" else f"/?show={name.lower()}"
    page = Page(site.get(path).text).root
    assert page.names("h2") == [f"{name} Items"]
    assert page.one("title").text == f"{name} Items - Simple ToDo Example"


def controls(item: Element) -> list[tuple[str, str]]:
    """Return tag and accessible name of the links and buttons of a list item."""
    return [
        (each.tag, each.name) for each in item.walk() if each.tag in {"a", "button"}
    ]


def test_items(site: Any, add_tasks: Any, database: PlainDB) -> None:
    """An item has a tick, its title, text and time, and then its other controls."""
    add_tasks("Milk", text=" \n Two litres. \nAnd bread.")
    for verb, word in (("Done", ""), ("Reopen", "Done ")):
        (item,) = site.items()
        tick, *others = controls(item)
        assert tick == ("button", f"{verb}: Milk")
        assert others == [
            ("a", "Milk"),
            ("a", "Edit: Milk"),
            ("button", "Delete: Milk"),
        ]
        assert item.one("button", f"{verb}: Milk")["title"] == f"{verb}: Milk"
        created = "Created 2026-11-23 12:00 UTC"
        assert item.text == f"Milk {word}Two litres. {created} Edit Delete"
        site.press_on("/", f"{verb}: Milk")
    database["tasks"].update_one({}, {"$set": {"deleted": NOON}})
    (item,) = site.items("/?show=deleted")
    assert controls(item) == [("a", "Milk"), ("button", "Restore: Milk")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", []), (" \n\t", []), ("x" * 10_000, ["x" * 200]), (7, ["7"])],
)
def test_first_lines(
    site: Any, database: PlainDB, text: object, shown: list[str]
) -> None:
    """At most 200 characters of a text are sent, and nothing of an empty one."""
    database["tasks"].insert_one({"title": "Milk", "text": text, "creation": NOON})
    (item,) = site.items()
    assert [line.text for line in item.all("span", dir="auto")] == shown


def test_titles_are_links(site: Any, add_tasks: Any) -> None:
    """Titles link to their tasks."""
    (task_id,) = add_tasks("a")
    assert re.search(rf'href="/{task_id}">a</a>', site.get("/").text)


def test_titles_are_escaped(site: Any, add_tasks: Any) -> None:
    """Titles are escaped."""
    add_tasks("<script>alert(1)</script>", "{{ 7 * 7 }}", '"><img onerror=x>')
    page = site.get("/").text
    assert "&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "<img" not in page


def test_paging_uses_the_index(
    site: Any, add_tasks: Any, database: PlainDB, app: Any
) -> None:
    """A page far down the list reads only a few more tasks than it shows."""
    app.test_cli_runner().invoke(args=["setup"])
    ids = add_tasks(*map(str, range(300)), step=60)
    task = database["tasks"].find_one({"_id": ids[250]})
    assert task is not None
    milliseconds = int(task["creation"].replace(tzinfo=datetime.UTC).timestamp() * 1000)
    database.command("profile", 2)
    assert site.titles(f"/?before={milliseconds}-{ids[250]}") == ["251", "252", "253"]
    database.command("profile", 0)
    read = database["system.profile"].find({"command.aggregate": "tasks"}).to_list()
    assert read
    assert all(entry["docsExamined"] <= 8 for entry in read)
