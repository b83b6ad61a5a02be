"""The search: matches, empty results, limits and timeouts."""

import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Page
from todo.tasks.listing import LONGEST_QUERY
from todo.tasks.search_words import words_of

PlainDB = PlainDatabase[dict[str, Any]]
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
SIGNS = "Łódź 1️⃣Sell 👍🏽 #️⃣ Donau\u00addampf"
TASKS = {
    "Buy MILK": "Two litres, and bread.",
    "Café": "crème brûlée",
    "買牛乳": "",
    "Call Straße 12": "",
    "e-mail to Zoë": "snake_case\nsecond line",
    "日本のカフェ": "",
    "हिन्दी सीखना": "",
    "a.b*c (d) [e]": "100% $9 {f} ^g|h \\i",
    SIGNS: "🇩🇪",
    "ซื้อนม": "",
}


def search_url(**query: str) -> str:
    """Return the URL of a search."""
    return f"/?{urlencode(query)}"


@pytest.fixture
def filled(make_app: Any, browse: Any, database: PlainDB) -> Any:
    """Return a client of a site with the tasks in ``TASKS``, oldest first."""
    tasks = [
        {
            "title": title,
            "text": text,
            "creation": NOON + datetime.timedelta(minutes=minutes),
            "words": words_of(title, text),
        }
        for minutes, (title, text) in enumerate(TASKS.items())
    ]
    database["tasks"].insert_many(tasks)
    return browse(make_app())


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("mil", ["Buy MILK"]),
        ("MIL buy", ["Buy MILK"]),
        ("bread milk", ["Buy MILK"]),
        ("buy bread litres two", ["Buy MILK"]),
        ("milks", []),
        ("ilk", []),
        ("milk tea", []),
        ("cafe", ["Café"]),
        ("CAFÉ", ["Café"]),
        ("cafe\u0301", ["Café"]),
        ("creme brulee", ["Café"]),
        ("牛乳", ["買牛乳"]),
        ("乳", ["買牛乳"]),
        ("牛 買", ["買牛乳"]),
        ("カフェ", ["日本のカフェ"]),
        ("\uff76\uff8c\uff6a", ["日本のカフェ"]),
        ("本", ["日本のカフェ"]),
        ("strasse", ["Call Straße 12"]),
        ("STRASSE 1", ["Call Straße 12"]),
        ("mail zoe", ["e-mail to Zoë"]),
        ("line", ["e-mail to Zoë"]),
        ("snake_c", ["e-mail to Zoë"]),
        ("हि", ["हिन्दी सीखना"]),
        ("हा", []),
        ("c", ["a.b*c (d) [e]", "Call Straße 12", "Café"]),
        ("c ca", ["Call Straße 12", "Café"]),
        ("100%", ["a.b*c (d) [e]"]),
        ("a.b", ["a.b*c (d) [e]", "Buy MILK"]),
        ("m.lk", []),
        ("mi*", ["Buy MILK"]),
        ("b.*k", []),
        ("^buy$", ["Buy MILK"]),
        ("milk|cafe", []),
        ("  milk\t", ["Buy MILK"]),
        ("milk\0", ["Buy MILK"]),
        ('{"$ne": 1}', []),
        (".*", []),
        ("!?", []),
        ("🎉", []),
        ("\u0301", []),
        ("lodz", [SIGNS]),
        ("ŁÓD", [SIGNS]),
        ("sell 👍", [SIGNS]),
        ("👍🏽 1️⃣ #️⃣", [SIGNS]),
        ("👍🏿", []),
        ("*️⃣", []),
        ("🇩🇪", [SIGNS]),
        ("🇩🇰", []),
        ("donaud", [SIGNS]),
        ("mi\u200blk", ["Buy MILK"]),
        ("นม", ["ซื้อนม"]),
        ("ซ", ["ซื้อนม"]),
        ("ซา", []),
    ],
)
def test_matches(filled: Any, q: str, found: list[str]) -> None:
    """Every word of the query matches the start of a word in title or text."""
    assert filled.titles(search_url(q=q)) == found


