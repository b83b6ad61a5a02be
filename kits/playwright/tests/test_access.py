"""The site without a mouse, without scripts, and at addresses that do not exist."""

from playwright.sync_api import expect

from .conftest import OpenToDo
from .site import Site
from .todo import ToDo


def test_keys(todo: ToDo, site: Site) -> None:
    """The list can be used with the keys that the help page names."""
    site.add("Buy milk")
    site.add("Buy bread")
    todo.open()
    keyboard = todo.page.keyboard

    def finish_second() -> None:
        keyboard.press("j")
        keyboard.press("j")
        keyboard.press("x")

    todo.do(finish_second, todo.message('"Buy milk" is done.'))
    todo.do(lambda: keyboard.press("#"), todo.message('Deleted "Buy milk".'))
    todo.do(lambda: keyboard.press("u"), todo.message('Restored "Buy milk".'))
    keyboard.press("n")
    expect(todo.textbox("New task")).to_be_focused()


def test_without_scripts(open_todo: OpenToDo) -> None:
    """Everything works without JavaScript, by links and forms."""
    todo = open_todo(java_script_enabled=False)
    todo.open()
    todo.add("Buy milk")
    todo.press("Done: Buy milk", '"Buy milk" is done.')
    todo.follow("Edit: Buy milk", "Edit task")
    saved = todo.heading("Task: Buy oat milk")
    todo.fill("Save", saved, Title="Buy oat milk")
    todo.press("Delete", 'Deleted "Buy oat milk".')
    todo.press("Undo", 'Restored "Buy oat milk".')
    expect(todo.titles).to_have_text(["Buy oat milk"])


def test_an_unknown_page(todo: ToDo) -> None:
    """A page that does not exist says so, and leads back to the list."""
    assert todo.open("/no/such/page") == 404
    expect(todo.heading("Page not found")).to_be_visible()
    todo.follow("Back to list", "All Items")
