"""Adding a task: stored fields, rejected input, and repeated submissions."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from tests.todo.conftest import MakeApp, Site

STORED = {"_id", "title", "text", "creation", "version", "done", "words"}
PlainDB = PlainDatabase[dict[str, Any]]


def stored(database: PlainDB) -> list[dict[str, Any]]:
    """Return the stored tasks."""
    return database["tasks"].find().to_list()


def test_the_form(site: Any) -> None:
    """The form shows labels and limits, and leaves validation to the server."""
    page = site.get("/new").text
    assert '<label for="title">Title</label>' in page
    assert "Up to 200 characters" in page
    assert "Up to 10,000 characters" in page
    assert "novalidate" in page
    assert not {"required", "maxlength"} & set(page.split())


def test_a_task_is_stored(site: Any, database: PlainDB) -> None:
    """A new task has the fields in ``STORED``, the input and the current time."""
    before = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    response = site.add("Buy milk", "Two litres.\nAnd bread.")
    (task,) = stored(database)
    assert response.status_code == 303
    assert response.headers["Location"] == "/"
    assert set(task) == STORED
    assert (task["title"], task["text"]) == ("Buy milk", "Two litres.\nAnd bread.")
    margin = datetime.timedelta(milliseconds=1)
    assert before - margin <= task["creation"]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Buy milk", "Buy milk"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_the_message(site: Any, title: str, shown: str) -> None:
    """The message is shown once and contains the title, shortened if it is long."""
    site.add(title)
    assert f"<p>Added &#34;<bdi>{shown}</bdi>&#34;.</p>" in site.get("/").text
    assert "Added" not in site.get("/").text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Enter a title."),
        ("title", " \t\n ", "Enter a title."),
        ("title", "\u200b\u200d", "Enter a title."),
        (
            "title",
            "x" * 213,
            "Title is 213 characters long; the limit is 200.",
        ),
        ("title", "a\0b", "Title contains a character that cannot be stored."),
        (
            "text",
            "x" * 10_250,
            "Text is 10,250 characters long; the limit is 10,000.",
        ),
        ("text", "a\x1bb", "Text contains a character that cannot be stored."),
    ],
)
def test_invalid_input(
    site: Any, database: PlainDB, field: str, value: str, message: str
) -> None:
    """Invalid input is reported in the summary and at its field."""
    response = site.add(**{"title": "Title", "text": "Text", field: value})
    assert response.status_code == 422
    assert response.text.count(message) == 2
    assert "<title>Error: New Todo Task" in response.text
    assert "There is a problem" in response.text
    assert f'href="#{field}"' in response.text
    assert f'aria-describedby="{field}-error {field}-hint"' in response.text
    assert stored(database) == []


def test_all_errors_are_reported_at_once(site: Any) -> None:
    """All invalid fields are reported at once."""
    response = site.add("", "x" * 10_001)
    assert "Enter a title." in response.text
    assert "Text is 10,001 characters long" in response.text


def test_input_is_kept(site: Any) -> None:
    """A rejected form still contains the input, including a leading newline."""
    response = site.add("x" * 201, "\n<kept> & more")
    assert f'value="{"x" * 201}"' in response.text
    assert ">\n\n&lt;kept&gt; &amp; more</textarea>" in response.text.replace("\r", "")


def test_emoji_count_as_one_character(site: Any, database: PlainDB) -> None:
    """Limits count code points, not UTF-16 code units."""
    assert site.add("😀" * 200, "😀" * 10_000).status_code == 303
    assert len(stored(database)[0]["text"]) == 10_000


def test_the_same_form_twice(site: Any, database: PlainDB) -> None:
    """Submitting the same form twice creates one task and redirects both times."""
    form = {**site.form(), "title": "Once", "text": "Only"}
    responses = [site.post("/new", form) for _ in range(2)]
    assert [response.status_code for response in responses] == [303, 303]
    assert len(stored(database)) == 1
    assert "Added &#34;<bdi>Once</bdi>&#34;." in site.get("/").text


class Rollback(CommandListener):
    """Removes all tasks as soon as an insert has failed, as a failover can."""

    def __init__(self, database: PlainDB) -> None:
        self.database = database
        self.number = 0

    def started(self, event: CommandStartedEvent) -> None:
        """Ignore that a command has started."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Remove all tasks if an insert was refused, since the key exists."""
        if event.command_name == "insert" and "writeErrors" in event.reply:
            self.number += self.database["tasks"].delete_many({}).deleted_count

    def failed(self, event: CommandFailedEvent) -> None:
        """Ignore that a command has failed."""


def test_a_repeated_form_after_a_failover(
    make_app: MakeApp, browse: Callable[[Flask], Site], database: PlainDB
) -> None:
    """A repeated form stores its task again if a new primary does not have it."""
    rollback = Rollback(database)
    site = browse(make_app(MONGODB_OPTIONS={"event_listeners": [rollback]}))
    form = {**site.form(), "title": "Buy milk", "text": "Two litres."}
    responses = [site.post("/new", form) for _ in range(2)]
    assert [response.status_code for response in responses] == [303, 303]
    assert rollback.number == 1
    assert [task["title"] for task in stored(database)] == ["Buy milk"]


def test_the_same_input_after_cleaning(site: Any, database: PlainDB) -> None:
    """Input that is equal after cleaning counts as the same input."""
    form = {**site.form(), "text": ""}
    site.post("/new", {**form, "title": "  Café "})
    site.post("/new", {**form, "title": "Cafe\u0301"})
    assert len(stored(database)) == 1


def test_different_input_in_the_same_form(site: Any, database: PlainDB) -> None:
    """Going back and submitting different input creates another task."""
    form = site.form()
    site.post("/new", {**form, "title": "One"})
    site.post("/new", {**form, "title": "Other"})
    assert len(stored(database)) == 2


