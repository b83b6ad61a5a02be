"""Functions that search a source file; each returns a finder for a rule."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mongokit.legacy.audit.receivers import receiver_patterns
from mongokit.legacy.audit.source import Statement, arguments, read_statements

__all__ = ["Finder", "Place", "Source", "call", "removed", "search"]


class Source:
    """The statements of a file, and patterns for its clients and databases."""

    def __init__(self, text: str) -> None:
        self.statements = list(read_statements(text))
        self.receivers = receiver_patterns(each.text for each in self.statements)

    def search(
        self, pattern: str, unless: str | None = None
    ) -> Iterator[tuple[Statement, re.Match[str]]]:
        """Yield the matches of a pattern.

        :param pattern: a regular expression for the text of a statement, in which
            ``{client}``, ``{database}`` and ``{collection}`` stand for expressions.
        :param unless: a pattern; statements that match it, too, are left out.
        """
        for name, expression in self.receivers.items():
            pattern = pattern.replace(f"{{{name}}}", expression)
        compiled = _compile(pattern)
        for statement in self.statements:
            matches = list(compiled.finditer(statement.text))
            if matches and unless and re.search(unless, statement.text):
                continue
            for match in matches:
                yield statement, match

    def body(self, index: int) -> list[Statement]:
        """Return the statements in the block of a statement."""
        indent, body = self.statements[index].indent, []
        for statement in self.statements[index + 1 :]:
            if statement.indent <= indent:
                break
            body.append(statement)
        return body

    def enclosing(self, index: int) -> list[Statement]:
        """Return the statements of the block around a statement, with its header."""
        indent = self.statements[index].indent
        for outer in range(index - 1, -1, -1):
            if self.statements[outer].indent < indent:
                return [self.statements[outer], *self.body(outer)]
        return []


@functools.lru_cache(maxsize=1000)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Place:
    """A line that a rule is about.

    :param fields: the values of the fields in the rule's message.
    """

    line: int
    fields: Mapping[str, str]


Finder = Callable[[Source], Iterator[Place]]


def place(statement: Statement, match: re.Match[str]) -> Place:
    """Return the place of a match, or of its group ``at``."""
    fields = match.groupdict()
    offset = match.start("at" if fields.get("at") else 0)
    return Place(statement.line_at(offset), fields)


def search(pattern: str, *, unless: str | None = None) -> Finder:
    """Return a finder of statements that match a pattern.

    :param unless: a pattern; statements that match it, too, are not found.
    """

    def find(source: Source) -> Iterator[Place]:
        for statement, match in source.search(pattern, unless):
            yield place(statement, match)

    return find


def call(pattern: str, accept: Callable[[list[str]], bool]) -> Finder:
    """Return a finder of calls and lists.

    :param pattern: a pattern that ends with the opening bracket.
    :param accept: returns whether the list of arguments is one to find.
    """

    def find(source: Source) -> Iterator[Place]:
        for statement, match in source.search(pattern):
            if accept(arguments(statement.text, match.end() - 1)):
                yield place(statement, match)

    return find


def removed(pattern: str, replacements: Mapping[str, str]) -> Finder:
    """Return a finder of names that are gone; ``new`` is the replacement of ``name``.

    :param pattern: a pattern in which ``{names}`` stands for the names.
    """
    names = "|".join(map(re.escape, replacements))
    pattern = pattern.replace("{names}", rf"(?P<name>{names})\b")

    def find(source: Source) -> Iterator[Place]:
        for statement, match in source.search(pattern):
            line = statement.line_at(match.start("name"))
            name = match["name"]
            yield Place(line, {"name": name, "new": replacements[name]})

    return find
