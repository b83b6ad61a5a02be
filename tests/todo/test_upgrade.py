"""The update from the first edition: its tasks, exports, sessions and open forms.

``first_edition.json`` was made by that edition (commit e63b68c), except for the times
of deletion, which are set to 2100 so that MongoDB never removes these tasks.
"""

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from bson import json_util
from itsdangerous import TimestampSigner
from pymongo.database import Database as PlainDatabase

PlainDB = PlainDatabase[dict[str, Any]]

FILE = Path(__file__).parent / "first_edition.json"
FIRST = json.loads(FILE.read_text(encoding="utf-8"))
DAY_AFTER = datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)
PRESENT_COOKIE, FIRST_COOKIE = "todo-session-8000", "session"
OLD_SCRIPT = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Target": "main#content",
    "HX-Current-URL": "http://localhost/?show=open",
    "Sec-Fetch-Dest": "empty",
}
HTTPS = {
    "base_url": "https://localhost",
    "headers": {"Referer": "https://localhost/new"},
}


@pytest.fixture(autouse=True)
def _soon_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check and make signatures as on the day after those in the file."""
    time = int(DAY_AFTER.timestamp())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: time)


@pytest.fixture
def tasks(database: PlainDB) -> list[dict[str, Any]]:
    """Store the first edition's tasks and indexes, and return the tasks."""
    stored: list[dict[str, Any]] = json_util.loads(json.dumps(FIRST["tasks"]))
    database["tasks"].insert_many(stored)
    indexes = json_util.loads(json.dumps(FIRST["indexes"]))
    database.command("createIndexes", "tasks", indexes=indexes)
    return stored


@pytest.fixture
def updated(make_app: Any) -> Any:
    """Return a site with the first edition's secret key."""
    return make_app(SECRET_KEY=FIRST["secret_key"])


@pytest.fixture
def browser(updated: Any, browse: Any) -> Any:
    """Return a client that has the first edition's session cookie."""
    client = browse(updated)
    client.client.set_cookie(FIRST_COOKIE, FIRST["cookies"]["session"])
    return client


def present_cookie(site: Any) -> Any:
    """Return the cookie of the present edition, or ``None``."""
    return site.client.get_cookie(PRESENT_COOKIE)


def test_setup_keeps_every_task(
    updated: Any, database: PlainDB, tasks: list[dict[str, Any]]
) -> None:
    """``flask setup`` keeps every field that people see, and can be repeated."""
    for _ in range(2):
        result = updated.test_cli_runner().invoke(args=["setup"])
        assert result.exit_code == 0, result.output
        kept = database["tasks"].find({}, {"words": False}).sort("_id").to_list()
        assert kept == [
            {name: value for name, value in task.items() if name != "words"}
            for task in tasks
        ]
    assert updated.test_cli_runner().invoke(args=["check"]).exit_code == 0


@pytest.mark.usefixtures("tasks")
def test_every_page_shows_the_tasks(browser: Any, database: PlainDB) -> None:
    """The tasks are listed, found, edited and restored before ``flask setup``."""
    shown = set(browser.titles()) | set(browser.titles("/?show=deleted"))
    assert len(shown) == len(FIRST["tasks"]) == database["tasks"].count_documents({})
    assert browser.titles("/?q=milk") == ["Buy milk"]
    edit = FIRST["forms"]["edit"]
    assert browser.get(edit["path"]).status_code == 200
    page = browser.follow(browser.press_on("/?show=deleted", "Restore: Deleted"))
    assert browser.messages(page) == ['Restored "Deleted".']


def test_an_export_can_be_imported(browser: Any, database: PlainDB) -> None:
    """A file that the first edition exported is imported completely, but only once."""
    reports = []
    for _ in range(2):
        file = (io.BytesIO(json.dumps(FIRST["export"]).encode()), "tasks.json")
        page = browser.send("/import", file=file)
        reports.append("10 imported" in page.text)
        assert page.status_code == 200
    assert reports == [True, False]
    assert database["tasks"].count_documents({}) == len(FIRST["export"]["tasks"])


def test_an_open_form_is_accepted(browser: Any) -> None:
    """A form for a new task that was open during the update adds one task."""
    form = {**FIRST["forms"]["new"], "title": "Typed before", "text": ""}
    for _ in range(2):
        assert browser.post("/new", form).status_code == 303
    assert browser.titles() == ["Typed before"]
    assert present_cookie(browser) is not None


@pytest.mark.usefixtures("tasks")
def test_an_open_edit_form_is_accepted(browser: Any, database: PlainDB) -> None:
    """An edit form that was open during the update saves the task."""
    form = {**FIRST["forms"]["edit"], "title": "Edited", "text": "before"}
    path = form.pop("path")
    assert browser.post(path, form).headers["Location"] == path.removesuffix("/edit")
    (stored,) = database["tasks"].find({"title": "Edited"}).to_list()
    assert (stored["text"], stored["version"]) == ("before", 4)


