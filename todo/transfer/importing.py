"""Stores the tasks of a file that are not there yet."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from flask_mongokit import ExecutionTimeout, ObjectId, OperationFailure
from todo.extensions import db
from todo.tasks.quota import check_quota
from todo.transfer.reading import read_records
from todo.transfer.records import task_of

__all__ = ["Refusal", "Report", "import_tasks"]

MOST_REFUSALS = 1000
LARGEST_BATCH = 1000
MOST_WORDS = 20_000  # each is an entry of the index, and a batch takes that long
DUPLICATE_KEY = 11000

Watch = Callable[[Iterable[Any], int], Iterable[Any]]
Batch = list[tuple[int, dict[str, Any]]]


class Refusal(NamedTuple):
    """A task that was not taken.

    :param position: its place in the file, from 1.
    :param reason: a sentence.
    """

    position: int
    reason: str


@dataclass(slots=True)
class Report:
    """What came of an import.

    :param imported: how many tasks were stored.
    :param unchanged: how many were there already, whatever they are like.
    :param refused: how many were not taken.
    :param refusals: the first of those, with their reasons.
    """

    imported: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def __str__(self) -> str:
        """Return it in short."""
        return (
            f"{self.imported:,} imported, {self.unchanged:,} unchanged, "
            f"{self.refused:,} refused"
        )

    @property
    def untold(self) -> int:
        """How many refusals there were beyond those that are kept."""
        return self.refused - len(self.refusals)

    def refuse(self, position: int, reason: str) -> None:
        """Note that a task is not taken, and why."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(position, reason))


def import_tasks(file: IO[bytes], watch: Watch = lambda records, _: records) -> Report:
    """Store the tasks of a file, none of them in the place of one that is there.

    What fails can be done again: a task that was stored is left as it is.

    :param file: as :func:`todo.transfer.exporting.export_tasks` writes it; it is read
        twice, so that nothing is stored of a file that cannot be read to its end.
    :param watch: is given the records and how many there are, and hands them on.
    :raises UnreadableFileError: it is no such file.
    :raises QuotaExceededError: there may not be so many tasks more, were they all new.
    """
    number = sum(1 for _ in read_records(file))
    file.seek(0)
    check_quota(number)
    report = Report()
    for batch in _batches(watch(read_records(file), number), report):
        _store(batch, report)
    report.refusals.sort()
    return report


def _batches(records: Iterable[Any], report: Report) -> Iterator[Batch]:
    """Yield the tasks that can be stored, with their positions; note the others."""
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


def _checked(
    records: Iterable[Any], report: Report
) -> Iterator[tuple[int, dict[str, Any]]]:
    positions: dict[ObjectId, int] = {}
    for position, record in enumerate(records, 1):
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
    failures = _insert([task for _, task in batch])
    report.imported += len(batch) - len(failures)
    for failure in failures:
        if failure["code"] == DUPLICATE_KEY:
            report.unchanged += 1
        else:
            position, _ = batch[failure["index"]]
            report.refuse(position, f"MongoDB refuses it: {failure['errmsg']}.")


def _insert(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Insert tasks, and return what the server says of those that it did not take.

    :raises ExecutionTimeout: it is not known whether enough members have them.
    """
    try:
        db.tasks.insert_many(tasks, ordered=False)
    except OperationFailure as error:
        details = error.details or {}
        if "writeErrors" not in details:
            raise
        if details["writeConcernErrors"]:
            raise ExecutionTimeout("The write was not acknowledged.") from error
        failures: list[dict[str, Any]] = details["writeErrors"]
        return failures
    return []
