"""Drafts: typed words come back into their form until the server has accepted them."""

from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

RESTORED = "Your unsaved words are back."
BLOCKED = """
Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("Blocked", "SecurityError"); },
});
"""
FULL = """
Storage.prototype.setItem = () => {
  throw new DOMException("Full", "QuotaExceededError");
};
"""
VERSION = "return document.forms[0].elements.version.value"
SEND = """
const body = new URLSearchParams(new FormData(document.forms[0]));
return fetch("/new", { method: "POST", body, redirect: "manual" }).then(() => true);
"""
STORE = """
const [number, text] = arguments;
const draft = { title: "Title", key: "/new#", words: { text }, time: number };
sessionStorage.setItem(`draft /${number}/edit`, JSON.stringify(draft));
"""
DRAFTS = """
return Object.entries(sessionStorage)
  .filter(([key]) => key.startsWith("draft "))
  .map(([key, text]) => [key.slice(6), JSON.parse(text)]);
"""


def drafts(browser: Browser) -> dict[str, dict[str, str]]:
    """Return the words of the stored drafts by place."""
    return {place: draft["words"] for place, draft in browser.run(DRAFTS)}


def values(browser: Browser) -> list[str]:
    """Return the values of the text boxes."""
    return [str(box.get_property("value")) for box in browser.all("textbox")]


def wait_for_values(browser: Browser, *expected: str) -> None:
    """Wait until the text boxes contain these values."""
    browser.wait(lambda: values(browser) == list(expected))


@pytest.fixture
def milk(add_tasks: Any) -> ObjectId:
    """Store a task, and return its id."""
    (task_id,) = add_tasks("Milk", text="Two litres", version=3)
    assert isinstance(task_id, ObjectId)
    return task_id


def test_a_new_task(browser: Browser, tasks: Any) -> None:
    """Words survive a reload and other pages, until the task is stored."""
    browser.open("/new")
    browser.type("Title", "Bread")
    browser.type("Text", "Rye")
    token = browser.run("return document.forms[0].elements.token.value")
    browser.driver.refresh()
    browser.wait(lambda: RESTORED in browser.text)
    assert values(browser) == ["Bread", "Rye"]
    browser.follow("Back to list")
    browser.find("button", "Discard: a new task")
    browser.follow("Continue editing: a new task")
    wait_for_values(browser, "Bread", "Rye")
    assert browser.run("return document.forms[0].elements.token.value") == token
    assert "csrf_token" not in browser.run("return JSON.stringify(sessionStorage)")
    browser.press_button("Add")
    browser.wait_for_status('Added "Bread".')
    assert drafts(browser) == {}
    browser.open("/new")
    browser.wait_for_heading("New Todo Task")
    assert values(browser) == ["", ""]
    assert RESTORED not in browser.text
    assert tasks.count_documents({}) == 1


def test_discarding(browser: Browser, milk: ObjectId, tasks: Any) -> None:
    """Discarding a draft deletes it, and gives the form the server's values back."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and honey")
    tasks.update_one({"_id": milk}, {"$set": {"text": "Three", "version": 4}})
    browser.driver.refresh()
    browser.wait(lambda: RESTORED in browser.text)
    assert values(browser) == ["Milk and honey", "Two litres"]
    browser.press_button("Discard")
    browser.wait_for_focus("textbox", "Title")
    assert values(browser) == ["Milk", "Three"]
    assert RESTORED not in browser.text
    assert drafts(browser) == {}
    browser.press(" and bread", Keys.ENTER)
    browser.wait_for_heading("Task: Milk and bread")
    assert drafts(browser) == {}


def test_an_edit_of_an_older_version(
    browser: Browser, milk: ObjectId, tasks: Any
) -> None:
    """A draft of an older version leads to both versions, and overwrites neither."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and honey")
    browser.open(f"/{milk}")
    browser.find("button", "Discard: Milk")
    tasks.update_one({"_id": milk}, {"$set": {"title": "Oat milk", "version": 4}})
    browser.follow("Continue editing: Milk")
    wait_for_values(browser, "Milk and honey", "Two litres")
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")
    assert "Oat milk" in browser.text
    assert values(browser) == ["Milk and honey", "Two litres"]
    browser.type("Title", "!")
    browser.open(f"/{milk}")
    browser.follow("Continue editing: Milk")
    wait_for_values(browser, "Milk and honey!", "Two litres")
    browser.press_button("Save")
    browser.wait_for_heading("Task: Milk and honey!")
    assert drafts(browser) == {}


