"""The main journeys by keyboard, and what a screen reader says on the way."""

from typing import Any

import pytest

from tests.browser.browser import Browser
from tests.browser.journeys import JOURNEYS, Journey
from tests.browser.keyboard_user import KeyboardUser
from tests.browser.screen_reader import ScreenReader

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.__name__)
def test_journey(
    browser: Browser, add_tasks: Any, tasks: Any, journey: Journey
) -> None:
    """On each journey, the screen reader says the expected lines and no others."""
    add_tasks("Milk", "Bread", text="Two litres", version=1)
    with ScreenReader(browser).listening() as reader:
        user = KeyboardUser(browser, reader, lambda _: None)
        journey(user, tasks)
        user.hear_nothing_more()
