"""Adding a task: what is stored, what is refused, and what is never lost."""

import datetime
import io
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

STORED = {"_id", "title", "text", "creation", "version", "done", "words"}
PlainDB = PlainDatabase[dict[str, Any]]


def stored(database: PlainDB) -> list[dict[str, Any]]:
    """Return the tasks that are stored."""
    return database["tasks"].find().to_list()


def test_the_form(site: Any) -> None:
    """The form has labels and limits for people, and no checks for browsers."""
    page = site.get("/new").text
    assert '<label for="title">Title</label>' in page
    assert "Up to 200 characters" in page
    assert "Up to 10,000 characters" in page
    assert "novalidate" in page
    assert not {"required", "maxlength"} & set(page.split())


def test_a_task_is_stored(site: Any, database: PlainDB) -> None:
    """A task that is added is stored with its words and the time, and nothing else."""
    before = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    answer = site.add("Buy milk", "Two litres.\nAnd bread.")
    (task,) = stored(database)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
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
    """The list says once what was added, in short where the title is long."""
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
def test_words_that_are_refused(
    site: Any, database: PlainDB, field: str, value: str, message: str
) -> None:
    """A problem is named in the summary and beside its field, and nothing is stored."""
    answer = site.add(**{"title": "Title", "text": "Text", field: value})
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert "<title>Error: New Todo Task" in answer.text
    assert "There is a problem" in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'aria-describedby="{field}-error {field}-hint"' in answer.text
    assert stored(database) == []


def test_all_problems_at_once(site: Any) -> None:
    """Every field that is wrong is named in the same answer."""
    answer = site.add("", "x" * 10_001)
    assert "Enter a title." in answer.text
    assert "Text is 10,001 characters long" in answer.text


def test_typed_words_are_kept(site: Any) -> None:
    """A form that is refused comes back with what was typed, first line included."""
    answer = site.add("x" * 201, "\n<kept> & more")
    assert f'value="{"x" * 201}"' in answer.text
    assert ">\n\n&lt;kept&gt; &amp; more</textarea>" in answer.text.replace("\r", "")


def test_emoji_count_as_one_character(site: Any, database: PlainDB) -> None:
    """Limits count characters, as a person does, and not units of UTF-16."""
    assert site.add("😀" * 200, "😀" * 10_000).status_code == 303
    assert len(stored(database)[0]["text"]) == 10_000