def test_keeping_their_version(browser: Browser, milk: ObjectId, tasks: Any) -> None:
    """The links "Keep their version" and "Cancel" delete the draft."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and honey")
    tasks.update_one({"_id": milk}, {"$set": {"title": "Oat milk", "version": 4}})
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")
    browser.follow("Keep their version")
    browser.wait_for_heading("Task: Oat milk")
    assert drafts(browser) == {}
    browser.follow("Edit")
    browser.type("Title", "shake")
    assert len(drafts(browser)) == 1
    browser.follow("Cancel")
    browser.wait_for_heading("Task: Oat milk")
    assert drafts(browser) == {}


@pytest.mark.parametrize("is_purged", [False, True])
def test_a_deleted_task(
    browser: Browser, milk: ObjectId, tasks: Any, *, is_purged: bool
) -> None:
    """The words of an edit can become a new task if the task is gone."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and honey")
    browser.open(f"/{milk}")
    browser.find("button", "Discard: Milk")
    browser.press_button("Delete")
    browser.wait_for_status('Deleted "Milk".')
    if is_purged:
        tasks.delete_one({"_id": milk})
    browser.follow("Continue editing: Milk")
    browser.find("button", "Save as new task")
    wait_for_values(browser, "Milk and honey", "Two litres")
    browser.press_button("Save as new task")
    browser.wait_for_status('Added "Milk and honey".')
    assert drafts(browser) == {}
    browser.open(f"/{milk}/edit")
    browser.find("heading", "Task not found" if is_purged else "This task was deleted")
    assert browser.all("textbox") == []


def test_rejected_words(browser: Browser) -> None:
    """Words that the server rejected are a draft, with later corrections."""
    browser.open("/new")
    browser.type("Text", "Rye")
    browser.press_button("Add")
    browser.wait_for_heading("There is a problem")
    assert RESTORED not in browser.text
    browser.type("Title", "Bread")
    browser.open()
    browser.follow("Continue editing: a new task")
    wait_for_values(browser, "Bread", "Rye")
    browser.press_button("Add")
    browser.wait_for_status('Added "Bread".')
    assert drafts(browser) == {}


def test_error_page(browser: Browser) -> None:
    """The form of an error page continues the draft, and "Try again" stores it."""
    browser.open("/new")
    browser.type("Title", "Bread")
    browser.lose_session()
    browser.press_button("Add")
    browser.wait_for_heading("This form is too old")
    browser.type("Title", " and butter")
    browser.open("/new")
    wait_for_values(browser, "Bread and butter", "")
    browser.lose_session()
    browser.press_button("Add")
    browser.wait_for_heading("This form is too old")
    browser.press_button("Try again")
    browser.wait_for_status('Added "Bread and butter".')
    assert drafts(browser) == {}


def test_a_message_in_another_tab(browser: Browser, tasks: Any) -> None:
    """If another tab showed the message, the draft stays, and is stored once."""
    browser.open("/new")
    browser.type("Title", "Bread")
    browser.run(SEND)
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    browser.open()
    browser.wait_for_status('Added "Bread".')
    assert drafts(browser) == {}
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.open()
    browser.follow("Continue editing: a new task")
    wait_for_values(browser, "Bread", "")
    browser.press_button("Add")
    browser.wait_for_status('Added "Bread".')
    assert drafts(browser) == {}
    assert tasks.count_documents({}) == 1


def test_words_equal_to_the_stored_ones(
    browser: Browser, milk: ObjectId, tasks: Any
) -> None:
    """A draft that equals the stored task is deleted without a notice."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", "  and honey ")
    tasks.update_one({"_id": milk}, {"$set": {"title": "Milk and honey", "version": 4}})
    browser.driver.refresh()
    wait_for_values(browser, "Milk and honey", "Two litres")
    assert RESTORED not in browser.text
    assert drafts(browser) == {}


def test_words_typed_back(browser: Browser, milk: ObjectId) -> None:
    """Words that are changed back to the stored ones are no draft."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", "s")
    assert len(drafts(browser)) == 1
    browser.press(Keys.BACKSPACE)
    assert drafts(browser) == {}
    browser.find("textbox", "Text").clear()
    assert len(drafts(browser)) == 1


