"""The command ``python -m mongokit.legacy.audit``."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from mongokit.legacy.audit.files import read_source, source_files
from mongokit.legacy.audit.report import GUIDE, audit

DESCRIPTION = f"""\
List the lines of an application for MongoKit 0.9 or Flask-MongoKit 0.6 that behave
differently today, or raise an error ("fails"). The source can be Python 2 or 3; it is
read, not run. Each line names the section of {GUIDE} about it."""
EXIT_STATUS = "Exit status: 0 if nothing is found, 1 if something is, 2 for wrong use."


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the findings, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m mongokit.legacy.audit",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
    )
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a directory or a file"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="read virtual environments, hidden directories and node_modules, too",
    )
    given = parser.parse_args(arguments)
    for path in given.paths:
        if not path.exists():
            parser.error(f"{path} does not exist")
    try:
        return _print_findings(given.paths, skip=not given.all)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _print_findings(paths: Sequence[Path], *, skip: bool) -> int:
    status = 0
    for path in paths:
        for file in source_files(path, _report_directory, skip=skip):
            for line in _lines(file):
                print(line)
                status = 1
    sys.stdout.flush()
    return status


def _lines(file: Path) -> Iterator[str]:
    try:
        text = read_source(file)
    except (OSError, ValueError) as error:
        _report(file, error)
        return
    for finding in audit(text):
        yield f"{_printable(file)}:{finding}"


def _report_directory(error: OSError) -> None:
    _report(error.filename, error)


def _report(path: object, error: Exception) -> None:
    reason = getattr(error, "strerror", None) or error
    print(f"{_printable(path)}: {reason}; skipped", file=sys.stderr)


def _printable(path: object) -> str:
    """Return a path as text that any terminal can show."""
    return str(path).encode(errors="backslashreplace").decode()


if __name__ == "__main__":
    sys.exit(main())
