"""The words that tasks are found by: folded, so that case and accents do not matter."""

import re
import unicodedata

__all__ = ["query_words", "words_of"]

LONGEST_WORD = 64
WORDS = re.compile(r"\w+")
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
    spaced = CJK.sub(r" \g<0> ", _fold(text))
    return [word[:LONGEST_WORD] for word in WORDS.findall(spaced)]


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare)
