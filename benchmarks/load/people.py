"""What people do under load, for Locust: read the list, tasks, add, finish, search."""

import re

from locust import FastHttpUser, constant, task

TASK = re.compile(r'id="task-([0-9a-f]{24})"')
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]*)"')
WORDS = ("buy", "call", "milk", "garden", "report")


class Person(FastHttpUser):
    """Somebody who acts again as soon as the site has answered."""

    wait_time = constant(0)
    number = 0

    def on_start(self) -> None:
        """Open the list, whose forms have a token."""
        self.tasks_seen: list[str] = []
        self.token = ""
        self.read_list()

    @task(70)
    def read_list(self) -> None:
        """Read the list."""
        page = self.client.get("/").text or ""
        self.tasks_seen = TASK.findall(page) or self.tasks_seen
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token

    @task(10)
    def read_task(self) -> None:
        """Read one of the tasks."""
        if self.tasks_seen:
            self.client.get(f"/{self._next()}", name="/<id>")

    @task(10)
    def add(self) -> None:
        """Add a task."""
        title = f"{WORDS[self.number % len(WORDS)]} {self.number}"
        self._post("/new", "/new", title=title, text="")

    @task(8)
    def finish(self) -> None:
        """Finish one of the tasks."""
        if self.tasks_seen:
            self._post(f"/{self._next()}/done", "/<id>/done")

    @task(2)
    def search(self) -> None:
        """Search for a word."""
        self.client.get(f"/?q={WORDS[self.number % len(WORDS)]}", name="/?q=")

    def _next(self) -> str:
        self.number += 1
        return self.tasks_seen[self.number % len(self.tasks_seen)]

    def _post(self, path: str, name: str, **fields: str) -> None:
        self.number += 1
        form = {"csrf_token": self.token, **fields}
        with self.client.post(
            path, form, name=name, allow_redirects=False, catch_response=True
        ) as response:
            if response.status_code != 303:
                response.failure(f"status {response.status_code}")
