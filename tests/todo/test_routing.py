"""The status of each URL for each method."""

from typing import Any

import pytest
from bson import ObjectId
from flask import Flask

from todo.http.routing import FIXED

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
    "/apple-touch-icon.png": GET,
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
INVALID_IDS = ["x", "0" * 23, "g" * 24, "new%0A", "New", "health", "static.css"]
RESERVED = {"events"}
API = "/api/"
"""The beginning of the URLs that ``test_api.py`` tests."""


def statuses(site: Any, path: str) -> dict[str, int]:
    """Return the status of a URL for each method."""
    request = site.client.open
    return {
        method: request(path, method=method, buffered=True).status_code
        for method in METHODS
    }


@pytest.mark.parametrize("path", ALLOWED)
def test_methods(site: Any, add_tasks: Any, path: str) -> None:
    """A URL allows its methods only, and POST requires a token."""
    (task_id,) = add_tasks("a")
    responses = dict.fromkeys(GET, 200) | {"OPTIONS": 200, "POST": 400}
    expected = {m: responses[m] if m in ALLOWED[path] else 405 for m in METHODS}
    assert statuses(site, path.format(id=task_id)) == expected


@pytest.mark.parametrize("path", ALLOWED)
def test_allow(site: Any, path: str) -> None:
    """OPTIONS and 405 responses list the allowed methods."""
    url = path.format(id=ObjectId())
    for response in (site.client.options(url), site.client.delete(url)):
        assert set(response.headers["Allow"].split(", ")) == ALLOWED[path]


@pytest.mark.parametrize("path", ALLOWED)
def test_head(site: Any, add_tasks: Any, path: str) -> None:
    """HEAD returns the status and content type of GET, without a body."""
    (task_id,) = add_tasks("a")
    url = path.format(id=task_id)
    head, get = site.client.head(url, buffered=True), site.get(url)
    assert (head.status_code, head.data) == (get.status_code, b"")
    assert head.content_type == get.content_type


def test_all_urls_are_tested(app: Flask) -> None:
    """``ALLOWED`` contains every URL except static files and those tested elsewhere."""
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    rules = {rule for rule in rules if not rule.startswith(API)}
    known = {path.replace("{id}", "<ObjectId:task_id>") for path in ALLOWED}
    assert {rule for rule in rules if not rule.startswith("/static/")} - {
        f"/{part}" for part in RESERVED
    } == known


def test_fixed_segments(app: Flask) -> None:
    """``FIXED`` contains all first segments except task ids."""
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert {first for first in firsts if first and first[0] != "<"} == set(FIXED)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("part", INVALID_IDS)
def test_invalid_id(site: Any, part: str, action: str) -> None:
    """A URL whose first segment is neither fixed nor an id returns 400."""
    path = f"/{part}{action}"
    assert statuses(site, path) == dict.fromkeys(METHODS, 400)
    for response in (site.get(path), site.client.put(path)):
        assert "That address is not a task" in response.text
        assert "Allow" not in response.headers


@pytest.mark.parametrize("part", FIXED)
def test_actions_of_fixed_urls(site: Any, part: str) -> None:
    """Fixed URLs are not tasks, and have no actions."""
    for action in ACTIONS[1:]:
        assert statuses(site, f"/{part}{action}") == dict.fromkeys(METHODS, 404)


@pytest.mark.parametrize(
    "path",
    ["/x/y", "/x/", "/new/", "/new/x", "/{id}/", "/{id}/x", "/{id}/edit/", "/a/b/c"],
)
def test_not_found(site: Any, path: str) -> None:
    """Unknown URLs, such as those with a trailing slash, return 404."""
    url = path.format(id=ObjectId())
    assert statuses(site, url) == dict.fromkeys(METHODS, 404)
    assert "Page not found" in site.get(url).text


@pytest.mark.parametrize("action", ACTIONS)
def test_unknown_task(site: Any, action: str) -> None:
    """Each URL of an unknown task returns 404."""
    path = f"/{ObjectId()}{action}"
    request = site.get if action in {"", "/edit"} else site.send
    response = request(path)
    assert response.status_code == 404
    assert "Task not found" in response.text


@pytest.mark.parametrize("action", ACTIONS)
def test_uppercase_id(site: Any, add_tasks: Any, action: str) -> None:
    """Ids are case-insensitive."""
    (task_id,) = add_tasks("a")
    request = site.get if action in {"", "/edit"} else site.send
    assert request(f"/{str(task_id).upper()}{action}").status_code in {200, 303}


@pytest.mark.parametrize("action", ["done", "reopen", "delete", "restore"])
def test_actions(site: Any, add_tasks: Any, action: str) -> None:
    """Actions redirect to the list with a relative URL, even if repeated."""
    (task_id,) = add_tasks("a")
    for _ in range(2):
        response = site.send(f"/{task_id}/{action}")
        assert (response.status_code, response.headers["Location"]) == (303, "/")
