"""The words that tasks are found by: folded, so that case and accents do not matter."""

import re
import unicodedata

__all__ = ["query_words", "words_of"]

LONGEST_WORD = 64
ASCII_WORDS = re.compile(r"\w+", re.ASCII)
WORDS = re.compile(r"\w\S*")
# Written without spaces between words, or in syllables: each is a word of its own.
CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


def words_of(*texts: str) -> list[str]:
    """Return the words of some texts as a task stores them: folded, sorted, once each.

    :param texts: what a person wrote.
    """
    return sorted({word for text in texts for word in _split(text)})


def query_words(query: str) -> list[str]:
    """Return the words that a query asks for, longest first.

    A longer word is rarer, as a rule, so it is the better one to look up first.
    """
    return sorted(set(_split(query)), key=lambda word: (-len(word), word))


def _split(text: str) -> list[str]:
    if text.isascii():
        words = ASCII_WORDS.findall(text.lower())
    else:
        words = WORDS.findall("".join(map(_in_words, _fold(text))))
    return [word[:LONGEST_WORD] for word in words]


def _fold(text: str) -> str:
    for _ in range(2):  # each step can make work for the other: ™ is TM, and that tm
        text = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in text if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare)


def _in_words(sign: str) -> str:
    """Return a sign as it stands among words: with space around it, or as space."""
    if CJK.match(sign):
        return f" {sign} "
    # The marks that folding leaves are vowels, as those of Hindi.
    is_letter = WORDS.match(sign) or unicodedata.category(sign).startswith("M")
    return sign if is_letter else " "
