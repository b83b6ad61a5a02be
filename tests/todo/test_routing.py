"""What each address answers to each method."""

from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from todo.routing import FIXED

GET = {"GET", "HEAD", "OPTIONS"}
POST = {"POST", "OPTIONS"}
ALLOWED = {
    "/": GET,
    "/new": GET | POST,
    "/clear-done": POST,
    "/restore": POST,
    "/export.json": GET,
    "/import": GET | POST,
    "/healthz": GET,
    "/readyz": GET,
    "/help": GET,
    "/manifest.webmanifest": GET,
    "/favicon.ico": GET,
    "/robots.txt": GET,
    "/{id}": GET,
    "/{id}/edit": GET | POST,
    "/{id}/done": POST,
    "/{id}/reopen": POST,
    "/{id}/delete": POST,
    "/{id}/restore": POST,
}
METHODS = [*sorted(GET | POST), "BREW", "DELETE", "PATCH", "PUT"]
ACTIONS = ["", *("/edit", "/done", "/reopen", "/delete", "/restore")]
NO_IDS = ["x", "0" * 23, "g" * 24, "new%0A", "New", "health", "static.css"]
LATER = {"events"}


def statuses(site: Any, path: str) -> dict[str, int]:
    """Return the status that each method gets at an address."""
    ask = site.client.open
    return {
        method: ask(path, method=method, buffered=True).status_code
        for method in METHODS
    }


@pytest.mark.parametrize("path", ALLOWED)
def test_methods(site: Any, add_tasks: Any, path: str) -> None:
    """An address does what it can, takes no form without a token, and no more."""
    (task_id,) = add_tasks("a")
    answers = dict.fromkeys(GET, 200) | {"OPTIONS": 200, "POST": 400}
    expected = {m: answers[m] if m in ALLOWED[path] else 405 for m in METHODS}
    assert statuses(site, path.format(id=task_id)) == expected


@pytest.mark.parametrize("path", ALLOWED)
def test_what_is_allowed(site: Any, path: str) -> None:
    """OPTIONS says what an address can do, as the refusal of other methods does."""
    address = path.format(id=ObjectId())
    for answer in (site.client.options(address), site.client.delete(address)):
        assert set(answer.headers["Allow"].split(", ")) == ALLOWED[path]


@pytest.mark.parametrize("path", ALLOWED)
def test_head(site: Any, add_tasks: Any, path: str) -> None:
    """HEAD is GET without a body."""
    (task_id,) = add_tasks("a")
    address = path.format(id=task_id)
    head, get = site.client.head(address, buffered=True), site.get(address)
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert head.content_type == get.content_type


def test_every_address_is_listed(app: Flask) -> None:
    """No address is there that these tests do not know."""
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    known = {path.replace("{id}", "<ObjectId:task_id>") for path in ALLOWED}
    assert {rule for rule in rules if not rule.startswith("/static/")} - {
        f"/{part}" for part in LATER
    } == known


def test_fixed_parts(app: Flask) -> None:
    """What no id is taken for is what the addresses of the site begin with."""
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {first for first in firsts if first and first[0] != "<"} | LATER == set(
        FIXED
    )


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("part", NO_IDS)
def test_no_id(site: Any, part: str, action: str) -> None:
    """What is neither fixed nor an id is no task, whatever is asked of it."""
    path = f"/{part}{action}"
    assert statuses(site, path) == dict.fromkeys(METHODS, 400)
    for answer in (site.get(path), site.client.put(path)):
        assert "That address is not a task" in answer.text
        assert "Allow" not in answer.headers


@pytest.mark.parametrize("part", FIXED)
def test_no_action_of_a_fixed_address(site: Any, part: str) -> None:
    """A fixed address is no task, so that it has no actions."""
    for action in ACTIONS[1:]:
        assert statuses(site, f"/{part}{action}") == dict.fromkeys(METHODS, 404)


@pytest.mark.parametrize(
    "path",
    ["/x/y", "/x/", "/new/", "/new/x", "/{id}/", "/{id}/x", "/{id}/edit/", "/a/b/c"],
)
def test_nothing_there(site: Any, path: str) -> None:
    """Everything else is no page."""
    address = path.format(id=ObjectId())
    assert statuses(site, address) == dict.fromkeys(METHODS, 404)
    assert "Page not found" in site.get(address).text


@pytest.mark.parametrize("action", ACTIONS)
def test_no_such_task(site: Any, action: str) -> None:
    """An id that no task has is answered as such, whatever is asked of it."""
    path = f"/{ObjectId()}{action}"
    ask = site.get if action in {"", "/edit"} else site.send
    answer = ask(path)
    assert answer.status_code == 404
    assert "Task not found" in answer.text


@pytest.mark.parametrize("action", ACTIONS)
def test_capital_letters_in_an_id(site: Any, add_tasks: Any, action: str) -> None:
    """An id is the same in capital letters."""
    (task_id,) = add_tasks("a")
    ask = site.get if action in {"", "/edit"} else site.send
    assert ask(f"/{str(task_id).upper()}{action}").status_code in {200, 303}


@pytest.mark.parametrize("action", ["done", "reopen", "delete", "restore"])
def test_actions(site: Any, add_tasks: Any, action: str) -> None:
    """An action leads back to the list, by a relative address, however often."""
    (task_id,) = add_tasks("a")
    for _ in range(2):
        answer = site.send(f"/{task_id}/{action}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
