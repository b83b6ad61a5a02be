"""Split Python source into statements, whatever its version, and even if it is broken.

Python's own parser rejects Python 2. A search needs no syntax tree: it needs statements
without comments and line breaks, in one spelling of blanks and quotes.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

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
PART = re.compile(r"'[^']*'|.")
OPENING, CLOSING, SEPARATOR = "([{", ")]}", ";"


@dataclass(slots=True)
class Statement:
    """A logical line of source.

    :param indent: the column of its first character.
    """

    indent: int = 0
    text: str = ""
    """The code: one blank between words, none elsewhere, strings in single quotes.

    Strings that are more than a name, a path or a URL are abbreviated.
    """

    _offsets: list[int] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def line_at(self, offset: int) -> int:
        """Return the line number of an offset in :attr:`text`."""
        return self._lines[max(bisect.bisect_right(self._offsets, offset) - 1, 0)]

    def append(self, token: str, line: int) -> None:
        """Add a token, and a blank if it would merge with the previous one."""
        if _is_word(self.text[-1:]) and _is_word(token[:1]):
            self.text += " "
        self._offsets.append(len(self.text))
        self._lines.append(line)
        self.text += token


def _is_word(character: str) -> bool:
    return character.isalnum() or character in {"_", "'"}


def read_statements(source: str) -> Iterator[Statement]:
    """Yield the statements of a source file."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    statement, depth, line, line_start = Statement(), 0, 1, 0
    for match in TOKEN.finditer(source):
        kind, token = match.lastgroup, match[0]
        ends = kind == "sign" and token == SEPARATOR and not depth
        if kind == "newline":
            ends = not depth or bool(NEVER_IN_BRACKETS.match(source, match.end()))
        elif kind not in {"blank", "comment"} and not ends:
            if not statement.text:
                statement.indent = _column(source[line_start : match.start()])
            statement.append(_spell(match), line)
            depth = _depth(depth, token)
        if ends and statement.text:
            yield statement
            statement, depth = Statement(), 0
        if "\n" in token:
            line += token.count("\n")
            line_start = match.start() + token.rindex("\n") + 1
    if statement.text:
        yield statement


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

    :param text: the text of a statement.
    :param opening: the offset of the opening bracket.
    """
    parts, depth, start = [], 0, opening + 1
    for match in PART.finditer(text, start):
        character, offset = match[0], match.start()
        is_last = character in CLOSING and not depth
        if is_last or (character == "," and not depth):
            parts.append(text[start:offset])
            start = offset + 1
        if is_last:
            break
        depth = _depth(depth, character)
    return [part for part in parts if part]
