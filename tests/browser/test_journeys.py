"""The main journeys by keyboard, and what a screen reader says on the way."""

from typing import Any

import pytest

from tests.browser.browser import Browser
from tests.browser.journeys import JOURNEYS, Journey
from tests.browser.keyboard_user import KeyboardUser
from tests.browser.screen_reader import ScreenReader
from tests.browser.views import VIEWS, View

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_journey(
    browser: Browser, add_tasks: Any, tasks: Any, journey: Journey, view: View
) -> None:
    """In each view, the screen reader says the expected lines and no others."""
    add_tasks("Milk", "Bread", text="Two litres", version=1)
    view.prepare(browser)
    with ScreenReader(browser).listening() as reader:
        user = KeyboardUser(browser, reader, view.look)
        journey(user, tasks)
        user.hear_nothing_more()
