"""The site under test: how to start one, and what tests do through its API."""

import json
import subprocess
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Site", "running_demo"]

TRIES = 5
BUSY = 503


class Site:
    """A site with ``TODO_DEMO=1``, which its API can empty and fill.

    Preparing through the API is faster than through pages, and fails for fewer reasons.

    :param address: its URL, such as ``http://127.0.0.1:8000``.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def reset(self) -> None:
        """Remove all tasks for good."""
        self._send("DELETE", "/api/tasks?purge=true")

    def add(self, title: str, text: str = "", *, done: bool = False) -> str:
        """Add a task, and return the path of its page."""
        body = {"title": title, "text": text, "done": done}
        return f"/{self._send('POST', '/api/tasks', body)['id']}"

    def delete(self, path: str) -> None:
        """Delete the task with this page, as the button does."""
        self._send("DELETE", f"/api/tasks{path}")

    def add_samples(self, number: int) -> None:
        """Add sample tasks: the same seed makes the same ones every time."""
        self._send("POST", "/api/samples", {"number": number, "seed": 1})

    def titles(self) -> list[str]:
        """Return the titles of up to 100 tasks, newest first."""
        return [task["title"] for task in self._send("GET", "/api/tasks?limit=100")]

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request, again if a proxy in front of the site is busy."""
        request = urllib.request.Request(  # noqa: S310  an http address
            self.address + path,
            data=None if body is None else json.dumps(body).encode(),
            # The key makes it safe to repeat the request: the task is added once.
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": str(uuid.uuid4()),
            },
            method=method,
        )
        for tries_left in reversed(range(TRIES)):
            try:
                with urllib.request.urlopen(request) as response:  # noqa: S310
                    return json.loads(response.read() or "null")
            except urllib.error.HTTPError as error:
                if error.code != BUSY or not tries_left:
                    raise RuntimeError(
                        f"{method} {request.full_url}: {error}. The tests need a site "
                        "with TODO_DEMO=1."
                    ) from error
        raise AssertionError


@contextmanager
def running_demo(serve: Path, arguments: Sequence[str] = ()) -> Iterator[Site]:
    """Run a throw-away site, which has a database of its own.

    :param serve: the path of ``bin/serve``.
    :param arguments: additional arguments, such as ``--trap undo``.
    """
    command = [str(serve), "--demo", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        try:
            for line in process.stdout:
                name, _, address = line.strip().partition(": ")
                if name == "Site":
                    yield Site(address)
                    return
            raise RuntimeError("bin/serve has ended; its output says why.")
        finally:
            process.terminate()
