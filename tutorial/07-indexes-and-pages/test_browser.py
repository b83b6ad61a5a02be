"""A test that uses the pages like a person, in a real browser."""

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


def find(chrome, selector, words):
    """Wait for an element with these words, as its name or its text, and return it."""

    def look(_):
        for element in chrome.find_elements(By.CSS_SELECTOR, selector):
            if words in (element.accessible_name, element.text):
                return element
        return None

    wait = WebDriverWait(chrome, 10, 0.1, [StaleElementReferenceException])
    return wait.until(look, f"There is no {selector} {words!r}.")


def test_add_and_finish_a_task(app, address, chrome):
    """A task is refused, corrected, added and finished."""
    app.config["WTF_CSRF_ENABLED"] = True
    chrome.get(address)
    find(chrome, "a", "Add a task").click()
    find(chrome, "button", "Save").click()
    find(chrome, "[role=alert]", "Enter a title.")
    assert chrome.switch_to.active_element == find(chrome, "input", "Title")

    find(chrome, "input", "Title").send_keys("Buy milk")
    find(chrome, "button", "Save").click()
    find(chrome, "[role=status]", "Added “Buy milk”.")

    find(chrome, "a", "Buy milk").click()
    find(chrome, "button", "Done").click()
    find(chrome, "button", "Reopen")