def test_the_present_cookie_replaces_the_first(browser: Any) -> None:
    """The old session continues under the new name; the old cookie is ignored then."""
    browser.get("/new")
    assert present_cookie(browser) is not None
    browser.client.set_cookie(FIRST_COOKIE, "of another site on this host")
    form = {**FIRST["forms"]["new"], "title": "Typed before", "text": ""}
    assert browser.post("/new", form).status_code == 303


def test_a_waiting_message_is_shown(browser: Any) -> None:
    """A message that the first edition left in the session is shown."""
    browser.client.set_cookie(FIRST_COOKIE, FIRST["cookies"]["with_message"])
    assert browser.messages(browser.get("/")) == ['Added "Waiting message".']
    assert browser.messages(browser.get("/")) == []


def test_an_open_form_over_https(make_app: Any, browse: Any) -> None:
    """Over HTTPS, the first edition's cookie and form are accepted, too."""
    site = browse(make_app(SECRET_KEY=FIRST["secret_key"], TODO_HTTPS=True))
    name = "__Host-session"
    site.client.set_cookie(name, FIRST["cookies"][name], secure=True)
    form = {**FIRST["forms"]["https_new"], "title": "Typed before", "text": ""}
    assert site.post("/new", form, **HTTPS).status_code == 303
    assert site.client.get_cookie("__Host-todo-session") is not None


@pytest.mark.parametrize("value", ["", "x", FIRST["cookies"]["session"]])
def test_a_cookie_of_another_key(make_app: Any, browse: Any, value: str) -> None:
    """A cookie called ``session`` that another site has set is ignored."""
    site = browse(make_app())
    site.client.set_cookie(FIRST_COOKIE, value)
    form = {**FIRST["forms"]["new"], "title": "Typed", "text": ""}
    assert site.post("/new", form).status_code == 400
    assert site.add("Typed").status_code == 303


@pytest.mark.parametrize(
    "path", ["/", "/?show=open&q=milk", "/new", "/help", "/import"]
)
def test_links_of_an_open_page(browser: Any, path: str) -> None:
    """A link on a page of the first edition opens a whole page of this one."""
    browser.add("Buy milk")
    response = browser.get(path, headers=OLD_SCRIPT)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["HX-Redirect"] == path
    page = browser.get(path)
    assert page.text.startswith("<!DOCTYPE html>")
    assert "HX-Request" in page.headers["Vary"]
    assert browser.messages(page) == ['Added "Buy milk".']


@pytest.mark.parametrize("target", ["main#content", f"li#task-{'0' * 24}"])
def test_forms_of_an_open_page(browser: Any, target: str) -> None:
    """A form that a script of the first edition sends is stored; then a page opens."""
    headers = {**OLD_SCRIPT, "HX-Target": target}
    form = {**FIRST["forms"]["new"], "title": "Typed before", "text": ""}
    response = browser.post("/new", form, headers=headers)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert browser.get("/", headers=headers).headers["HX-Redirect"] == "/"
    assert browser.messages(browser.get("/")) == ['Added "Typed before".']


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        ("/new", {"title": ""}, 422),
        ("/new", {"csrf_token": "old"}, 400),
        (FIRST["forms"]["edit"]["path"], {"version": "2"}, 409),
        (f"/{'0' * 24}/edit", {}, 410),
        ("/?before=x", {}, 405),
    ],
)
def test_refused_forms_of_an_open_page(
    browser: Any, path: str, changes: dict[str, str], status: int
) -> None:
    """A form that is refused replaces the whole old page, with the typed words."""
    typed = {"title": "Title", "text": "Typed before", **changes}
    form = {**FIRST["forms"]["new"], **typed}
    response = browser.post(path, form, headers=OLD_SCRIPT)
    assert response.status_code == status
    assert response.text.startswith("<!DOCTYPE html>")
    assert response.headers["HX-Retarget"] == "body"
    assert response.headers["HX-Reswap"] == "innerHTML"
    assert ("Typed before" in response.text) is (status != 405)


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/x", "/a/b"])
def test_no_page_of_the_site(browser: Any, path: str) -> None:
    """Old scripts are never sent to an address that is none of the site's."""
    environ = {"PATH_INFO": path, "REQUEST_URI": path}
    response = browser.client.open("/", headers=OLD_SCRIPT, environ_overrides=environ)
    assert response.status_code in {400, 404}
    assert "HX-Redirect" not in response.headers


def test_present_scripts(browser: Any) -> None:
    """Pages have no headers for the scripts of the first edition otherwise."""
    headers = browser.get("/").headers
    assert not [name for name, _ in headers if name.startswith("HX-")]
