"""Two people who use the list at the same time."""

from .conftest import OpenToDo
from .site import Site
from .todo import ToDo


def test_conflict(open_todo: OpenToDo, site: Site) -> None:
    """Who saves last sees what the other has saved, and decides which to keep."""
    path = site.add("Buy milk")
    ann, bob = open_todo(), open_todo()
    for person in (ann, bob):
        person.open(f"{path}/edit")
    saved = 'Saved "Buy oat milk".'
    bob.fill("Save", lambda: bob.message == saved, Title="Buy oat milk")
    conflict = "Somebody else changed this task"
    ann.fill("Save", lambda: ann.has("heading", conflict), Title="Buy soy milk")
    assert "Buy oat milk" in ann.find("region", "Their version").text
    assert ann.find("textbox", "Title").get_attribute("value") == "Buy soy milk"
    assert site.titles() == ["Buy oat milk"]
    ann.press("Save my version", 'Saved "Buy soy milk".')
    assert ann.has("heading", "Task: Buy soy milk")


def test_a_deleted_task(todo: ToDo, site: Site) -> None:
    """The page of a task that somebody has deleted says so, and can restore it."""
    path = site.add("Buy milk")
    site.delete(path)
    todo.open(path)
    assert todo.has("heading", "This task was deleted")
    todo.press("Restore", 'Restored "Buy milk".')
    todo.wait_for_titles("Buy milk")


def test_live(open_todo: OpenToDo) -> None:
    """What one person does appears in the list of the other, who is typing there."""
    ann, bob = open_todo(), open_todo()
    ann.open()
    bob.open()
    bob.type("textbox", "New task", "Half a sentence")
    ann.add("Buy milk")
    bob.wait_for_titles("Buy milk")
    ann.press("Done: Buy milk", '"Buy milk" is done.')
    bob.wait(lambda: "Done" in bob.item("Buy milk").text.split())
    box = bob.find("textbox", "New task")
    assert box.get_attribute("value") == "Half a sentence"
