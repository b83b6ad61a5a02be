"""Search words, folded so that case and accents do not matter."""

import re
import unicodedata

LONGEST_WORD = 64
ASCII_WORDS = re.compile(r"\w+", re.ASCII)
WORDS = re.compile(r"\w\S*")
# Chinese, Japanese and Korean: each character counts as a word of its own.
CJK = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


def words_of(*texts: str) -> list[str]:
    """Return the search words of texts: folded, sorted and unique.

    :param texts: texts that are not folded yet.
    """
    return sorted({word for text in texts for word in _split(text)})


def query_words(query: str) -> list[str]:
    """Return the search words of a query: folded, unique, longest first.

    Longer words tend to be rarer, so looking them up first is faster.
    """
    return sorted(set(_split(query)), key=lambda word: (-len(word), word))


def _split(text: str) -> list[str]:
    if text.isascii():
        words = ASCII_WORDS.findall(text.lower())
    else:
        words = WORDS.findall("".join(map(_separate, _fold(text))))
    return [word[:LONGEST_WORD] for word in words]


def _fold(text: str) -> str:
    for _ in range(2):  # once is not enough: ™ becomes TM, then tm
        text = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in text if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def _separate(character: str) -> str:
    """Put spaces around a CJK character, and replace punctuation with a space."""
    if CJK.match(character):
        return f" {character} "
    # The marks that folding leaves are vowels, such as those of Hindi.
    is_letter = WORDS.match(character) or unicodedata.category(character)[0] == "M"
    return character if is_letter else " "
