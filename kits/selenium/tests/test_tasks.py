"""Adding, editing, finishing and deleting tasks."""

from .site import Site
from .todo import ToDo


def test_add(todo: ToDo) -> None:
    """A task that is added comes first in the list."""
    todo.open()
    todo.add("Buy milk")
    todo.add("Buy bread")
    todo.wait_for_titles("Buy bread", "Buy milk")


def test_add_with_text(todo: ToDo) -> None:
    """A task can have a text, whose lines stay lines."""
    todo.open()
    todo.follow("Add new Task", "New Todo Task")
    text = "Ask first.\nThen decide."
    added = 'Added "Plan the trip".'
    fields = {"Title": "Plan the trip", "Text": text}
    todo.fill("Add", lambda: todo.message == added, **fields)
    todo.follow("Plan the trip", "Task: Plan the trip")
    (article,) = todo.all("article")
    assert text in article.text


def test_a_title_is_required(todo: ToDo) -> None:
    """Without a title, nothing is added; the error is at the field, and links to it."""
    todo.open("/new")
    problem = "There is a problem"
    todo.fill("Add", lambda: todo.has("heading", problem), Text="Two litres.")
    title, text = todo.find("textbox", "Title"), todo.find("textbox", "Text")
    assert title.get_attribute("aria-invalid") == "true"
    assert text.get_attribute("value") == "Two litres."
    todo.click("link", "Enter a title.")
    todo.wait(lambda: todo.driver.switch_to.active_element == title)


def test_the_longest_title(todo: ToDo) -> None:
    """A title has up to 200 characters, of which none is lost."""
    longest = "Write a title that is long enough to break a line or two, " * 4
    longest = longest[:199] + "!"
    todo.open("/new")
    too_long = "Title is 201 characters long; the limit is 200."
    todo.fill("Add", lambda: todo.has("link", too_long), Title=f"{longest}!")
    todo.fill("Add", lambda: todo.has("heading", "All Items"), Title=longest)
    todo.wait_for_titles(longest)


def test_edit(todo: ToDo, site: Site) -> None:
    """A task can be edited in the list, where it keeps its place."""
    site.add("Buy milk")
    site.add("Buy bread")
    todo.open()
    todo.do(
        lambda: todo.click("link", "Edit: Buy milk"),
        lambda: todo.has("textbox", "Title"),
    )
    saved = 'Saved "Buy oat milk".'
    todo.fill("Save", lambda: todo.message == saved, Title="Buy oat milk")
    todo.wait_for_titles("Buy bread", "Buy oat milk")


def test_done_and_reopen(todo: ToDo, site: Site) -> None:
    """A task can be finished, reopened and finished again; its page says when."""
    path = site.add("Buy milk")
    todo.open()
    todo.press("Done: Buy milk", '"Buy milk" is done.')
    todo.wait(lambda: "Done" in todo.item("Buy milk").text.split())
    todo.press("Reopen: Buy milk", '"Buy milk" is open again.')
    todo.wait(lambda: "Done" not in todo.item("Buy milk").text.split())
    todo.press("Done: Buy milk", '"Buy milk" is done.')
    todo.open(path)
    (article,) = todo.all("article")
    facts = [item for item in todo.all("listitem", inside=article) if item.text]
    (done,) = [item for item in facts if item.text.startswith("Done:")]
    assert todo.all("time", inside=done)


def test_delete_and_undo(todo: ToDo, site: Site) -> None:
    """A task that is deleted by mistake comes back by Undo, in its place."""
    for title in ("Buy milk", "Buy bread", "Buy tea"):
        site.add(title)
    todo.open()
    todo.press("Delete: Buy bread", 'Deleted "Buy bread".')
    todo.wait_for_titles("Buy tea", "Buy milk")
    todo.press("Undo", 'Restored "Buy bread".')
    todo.wait_for_titles("Buy tea", "Buy bread", "Buy milk")


def test_clear_done_and_undo(todo: ToDo, site: Site) -> None:
    """All tasks that are done can be deleted at once; Undo brings every one back."""
    for number in range(1, 4):
        site.add(f"Done {number}", done=True)
    site.add("Open")
    todo.open()
    todo.press("Clear done", "Deleted 3 done tasks.")
    todo.wait_for_titles("Open")
    todo.press("Undo", "Restored 3 tasks.")
    todo.wait_for_titles("Open", "Done 3", "Done 2", "Done 1")
