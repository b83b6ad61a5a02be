"""What the site answers when it cannot do what was asked."""

import json
from typing import Any

import pytest
from flask import Flask, abort

JSON_FIRST = ["application/json", "application/problem+json"]
HTML_FIRST = ["text/html", "*/*", "text/html,application/json;q=0.9", "image/png", ""]

NOBODY = f"/{'0' * 24}"
PROBLEMS = [
    ("GET", "/x", 400, "That address is not a task"),
    ("GET", "/?before=x", 400, "That link is not right"),
    ("POST", "/new", 400, "This form is too old"),
    ("GET", NOBODY, 404, "Task not found"),
    ("GET", "/a/b", 404, "Page not found"),
    ("GET", "/static/none.css", 404, "Page not found"),
    ("POST", "/", 405, "Not possible here"),
    ("DELETE", NOBODY, 405, "Not possible here"),
    ("PUT", "/healthz", 405, "Not possible here"),
    ("BREW", "/new", 405, "Not possible here"),
]
IDS = [f"{method} {path[:20]}" for method, path, _, _ in PROBLEMS]


@pytest.mark.parametrize(("method", "path", "status", "heading"), PROBLEMS, ids=IDS)
def test_a_page_says_what_happened(
    site: Any, method: str, path: str, status: int, heading: str
) -> None:
    """Each error is a page of the site with a heading, an alert and a way on."""
    answer = site.client.open(path, method=method)
    assert answer.status_code == status
    assert f'<h2 id="what">{heading}</h2>' in answer.text
    assert f"<title>{heading} - Simple ToDo Example</title>" in answer.text
    assert "Accept" in answer.vary
    assert 'role="alert"' in answer.text
    assert "Back to list" in answer.text


@pytest.mark.parametrize(("method", "path", "status", "heading"), PROBLEMS, ids=IDS)
def test_programs_get_json(
    site: Any, method: str, path: str, status: int, heading: str
) -> None:
    """A client that prefers JSON gets the same in JSON."""
    headers = {"Accept": "application/json"}
    answer = site.client.open(path, method=method, headers=headers)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert "Accept" in answer.vary
    problem = json.loads(answer.data)
    assert (problem["title"], problem["status"]) == (heading, status)
    assert problem["detail"].endswith(".")


@pytest.mark.parametrize("accept", JSON_FIRST)
def test_whom_json_is_dearer(site: Any, accept: str) -> None:
    """Either name of JSON will do."""
    answer = site.get("/x", headers={"Accept": accept})
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("accept", HTML_FIRST)
def test_whom_html_is_dearer(site: Any, accept: str) -> None:
    """Everybody else gets the page."""
    answer = site.get("/x", headers={"Accept": accept})
    assert answer.content_type.startswith("text/html")


def test_what_is_allowed(site: Any) -> None:
    """An address that does not do what was asked says what it does."""
    allowed = site.client.delete("/new").headers["Allow"].split(", ")
    assert set(allowed) == {"GET", "HEAD", "OPTIONS", "POST"}


def fail(words: str) -> str:
    """Do what no view should."""
    raise RuntimeError(words)


def test_our_fault(make_app: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault of ours shows a number, and no word of it; the log has both."""
    app: Flask = make_app()
    app.add_url_rule("/fault", view_func=lambda: fail("a secret word"))
    answer = app.test_client().get("/fault")
    request_id = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert f"<code>{request_id}</code>" in answer.text
    assert "secret word" not in answer.text
    (line,) = capsys.readouterr().out.splitlines()
    record = json.loads(line)
    assert record["request_id"] == request_id
    assert "a secret word" in record["exc_info"]


@pytest.mark.parametrize("status", [403, 408, 418, 429])
def test_other_statuses(make_app: Any, status: int) -> None:
    """A status that has no page of its own has one all the same."""
    app: Flask = make_app()
    app.add_url_rule("/other", view_func=lambda: abort(status))
    answer = app.test_client().get("/other")
    assert answer.status_code == status
    assert "Back to list" in answer.text


def test_too_many_fields(site: Any) -> None:
    """A form of more parts than any of ours is refused."""
    form = {str(number): "x" for number in range(1001)}
    answer = site.post("/new", form, content_type="multipart/form-data")
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/new/", "//evil.example", "//evil.example/x"])
def test_no_redirect(site: Any, path: str) -> None:
    """An address that the site has not is not turned into another one."""
    environ = {"PATH_INFO": path, "REQUEST_URI": path}
    answer = site.client.open("/", environ_overrides=environ)
    assert answer.status_code in {400, 404}
    assert "Location" not in answer.headers
