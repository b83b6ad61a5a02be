"""The public Todo-Backend specification, case by case, in its words.

Its page runs in a browser, on another site, which ``TODO_API_ORIGINS`` names.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.todo.conftest import MakeApp

ROOT = "http://todo.example:8000/api/todo-backend"
ORIGIN = "https://todobackend.example"
JSON = "application/json"


class Backend:
    """A client like the specification's: from another origin, with preflights."""

    def __init__(self, app: Any) -> None:
        self._client = app.test_client()

    def send(self, method: str, url: str, **fields: Any) -> Any:
        """Send a request, after a preflight as a browser would; return its JSON."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}"
        headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}
        preflight = self._client.options(
            parts.path,
            base_url=base,
            headers={
                **headers,
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": "content-type",
            },
        )
        allowed = preflight.headers
        assert preflight.status_code == 200
        assert allowed["Access-Control-Allow-Origin"] == ORIGIN
        assert method in allowed["Access-Control-Allow-Methods"].split(", ")
        assert "content-type" in allowed["Access-Control-Allow-Headers"].lower()
        body = {"json": fields} if fields else {"content_type": "text/plain"}
        response = self._client.open(
            parts.path, method=method, base_url=base, headers=headers, **body
        )
        assert 200 <= response.status_code < 300
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN
        return response.json if response.data else None

    def get(self, url: str = ROOT) -> Any:
        """Return what is at a URL."""
        return self.send("GET", url)

    def post(self, **fields: Any) -> Any:
        """Return a new todo."""
        return self.send("POST", ROOT, **fields)


@pytest.fixture
def backend(make_app: MakeApp) -> Backend:
    """Return a client of a backend without todos."""
    client = Backend(make_app(TODO_API_ORIGINS=ORIGIN))
    client.send("DELETE", ROOT)
    return client


def test_the_root_responds_to_a_get(backend: Backend) -> None:
    """The API root responds to a GET, with CORS headers."""
    assert backend.get() == []


def test_the_root_responds_to_a_post(backend: Backend) -> None:
    """The API root responds to a POST with the todo which was posted to it."""
    assert backend.post(title="a todo")["title"] == "a todo"


def test_the_root_responds_to_a_delete(backend: Backend) -> None:
    """The API root responds successfully to a DELETE."""
    backend.post(title="a todo")
    assert backend.send("DELETE", ROOT) is None


def test_the_root_is_empty_after_a_delete(backend: Backend) -> None:
    """After a DELETE, the API root responds with an empty array."""
    backend.post(title="a todo")
    backend.send("DELETE", ROOT)
    assert backend.get() == []


def test_a_post_adds_a_todo(backend: Backend) -> None:
    """A POST adds a new todo to the list of todos at the root URL."""
    backend.post(title="walk the dog")
    assert [todo["title"] for todo in backend.get()] == ["walk the dog"]


def test_a_new_todo_is_not_completed(backend: Backend) -> None:
    """A new todo is initially not completed."""
    backend.post(title="blah")
    assert [todo["completed"] for todo in backend.get()] == [False]


def test_each_new_todo_has_a_url(backend: Backend) -> None:
    """Each new todo has an absolute URL."""
    backend.post(title="blah")
    (todo,) = backend.get()
    assert todo["url"].startswith(f"{ROOT}/")


def test_the_url_returns_a_todo(backend: Backend) -> None:
    """The URL of a new todo returns it."""
    todo = backend.post(title="my todo")
    assert backend.get(todo["url"]) == todo


def test_navigating_by_urls(backend: Backend) -> None:
    """From the list of todos, their URLs lead to the individual ones."""
    for title in ("todo the first", "todo the second"):
        backend.post(title=title)
    todos = backend.get()
    assert len(todos) == 2
    for todo in todos:
        assert backend.get(todo["url"]) == todo


def test_changing_the_title(backend: Backend) -> None:
    """A PATCH to its URL changes a todo's title."""
    url = backend.post(title="initial title")["url"]
    assert backend.send("PATCH", url, title="bathe the cat")["title"] == "bathe the cat"


def test_changing_the_completedness(backend: Backend) -> None:
    """A PATCH to its URL changes whether a todo is completed."""
    url = backend.post(title="a todo")["url"]
    assert backend.send("PATCH", url, completed=True)["completed"] is True


def test_changes_are_persisted(backend: Backend) -> None:
    """Changes to a todo show up when it, or the list, is fetched again."""
    todo = backend.post(title="a todo")
    backend.send("PATCH", todo["url"], title="changed title", completed=True)
    expected = {**todo, "title": "changed title", "completed": True}
    assert backend.get(todo["url"]) == expected
    assert backend.get() == [expected]


def test_deleting_a_todo(backend: Backend) -> None:
    """A DELETE to its URL deletes a todo."""
    url = backend.post(title="a todo")["url"]
    backend.send("DELETE", url)
    assert backend.get() == []


def test_a_new_todo_with_an_order(backend: Backend) -> None:
    """A todo can be created with an order."""
    todo = backend.post(title="blah", order=523)
    assert todo["order"] == 523
    assert backend.get(todo["url"])["order"] == 523


def test_changing_the_order(backend: Backend) -> None:
    """A PATCH changes the order of a todo."""
    url = backend.post(title="blah", order=10)["url"]
    assert backend.send("PATCH", url, order=95)["order"] == 95


def test_changes_of_the_order_are_persisted(backend: Backend) -> None:
    """Changes to a todo's order are remembered."""
    url = backend.post(title="blah", order=10)["url"]
    backend.send("PATCH", url, order=95)
    assert backend.get(url)["order"] == 95