@pytest.mark.parametrize("q", ["qq", "!?", "q\u202eq", "<q>", '"q"', "{{ 7 * 7 }}"])
def test_no_matches(filled: Any, q: str) -> None:
    """If nothing matches, the message and the search field show the query as typed."""
    page = Page(filled.get(search_url(q=q)).text).root
    (empty,) = page.all("div", **{"class": "empty"})
    assert empty.one("p").text == f'No tasks match "{q}".'
    assert empty.one("a", "Clear search")["href"] == "/"
    assert page.one("input", type="search")["value"] == q


@pytest.mark.parametrize("q", ["", " ", "\n"])
def test_an_empty_search(filled: Any, q: str) -> None:
    """An empty query is ignored."""
    page = Page(filled.get(search_url(q=q)).text).root
    assert len(page.one("ul", "Tasks").all("li")) == len(TASKS)
    assert "Clear search" not in page.names("a")


def test_the_longest_search(site: Any) -> None:
    """A query has at most 200 characters after trimming."""
    assert site.get(search_url(q=f" {'😀' * 200} ")).status_code == 200
    q = "<b>" * 71
    response = site.get(search_url(q=f" {q} ", show="done"))
    assert response.status_code == 400
    page = Page(response.text).root
    assert "That link is not right" in response.text
    assert "Search is 213 characters long; the limit is 200." in response.text
    assert page.one("form", role="search").fields == {"show": "done", "q": q}
    json = {"Accept": "application/problem+json"}
    problem = site.get(search_url(q="😀" * 201), headers=json).json
    assert "Search is 201 characters long; the limit is 200." in problem["detail"]


def test_other_bad_links(site: Any) -> None:
    """The page for a bad filter or position keeps the search."""
    for query in ({"show": "all"}, {"before": "1"}):
        response = site.get(search_url(q="milk", **query))
        assert response.status_code == 400
        assert "The filter, search or page in the address is not" in response.text
        form = Page(response.text).root.one("form", role="search")
        assert form.fields == {"q": "milk"}
    assert not Page(site.get("/?show=all").text).root.all("form", role="search")


def test_searches_fit_into_the_address(site: Any) -> None:
    """Without scripts, too, the box limits what the form sends to less than 4 kB."""
    box = Page(site.get("/?show=deleted").text).root.one("input", type="search")
    assert int(box["data-longest"]) == LONGEST_QUERY
    # Browsers count UTF-16 code units, of which a character has one or two.
    assert int(box["maxlength"]) == 2 * LONGEST_QUERY
    assert len(search_url(show="deleted", q="牛" * int(box["maxlength"]))) < 4000


@pytest.mark.parametrize("q", ["牛乳" * 100, "a b c " * 33, "x" * 200])
def test_many_words(filled: Any, q: str) -> None:
    """A query may consist of as many words as fit into 200 characters."""
    assert filled.get(search_url(q=q)).status_code == 200


def test_the_form(site: Any) -> None:
    """The search form is a landmark with a box and a button, and keeps the filter."""
    page = Page(site.get(search_url(show="done", q=" milk ")).text).root
    form = page.one("form", role="search")
    box = form.one("input", type="search")
    assert form.one("label", "Search")["for"] == box["id"]
    assert box["value"] == "milk"
    assert form.names("button") == ["Search"]
    assert form.fields == {"show": "done", "q": "milk"}
    assert form["method"] in {"", "get"}


def test_clearing_the_search(site: Any) -> None:
    """The link "Clear search" appears only during a search, and keeps the filter."""
    clear = site.link(search_url(show="done", q="milk"), "Clear search")
    assert clear == "/?show=done"
    assert site.link(search_url(q="milk"), "Clear search") == "/"
    assert site.link(clear, "Clear search") is None


def test_counts_ignore_the_search(filled: Any) -> None:
    """The counts include tasks that do not match the search."""
    assert f"{len(TASKS)} open, 0 done" in filled.get(search_url(q="milk")).text


