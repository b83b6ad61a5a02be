"""Nothing typed is lost: every form, every event, with scripts and without."""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pymongo
import pytest
from selenium import webdriver

from tests.browser import leaving_events, sending_events
from tests.browser.browser import Browser
from tests.browser.conftest import NOON, chromium
from tests.browser.fragile_site import FragileSite
from tests.browser.proxy import Proxy
from tests.browser.visits import Visit
from tests.browser.word_events import SCRIPTS_OFF, SCRIPTS_ON, Event
from tests.browser.word_forms import FORMS, Form

EVENT_NAMES = {
    *("reload", "Back", "Forward", "Back and Forward again"),
    *("another link", "filter", "search"),
    *("413", "422", "409", "410", "500", "503", "507"),
    "a proxy's 502 with a page",
    "a proxy's sign-in redirect",
    "a proxy's sign-in redirect to another origin",
    "an empty answer",
    "no answer",
    "no answer, but stored",
    "a new browser on the same profile",
    "the item leaving the list by own acts",
    "the item leaving the list by others' acts",
    "double click on Edit",
    "deletion by somebody else",
}
FORM_NAMES = {"new page", "quick add", "edit page", "edit in place"}
MODES = (SCRIPTS_ON, SCRIPTS_OFF)
EVENTS = (*leaving_events.EVENTS, *sending_events.EVENTS)


def possible(mode: str) -> list[Any]:
    """Return the parameters of the tests in this mode: each form with each event."""
    return [
        pytest.param(form, event, id=f"{form.name}-{event.name}")
        for form, event in itertools.product(FORMS, EVENTS)
        if not event.reason_against(form, mode)
    ]


NETWORK_ERRORS = re.compile(r"net::ERR_|Content Security Policy")


@pytest.fixture(scope="module")
def fragile_site(
    start_mongod: Any, serve: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FragileSite]:
    """Run a site that fails on demand, with three tasks per page."""
    directory = tmp_path_factory.mktemp("mongod")
    settings = {
        "MONGODB_DATABASE": "words",
        "TODO_PAGE_SIZE": "3",
        "TODO_LIVE": "0",  # the proxy would wait for the end of a stream
    }
    with (
        start_mongod(directory, "--setParameter=enableTestCommands=1") as mongod,
        pymongo.MongoClient[dict[str, Any]](mongod.uri) as client,
        serve(MONGODB_URI=mongod.uri, **settings) as site,
        Proxy(site).running() as proxy,
    ):
        yield FragileSite(proxy, client, settings["MONGODB_DATABASE"])


@pytest.fixture
def proxied_browser(
    driver: webdriver.Chrome, fragile_site: FragileSite
) -> Iterator[Browser]:
    """Return a browser that opens that site."""
    browser = Browser(driver, fragile_site.proxy)
    browser.open("/healthz")  # a page of this origin, whose storage is to be cleared
    browser.forget()
    browser.console()
    yield browser
    assert [text for text in browser.errors() if not NETWORK_ERRORS.search(text)] == []


@pytest.fixture
def has_scripts(request: pytest.FixtureRequest) -> bool:
    """Return whether the test runs with scripts enabled."""
    return bool(request.node.callspec.params["driver"] == SCRIPTS_ON)


@pytest.fixture
def start_browser(
    fragile_site: FragileSite, tmp_path: Path, *, has_scripts: bool
) -> Iterator[Callable[..., Browser]]:
    """Return a function that starts a browser with this test's own profile."""
    profile = f"--user-data-dir={tmp_path}"
    with ExitStack() as running:

        def start(*arguments: str) -> Browser:
            driver = chromium(profile, *arguments, scripts=has_scripts)
            running.callback(driver.quit)
            return Browser(driver, fragile_site.proxy)

        yield start


@pytest.fixture
def visit(
    form: Form,
    fragile_site: FragileSite,
    proxied_browser: Browser,
    start_browser: Callable[..., Browser],
    *,
    has_scripts: bool,
) -> Visit:
    """Return a visit to that site, which has two tasks."""
    fragile_site.tasks.delete_many({})
    rest = {"text": "", "creation": NOON, "version": 1}
    ids = fragile_site.tasks.insert_many(
        [
            {"title": title, "words": [title.lower()], **rest}
            for title in ("Milk", "Bread")
        ]
    ).inserted_ids
    return Visit(
        form, has_scripts, proxied_browser, fragile_site, ids[0], start_browser
    )


@pytest.mark.parametrize("driver", [SCRIPTS_ON], indirect=True)
@pytest.mark.parametrize(("form", "event"), possible(SCRIPTS_ON))
def test_with_scripts(visit: Visit, event: Event) -> None:
    """With scripts, typed words are back after the event, and can be stored once."""
    check_words(visit, event)


@pytest.mark.parametrize("driver", [SCRIPTS_OFF], indirect=True)
@pytest.mark.parametrize(("form", "event"), possible(SCRIPTS_OFF))
def test_without_scripts(visit: Visit, event: Event) -> None:
    """Without scripts, typed words are back after the event, and can be stored once."""
    check_words(visit, event)


def check_words(visit: Visit, event: Event) -> None:
    """Type words, let an event happen, and send what is in the form then."""
    event.happen(visit)
    if not visit.is_sent_again:
        visit.expect_words()
        assert visit.is_stored == visit.is_half_sent
        if event.name in {"413", "422"}:
            visit.shorten()
        visit.send()
    visit.expect_message()
    assert visit.stored == visit.expected
    assert visit.drafts == []


@pytest.mark.parametrize("mode", MODES)
def test_every_combination(mode: str) -> None:
    """Each form and event is tested in each mode, or impossible for a reason."""
    names = itertools.product(FORM_NAMES, EVENT_NAMES)
    tested = [str(case.id) for case in possible(mode)]
    impossible = [
        f"{form.name}-{event.name}"
        for form, event in itertools.product(FORMS, EVENTS)
        if event.reason_against(form, mode)
    ]
    assert sorted(tested + impossible) == sorted("-".join(each) for each in names)
