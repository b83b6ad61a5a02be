"""Find and read source files."""

import codecs
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

__all__ = ["read_source", "source_files"]

SOURCE = re.compile(r".*\.pyw?|requirements.*\.txt|setup\.cfg|pyproject\.toml|Pipfile")
SKIPPED = re.compile(
    r"\..+|venv|env|node_modules|(?:site|dist)-packages|__pycache__|__pypackages__"
)
CODING = re.compile(rb"(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*([-\w.]+)")


def source_files(
    path: Path, report: Callable[[OSError], None], *, skip: bool = True
) -> Iterator[Path]:
    """Yield the source files of a tree, in order.

    Links to directories are not followed.

    :param path: a directory, or a file, which is yielded whatever its name.
    :param report: called for directories that cannot be read.
    :param skip: whether to skip virtual environments, hidden directories and packages
        of Node.js.
    """
    if not path.is_dir():
        yield path
        return
    for directory, names, files in os.walk(path, onerror=report):
        names[:] = sorted(n for n in names if not (skip and SKIPPED.fullmatch(n)))
        for name in sorted(files):
            if SOURCE.fullmatch(name):
                yield Path(directory, name)


def read_source(path: Path) -> str:
    """Return the text of a source file, decoded as it declares, or else as Latin-1.

    :raises OSError: if it cannot be read, or is no regular file.
    :raises ValueError: if it contains no text.
    """
    if path.exists() and not path.is_file():
        raise ValueError("not a regular file")
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise ValueError("not a text file")
    declared = CODING.match(content)
    name = declared[1].decode("ascii") if declared else "utf-8-sig"
    try:
        return content.decode(name)
    except (LookupError, ValueError):
        return content.decode("latin-1")
