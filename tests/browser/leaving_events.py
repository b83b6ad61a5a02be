"""Events that leave a form, or change the page around it, before it is sent."""

from selenium.webdriver.common.keys import Keys

from tests.browser.visits import Visit
from tests.browser.word_events import NO_LIST, SCRIPTS_OFF, Event, event
from tests.browser.word_forms import QUICK_ADD

__all__ = ["EVENTS"]

EVENTS: list[Event] = []


@event(
    EVENTS, "reload", {SCRIPTS_OFF: "Chromium restores nothing when it reloads a page."}
)
def reload(visit: Visit) -> None:
    """Load the page again."""
    visit.fill()
    visit.browser.reload()
    visit.find_again()


@event(
    EVENTS,
    "Back",
    {SCRIPTS_OFF: "A browser restores words only where they were typed: by Forward."},
)
def go_back(visit: Visit) -> None:
    """Go back, and then visit the same page afresh."""
    visit.browser.open("/help")
    visit.fill()
    visit.browser.back()
    visit.browser.wait_for_heading("Help")
    visit.open()


@event(EVENTS, "Forward")
def go_forward(visit: Visit) -> None:
    """Go forward, and then back."""
    visit.open()
    visit.browser.follow("Help")
    visit.browser.wait_for_heading("Help")
    visit.browser.back()
    visit.find_again()
    visit.type()
    visit.browser.forward()
    visit.browser.wait_for_heading("Help")
    visit.browser.back()
    visit.find_again()


@event(EVENTS, "Back and Forward again")
def go_back_and_forward(visit: Visit) -> None:
    """Go back, and then forward."""
    visit.browser.open("/help")
    visit.fill()
    visit.browser.back()
    visit.browser.wait_for_heading("Help")
    visit.browser.forward()
    visit.find_again()


@event(EVENTS, "another link")
def follow_link(visit: Visit) -> None:
    """Follow a link to another page, and go back."""
    visit.fill()
    visit.browser.follow("Help")
    visit.browser.wait_for_heading("Help")
    visit.browser.back()
    visit.find_again()


@event(EVENTS, "filter", NO_LIST)
def change_filter(visit: Visit) -> None:
    """Choose another filter; without scripts, also go back, which restores words."""
    visit.fill()
    visit.browser.follow("Open")
    visit.browser.wait_for_path("/?show=open")
    if not visit.has_scripts:
        visit.browser.back()
    visit.find_again()


@event(EVENTS, "search", NO_LIST)
def search(visit: Visit) -> None:
    """Search; without scripts, also go back, which restores words."""
    visit.fill()
    visit.browser.find("searchbox", "Search").send_keys("milk", Keys.ENTER)
    visit.browser.find("link", "Clear search")
    if not visit.has_scripts:
        visit.browser.back()
    visit.find_again()


@event(EVENTS, "a new browser on the same profile")
def restore_session(visit: Visit) -> None:
    """Close the browser; its next start restores the session."""
    visit.browser = visit.start_browser()
    visit.fill()
    visit.save_page()
    visit.close_and_restart()
    visit.find_again()


@event(EVENTS, "the item leaving the list by own acts", NO_LIST)
def clear_done(visit: Visit) -> None:
    """Press "Clear done", which deletes the task."""
    visit.site.tasks.update_one({"_id": visit.task_id}, {"$set": {"done": True}})
    visit.fill()
    visit.browser.press_button("Clear done")
    visit.browser.wait_for_status("Deleted 1 done task.")
    if not visit.has_scripts:
        visit.browser.back()
    visit.expect_words()
    if visit.form.is_edit:
        visit.send()
        visit.browser.wait_for_heading("This task was deleted")
        visit.button = "Save as new task"
    else:
        visit.others.remove("Milk")


@event(EVENTS, "the item leaving the list by others' acts", NO_LIST)
def let_others_add(visit: Visit) -> None:
    """Act on another task, after others have added tasks: the list is a page longer."""
    visit.fill()
    visit.add_others("Newer 1", "Newer 2", "Newer 3")
    visit.browser.press_button("Done: Bread")
    visit.browser.wait_for_status('"Bread" is done.')
    if not visit.has_scripts:
        visit.browser.back()


@event(EVENTS, "double click on Edit", {QUICK_ADD: "No link opens it."})
def double_click(visit: Visit) -> None:
    """Double-click the link to the form, and type before the second answer comes."""
    path, link = visit.form.link
    visit.browser.open(path.format(visit.task_id))
    with visit.site.proxy.delaying(0.3):
        visit.browser.click_twice("link", link, seconds=0.2)
        visit.type()
        visit.browser.wait(lambda: visit.site.proxy.is_idle)
