"""The items of the list: tasks, as the list shows them."""

from dataclasses import dataclass
from typing import Any, Self

from todo.tasks.model import Task
from todo.tasks.times import Time


@dataclass(slots=True)
class Item:
    """What templates need to show a task in the list.

    A task looks up and converts a field whenever it is read; templates do that often.
    """

    _id: Any
    title: str
    text: str
    creation: Time | None
    deleted: Time | None
    is_done: bool
    has_foreign_id: bool

    @classmethod
    def of(cls, task: Task) -> Self:
        """Return the item of a task."""
        return cls(
            task["_id"],
            task.title,
            task.text,
            task.creation,
            task.deleted,
            task.is_done,
            task.has_foreign_id,
        )
