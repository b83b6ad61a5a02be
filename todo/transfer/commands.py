"""The commands ``flask export`` and ``flask import``."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import click

from todo.cli import plain_failures
from todo.extensions import db
from todo.tasks.model import Task
from todo.tasks.quota import QuotaExceededError
from todo.transfer.exporting import export_tasks
from todo.transfer.importing import import_tasks
from todo.transfer.reading import UnreadableFileError
from todo.transfer.views import blueprint

STDOUT = Path("-")


@blueprint.cli.command("export")
@click.argument(
    "file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    default=STDOUT,
)
def export_command(file: Path) -> None:
    """Write all tasks to FILE, or to standard output."""
    is_mixed = file == STDOUT and sys.stdout.isatty()
    with plain_failures(), _writable(file) as output:
        number = 0 if is_mixed else db[Task].estimated_document_count()
        for piece in _with_bar(export_tasks(), number, label="Exporting"):
            output.write(piece)


@blueprint.cli.command("import")
@click.argument("file", type=click.File("rb"))
def import_command(file: IO[bytes]) -> None:
    """Import tasks from FILE (- for standard input), unless they exist already.

    The exit status is 1 if a task is refused.
    """
    with plain_failures(), _seekable(file) as seekable:
        try:
            report = import_tasks(seekable, partial(_with_bar, label="Importing"))
        except (UnreadableFileError, QuotaExceededError) as error:
            raise click.ClickException(f"Nothing was imported. {error}") from error
    for position, reason in report.refusals:
        click.echo(f"Task {position}: {reason}")
    if report.unlisted:
        click.echo(f"And {report.unlisted:,} more.")
    click.echo(report)
    sys.exit(1 if report.refused else 0)


def _with_bar(things: Iterable[Any], number: int, *, label: str) -> Iterator[Any]:
    """Yield things, and show a progress bar if standard error is a terminal."""
    is_hidden = not (number and sys.stderr.isatty())
    with click.progressbar(
        things, number, label, file=sys.stderr, hidden=is_hidden
    ) as bar:
        yield from bar


@contextmanager
def _writable(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, or standard output, for writing.

    :raises click.ClickException: if it cannot be written.
    """
    try:
        is_stream = path == STDOUT or (path.exists() and not path.is_file())
        with click.open_file(path, "wb") if is_stream else _complete(path) as file:
            yield file
            file.flush()
    except BrokenPipeError:
        raise  # the reader closed the pipe: Click ends the command quietly
    except OSError as error:
        raise click.ClickException(
            f"FILE must be one that can be written, not {str(path)!r}: "
            f"{error.strerror}."
        ) from error


@contextmanager
def _complete(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing; it appears under its name only once it is complete."""
    path = path.resolve()
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        try:
            yield file
        except BaseException:
            part.unlink()
            raise
    part.replace(path)


@contextmanager
def _seekable(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Yield a file that can be read twice: this one, or a temporary copy."""
    if file.seekable():
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(os.SEEK_SET)
        yield copy
