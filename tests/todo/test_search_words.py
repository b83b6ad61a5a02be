"""Search words of tasks and queries."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from todo.tasks.search_words import query_words, words_of

ANY = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Buy MILK, milk!", ["buy", "milk"]),
        ("b a", ["a", "b"]),
        ("Café CAFE\u0301 cafe", ["cafe"]),
        ("Straße STRASSE", ["strasse"]),
        ("ΟΔΟΣ οδός", ["οδοσ"]),
        ("İstanbul", ["istanbul"]),
        ("ﬁnd", ["find"]),
        ("\uff57\uff49\uff44\uff45 \uff11\uff12", ["12", "wide"]),
        ("™ \u210c Ⓐ ㎏", ["a", "h", "kg", "tm"]),
        ("買牛乳", ["乳", "牛", "買"]),
        ("buy牛milk", ["buy", "milk", "牛"]),
        ("한국어", ["국", "어", "한"]),
        ("Ёлка ёлка", ["елка"]),
        ("שָׁלוֹם", ["שלום"]),
        ("हिन्दी", ["हिनदी"]),
        ("❤️milk 🎉", ["milk"]),
        ("don't e-mail a.b", ["a", "b", "don", "e", "mail", "t"]),
        ("2026-11-24", ["11", "2026", "24"]),
        ("a\0b\nc\td\u200be\x85f", ["a", "b", "c", "d", "e", "f"]),
        ("\u202eevil\u202c", ["evil"]),
        ("... -- $%&()*+", []),
        ("\u0301 \ufe0f \u20e3", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Words are folded to ignore case and accents, sorted, and unique."""
    assert words_of(text) == words


def test_several_strings() -> None:
    """The words of several strings are merged without duplicates."""
    assert words_of("Buy milk", "two Milk") == ["buy", "milk", "two"]
    assert words_of("a", "b") == ["a", "b"]
    assert words_of() == []


def test_long_words() -> None:
    """Words are cut after 64 characters."""
    assert words_of("x" * 65, "é" * 1000) == ["e" * 64, "x" * 64]
    assert query_words("x" * 100) == words_of("x" * 70)


def test_queries_begin_with_long_words() -> None:
    """The words of a query are unique, longest first."""
    assert query_words("b milk a BREAD b") == ["bread", "milk", "a", "b"]
    assert query_words("!?") == []


@given(ANY)
@example("\u210c")
@example("\u1e9b\u0323")
@example("\u03d4\u0301")
def test_folding_twice_changes_nothing(text: str) -> None:
    """Folding is idempotent: a stored word matches itself."""
    for word in words_of(text):
        assert words_of(word) == [word]


@given(ANY)
def test_case_does_not_matter(text: str) -> None:
    """Case and Unicode normalization do not change the words."""
    assert words_of(text.casefold()) == words_of(text)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words_of(unicodedata.normalize(form, text)) == words_of(text)


@given(ANY)
def test_words_are_safe_in_patterns(text: str) -> None:
    """Words have 1 to 64 characters, none of them special in patterns."""
    for word in words_of(text):
        assert 0 < len(word) <= 64
        assert not set(word) & set("\\^$.|?*+()[]{}/-# \t\n\0")
        assert word.encode()
