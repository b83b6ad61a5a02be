"""Split Python source into statements, whatever its version, and even if it is broken.

Python's own parser rejects Python 2. A search needs no syntax tree: it needs statements
without comments and line breaks, in one spelling of blanks and quotes.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Statement", "arguments", "read_statements"]

TOKEN = re.compile(
    r"""
    (?P<blank> (?: [ \t\f\v] | \\\n )+ )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<string> [bBrRuUfFtT]{0,3}
        (?: (?P<triple>'{3}|"{3}) (?P<long> (?:[^\\]|\\[\s\S])*? ) (?:(?P=triple)|\Z)
          | (?P<quote>['"]) (?P<short> (?:[^\\\n]|\\[\s\S])*? ) (?:(?P=quote)|(?=\n)|\Z)
        ) )
    | (?P<word> \w+ )
    | (?P<sign> [\s\S] )
    """,
    re.VERBOSE,
)
SEARCHABLE = re.compile(r"[\w.$:/?&=@%+<>~!,-]{0,300}")
NEVER_IN_BRACKETS = re.compile(
    r"[ \t]*(?:def|class|import|return|raise|try|pass|while|with)\b"
)
CODE = frozenset({"string", "word", "sign"})
LONGEST_CALL = 2000  # so that nested brackets take linear time
PART = re.compile(r"'[^']*'|.")
OPENING, CLOSING, SEPARATOR = "([{", ")]}", ";"


@dataclass(frozen=True, slots=True)
class Statement:
    """A logical line of source.

    :param indent: the column of its first character.
    :param text: the code: one blank between words, none elsewhere, and strings in
        single quotes. Strings that are more than a name, a path or a URL are
        abbreviated.
    """

    indent: int
    text: str
    _offsets: list[int]
    _lines: list[int]

    def line_at(self, offset: int) -> int:
        """Return the line number of an offset in :attr:`text`."""
        return self._lines[max(bisect.bisect_right(self._offsets, offset) - 1, 0)]


class Builder:
    """Collects the tokens of a statement."""

    def __init__(self) -> None:
        self.indent = 0
        self.parts: list[str] = []
        self.offsets: list[int] = []
        self.lines: list[int] = []
        self.length = 0

    def append(self, token: str, line: int) -> None:
        """Add a token, and a blank if it would merge with the previous one."""
        before = self.parts[-1][-1] if self.parts else ""
        if _is_word(before) and _is_word(token[0]):
            self.parts.append(" ")
            self.length += 1
        self.offsets.append(self.length)
        self.lines.append(line)
        self.parts.append(token)
        self.length += len(token)

    def build(self) -> Statement:
        """Return the statement."""
        text = "".join(self.parts)
        return Statement(self.indent, text, self.offsets, self.lines)


def _is_word(character: str) -> bool:
    return character.isalnum() or character in {"_", "'"}


def read_statements(source: str) -> Iterator[Statement]:
    """Yield the statements of a source file."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    builder, depth, line, line_start = Builder(), 0, 1, 0
    for match in TOKEN.finditer(source):
        kind, token = match.lastgroup, match[0]
        ends = _ends_statement(match, depth)
        if kind in CODE and not ends:
            if not builder.parts:
                builder.indent = _column(source[line_start : match.start()])
            builder.append(_spell(match), line)
            depth = _depth(depth, token)
        if ends and builder.parts:
            yield builder.build()
            builder, depth = Builder(), 0
        if "\n" in token:
            line += token.count("\n")
            line_start = match.start() + token.rindex("\n") + 1
    if builder.parts:
        yield builder.build()


def _ends_statement(match: re.Match[str], depth: int) -> bool:
    """Return whether a token ends a statement, with so many brackets open."""
    if match.lastgroup == "newline":
        following = NEVER_IN_BRACKETS.match(match.string, match.end())
        return not depth or following is not None
    return match.lastgroup == "sign" and match[0] == SEPARATOR and not depth


def _column(before: str) -> int:
    """Return the indentation of a line, also of a statement that follows another."""
    expanded = before.expandtabs(8)
    return len(expanded) - len(expanded.lstrip())


def _depth(depth: int, token: str) -> int:
    if token in OPENING:
        return depth + 1
    return max(depth - 1, 0) if token in CLOSING else depth


def _spell(match: re.Match[str]) -> str:
    """Return a token as statements contain it."""
    if match.lastgroup != "string":
        return match[0]
    content = match["short"] if match["triple"] is None else match["long"]
    return f"'{content}'" if SEARCHABLE.fullmatch(content) else "'…'"


def arguments(text: str, opening: int) -> list[str]:
    """Return the parts between a bracket and the one that closes it.

    Parts that end more than :data:`LONGEST_CALL` characters later are left out.

    :param text: the text of a statement.
    :param opening: the offset of the opening bracket.
    """
    parts, depth, start = [], 0, opening + 1
    for match in PART.finditer(text, start, start + LONGEST_CALL):
        character, offset = match[0], match.start()
        is_last = character in CLOSING and not depth
        if is_last or (character == "," and not depth):
            parts.append(text[start:offset])
            start = offset + 1
        if is_last:
            break
        depth = _depth(depth, character)
    return [part for part in parts if part]
