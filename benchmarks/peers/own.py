"""The timed operations on this project's mapper, with any document class."""

from collections.abc import Iterable
from typing import Any

import contest

from mongokit import Connection, Document

__all__ = ["Mapper"]


class Mapper:
    """The timed operations on a document class of this project's mapper.

    :param document_class: the document class of the tasks.
    """

    def __init__(self, document_class: type[Document]) -> None:
        connection: Any = Connection(contest.URI)
        connection.register(document_class)
        self.tasks = connection[contest.DATABASE]["tasks"].Task
        self.task = self.tasks.find_one({"_id": 1})

    def load(self) -> Iterable[Any]:
        """Return a list of all tasks."""
        return list(self.tasks.find())

    def page(self, first: int) -> Iterable[Any]:
        """Return a page of tasks, starting with the one that has this id."""
        return list(self.tasks.find({"_id": {"$gte": first}}).limit(contest.PAGE))

    def get(self, number: int) -> Any:
        """Return the task with this id."""
        return self.tasks.find_one({"_id": number})

    def insert(self, number: int) -> None:
        """Store a new task."""
        self.tasks({"_id": number, **contest.fields(number)}).save()

    def update(self, number: int) -> None:
        """Change a task, and save it."""
        self.task["number"] = number
        self.task.save()
