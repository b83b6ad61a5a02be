"""The site without a mouse, without scripts, and at addresses that do not exist."""

from selenium.webdriver.common.action_chains import ActionChains

from .site import Site
from .todo import ToDo


def test_keys(todo: ToDo, site: Site) -> None:
    """The list can be used with the keys that the help page names."""
    site.add("Buy milk")
    site.add("Buy bread")
    todo.open()
    for keys, message in {
        "jjx": '"Buy milk" is done.',
        "#": 'Deleted "Buy milk".',
        "u": 'Restored "Buy milk".',
    }.items():
        todo.press_keys(keys, message)
    ActionChains(todo.driver).send_keys("n").perform()
    box = todo.find("textbox", "New task")
    todo.wait(lambda: todo.driver.switch_to.active_element == box)


def test_without_scripts(plain_todo: ToDo) -> None:
    """Everything works without JavaScript, by links and forms."""
    todo = plain_todo
    todo.open()
    todo.add("Buy milk")
    todo.press("Done: Buy milk", '"Buy milk" is done.')
    todo.follow("Edit: Buy milk", "Edit task")
    saved = "Task: Buy oat milk"
    todo.fill("Save", lambda: todo.has("heading", saved), Title="Buy oat milk")
    todo.press("Delete", 'Deleted "Buy oat milk".')
    todo.press("Undo", 'Restored "Buy oat milk".')
    todo.wait_for_titles("Buy oat milk")


def test_an_unknown_page(todo: ToDo) -> None:
    """A page that does not exist says so, and leads back to the list."""
    todo.open("/no/such/page")
    assert todo.has("heading", "Page not found")
    todo.follow("Back to list", "All Items")
