"""A terminal, or the pipes in its place: text for it, and what people type there."""

import os
import re
import select
import textwrap
from collections.abc import Callable, Mapping
from typing import TextIO

__all__ = ["Terminal"]

WIDTH = 80
INDENT = "    "
LABEL = 10  # characters, with the space after the label
LINK = re.compile(r"\[`?([^]`]+)`?\]\((?:\.\./)+([^)]+)\)")
COLORS = {"bold": "1", "green": "32", "red": "31", "faint": "2"}
READ_BYTES = 4096


class Terminal:
    """A terminal.

    :param output: the file to print to; colors are used if it is a terminal with them.
    :param descriptor: the file descriptor of the input.
    :param environ: the environment; ``NO_COLOR`` turns colors off.
    :param poll: called repeatedly while the program waits; it may raise to end it.
    """

    def __init__(
        self,
        output: TextIO,
        descriptor: int,
        environ: Mapping[str, str],
        poll: Callable[[], None],
    ) -> None:
        self.poll = poll
        self._output = output
        self._descriptor = descriptor
        self._typed = b""
        is_plain = environ.get("NO_COLOR") or environ.get("TERM", "dumb") == "dumb"
        self._has_colors = output.isatty() and not is_plain

    def say(self, text: str = "", color: str = "") -> None:
        """Print lines of text."""
        if color and self._has_colors:
            text = f"\x1b[{COLORS[color]}m{text}\x1b[0m"
        print(text, file=self._output, flush=True)

    def say_labeled(self, label: str, text: str, color: str = "") -> None:
        """Print lines of text beside a label; long lines of prose are wrapped."""
        width = WIDTH - LABEL
        lines = [part for line in text.splitlines() for part in _wrap(line, width)]
        shown = textwrap.indent("\n".join(lines), " " * LABEL)
        self.say(label.ljust(LABEL) + shown.lstrip(), color)

    def say_indented(self, text: str) -> None:
        """Print lines of text, each indented."""
        self.say(textwrap.indent(text, INDENT))

    def say_markdown(self, text: str) -> None:
        """Print a paragraph of Markdown, indented, with the file that a link names."""
        flowing = " ".join(LINK.sub(r"\1 (\2)", text).split())
        self.say_indented("\n".join(_wrap(flowing, WIDTH - len(INDENT))))

    def line(self, seconds: float) -> str | None:
        """Return the next line that somebody types, without spaces around it.

        :param seconds: the time to wait for it.
        :returns: ``None`` if there is none in time.
        :raises EOFError: at the end of the input.
        """
        if b"\n" not in self._typed:
            ready, _, _ = select.select([self._descriptor], [], [], seconds)
            if not ready:
                return None
            data = os.read(self._descriptor, READ_BYTES)
            if not data:
                raise EOFError
            self._typed += data
        if b"\n" not in self._typed:
            return None
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(errors="replace").strip()


def _wrap(line: str, width: int) -> list[str]:
    """Return the lines of a paragraph; an indented line, which is code, stays."""
    if line[:1].isspace():
        return [line]
    return textwrap.wrap(
        line, width, break_long_words=False, break_on_hyphens=False
    ) or [line]
