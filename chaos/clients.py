"""The clients: what they do, and how they try again."""

import json
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from chaos import pages
from chaos.browser import Answer, Browser
from chaos.history import Kind, Operation, Outcome, Seen

__all__ = ["Client", "Shelf"]

MOST_ON_SHELF = 40
MOST_RETRIES = 4
RETRY_SECONDS = 0.4
IMPORTED = 5
BATCH_ACTS = {
    Kind.CLEAR: ("/clear-done", "Deleted"),
    Kind.UNDO: ("/restore", "Restored"),
}
CREATION = {"$date": "2026-01-01T00:00:00Z"}


@dataclass(slots=True)
class Shelf:
    """Tasks that all clients work on, so that they get in each other's way."""

    tasks: list[tuple[str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, task: str, task_id: str, chance: random.Random) -> None:
        """Add a task; if there are many, in the place of another one."""
        with self._lock:
            if len(self.tasks) < MOST_ON_SHELF:
                self.tasks.append((task, task_id))
            else:
                self.tasks[chance.randrange(MOST_ON_SHELF)] = (task, task_id)

    def pick(self, chance: random.Random) -> tuple[str, str] | None:
        """Return the name and the id of a task; ``None`` if there is none."""
        with self._lock:
            return chance.choice(self.tasks) if self.tasks else None


class Client:
    """A client that does one thing after another.

    :param browser: its connection to the site.
    :param shelf: the tasks that it shares with the others.
    :param run: the beginning of the names of this run's tasks.
    """

    def __init__(self, browser: Browser, shelf: Shelf, run: str) -> None:
        self.browser = browser
        self.chance = browser.chance
        self.shelf = shelf
        self.run = run
        self.number = 0
        self.deleted: list[tuple[str, str]] = []
        self.acts: dict[Callable[[], object], float] = {
            self.create: 22,
            self.import_file: 3,
            self.edit: 22,
            self.finish: 12,
            self.reopen: 4,
            self.delete: 5,
            self.restore: 5,
            self.clear: 0.3,
            self.read_list: 6,
            self.search: 8,
            self.show: 12,
        }

    def act(self) -> None:
        """Do one thing, chosen at random."""
        (act,) = self.chance.choices([*self.acts], [*self.acts.values()])
        act()

    def _name(self, letter: str) -> str:
        """Return a name that is no beginning of another one, for the search."""
        self.number += 1
        return f"{self.run}{letter}{self.browser.client:02}{self.number:06}"

    def _again(self, send: Callable[[], Operation]) -> Operation:
        """Send a request, and often again until the answer says what happened."""
        operation = send()
        for _ in range(MOST_RETRIES):
            is_known = operation.status in {200, 303, 409, 410}
            if is_known or self.chance.random() < 1 / 4:
                break
            self.browser.pause(RETRY_SECONDS)
            operation = send()
        return operation

    def _pick(self) -> tuple[str, str]:
        """Return the name and the id of a task, which is created if there is none."""
        while (task := self.shelf.pick(self.chance)) is None:
            self.create()
        return task

    def create(self) -> None:
        """Add a task, and find it."""
        task, words = self._name("t"), self._name("w")
        fields = {
            "title": f"{task} {words}",
            "text": words,
            "token": self.browser.token(),
        }

        def send() -> Operation:
            answer = self.browser.post("/new", fields)
            return self._record(Kind.CREATE, answer, task, words=words)

        self._again(send)
        self.find(task)

    def import_file(self) -> None:
        """Import a file with several tasks."""
        words = self._name("w")
        tasks = tuple(self._name("t") for _ in range(IMPORTED))
        ids = [f"{self.chance.getrandbits(96):024x}" for _ in tasks]
        records = [
            {
                "_id": {"$oid": task_id},
                "title": f"{task} {words}",
                "text": words,
                "creation": CREATION,
            }
            for task, task_id in zip(tasks, ids, strict=True)
        ]
        content = json.dumps({"tasks": records}).encode()

        def send() -> Operation:
            answer = self.browser.upload("/import", "tasks.json", content)
            outcome = pages.outcome(answer.status, answer.page)
            if answer.status == 200:
                found = pages.report(answer.page)
                is_whole = found is not None and found[0] + found[1] == IMPORTED
                outcome = Outcome.DONE if is_whole else Outcome.UNKNOWN
            return self.browser.record(
                Kind.IMPORT, answer, tasks=tasks, words=words, outcome=outcome
            )

        if self._again(send).outcome is Outcome.DONE:
            self.shelf.put(tasks[0], ids[0], self.chance)

    def edit(self) -> None:
        """Edit a task: request the form, and send it."""
        task, task_id = self._pick()
        form = self.browser.get(f"/{task_id}/edit")
        seen = self._seen_on(form, task)
        self.browser.record(Kind.READ, form, seen=seen)
        if form.status != 200:
            return
        words, version = self._name("w"), pages.edit_version(form.page)
        fields = {
            "title": f"{task} {words}",
            "text": words,
            "version": pages.field(form.page, "version") or "",
        }

        def send() -> Operation:
            answer = self.browser.post(f"/{task_id}/edit", fields)
            return self._record(Kind.EDIT, answer, task, words=words, version=version)

        self._again(send)

    def finish(self) -> None:
        """Mark a task as done."""
        self._set(Kind.FINISH, "done", self._pick())

    def reopen(self) -> None:
        """Mark a task as open."""
        self._set(Kind.REOPEN, "reopen", self._pick())

    def delete(self) -> None:
        """Delete a task."""
        task = self._pick()
        if self._set(Kind.DELETE, "delete", task).outcome is Outcome.DONE:
            self.deleted.append(task)

    def restore(self) -> None:
        """Undo the deletion of a task."""
        if self.deleted:
            task = self.deleted.pop(self.chance.randrange(len(self.deleted)))
            self._set(Kind.RESTORE, "restore", task)

    def _set(self, kind: Kind, action: str, task: tuple[str, str]) -> Operation:
        name, task_id = task
        return self._again(
            lambda: self._record(
                kind, self.browser.post(f"/{task_id}/{action}", {}), name
            )
        )

    def clear(self) -> None:
        """Delete all done tasks, and mostly undo that."""
        batch = f"{self.chance.getrandbits(96):024x}"
        if self._batch(Kind.CLEAR, batch).outcome is not Outcome.REFUSED:
            self.read_list()
            if self.chance.random() < 3 / 4:
                self._batch(Kind.UNDO, batch)

    def _batch(self, kind: Kind, batch: str) -> Operation:
        path, verb = BATCH_ACTS[kind]

        def send() -> Operation:
            answer = self.browser.post(path, {"batch": batch})
            page = self.browser.get("/") if answer.status == 303 else None
            told = dict(pages.numbers(page.page)) if page else {}
            operation = self.browser.record(
                kind, answer, batch=batch, number=told.get(verb)
            )
            if page:
                self._record_list(page)
            return operation

        return self._again(send)

    def read_list(self) -> None:
        """Look at the first page of the list."""
        self._record_list(self.browser.get("/"))

    def _record_list(self, answer: Answer) -> None:
        found = pages.items(answer.page) if answer.status == 200 else []
        self.browser.record(Kind.READ, answer, seen=tuple(item.seen for item in found))

    def search(self) -> None:
        """Search for a task."""
        self.find(self._pick()[0])

    def find(self, task: str) -> None:
        """Search for a task by its name, and put it on the shelf."""
        answer = self.browser.get(f"/?q={task}")
        found = pages.items(answer.page) if answer.status == 200 else []
        seen = [item.seen for item in found if item.seen.task == task]
        if answer.status == 200 and not seen:
            seen = [Seen(task, is_absent=True)]
        self.browser.record(Kind.READ, answer, seen=tuple(seen))
        for item in found[:1]:
            self.shelf.put(task, item.id, self.chance)

    def show(self) -> None:
        """Look at a task."""
        task, task_id = self._pick()
        answer = self.browser.get(f"/{task_id}")
        self.browser.record(Kind.READ, answer, seen=self._seen_on(answer, task))

    def _seen_on(self, answer: Answer, task: str) -> tuple[Seen, ...]:
        """Return what the page or the edit form of a task shows."""
        if answer.status == 404:
            return (Seen(task, is_missing=True),)
        if answer.status == 410:
            return (Seen(task, is_deleted=True),)
        if answer.status != 200:
            return ()
        return (pages.seen_on(answer.page),)

    def _record(
        self, kind: Kind, answer: Answer, task: str, words: str = "", version: int = 0
    ) -> Operation:
        seen = (Seen(task, is_deleted=True),) if answer.status == 410 else ()
        if answer.status == 404:
            seen = (Seen(task, is_missing=True),)
        return self.browser.record(
            kind, answer, tasks=(task,), words=words, version=version, seen=seen
        )
