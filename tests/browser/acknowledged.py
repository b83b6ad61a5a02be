"""The tasks that a site has acknowledged, learnt from its answers to forms."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bson import ObjectId
from pymongo.collection import Collection

from tests.browser.expected_list import Known, Words
from tests.browser.proxy import Handler, Response

__all__ = ["Acknowledged"]

Form = dict[str, str]
ACCEPTED = 303


class Acknowledged:
    """A model of the stored tasks, which also knows how the site must answer.

    :param tasks: the site's collection of tasks.
    """

    def __init__(self, tasks: Collection[dict[str, Any]]) -> None:
        self.tasks = tasks
        self.known: dict[ObjectId, Known] = {}
        self.added: set[Words] = set()
        self.accepted: list[tuple[str, Words]] = []
        self.listed: dict[str, list[Known]] = {}
        self.problems: list[str] = []
        self._lock = threading.Lock()

    def begin(self, documents: Iterable[dict[str, Any]]) -> None:
        """Forget everything, and store the first tasks."""
        self.tasks.delete_many({})
        self.known.clear()
        self.added.clear()
        self.accepted.clear()
        self.listed.clear()
        self.problems.clear()
        for task in documents:
            self.tasks.insert_one(task)
        self._find_new()

    def _find_new(self) -> int:
        """Find the stored tasks that are not known yet, and return their number."""
        new = list(self.tasks.find({"_id": {"$nin": list(self.known)}}))
        for task in new:
            creation = task["creation"].replace(tzinfo=UTC).timestamp()
            words = Words(task["title"], task["text"])
            known = Known(str(task["_id"]), round(creation * 1000), words)
            self.known[task["_id"]] = known
        return len(new)

    def learning_from(self, person: str) -> Callable[[Handler], Response]:
        """Return a function that passes a person's requests on, one after the other."""

        def ask(handler: Handler) -> Response:
            with self._lock:
                answer = handler.ask_site()
                if handler.command == "POST":
                    self._learn(person, handler, answer[0])
                elif handler.command == "GET" and urlsplit(handler.path).path == "/":
                    self.listed[person] = [*map(replace, self.known.values())]
            return answer

        return ask

    def _learn(self, person: str, handler: Handler, status: int) -> None:
        form = dict(parse_qsl(handler.body.decode(), keep_blank_values=True))
        *task_id, act = handler.path.strip("/").split("/")
        if task_id:
            expected = self._change(self.known[ObjectId(task_id[0])], act, form)
        else:
            expected = self._change_many(act, form)
        if status != expected:
            self.problems.append(f"{person}: {handler.path} {form}: {status}")
        elif act in {"new", "edit"} and status == ACCEPTED:
            self.accepted.append((person, Words.of(form)))

    def _change(self, task: Known, act: str, form: Form) -> int:
        """Change what is known about a task, and return the expected status."""
        if act == "edit":
            return self._edit(task, form["version"], Words.of(form))
        if act == "delete":
            task.batch = task.batch or object()
        elif act == "restore":
            task.batch = None
        elif task.batch:
            return 410
        else:
            task.is_done = act == "done"
        return ACCEPTED

    def _edit(self, task: Known, version: str, words: Words) -> int:
        if not words.title:
            return 422
        if task.batch:
            return 410
        if version == task.version:
            task.version = str(int(task.version) + 1)
            task.words = words
            task.titles.add(words.title)
        return ACCEPTED if words == task.words else 409

    def _change_many(self, act: str, form: Form) -> int:
        """Change what is known about all tasks, and return the expected status."""
        if act == "new":
            return self._add(Words.of(form))
        for task in self.known.values():
            if act == "clear-done" and task.is_done and not task.batch:
                task.batch = form["batch"]
            elif act == "restore" and task.batch == form["batch"]:
                task.batch = None
        return ACCEPTED

    def _add(self, words: Words) -> int:
        """Find the task that was added; the same words are the same task."""
        if not words.title:
            return 422
        number = self._find_new()
        if number != (words not in self.added):
            self.problems.append(f"{words} became {number} new tasks")
        self.added.add(words)
        return ACCEPTED

    def take_accepted(self, person: str) -> list[Words]:
        """Return the words of a person that were stored since the last call."""
        with self._lock:
            taken = [words for name, words in self.accepted if name == person]
            self.accepted = [each for each in self.accepted if each[0] != person]
        return taken

    def check(self) -> list[str]:
        """Return what is wrong about the answers so far and about the stored tasks."""
        with self._lock:
            stored = {
                task["_id"]: (
                    Words(task["title"], task["text"]),
                    task.get("done", False),
                    "deleted" in task,
                )
                for task in self.tasks.find()
            }
            expected = {
                task_id: (task.words, task.is_done, task.batch is not None)
                for task_id, task in self.known.items()
            }
            problems = list(self.problems)
        if stored != expected:
            problems.append(f"stored: {stored}, acknowledged: {expected}")
        return problems
