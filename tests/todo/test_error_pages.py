"""Error pages and their JSON equivalents."""

import json
from typing import Any

import pytest
from flask import Flask, abort

from tests.todo.pages import Page

JSON_FIRST = ["application/json", "application/problem+json"]
HTML_FIRST = ["text/html", "*/*", "text/html,application/json;q=0.9", "image/png", ""]

UNKNOWN_TASK = f"/{'0' * 24}"
PROBLEMS = [
    ("GET", "/x", 400, "That address is not a task"),
    ("GET", "/?before=x", 400, "That link is not right"),
    ("POST", "/new", 400, "Cookies are needed"),
    ("GET", UNKNOWN_TASK, 404, "Task not found"),
    ("GET", "/a/b", 404, "Page not found"),
    ("GET", "/static/none.css", 404, "Page not found"),
    ("POST", "/", 405, "Not possible here"),
    ("DELETE", UNKNOWN_TASK, 405, "Not possible here"),
    ("PUT", "/healthz", 405, "Not possible here"),
    ("BREW", "/new", 405, "Not possible here"),
]
IDS = [f"{method} {path[:20]}" for method, path, _, _ in PROBLEMS]


@pytest.mark.parametrize(("method", "path", "status", "heading"), PROBLEMS, ids=IDS)
def test_error_page(
    site: Any, method: str, path: str, status: int, heading: str
) -> None:
    """Every error page has a heading, an alert and a link to the list."""
    response = site.client.open(path, method=method)
    assert response.status_code == status
    assert f'<h2 id="what">{heading}</h2>' in response.text
    assert f"<title>{heading} - Simple ToDo Example</title>" in response.text
    assert "Accept" in response.vary
    assert 'role="alert"' in response.text
    assert "Back to list" in response.text


@pytest.mark.parametrize(("method", "path", "status", "heading"), PROBLEMS, ids=IDS)
def test_problem_json(
    site: Any, method: str, path: str, status: int, heading: str
) -> None:
    """A client that prefers JSON gets problem+json."""
    headers = {"Accept": "application/json"}
    response = site.client.open(path, method=method, headers=headers)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert "Accept" in response.vary
    problem = json.loads(response.data)
    assert (problem["title"], problem["status"]) == (heading, status)
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize("accept", JSON_FIRST)
def test_clients_that_prefer_json(site: Any, accept: str) -> None:
    """A client that prefers either JSON media type gets problem+json."""
    response = site.get("/x", headers={"Accept": accept})
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("accept", HTML_FIRST)
def test_clients_that_prefer_html(site: Any, accept: str) -> None:
    """With any other Accept header, the error page is HTML."""
    response = site.get("/x", headers={"Accept": accept})
    assert response.content_type.startswith("text/html")


TYPED = {"title": "<typed> title", "text": "Typed text"}


def test_cookies_are_needed(site: Any) -> None:
    """Without any cookie, the page keeps the words, but offers no pointless retry."""
    response = site.post("/new", TYPED)
    page = Page(response.text)
    assert response.status_code == 400
    assert page.root.one("h2").text == "Cookies are needed"
    assert "Try again" not in response.text
    assert page.root.one("input", id="title")["value"] == TYPED["title"]
    assert page.root.one("textarea").text == TYPED["text"]
    assert page.root.one("a", "Open the form again")["href"] == "/new"


def test_cookies_for_a_button(site: Any) -> None:
    """Without any cookie, the page for a button has no link to a form."""
    response = site.post(f"{UNKNOWN_TASK}/done", {})
    assert "Cookies are needed" in response.text
    assert "Open the form again" not in response.text


@pytest.mark.parametrize(
    ("cookie", "headers"),
    [("todo-session-8000", {}), ("of-another-site", {})]
    + [("", {"Sec-Fetch-Site": origin}) for origin in ("cross-site", "same-site")],
)
def test_an_old_form(site: Any, cookie: str, headers: dict[str, str]) -> None:
    """A form of another session or site can be sent again, with the same words."""
    if cookie:
        site.client.set_cookie(cookie, "x")
    response = site.post("/new", TYPED, headers=headers)
    assert response.status_code == 400
    assert "This form is too old" in response.text
    again = site.press(response, "Try again")
    assert again.status_code == 303
    assert site.messages(site.follow(again)) == ['Added "<typed> title".']


@pytest.mark.parametrize("path", ["/new", f"{UNKNOWN_TASK}/edit"])
def test_too_much_text(site: Any, path: str) -> None:
    """The page says where the words are, and links to the form."""
    response = site.post(path, {"text": "x" * 300_000})
    assert response.status_code == 413
    assert "What you typed is still in the form" in response.text
    assert "Back button" in response.text
    assert Page(response.text).root.one("a", "Open the form again")["href"] == path


def test_allowed_methods(site: Any) -> None:
    """A 405 response lists the allowed methods."""
    allowed = site.client.delete("/new").headers["Allow"].split(", ")
    assert set(allowed) == {"GET", "HEAD", "OPTIONS", "POST"}


def fail(words: str) -> str:
    """Raise an unexpected exception."""
    raise RuntimeError(words)


def test_an_unexpected_exception(
    make_app: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A 500 page shows the request id, but only the log contains the traceback."""
    app: Flask = make_app()
    app.add_url_rule("/fault", view_func=lambda: fail("a secret word"))
    response = app.test_client().get("/fault")
    request_id = response.headers["X-Request-ID"]
    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert f"<code>{request_id}</code>" in response.text
    assert "secret word" not in response.text
    (line,) = capsys.readouterr().err.splitlines()
    record = json.loads(line)
    assert record["request_id"] == request_id
    assert "a secret word" in record["exc_info"]


@pytest.mark.parametrize("status", [403, 408, 418, 429])
def test_other_statuses(make_app: Any, status: int) -> None:
    """Statuses for which the site has no specific text also have an error page."""
    app: Flask = make_app()
    app.add_url_rule("/other", view_func=lambda: abort(status))
    response = app.test_client().get("/other")
    assert response.status_code == status
    assert "Back to list" in response.text


def test_too_many_fields(site: Any) -> None:
    """A form with too many parts is rejected."""
    form = {str(number): "x" for number in range(1001)}
    response = site.post("/new", form, content_type="multipart/form-data")
    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/new/", "//evil.example", "//evil.example/x"])
def test_no_redirect(site: Any, path: str) -> None:
    """Requests for unknown URLs are not redirected."""
    environ = {"PATH_INFO": path, "REQUEST_URI": path}
    response = site.client.open("/", environ_overrides=environ)
    assert response.status_code in {400, 404}
    assert "Location" not in response.headers
