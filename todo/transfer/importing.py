"""Imports from a file those tasks that do not exist yet."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from flask_mongokit import ErrorCode, ObjectId
from todo.extensions import db
from todo.tasks.changes import insert_new
from todo.tasks.model import Task
from todo.tasks.quota import check_quota
from todo.transfer.reading import read_records
from todo.transfer.records import task_of

MOST_REFUSALS = 1000
LARGEST_BATCH = 1000
MOST_WORDS = 20_000  # index entries, which determine how long a batch takes

Numbered = tuple[int, dict[str, Any]]
Watch = Callable[[Iterable[Any], int], Iterable[Any]]
Batch = list[Numbered]


class Refusal(NamedTuple):
    """A task that was rejected.

    :param position: its number in the file, counting from 1.
    :param reason: a sentence for the user.
    """

    position: int
    reason: str


@dataclass(slots=True)
class Report:
    """The result of an import.

    :param imported: number of tasks that were stored.
    :param unchanged: number of tasks skipped because their ids already exist.
    :param refused: number of tasks that were rejected, by the site or by MongoDB.
    :param refusals: up to 1,000 of these, with the reasons.
    """

    imported: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the counts as text for the user."""
        return (
            f"{self.imported:,} imported, {self.unchanged:,} unchanged, "
            f"{self.refused:,} refused"
        )

    @property
    def unlisted(self) -> int:
        """The number of rejected tasks that are missing from :attr:`refusals`."""
        return self.refused - len(self.refusals)

    def refuse(self, position: int, reason: str) -> None:
        """Count a rejected task, and list it unless the list is full."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(position, reason))


def import_tasks(file: IO[bytes], watch: Watch = lambda records, _: records) -> Report:
    """Store the tasks of a file; tasks that already exist stay as they are.

    A failed import can be repeated.

    :param file: an export, see :func:`todo.transfer.exporting.export_tasks`; it is
        read twice, so that nothing is stored if its end turns out to be broken.
    :param watch: callback that takes the records and their number, and yields the
        records, for example to show a progress bar.
    :raises UnreadableFileError: if the file is not an export.
    :raises QuotaExceededError: if it has more tasks than may be added.
    """
    number = sum(1 for _ in _unhurried(read_records(file)))
    file.seek(0)
    check_quota(number)
    report = Report()
    for batch in _batches(watch(read_records(file), number), report):
        _store(batch, report)
    report.refusals.sort()
    return report


def _unhurried(records: Iterable[Any]) -> Iterator[Any]:
    """Yield records, and let the worker answer other requests in between."""
    for record in records:
        time.sleep(0)
        yield record


def _batches(records: Iterable[Any], report: Report) -> Iterator[Batch]:
    """Yield batches of valid tasks with their positions, and report invalid ones."""
    batch: Batch = []
    words = 0
    for position, task in _checked(records, report):
        batch.append((position, task))
        words += len(task["words"])
        if len(batch) == LARGEST_BATCH or words >= MOST_WORDS:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _checked(records: Iterable[Any], report: Report) -> Iterator[Numbered]:
    positions: dict[ObjectId, int] = {}
    for position, record in enumerate(_unhurried(records), 1):
        try:
            task = task_of(record)
            first = positions.setdefault(task["_id"], position)
            if first != position:
                raise ValueError(f'Task {first} has the same "_id".')  # noqa: TRY301  one of the reasons
        except ValueError as error:
            report.refuse(position, str(error))
        else:
            yield position, task


def _store(batch: Batch, report: Report) -> None:
    failures = insert_new(db[Task], [task for _, task in batch])
    report.imported += len(batch) - len(failures)
    for failure in failures:
        if failure["code"] == ErrorCode.DUPLICATE_KEY:
            report.unchanged += 1
        else:
            position, _ = batch[failure["index"]]
            report.refuse(position, f"MongoDB refuses it: {failure['errmsg']}.")
