"""Cleaning and validation of titles and texts."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from todo.tasks.cleaning import clean_text, clean_title, shorten

ANY = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("Buy milk", "Buy milk"),
        ("  Buy \t\r\n milk\v\f", "Buy milk"),
        ("a\u00a0\u2003b", "a b"),
        ("Cafe\u0301", "Café"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("\u200fשבת", "\u200fשבת"),
        ("牛乳", "牛乳"),
        ("0", "0"),
    ],
)
def test_titles(raw: str, stored: str) -> None:
    """Titles become one trimmed NFC line without bidirectional overrides."""
    assert clean_title(raw) == stored


@pytest.mark.parametrize(
    "raw",
    [
        *(None, "", " ", "\n", "\u200b", "\u200d\ufeff", "\u00ad", "\u202e"),
        *("\u0301", "\u2060\u180e", "\u115f", "\u2800", "\u3164", "\uffa0"),
    ],
    ids=ascii,
)
def test_invisible_titles(raw: str | None) -> None:
    """A title without a visible character counts as empty."""
    with pytest.raises(ValueError, match="Enter a title"):
        clean_title(raw)


@pytest.mark.parametrize(
    "control",
    ["\0", "\x01", "\x1c", "\x1f", "\x7f", "\x80", "\x85", "\x9f", "\ud800"],
    ids=ascii,
)
def test_control_characters(control: str) -> None:
    """Forbidden control characters and surrogates are rejected, even at the end."""
    for words in (f"a{control}b", f"a{control}"):
        with pytest.raises(ValueError, match="Title contains a character"):
            clean_title(words)
        with pytest.raises(ValueError, match="Text contains a character"):
            clean_text(words)


@pytest.mark.parametrize("control", ["\v", "\f"], ids=ascii)
def test_vertical_white_space_in_texts(control: str) -> None:
    """Vertical tabs and form feeds are rejected in texts."""
    with pytest.raises(ValueError, match="Text contains a character"):
        clean_text(f"a{control}b")


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        (None, ""),
        ("", ""),
        ("  a  ", "  a  "),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\tb", "a\tb"),
        ("Cafe\u0301", "Café"),
        ("\u202eevil\u202c", "\u202eevil\u202c"),
    ],
)
def test_texts(raw: str | None, stored: str) -> None:
    """Texts keep their white space; Unicode and line endings are normalized."""
    assert clean_text(raw) == stored


def test_limits_apply_after_cleaning() -> None:
    """The limits apply to titles and texts after cleaning."""
    assert len(clean_title(f"  {'x' * 200}\r\n")) == 200
    assert len(clean_text("\r\n" * 10_000)) == 10_000


@pytest.mark.parametrize(
    ("clean", "size", "message"),
    [
        (clean_title, 201, "Title is 201 characters long; the limit is 200."),
        (clean_text, 10_001, "Text is 10,001 characters long; the limit is 10,000."),
    ],
)
def test_too_long(clean: object, size: int, message: str) -> None:
    """A title or text over the limit is rejected; the error states length and limit."""
    assert callable(clean)
    with pytest.raises(ValueError, match=message):
        clean("😀" * size)


@given(ANY)
@example("a\u0344")  # longer when normalized
@example("e\u202e\u0301")  # composed once the override between them is removed
def test_cleaning_is_idempotent(raw: str) -> None:
    """Cleaning is idempotent and normalizes to NFC."""
    for clean in (clean_title, clean_text):
        try:
            stored = clean(raw)
        except ValueError:
            continue
        assert clean(stored) == stored
        assert unicodedata.is_normalized("NFC", stored)


@given(ANY)
def test_titles_are_one_line(raw: str) -> None:
    """Every accepted title is one trimmed line within the limit."""
    try:
        title = clean_title(raw)
    except ValueError:
        return
    assert title.split() == title.split(" ")
    assert title.splitlines() == [title]
    assert 0 < len(title) <= 200


@pytest.mark.parametrize(
    ("title", "short"),
    [("x", "x"), ("x" * 60, "x" * 60), ("x" * 61, f"{'x' * 59}…")],
)
def test_shortened(title: str, short: str) -> None:
    """Long titles are shortened to 60 characters, including an ellipsis."""
    assert shorten(title) == short
