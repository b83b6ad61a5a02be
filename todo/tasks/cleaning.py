"""Cleans titles and texts, and checks their limits."""

import itertools
import re
import unicodedata
from functools import cache
from typing import Any

LONGEST_TITLE = 200
LONGEST_TEXT = 10_000
LONGEST_SHOWN = 60

TITLE_SPACE = re.compile(r"[\t\n\v\f\r]")
LINE_ENDS = re.compile(r"\r\n?")
BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
SPACES = re.compile(r"\s+")
TITLE_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
TEXT_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

ASTRAL = range(0x10000, 0x110000)
CODES_OF_INVISIBLE = (range(0x20000), range(0xE0000, 0xE1000))
"""The only planes of Unicode with invisible characters, so that nobody waits."""

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
# Blank, although Unicode calls them letters or symbols: Hangul fillers, empty Braille.
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


class TooLongError(ValueError):
    """A value has too many characters; the message is for the user."""


def clean_title(raw: str | None) -> str:
    """Return the stored form of a title: NFC, on one line, trimmed.

    :raises ValueError: if nothing in it is visible, it is too long, or it has a
        character that cannot be stored; the error message is for the user.
    """
    title = BIDI_OVERRIDES.sub("", TITLE_SPACE.sub(" ", raw or ""))
    title = unicodedata.normalize("NFC", title)
    if TITLE_CONTROLS.search(title):
        raise ValueError("Title contains a character that cannot be stored.")
    title = SPACES.sub(" ", title).strip()
    if not is_visible(title):
        raise ValueError("Enter a title.")
    check_length("Title", title, LONGEST_TITLE)
    return title


def clean_text(raw: str | None) -> str:
    """Return the stored form of a text: NFC, with line feeds only.

    :raises ValueError: if it is too long, or has a character that cannot be stored;
        the error message is for the user.
    """
    text = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", raw or ""))
    if TEXT_CONTROLS.search(text):
        raise ValueError("Text contains a character that cannot be stored.")
    check_length("Text", text, LONGEST_TEXT)
    return text


@cache
def title_schema() -> dict[str, Any]:
    """Return keywords of JSON Schema that describe what :func:`clean_title` accepts.

    The limit applies after cleaning, which the schema cannot say.
    """
    allowed = r"[^\u0000-\u0008\u000e-\u001f\u007f-\u009f]*"
    return {
        "maxLength": LONGEST_TITLE,
        "pattern": f"^{allowed}[^{_invisible_ranges()}]{allowed}$",
    }


def text_schema() -> dict[str, Any]:
    """Return keywords of JSON Schema that describe what :func:`clean_text` accepts."""
    return {
        "maxLength": LONGEST_TEXT,
        "pattern": r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$",
    }


def shorten(title: str) -> str:
    """Shorten a title for messages, to at most 60 characters."""
    if len(title) <= LONGEST_SHOWN:
        return title
    return f"{title[: LONGEST_SHOWN - 1]}…"


def is_visible(text: str) -> bool:
    """Return whether a text has at least one visible character."""
    return any(map(_is_visible, text))


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    return category not in INVISIBLE_CATEGORIES and character not in BLANKS


def _invisible_ranges() -> str:
    """Return the invisible characters as ranges for a regular expression."""
    ranges: list[list[int]] = []
    for code in filter(_is_invisible, itertools.chain(*CODES_OF_INVISIBLE)):
        if ranges and ranges[-1][-1] == code - 1:
            ranges[-1][-1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{_escaped(first)}-{_escaped(last)}" for first, last in ranges)


def _is_invisible(code: int) -> bool:
    return not _is_visible(chr(code))


def _escaped(code: int) -> str:
    """Return a character for a regular expression; only short escapes are portable."""
    return chr(code) if code in ASTRAL else f"\\u{code:04x}"


def check_length(label: str, value: str, limit: int) -> None:
    """Check that a value has no more characters than allowed.

    :param label: what the value is, for the message.
    :raises TooLongError: if it has more.
    """
    if len(value) > limit:
        raise TooLongError(
            f"{label} is {len(value):,} characters long; the limit is {limit:,}."
        )
