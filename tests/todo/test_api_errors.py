"""Requests that the API refuses, and how it says so."""

import json
from typing import Any

import pytest
from flask import Flask

from tests.todo.conftest import Fail, MakeApp
from tests.todo.hostile import CLEANED, PLAIN, REJECTED, TOO_LONG

TASKS = "/api/tasks"
PROBLEM = "application/problem+json"
JSON = "application/json"
LONE = b'{"title": "\\ud83d"}'  # half of an emoji, which no UTF-8 can contain
UNKNOWN = "0" * 24
OTHER = "https://other.example"


@pytest.fixture
def api(app: Flask) -> Any:
    """Return a client of the API."""
    return app.test_client()


def problem(response: Any, status: int) -> Any:
    """Return a problem with this status."""
    assert (response.status_code, response.mimetype) == (status, PROBLEM)
    assert response.json["status"] == status
    assert "Set-Cookie" not in response.headers
    return response.json


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"title": '"title" is missing.'}),
        ({"title": " "}, {"title": "Enter a title."}),
        (
            {"title": "x" * 213, "text": "y" * 10_250},
            {
                "title": "Title is 213 characters long; the limit is 200.",
                "text": "Text is 10,250 characters long; the limit is 10,000.",
            },
        ),
        (
            {"title": "a\0", "text": "\a"},
            {
                "title": "Title contains a character that cannot be stored.",
                "text": "Text contains a character that cannot be stored.",
            },
        ),
        ({"title": 1, "done": "yes"}, {"title": '"title" must be text.', "done": ""}),
        ({"title": {"$ne": 1}}, {"title": '"title" must be text.'}),
        ({"title": "a", "text": None}, {"text": '"text" must be text.'}),
        ({"title": "a", "_id": "x"}, {"_id": '"_id" is unknown, or cannot be set.'}),
        ({"title": "a", "version": 2}, {"version": ""}),
        ({"title": "a", "__proto__": 1}, {"__proto__": ""}),
    ],
)
def test_invalid_fields(api: Any, body: Any, errors: dict[str, str]) -> None:
    """Each invalid field is named, with a sentence, and nothing is stored."""
    found = problem(api.post(TASKS, json=body), 422)
    details = {error["field"]: error["detail"] for error in found["errors"]}
    assert details.keys() == errors.keys()
    assert all(errors[name] in details[name] for name in errors)
    assert found["field"] == next(iter(details))
    assert found["detail"] == " ".join(details.values())
    assert api.get(TASKS).json == []


def test_hostile_titles(api: Any) -> None:
    """The API stores, cleans and refuses the same titles as the forms."""
    typed = {words: words for words in PLAIN.values()} | dict(CLEANED.values())
    for words, title in typed.items():
        assert api.post(TASKS, json={"title": words}).json["title"] == title
    for words in (*REJECTED.values(), *TOO_LONG.values()):
        problem(api.post(TASKS, json={"title": words}), 422)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b'"a"', b"null", b"\xff", b"[" * 100_000, LONE]
)
def test_bodies_that_are_no_objects(api: Any, body: bytes) -> None:
    """A body that is no JSON object is refused."""
    for method in ("POST", "PATCH"):
        url = TASKS if method == "POST" else f"{TASKS}/{UNKNOWN}"
        response = api.open(url, method=method, data=body, content_type=JSON)
        assert problem(response, 400)["title"] == "That is not JSON"


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "text/json", "x"]
)
def test_other_types_of_bodies(api: Any, kind: str | None) -> None:
    """A body that is not said to be JSON is refused: a form could send it."""
    for method, url in (("POST", TASKS), ("PATCH", f"{TASKS}/{UNKNOWN}")):
        body = json.dumps({"title": "a"})
        response = api.open(url, method=method, data=body, content_type=kind)
        problem(response, 415)


def test_a_body_that_is_too_large(api: Any) -> None:
    """A body of more than 256 KiB is refused."""
    problem(api.post(TASKS, json={"title": "a", "text": "x" * 300_000}), 413)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("show=all", "show"),
        (f"q={'x' * 201}", "q"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("limit=many", "limit"),
        ("before=1", "before"),
        ("after=1-000000000000000000000000", "after"),
        ("purge=true", "purge"),
    ],
)
def test_invalid_parameters(api: Any, query: str, field: str) -> None:
    """A parameter that is invalid or unknown is named."""
    assert problem(api.get(f"{TASKS}?{query}"), 400)["field"] == field