def test_the_same_form_twice(site: Any, database: PlainDB) -> None:
    """One form sent twice with the same words is one task, and answers alike."""
    form = {**site.form(), "title": "Once", "text": "Only"}
    answers = [site.post("/new", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(stored(database)) == 1
    assert "Added &#34;<bdi>Once</bdi>&#34;." in site.get("/").text


def test_the_same_words_after_cleaning(site: Any, database: PlainDB) -> None:
    """Words that are stored alike are the same words."""
    form = {**site.form(), "text": ""}
    site.post("/new", {**form, "title": "  Café "})
    site.post("/new", {**form, "title": "Cafe\u0301"})
    assert len(stored(database)) == 1


def test_other_words_in_the_same_form(site: Any, database: PlainDB) -> None:
    """Going back and typing other words makes another task."""
    form = site.form()
    site.post("/new", {**form, "title": "One"})
    site.post("/new", {**form, "title": "Other"})
    assert len(stored(database)) == 2


def test_the_same_words_in_another_form(site: Any, database: PlainDB) -> None:
    """The same words may be wanted twice."""
    site.add("Twice")
    site.add("Twice")
    assert len(stored(database)) == 2


@pytest.mark.parametrize("token", [None, "", "forged", "ImZvcmdlZCI.c2lnbmF0dXJl"])
def test_a_form_without_our_token(
    site: Any, database: PlainDB, token: str | None
) -> None:
    """A plain form as the original had it works; so does one with a forged token."""
    form = {"csrf_token": site.form()["csrf_token"], "title": "Plain", "token": token}
    answer = site.post("/new", {k: v for k, v in form.items() if v is not None})
    assert answer.status_code == 303
    assert len(stored(database)) == 1


def test_fields_of_no_form(site: Any, database: PlainDB) -> None:
    """What the form has not is ignored, whatever its name."""
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
def test_files_are_no_words(site: Any, database: PlainDB, field: str) -> None:
    """A file in place of words is as good as nothing in that field."""
    filled = {**site.form(), "title": "Typed", "text": ""}
    answer = site.post("/new", {**filled, field: (io.BytesIO(b"x"), "file.txt")})
    assert answer.status_code == (422 if field == "title" else 303)
    assert [task["title"] for task in stored(database)] == ["Typed"] * (
        field != "title"
    )


@pytest.mark.parametrize("body", [{"title": {"$ne": 1}}, {"title": 1}, [1], "x", None])
def test_json_with_our_csrf_token(site: Any, database: PlainDB, body: object) -> None:
    """JSON is no form either where it carries the token in a header."""
    headers = {"X-CSRFToken": site.form()["csrf_token"]}
    answer = site.client.post("/new", json=body, headers=headers)
    assert answer.status_code == 422
    assert stored(database) == []


def test_json_is_no_form(site: Any, database: PlainDB) -> None:
    """JSON in place of the form stores nothing."""
    answer = site.client.post("/new", json={"title": {"$ne": 1}})
    assert answer.status_code == 400
    assert stored(database) == []


def test_without_a_csrf_token(site: Any, database: PlainDB) -> None:
    """A form without its token stores nothing, and comes back with what was typed."""
    answer = site.post("/new", {"title": "Kept title", "text": "Kept text"})
    assert answer.status_code == 400
    assert "This form is too old" in answer.text
    assert "Kept title" in answer.text
    assert "Kept text" in answer.text
    assert stored(database) == []


def test_the_old_form_can_be_sent_again(site: Any, database: PlainDB) -> None:
    """The page of an old form carries a fresh token: sending it stores the task."""
    form = {**site.form(), "title": "Kept", "text": ""}
    answer = site.post("/new", {**form, "csrf_token": "old"})
    site.post("/new", {**site.hidden_fields(answer), "title": "Kept"})
    assert [task["title"] for task in stored(database)] == ["Kept"]


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_from_another_site(site: Any, database: PlainDB, origin: str) -> None:
    """A form that another site sends stores nothing, even with the right token."""
    answer = site.add("Forged", headers={"Sec-Fetch-Site": origin})
    assert answer.status_code == 400
    assert "This form is too old" in answer.text
    assert stored(database) == []


def test_too_much_from_another_site(site: Any) -> None:
    """A form that is too long is refused as such, wherever it comes from."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = site.post("/new", {"title": "x" * 300_000}, headers=headers)
    assert answer.status_code == 413
    assert "xxx" not in answer.text


def test_from_another_site_to_no_page(site: Any) -> None:
    """Another site cannot make this one show its own form, at an address of theirs."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = site.post("/evil.example/new", {"title": "x"}, headers=headers)
    assert answer.status_code == 404
    assert "<form" not in answer.text


@pytest.mark.parametrize("origin", ["same-origin", "none"])
def test_from_this_site(site: Any, origin: str) -> None:
    """A form of this site, or one sent without a page, is taken."""
    answer = site.add("Ours", headers={"Sec-Fetch-Site": origin})
    assert answer.status_code == 303


def test_too_much(site: Any, database: PlainDB) -> None:
    """A form above the limit is refused with the limit, and nothing is stored."""
    answer = site.add("Title", "x" * (256 * 1024))
    assert answer.status_code == 413
    assert "That is too much text" in answer.text
    assert "256 KiB" in answer.text
    assert stored(database) == []


def test_head_and_options(site: Any) -> None:
    """HEAD is GET without a body, and OPTIONS says what is allowed."""
    head = site.client.head("/new")
    allowed = set(site.client.options("/new").headers["Allow"].split(", "))
    assert (head.status_code, head.data) == (200, b"")
    assert allowed == {"GET", "HEAD", "OPTIONS", "POST"}
