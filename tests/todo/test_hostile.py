"""Hostile input, which is shown as it was typed or rejected with an error message."""

import io
import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.hostile import CLEANED, PLAIN, REJECTED, TOO_LONG
from tests.todo.pages import Element, Page

PlainDB = PlainDatabase[dict[str, Any]]
ALL = [*PLAIN.values(), *(typed for typed, _ in CLEANED.values()), *REJECTED.values()]


def titles_of(page: Element) -> list[str]:
    """Return the titles in the list on a page, with all white space."""
    items = [item for tasks in page.all("ul", "Tasks") for item in tasks.all("li")]
    return [item.all("a")[0].raw_text for item in items]


def check_shown(site: Any, title: str, text: str) -> None:
    """Check that list, task page and edit form show the only task with this content."""
    page = Page(site.get("/").text).root
    assert titles_of(page) == [title]
    (item,) = page.one("ul", "Tasks").all("li")
    path = item.all("a")[0]["href"]
    for verb in ("Done", "Delete"):
        assert item.one("button", f"{verb}: {title}")["formaction"].startswith(path)
    shown = Page(site.get(path).text).root
    assert shown.one("title").raw_text == f"Task: {title} - Simple ToDo Example"
    assert shown.one("h2").one("bdi").raw_text == title
    (sheet,) = shown.all("div", **{"class": "text"}) or [Element("", {})]
    assert sheet.raw_text == text
    form = Page(site.get(f"{path}/edit").text)
    fields = form.form_of(form.root.one("button", "Save")).fields
    assert (fields["title"], fields["text"]) == (title, text)


@pytest.mark.parametrize("words", PLAIN.values(), ids=PLAIN)
def test_adding(site: Any, words: str) -> None:
    """Input is shown as it was typed, on every page and in the message."""
    response = site.add(words, words)
    message = Page(site.follow(response).text).root.one("div", role="status").one("bdi")
    assert message.raw_text == (words if len(words) <= 60 else f"{words[:59]}…")
    check_shown(site, words, words)


@pytest.mark.parametrize("words", PLAIN.values(), ids=PLAIN)
def test_editing(site: Any, words: str) -> None:
    """Edited input is shown as it was typed."""
    site.add("a")
    path = Page(site.get("/").text).root.one("a", "Edit: a")["href"]
    assert site.press_on(path, "Save", title=words, text=words).status_code == 303
    check_shown(site, words, words)


@pytest.mark.parametrize(("typed", "title"), CLEANED.values(), ids=CLEANED)
def test_cleaning(site: Any, typed: str, title: str) -> None:
    """Titles are shown without the characters that cleaning removes."""
    site.add(typed)
    check_shown(site, title, "")


@pytest.mark.parametrize("field", ["title", "text"])
@pytest.mark.parametrize("words", REJECTED.values(), ids=REJECTED)
@pytest.mark.parametrize("button", ["Add", "Save"])
def test_rejecting(site: Any, field: str, words: str, button: str) -> None:
    """Next to each field, both forms report characters that cannot be stored."""
    site.add("a")
    edit = Page(site.get("/").text).root.one("a", "Edit: a")["href"]
    path = {"Add": "/new", "Save": edit}[button]
    response = site.press_on(path, button, **{"title": "a", field: words})
    message = f"{field.capitalize()} contains a character that cannot be stored."
    assert response.status_code == 422
    assert Page(response.text).root.one("p", id=f"{field}-error").text == message


@pytest.mark.parametrize("words", TOO_LONG.values(), ids=TOO_LONG)
def test_too_long(site: Any, words: str) -> None:
    """Input that is too long is reported at both fields, and kept in the form."""
    response = site.add(words, words)
    page = Page(response.text)
    fields = page.form_of(page.root.one("button", "Add")).fields
    assert response.status_code == 422
    for field, limit in (("title", "200"), ("text", "10,000")):
        message = page.root.one("p", id=f"{field}-error").text
        assert message.endswith(f"characters long; the limit is {limit}.")
    assert fields["text"] == words


def test_longest_text(site: Any) -> None:
    """A text may consist of 10,000 emoji."""
    site.add("a", "😀" * 10_000)
    check_shown(site, "a", "😀" * 10_000)


def test_searching(site: Any, add_tasks: Any) -> None:
    """The search field keeps hostile input, which does not match an unrelated task."""
    add_tasks("other")
    for words in ALL:
        response = site.get("/", query_string={"q": words})
        page = Page(response.text).root
        assert response.status_code == 200
        assert page.one("input", type="search")["value"] == words.strip()
        assert titles_of(page) == []
        link = page.one("nav", "Filter").one("a", "Open")["href"]
        again = Page(site.get(link).text).root
        assert again.one("input", type="search")["value"] == words.strip()


