"""Adding, editing, finishing and deleting tasks."""

import re

from playwright.sync_api import expect

from .site import Site
from .todo import ToDo


def test_add(todo: ToDo) -> None:
    """A task that is added comes first in the list."""
    todo.open()
    todo.add("Buy milk")
    todo.add("Buy bread")
    expect(todo.titles).to_have_text(["Buy bread", "Buy milk"])


def test_add_with_text(todo: ToDo) -> None:
    """A task can have a text, whose lines stay lines."""
    todo.open()
    todo.follow("Add new Task", "New Todo Task")
    added = todo.message('Added "Plan the trip".')
    todo.fill("Add", added, Title="Plan the trip", Text="Ask first.\nThen decide.")
    todo.follow("Plan the trip", "Task: Plan the trip")
    article = todo.page.get_by_role("article")
    expect(article.get_by_text("Ask first.\nThen decide.")).to_be_visible()


def test_a_title_is_required(todo: ToDo) -> None:
    """Without a title, nothing is added; the error is at the field, and links to it."""
    todo.open("/new")
    todo.fill("Add", todo.heading("There is a problem"), Text="Two litres.")
    expect(todo.textbox("Title")).to_have_accessible_description(
        re.compile("^Enter a title.")
    )
    expect(todo.textbox("Text")).to_have_value("Two litres.")
    todo.page.get_by_role("link", name="Enter a title.").click()
    expect(todo.textbox("Title")).to_be_focused()


def test_the_longest_title(todo: ToDo) -> None:
    """A title has up to 200 characters, of which none is lost."""
    longest = "Write a title that is long enough to break a line or two, " * 4
    longest = longest[:199] + "!"
    todo.open("/new")
    too_long = todo.page.get_by_role("link", name="Title is 201 characters long; ")
    todo.fill("Add", too_long, Title=f"{longest}!")
    todo.fill("Add", todo.heading("All Items"), Title=longest)
    expect(todo.titles).to_have_text([longest])


def test_edit(todo: ToDo, site: Site) -> None:
    """A task can be edited in the list, where it keeps its place."""
    site.add("Buy milk")
    site.add("Buy bread")
    todo.open()
    edit = todo.page.get_by_role("link", name="Edit: Buy milk")
    todo.do(edit.click, todo.textbox("Title"))
    todo.fill("Save", todo.message('Saved "Buy oat milk".'), Title="Buy oat milk")
    expect(todo.titles).to_have_text(["Buy bread", "Buy oat milk"])


def test_done_and_reopen(todo: ToDo, site: Site) -> None:
    """A task can be finished, reopened and finished again; its page says when."""
    path = site.add("Buy milk")
    todo.open()
    todo.press("Done: Buy milk", '"Buy milk" is done.')
    expect(todo.item("Buy milk").get_by_text("Done", exact=True)).to_be_visible()
    todo.press("Reopen: Buy milk", '"Buy milk" is open again.')
    expect(todo.item("Buy milk").get_by_text("Done", exact=True)).to_have_count(0)
    todo.press("Done: Buy milk", '"Buy milk" is done.')
    todo.open(path)
    facts = todo.page.get_by_role("article").get_by_role("listitem")
    expect(facts.filter(has_text="Done:").get_by_role("time")).to_be_visible()


def test_delete_and_undo(todo: ToDo, site: Site) -> None:
    """A task that is deleted by mistake comes back by Undo, in its place."""
    for title in ("Buy milk", "Buy bread", "Buy tea"):
        site.add(title)
    todo.open()
    todo.press("Delete: Buy bread", 'Deleted "Buy bread".')
    expect(todo.titles).to_have_text(["Buy tea", "Buy milk"])
    todo.press("Undo", 'Restored "Buy bread".')
    expect(todo.titles).to_have_text(["Buy tea", "Buy bread", "Buy milk"])


def test_clear_done_and_undo(todo: ToDo, site: Site) -> None:
    """All tasks that are done can be deleted at once; Undo brings every one back."""
    for number in range(1, 4):
        site.add(f"Done {number}", done=True)
    site.add("Open")
    todo.open()
    todo.press("Clear done", "Deleted 3 done tasks.")
    expect(todo.titles).to_have_text(["Open"])
    todo.press("Undo", "Restored 3 tasks.")
    expect(todo.titles).to_have_text(["Open", "Done 3", "Done 2", "Done 1"])
