"""Two people use the site at the same time: random acts, pages and latencies."""

import datetime
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pymongo
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.browser.acknowledged import Acknowledged
from tests.browser.browser import Browser
from tests.browser.conftest import NOON, chromium
from tests.browser.expected_list import PAGE_SIZE
from tests.browser.people import Person
from tests.browser.proxy import (
    Fault,
    Handler,
    Proxy,
    answer,
    close_after_forwarding,
    close_before_forwarding,
)
from tests.browser.seen_page import Page
from todo.fragments import HEADER

ACTS = (
    *("type", "type", "type", "replace", "clear", "send", "send", "send_twice"),
    *("edit", "edit", "edit_twice", "press", "press", "press_twice", "cancel"),
    *("follow", "follow", "search", "back", "back", "forward", "reload"),
)
LATENCIES = (0, 30, 200)  # milliseconds
FAULTS: dict[str, Fault | None] = {
    "no fault": None,
    "the request is lost": close_before_forwarding,
    "the response is lost": close_after_forwarding,
    "a page of a proxy": answer(502, "<!DOCTYPE html><title>502</title>"),
}
FAULT_NAMES = st.sampled_from([*9 * ["no fault"], *FAULTS])
SECONDS = 10

# Derandomized, so that only changes of the site can make the test fail.
SETTINGS = settings(
    deadline=None,
    derandomize=settings.get_current_profile_name() != "thorough",
    max_examples=max(2, settings().max_examples // 12),
    print_blob=True,
    stateful_step_count=25,
    suppress_health_check=list(HealthCheck),
)


class TwoPeople(RuleBasedStateMachine):
    """Lets two people act, and checks what they see and what is stored.

    :param people: the two people.
    :param acknowledged: the tasks that they know to be stored.
    """

    def __init__(self, people: list[Person], acknowledged: Acknowledged) -> None:
        super().__init__()
        self.people = people
        self.acknowledged = acknowledged
        self.has_failed = False

    @initialize()
    def begin(self) -> None:
        """Store some tasks, and let both open the list."""
        self.acknowledged.begin(
            {
                "title": f"Task {number}",
                "text": "",
                "creation": NOON - datetime.timedelta(minutes=number),
                "version": 1,
                "words": ["task", str(number)],
            }
            for number in range(4)
        )
        for person in self.people:
            person.begin()

    @rule(
        who=st.integers(0, 1),
        act=st.sampled_from(ACTS),
        choice=st.integers(0, 99),
        latency=st.sampled_from(LATENCIES),
        fault=FAULT_NAMES,
        is_hurried=st.sampled_from([False, False, True]),
    )
    def act(  # noqa: PLR0913  what Hypothesis chooses
        self,
        *,
        who: int,
        act: str,
        choice: int,
        latency: int,
        fault: str,
        is_hurried: bool,
    ) -> None:
        """Let one of them act, and check everything unless they are hurried."""
        self.has_failed = True  # until this act is over
        person = self.people[who]
        person.proxy.latency = latency / 1000
        person.proxy.fault = for_scripts(FAULTS[fault])
        person.is_hurried |= is_hurried or FAULTS[fault] is not None
        person.do(act, choice)
        if not is_hurried:
            self.check()
        self.has_failed = False

    def check(self) -> None:
        """Check everything, once nobody waits for an answer.

        A problem counts if it stays: scripts may have something to do after that.
        """
        first_time = None
        while problems := list(self.problems()):
            first_time = first_time or time.monotonic()
            if time.monotonic() > first_time + SECONDS:
                raise AssertionError("\n".join(problems))

    def problems(self) -> Iterator[str]:
        """Yield what is wrong."""
        pages = [person.look() for person in self.people]
        yield from self.acknowledged.check()
        for person, page in zip(self.people, pages, strict=True):
            for problem in self._problems(person, page):
                yield f"{person.name} at {page.address}: {problem}"

    def _problems(self, person: Person, page: Page) -> Iterator[str]:
        for words in self.acknowledged.take_accepted(person.name):
            person.words.note_stored(words, is_told=not person.is_hurried)
        if person.is_hurried:  # and may have left the page for which a list was sent
            self.acknowledged.listed.pop(person.name, None)
            person.is_hurried = False
        listed = self.acknowledged.listed.get(person.name)
        yield from page.problems(self.acknowledged.known, listed)
        yield from person.problems(page)

    def teardown(self) -> None:
        """Check once more, as the last act may have been a hurried one."""
        if not self.has_failed:
            self.check()


def for_scripts(fault: Fault | None) -> Fault:
    """Return a fault that scripts meet: where a browser says so, no page can help."""

    def meet(handler: Handler) -> None:
        if fault and HEADER in handler.headers:
            fault(handler)
        else:
            handler.reply(*handler.proxy.ask(handler))

    return meet


@pytest.fixture
def machine(mongod: Any, serve: Any) -> Iterator[Any]:
    """Return a function that creates the machine, for a small page."""
    settings = {
        "MONGODB_DATABASE": "people",
        "TODO_PAGE_SIZE": str(PAGE_SIZE),
        "TODO_LIVE": "0",  # each list is the answer to its own person's request
    }
    with ExitStack() as stack:
        enter = stack.enter_context
        client = enter(pymongo.MongoClient[dict[str, Any]](mongod.uri))
        acknowledged = Acknowledged(client[settings["MONGODB_DATABASE"]]["tasks"])
        site = enter(serve(MONGODB_URI=mongod.uri, **settings))
        people = []
        for name in ("Ann", "Bob"):
            proxy = enter(Proxy(site).running())
            proxy.ask = acknowledged.learning_from(name)
            browser = Browser(enter(chromium(scripts=True)), proxy)
            browser.open()
            people.append(Person(name, browser, proxy))
        yield lambda: TwoPeople(people, acknowledged)


def test_two_people(machine: Any) -> None:
    """After each act, pages belong together, and nothing is lost or stored twice."""
    run_state_machine_as_test(machine, settings=SETTINGS)