def test_the_same_input_in_another_form(site: Any, database: PlainDB) -> None:
    """The same input in a new form creates another task."""
    site.add("Twice")
    site.add("Twice")
    assert len(stored(database)) == 2


@pytest.mark.parametrize("token", [None, "", "forged", "ImZvcmdlZCI.c2lnbmF0dXJl"])
def test_a_form_without_a_form_token(
    site: Any, database: PlainDB, token: str | None
) -> None:
    """A form without a valid form token adds a task, as on the original site."""
    form = {"csrf_token": site.form()["csrf_token"], "title": "Plain", "token": token}
    response = site.post("/new", {k: v for k, v in form.items() if v is not None})
    assert response.status_code == 303
    assert len(stored(database)) == 1


def test_unknown_fields(site: Any, database: PlainDB) -> None:
    """Unknown form fields are ignored, whatever their names."""
    extra = {
        "_id": "1",
        "creation": "1",
        "version": "9",
        "$where": "1",
        "__proto__": "x",
        "title[$ne]": "x",
    }
    site.post("/new", {**site.form(), "title": "Mine", **extra})
    (task,) = stored(database)
    assert set(task) == STORED
    assert task["title"] == "Mine"


@pytest.mark.parametrize("field", ["title", "text", "token"])
def test_files_are_not_text(site: Any, database: PlainDB, field: str) -> None:
    """A file uploaded in a text field counts as an empty value."""
    filled = {**site.form(), "title": "Typed", "text": ""}
    response = site.post("/new", {**filled, field: (io.BytesIO(b"x"), "file.txt")})
    assert response.status_code == (422 if field == "title" else 303)
    assert [task["title"] for task in stored(database)] == ["Typed"] * (
        field != "title"
    )


@pytest.mark.parametrize("body", [{"title": {"$ne": 1}}, {"title": 1}, [1], "x", None])
def test_json_with_a_csrf_token(site: Any, database: PlainDB, body: object) -> None:
    """A JSON body is not accepted as a form, even with the CSRF token in a header."""
    headers = {"X-CSRFToken": site.form()["csrf_token"]}
    response = site.client.post("/new", json=body, headers=headers)
    assert response.status_code == 422
    assert stored(database) == []


def test_json_is_not_a_form(site: Any, database: PlainDB) -> None:
    """A JSON body without a CSRF token is rejected."""
    response = site.client.post("/new", json={"title": {"$ne": 1}})
    assert response.status_code == 400
    assert stored(database) == []


def test_without_a_csrf_token(site: Any, database: PlainDB) -> None:
    """A form without a CSRF token is rejected, and its input is kept."""
    site.get("/new")
    response = site.post("/new", {"title": "Kept title", "text": "Kept text"})
    assert response.status_code == 400
    assert "This form is too old" in response.text
    assert "Kept title" in response.text
    assert "Kept text" in response.text
    assert stored(database) == []


def test_an_expired_form_can_be_resubmitted(site: Any, database: PlainDB) -> None:
    """An expired form can be resubmitted from the error page, with its fresh token."""
    form = {**site.form(), "title": "Kept", "text": ""}
    response = site.post("/new", {**form, "csrf_token": "old"})
    site.post("/new", {**site.hidden_fields(response), "title": "Kept"})
    assert [task["title"] for task in stored(database)] == ["Kept"]


def test_unknown_fields_are_not_sent_again(site: Any) -> None:
    """The form on an error page has only fields of the site's own forms, each once."""
    site.get("/new")
    form = {"csrf_token": "old", "title": "Kept", "token": "1", "evil": "2", "_id": "3"}
    hidden = site.hidden_fields(site.post("/new", form))
    assert hidden.pop("csrf_token") != "old"
    assert hidden == {"token": "1"}


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_cross_site_form(site: Any, database: PlainDB, origin: str) -> None:
    """A form from another origin is rejected, even with a valid CSRF token."""
    response = site.add("Forged", headers={"Sec-Fetch-Site": origin})
    assert response.status_code == 400
    assert "This form is too old" in response.text
    assert stored(database) == []


def test_a_large_cross_site_form(site: Any) -> None:
    """A form that is too large returns 413, even if it is cross-site."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = site.post("/new", {"title": "x" * 300_000}, headers=headers)
    assert response.status_code == 413
    assert "xxx" not in response.text


def test_a_cross_site_form_to_an_unknown_url(site: Any) -> None:
    """A cross-site form sent to an unknown URL returns a 404 page without a form."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = site.post("/evil.example/new", {"title": "x"}, headers=headers)
    assert response.status_code == 404
    assert "<form" not in response.text


@pytest.mark.parametrize("origin", ["same-origin", "none"])
def test_a_same_origin_form(site: Any, origin: str) -> None:
    """Same-origin forms, and requests not sent by a page, are accepted."""
    response = site.add("Ours", headers={"Sec-Fetch-Site": origin})
    assert response.status_code == 303


def test_a_large_form(site: Any, database: PlainDB) -> None:
    """A form that is too large is rejected, and the page states the limit."""
    response = site.add("Title", "x" * (256 * 1024))
    assert response.status_code == 413
    assert "That is too much text" in response.text
    assert "256 KiB" in response.text
    assert stored(database) == []


def test_head_and_options(site: Any) -> None:
    """HEAD returns no body, and OPTIONS lists the allowed methods."""
    head = site.client.head("/new")
    allowed = set(site.client.options("/new").headers["Allow"].split(", "))
    assert (head.status_code, head.data) == (200, b"")
    assert allowed == {"GET", "HEAD", "OPTIONS", "POST"}
