"""Two people who use the list at the same time."""

from playwright.sync_api import expect

from .conftest import OpenToDo
from .site import Site
from .todo import ToDo


def test_conflict(open_todo: OpenToDo, site: Site) -> None:
    """Who saves last sees what the other has saved, and decides which to keep."""
    path = site.add("Buy milk")
    ann, bob = open_todo(), open_todo()
    for person in (ann, bob):
        person.open(f"{path}/edit")
    bob.fill("Save", bob.message('Saved "Buy oat milk".'), Title="Buy oat milk")
    conflict = ann.heading("Somebody else changed this task")
    ann.fill("Save", conflict, Title="Buy soy milk")
    theirs = ann.page.get_by_role("region", name="Their version")
    expect(theirs.get_by_text("Buy oat milk")).to_be_visible()
    expect(ann.textbox("Title")).to_have_value("Buy soy milk")
    assert site.titles() == ["Buy oat milk"]
    ann.press("Save my version", 'Saved "Buy soy milk".')
    expect(ann.heading("Task: Buy soy milk")).to_be_visible()


def test_a_deleted_task(todo: ToDo, site: Site) -> None:
    """The page of a task that somebody has deleted says so, and can restore it."""
    path = site.add("Buy milk")
    site.delete(path)
    assert todo.open(path) == 410
    expect(todo.heading("This task was deleted")).to_be_visible()
    todo.press("Restore", 'Restored "Buy milk".')
    expect(todo.titles).to_have_text(["Buy milk"])


def test_live(open_todo: OpenToDo) -> None:
    """What one person does appears in the list of the other, who is typing there."""
    ann, bob = open_todo(), open_todo()
    ann.open()
    bob.open()
    bob.textbox("New task").fill("Half a sentence")
    ann.add("Buy milk")
    expect(bob.titles).to_have_text(["Buy milk"])
    ann.press("Done: Buy milk", '"Buy milk" is done.')
    expect(bob.item("Buy milk").get_by_text("Done", exact=True)).to_be_visible()
    expect(bob.textbox("New task")).to_have_value("Half a sentence")