@pytest.mark.parametrize("words", TOO_LONG.values(), ids=TOO_LONG)
def test_long_search(site: Any, words: str) -> None:
    """A search that is too long returns 400."""
    assert site.get("/", query_string={"q": words}).status_code == 400


@pytest.mark.parametrize("words", PLAIN.values(), ids=PLAIN)
def test_conflict(site: Any, database: PlainDB, words: str) -> None:
    """The conflict page shows both versions as they were typed."""
    site.add("a")
    (task,) = database["tasks"].find().to_list()
    mine = site.get(f"/{task['_id']}/edit")
    change = {"title": words, "text": words, "version": 9}
    database["tasks"].update_one({}, {"$set": change})
    response = site.press(mine, "Save", title=f"{words[:199]}!", text=words)
    page = Page(response.text)
    theirs = page.root.one("section", aria_labelledby="theirs")
    fields = page.form_of(page.root.one("button", "Save my version")).fields
    assert theirs.one("p", dir="auto").raw_text == words
    assert theirs.one("div", dir="auto").raw_text == words
    assert (fields["title"], fields["text"]) == (f"{words[:199]}!", words)


def test_old_form(site: Any) -> None:
    """The error page for an outdated form keeps the input as it was typed."""
    site.get("/new")
    for words in ALL:
        response = site.post("/new", {"title": words, "text": words})
        page = Page(response.text)
        fields = page.form_of(page.root.one("button", "Try again")).fields
        assert response.status_code == 400
        assert (fields["title"], fields["text"]) == (words, words)


@pytest.mark.parametrize("words", PLAIN.values(), ids=PLAIN)
def test_deleted_page(site: Any, database: PlainDB, words: str) -> None:
    """The page of a deleted task shows its title as it was typed."""
    site.add(words)
    (task,) = database["tasks"].find().to_list()
    site.send(f"/{task['_id']}/delete")
    page = Page(site.get(f"/{task['_id']}").text).root
    assert page.one("main").all("bdi")[-1].raw_text == words
    assert titles_of(Page(site.get("/?show=deleted").text).root) == [words]


@pytest.mark.parametrize("field", ["show", "before", "after", "version", "token"])
def test_hidden_fields(site: Any, add_tasks: Any, field: str) -> None:
    """Hostile input in hidden fields and query parameters causes no server error."""
    (task_id,) = add_tasks("a")
    token = site.form()["csrf_token"]
    for words in ALL:
        form = {"csrf_token": token, "title": "b", "text": "", field: words}
        assert site.post(f"/{task_id}/done", form).headers["Location"] == "/"
        assert site.post("/new", form).status_code == 303
        is_unknown_version = field == "version" and words.strip() != ""
        status = 409 if is_unknown_version else 303
        assert site.post(f"/{task_id}/edit", form).status_code == status
        assert site.get("/", query_string={field: words}).status_code in {200, 400}


def test_batches(site: Any) -> None:
    """A hostile batch id is rejected when restoring, and ignored when clearing."""
    token = site.form()["csrf_token"]
    for words in ALL:
        form = {"csrf_token": token, "batch": words}
        assert site.post("/restore", form).status_code == 400
        assert site.post("/clear-done", form).status_code == 303


def test_importing(site: Any) -> None:
    """An import accepts and rejects the same titles as a form."""
    creation = {"$date": "2026-11-23T16:06:48Z"}
    tasks = [
        {"_id": {"$oid": str(ObjectId())}, "title": words, "creation": creation}
        for words in ALL
    ]
    form = site.hidden_fields(site.get("/import"))
    file = (io.BytesIO(json.dumps({"tasks": tasks}).encode()), "tasks.json")
    response = site.post("/import", {**form, "file": file})
    imported = len(ALL) - len(REJECTED)
    (heading,) = (h3.text for h3 in Page(response.text).root.all("h3"))
    assert heading == f"{imported} imported, 0 unchanged, {len(REJECTED)} refused"


INVALID = [b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"a\xf0\x9f"]


@pytest.mark.parametrize("data", INVALID, ids=ascii)
def test_invalid_utf8(site: Any, data: bytes) -> None:
    """Bytes that are not UTF-8 are shown percent-encoded."""
    quoted = quote_from_bytes(data)
    assert site.add(data).status_code == 303
    assert site.titles() == [quoted]
    page = Page(site.get(f"/?q={quoted}").text).root
    assert page.one("input", type="search")["value"] == quoted