def test_back_to_a_stored_form(browser: Browser, milk: ObjectId) -> None:
    """Going back to a form that was stored offers no draft, and can be stored again."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and honey")
    browser.press_button("Save")
    browser.wait_for_heading("Task: Milk and honey")
    browser.driver.back()
    browser.wait(lambda: browser.run(VERSION) == "4")
    wait_for_values(browser, "Milk and honey", "Two litres")
    browser.type("Title", "!")
    browser.press_button("Save")
    browser.wait_for_heading("Task: Milk and honey!")


def test_editing_in_place(browser: Browser, milk: ObjectId) -> None:
    """An edit in place is offered after a reload, and its words come back in place."""
    browser.open()
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")
    browser.press(" and honey")
    browser.driver.refresh()
    browser.follow("Continue editing: Milk")
    browser.wait_for_focus("textbox", "Title")
    assert values(browser) == ["", "Milk and honey", "Two litres"]
    assert RESTORED in browser.text
    assert "Unsaved words" not in browser.text
    browser.press("!", Keys.ENTER)
    browser.wait_for_status('Saved "Milk and honey!".')
    assert drafts(browser) == {}
    browser.follow("Edit: Milk and honey!")
    browser.wait_for_focus("textbox", "Title")
    browser.press("?")
    assert list(drafts(browser)) == [f"/{milk}/edit"]
    browser.press(Keys.ESCAPE)
    browser.wait_for_titles("Milk and honey!")
    assert drafts(browser) == {}


def test_a_conflict_in_place(browser: Browser, milk: ObjectId, tasks: Any) -> None:
    """Words in conflict with another edit are a draft for the version shown."""
    browser.open()
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")
    browser.press(" and honey")
    tasks.update_one({"_id": milk}, {"$set": {"title": "Oat milk", "version": 4}})
    browser.press(Keys.ENTER)
    browser.wait_for_heading("Somebody else changed this task")
    browser.type("Title", "!")
    browser.open()
    browser.follow("Edit: Oat milk")
    browser.wait(lambda: RESTORED in browser.text)
    assert values(browser) == ["", "Milk and honey!", "Two litres"]
    browser.press_button("Save")
    browser.wait_for_status('Saved "Milk and honey!".')
    assert drafts(browser) == {}


def test_an_item_that_left_the_list(
    browser: Browser, milk: ObjectId, tasks: Any
) -> None:
    """The list offers words for a task that it does not contain."""
    browser.open("/?show=open")
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")
    browser.press(" and honey")
    tasks.update_one({"_id": milk}, {"$set": {"done": True}})
    browser.driver.refresh()
    browser.wait(lambda: 'Unsaved words for "Milk".' in browser.text)
    assert browser.titles == []
    browser.follow("Continue editing: Milk")
    browser.wait_for_heading("Edit task")
    wait_for_values(browser, "Milk and honey", "Two litres")
    browser.open()
    browser.press_button("Discard: Milk")
    browser.wait_for_focus("textbox", "New task")
    assert "Unsaved words" not in browser.text
    assert drafts(browser) == {}


def test_quick_adding(browser: Browser, tasks: Any) -> None:
    """The words in the box for a new task stay in it, under each filter."""
    browser.open()
    browser.type("New task", "Bread")
    browser.follow("Open")
    browser.wait_for_path("/?show=open")
    wait_for_values(browser, "Bread")
    browser.press_button("Discard")
    browser.wait_for_focus("textbox", "New task")
    assert values(browser) == [""]
    browser.press("Butter")
    browser.driver.refresh()
    browser.wait(lambda: RESTORED in browser.text)
    browser.type("New task", Keys.ENTER)
    browser.wait_for_status('Added "Butter".')
    assert values(browser) == [""]
    assert RESTORED not in browser.text
    assert drafts(browser) == {}
    assert [task["title"] for task in tasks.find()] == ["Butter"]


def test_many_drafts(browser: Browser) -> None:
    """Of many drafts, the newest stay: fifty, and one mebibyte in all."""
    browser.open("/help")
    for number in range(60):
        browser.run(STORE, number, "x")
    browser.open("/help")
    assert set(drafts(browser)) == {f"/{n}/edit" for n in range(10, 60)}
    for number in (20, 30, 40):
        browser.run(STORE, number, "x" * 400_000)
    browser.open("/help")
    assert set(drafts(browser)) == {f"/{n}/edit" for n in range(21, 60)}


@pytest.mark.parametrize("obstacle", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage(browser: Browser, milk: ObjectId, obstacle: str) -> None:
    """Without storage, the forms work, without drafts and without errors."""
    run = browser.driver.execute_cdp_cmd
    added = run("Page.addScriptToEvaluateOnNewDocument", {"source": obstacle})
    try:
        browser.open(f"/{milk}/edit")
        browser.type("Title", " and honey")
        browser.press_button("Save")
        browser.wait_for_heading("Task: Milk and honey")
        browser.open("/new")
        browser.type("Title", "Bread")
        browser.press_button("Add")
        browser.wait_for_status('Added "Bread".')
        browser.follow("Add new Task")
        browser.wait_for_heading("New Todo Task")
        assert values(browser) == ["", ""]
    finally:
        run("Page.removeScriptToEvaluateOnNewDocument", added)