@pytest.mark.parametrize(
    ("show", "found"),
    [("", ["4", "2", "1"]), ("open", ["4", "1"]), ("done", ["2"]), ("deleted", ["3"])],
)
def test_the_filters(site: Any, database: PlainDB, show: str, found: list[str]) -> None:
    """The search applies within the current filter."""
    for title in "1234":
        site.add(title, "milk")
    site.add("5", "tea")
    changes = {"2": {"done": True}, "3": {"done": True, "deleted": NOON}}
    for title, change in changes.items():
        database["tasks"].update_one({"title": title}, {"$set": change})
    assert site.titles(search_url(show=show, q="milk")) == found


def test_pages(site: Any) -> None:
    """Search results have pages, whose links keep the query and the filter."""
    for number in range(7):
        site.add(str(number), "milk" if number % 2 else "milky")
        site.add("other", "tea")
    path, seen = search_url(show="open", q="mil"), []
    while path:
        seen.append(site.titles(path))
        last, path = path, site.link(path, "Older")
        assert path is None or path.startswith("/?show=open&q=mil&before=")
    assert seen == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    newer = site.link(last, "Newer")
    assert newer.startswith("/?show=open&q=mil&after=")
    assert site.titles(newer) == ["3", "2", "1"]
    beyond = site.get(search_url(show="open", q="mil", before=f"0-{'0' * 24}"))
    assert "No more tasks." in beyond.text


@pytest.mark.parametrize("words", [{}, {"words": ["old"]}])
def test_tasks_without_search_words(
    site: Any, app: Any, database: PlainDB, words: dict[str, Any]
) -> None:
    """Tasks stored without search words, or with older ones, are found after setup."""
    app.test_cli_runner().invoke(args=["setup"])
    titles = ["Buy milk", "Łódź", "ซื้อนม"]
    tasks = ({"title": title, "creation": NOON, **words} for title in titles)
    database["tasks"].insert_many(tasks)
    searches = ["milk", "lodz", "นม"]
    assert [site.titles(search_url(q=q)) for q in searches] == [[], [], []]
    app.test_cli_runner().invoke(args=["setup"])
    found = [site.titles(search_url(q=q)) for q in searches]
    assert found == [[title] for title in titles]


def test_the_time_limit(
    make_app: Any, browse: Any, failing_mongod: Any, fail: Any
) -> None:
    """A search that times out is distinguished from a database outage."""
    site = browse(make_app(MONGODB_URI=failing_mongod.uri))
    fail("maxTimeAlwaysTimeOut")
    slow, away = site.get("/?q=milk"), site.get("/")
    assert slow.status_code == away.status_code == 503
    assert "<title>That search takes too long -" in slow.text
    assert "Search for a rarer word" in slow.text
    assert "The database cannot be reached" in away.text
    assert away.headers["Retry-After"] == "5"


def test_a_late_reply(
    make_app: Any, browse: Any, failing_mongod: Any, fail: Any
) -> None:
    """A search is also reported as too slow if the server's reply is late."""
    site = browse(make_app(MONGODB_URI=failing_mongod.uri))
    late = {"blockConnection": True, "blockTimeMS": 4000, "appName": "todo"}
    fail("failCommand", failCommands=["aggregate"], **late)
    slow = site.get("/?q=milk")
    assert slow.status_code == 503
    assert "<title>That search takes too long -" in slow.text


def test_a_lost_connection(
    make_app: Any, browse: Any, failing_mongod: Any, fail: Any
) -> None:
    """A lost connection during a search is not reported as a timeout."""
    # With retries, the last attempt may be the one that runs into the time limit.
    options = {"retryReads": False}
    site = browse(make_app(MONGODB_URI=failing_mongod.uri, MONGODB_OPTIONS=options))
    fail(
        "failCommand", failCommands=["aggregate"], closeConnection=True, appName="todo"
    )
    away = site.get("/?q=milk")
    assert away.status_code == 503
    assert "The database cannot be reached" in away.text


def test_a_search_is_limited(make_app: Any, commands: Any) -> None:
    """Searches have a shorter time limit than other queries."""
    app = make_app(MONGODB_OPTIONS={"event_listeners": [commands]})

    def limits(path: str) -> list[int]:
        commands.clear()
        app.test_client().get(path)
        return [command["maxTimeMS"] for _, command in commands.started_commands]

    assert max(limits("/?q=milk")) <= 2000 < min(limits("/"))