def test_the_same_filters_as_the_list(api: Any, site: Any, add_tasks: Any) -> None:
    """Filters and searches find the tasks that the list shows, page by page."""
    first, second, _ = add_tasks("Buy milk", "Buy bread", "Call Ann")
    api.patch(f"{TASKS}/{first}", json={"done": True, "text": "a"})
    api.patch(f"{TASKS}/{second}", json={"text": "b"})
    for query in ("", "show=open", "show=done", "show=deleted", "q=buy", "q=%20"):
        titles = [task["title"] for task in api.get(f"{TASKS}?{query}").json]
        assert titles == site.titles(f"/?{query}")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{TASKS}/x", 400),
        (f"{TASKS}/{UNKNOWN}", 404),
        ("/api/other", 404),
        ("/api/", 404),
        (f"{TASKS}/", 404),
    ],
)
def test_addresses(api: Any, path: str, status: int) -> None:
    """An address that leads nowhere is a problem in JSON, whatever is accepted."""
    assert problem(api.get(path, headers={"Accept": "text/html"}), status)["detail"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (TASKS, {"GET", "HEAD", "OPTIONS", "POST", "DELETE"}),
        (f"{TASKS}/{UNKNOWN}", {"GET", "HEAD", "OPTIONS", "PATCH", "DELETE"}),
    ],
)
def test_methods(api: Any, path: str, allowed: set[str]) -> None:
    """Other methods are refused, with those that are allowed."""
    response = api.put(path)
    problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == allowed


SAME = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": OTHER},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
        {"Origin": "//["},
    ],
)
def test_pages_of_other_sites(api: Any, add_tasks: Any, headers: Any) -> None:
    """Requests that say that they come from another site are refused."""
    (task_id,) = add_tasks("a")
    url = f"{TASKS}/{task_id}"
    for response in (
        api.get(TASKS, headers=headers),
        api.post(TASKS, json={"title": "b"}, headers=headers),
        api.patch(url, json={"title": "b"}, headers=headers),
        api.delete(url, headers=headers),
        api.delete(TASKS, headers=headers),
    ):
        problem(response, 403)
        assert "Access-Control-Allow-Origin" not in response.headers
    assert [task["title"] for task in api.get(TASKS).json] == ["a"]


@pytest.mark.parametrize(
    "headers",
    [SAME, {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost"}, {}],
)
def test_pages_of_the_site(api: Any, headers: Any) -> None:
    """Requests from the site itself, and from programs, are accepted."""
    assert api.post(TASKS, json={"title": "a"}, headers=headers).status_code == 201


def test_links_from_other_sites(api: Any) -> None:
    """A link to the API can be followed from everywhere."""
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert api.get(TASKS, headers=link).status_code == 200
    problem(api.delete(TASKS, headers=link), 403)


@pytest.mark.parametrize("origins", [f"http://a.example,{OTHER}", "*"])
def test_allowed_origins(make_app: MakeApp, origins: str) -> None:
    """Pages of the sites that are named may use the API, and read its errors."""
    api: Any = make_app(TODO_API_ORIGINS=origins).test_client()
    page = {"Origin": OTHER, "Sec-Fetch-Site": "cross-site"}
    answers = [
        api.post(TASKS, json={"title": "a"}, headers=page),
        api.post(TASKS, json={}, headers=page),
        api.get("/api/other", headers=page),
    ]
    assert [answer.status_code for answer in answers] == [201, 422, 404]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == OTHER
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in api.get("/", headers=page).headers


def test_other_origins(make_app: MakeApp) -> None:
    """Pages of sites that are not named may not, and preflights do not allow them."""
    api: Any = make_app(TODO_API_ORIGINS="https://a.example").test_client()
    preflight = {"Origin": OTHER, "Access-Control-Request-Method": "DELETE"}
    response = api.options(TASKS, headers=preflight)
    problem(response, 403)
    assert "Access-Control-Allow-Methods" not in response.headers


def test_the_database_fails(fail: Fail, make_app: MakeApp, failing_mongod: Any) -> None:
    """If it is unknown whether a task was stored, the advice depends on its key."""
    api: Any = make_app(MONGODB_URI=failing_mongod.uri).test_client()
    fail("failCommand", failCommands=["insert"], closeConnection=True, appName="todo")
    details = []
    for headers in ({"Idempotency-Key": "1"}, {}):
        response = api.post(TASKS, json={"title": "a"}, headers=headers)
        assert response.headers["Retry-After"] == "5"
        details.append(problem(response, 503)["detail"])
    assert "it will be stored once" in details[0]
    assert "Look whether it is there" in details[1]


def test_trusted_hosts(make_app: MakeApp) -> None:
    """The absolute URLs of todos are only made from a trusted host."""
    api: Any = make_app(TRUSTED_HOSTS=["todo.example"]).test_client()
    root = "/api/todo-backend"
    todo = api.post(root, json={"title": "a"}, base_url="http://todo.example").json
    assert todo["url"].startswith("http://todo.example/api/todo-backend/")
    problem(api.get(root, base_url="http://evil.example"), 400)


def test_https(make_app: MakeApp) -> None:
    """With ``TODO_HTTPS``, the URLs of todos begin with ``https``."""
    api: Any = make_app(TODO_HTTPS=True).test_client()
    todo = api.post("/api/todo-backend", json={"title": "a"}).json
    assert todo["url"].startswith("https://localhost/api/todo-backend/")
