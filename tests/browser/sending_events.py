"""Events in which a form is sent, but its words are not accepted."""

import datetime
from contextlib import nullcontext

from bson import ObjectId

from tests.browser.proxy import (
    SIGN_IN,
    Fault,
    answer,
    close_after_forwarding,
    close_before_forwarding,
)
from tests.browser.visits import Visit, Words
from tests.browser.word_events import ONLY_EDITS, Event, event
from tests.browser.word_forms import QUICK_ADD

__all__ = ["EVENTS"]

BAD_GATEWAY = "<!DOCTYPE html><title>502</title><h1>502 Bad Gateway</h1>"

# Codes of MongoDB's errors.
BAD_VALUE = 2
NOT_PRIMARY = 10107
OUT_OF_DISK_SPACE = 14031

EVENTS: list[Event] = []


@event(EVENTS, "413")
def send_too_much(visit: Visit) -> None:
    """Send a form that is larger than the site reads."""
    many = "é" * 45_000  # six bytes each, when they are sent
    is_short = visit.form is QUICK_ADD
    visit.words = Words("Milk" + many, "") if is_short else Words(text=many)
    visit.fill()
    visit.send_in_vain(nullcontext())


@event(EVENTS, "422")
def send_invalid(visit: Visit) -> None:
    """Send a title that is one character too long."""
    visit.words = Words("Milk".ljust(201, "."), visit.words.text)
    visit.fill()
    visit.send()
    visit.browser.wait(lambda: "Title is 201 characters long" in visit.browser.text)


@event(EVENTS, "409", ONLY_EDITS)
def meet_other_edit(visit: Visit) -> None:
    """Send an edit after somebody else has saved the task."""
    visit.fill()
    new = {"title": "Rolls", "version": 2}
    visit.site.tasks.update_one({"_id": visit.task_id}, {"$set": new})
    visit.send()
    visit.browser.wait_for_heading("Somebody else changed this task")
    visit.button = "Save my version"


@event(EVENTS, "410", ONLY_EDITS)
def meet_deletion(visit: Visit) -> None:
    """Send an edit after somebody else has deleted the task."""
    visit.fill()
    delete(visit)
    visit.send()
    visit.browser.wait_for_heading("This task was deleted")
    visit.button = "Save as new task"


@event(EVENTS, "deletion by somebody else", ONLY_EDITS)
def meet_purge(visit: Visit) -> None:
    """Send an edit after the task has been removed for good."""
    visit.fill()
    visit.site.tasks.delete_one({"_id": visit.task_id})
    visit.send()
    visit.browser.wait_for_heading("This task was deleted")
    visit.button = "Save as new task"


def delete(visit: Visit) -> None:
    """Delete the task as the site does."""
    now = datetime.datetime.now(datetime.UTC)
    new = {"deleted": now, "batch": ObjectId()}
    visit.site.tasks.update_one({"_id": visit.task_id}, {"$set": new})


@event(EVENTS, "500")
def meet_bug(visit: Visit) -> None:
    """Send the form while the site fails, as by a bug."""
    visit.fill()
    visit.send_in_vain(visit.site.refusing_writes(BAD_VALUE))


def meet_outage(visit: Visit, code: int) -> None:
    """Send the form while the database refuses writes."""
    visit.fill()
    visit.fail_to_send(visit.site.refusing_writes(code))
    if not visit.is_act:
        visit.button = "Try again"


@event(EVENTS, "503")
def lose_primary(visit: Visit) -> None:
    """Send the form after the database has stepped down."""
    meet_outage(visit, NOT_PRIMARY)


@event(EVENTS, "507")
def fill_disk(visit: Visit) -> None:
    """Send the form while the database has no space left."""
    meet_outage(visit, OUT_OF_DISK_SPACE)


@event(EVENTS, "a proxy's 502 with a page")
def meet_bad_gateway(visit: Visit) -> None:
    """Send the form while a proxy answers for the site."""
    visit.fill()
    visit.send_through(answer(502, BAD_GATEWAY))


@event(EVENTS, "a proxy's sign-in redirect")
def meet_sign_in(visit: Visit) -> None:
    """Send the form while a proxy redirects to its sign-in page on the same origin."""
    visit.fill()
    visit.send_through(answer(302, "", ("Location", SIGN_IN)))


@event(EVENTS, "a proxy's sign-in redirect to another origin")
def meet_foreign_sign_in(visit: Visit) -> None:
    """Send the form while a proxy redirects to another origin; the CSP forbids it."""
    visit.fill()
    address = f"http://localhost:{visit.site.proxy.port}{SIGN_IN}"
    with visit.site.proxy.breaking_posts(answer(302, "", ("Location", address))):
        visit.send()
        visit.browser.wait(visit.browser.errors)


@event(EVENTS, "an empty answer")
def meet_empty_answer(visit: Visit) -> None:
    """Send the form, and get an answer without content."""
    visit.fill()
    visit.send_through(answer(200, ""))


def lose_connection(visit: Visit, fault: Fault) -> None:
    """Send the form without an answer, and return to it.

    Chromium's error page replaces a page whose form posts to the page's own address.
    Without scripts, its words are in nothing but that POST, which a reload repeats.
    """
    visit.fill()
    if visit.form.is_on_list:
        visit.send_through(fault)
        return
    visit.fail_to_send(visit.site.proxy.breaking_posts(fault))
    if visit.has_scripts:
        visit.open()
    else:
        visit.browser.reload()
        visit.is_sent_again = True


@event(EVENTS, "no answer")
def lose_request(visit: Visit) -> None:
    """Send the form, but lose the connection before the site has got it."""
    lose_connection(visit, close_before_forwarding)


@event(EVENTS, "no answer, but stored")
def lose_answer(visit: Visit) -> None:
    """Send the form, but lose the connection after the site has stored the words."""
    lose_connection(visit, close_after_forwarding)
    visit.is_half_sent = True
