"""Search words, folded so that only what people see in a text matters."""

import re
import unicodedata
from functools import lru_cache

FOLDING = f"=2 unicode {unicodedata.unidata_version}"
"""Version of the folding, stored among the words; it is not the start of a word."""

LONGEST_WORD = 64
CACHED_CHARACTERS = 4096
ASCII_WORDS = re.compile(r"\w+", re.ASCII)

# Unicode's Default_Ignorable_Code_Point, format characters of annotations and
# hieroglyphs, and the signs that only make a word longer, such as Arabic's tatweel.
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u0640\u07fa\u115f\u1160\u17b4\u17b5\u180a-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U00013430-\U00013455\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# Emoji, with a skin tone if they have one, and other pictures such as arrows and stars.
# Ranges, since Python does not know the emoji of later versions of Unicode.
EMOJI = re.compile(
    "[0-9#*]\u20e3"  # keycaps
    "|[\U0001f1e6-\U0001f1ff]{1,2}"  # flags
    "|[\u00a9\u00ae\u203c\u2049\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001f0ff\U0001f170-\U0001f1e5"
    "\U0001f300-\U0001faff\U0001fc00-\U0001fffd][\U0001f3fb-\U0001f3ff]?"
)
# Chinese, Japanese and Korean: each character counts as a word of its own.
CJK = (
    "\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Scripts of South East Asia that put no spaces between words: Thai, Lao, Myanmar,
# Khmer, Tai Le, New Tai Lue, Tai Tham, Tai Viet, Ahom.
UNSPACED = (
    *(range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800)),
    *(range(0x1950, 0x19E0), range(0x1A20, 0x1AB0), range(0xA9E0, 0xAA00)),
    *(range(0xAA60, 0xAAE0), range(0x11700, 0x11750)),
)
UNSPACED_LETTERS = "".join(
    character
    for block in UNSPACED
    for character in map(chr, block)
    if character.isalpha()
)
ALONE = CJK + UNSPACED_LETTERS
WORDS = re.compile(rf"(?=\w)[{ALONE}][^\w\s]*|[^\W{ALONE}][^\s{ALONE}]*")

LATIN = re.compile(
    r"LATIN (?:SMALL (?:LETTER|LIGATURE)|LETTER SMALL CAPITAL) "
    r"(?:BARRED |DOTLESS |LONG )?([A-Z]{1,2}|ENG|ETH|KRA|SCHWA|THORN)"
    r"(?: BAR)?(?: WITH .+)?"
)
LATIN_LETTERS = {"ENG": "n", "ETH": "d", "KRA": "q", "SCHWA": "e", "THORN": "th"}
CYRILLIC = re.compile(r"(CYRILLIC SMALL LETTER .+) WITH .+")


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
        text = HIDDEN.sub("", unicodedata.normalize("NFD", text))
        folded = "".join(map(_fold, EMOJI.sub(" ", text)))
        words = WORDS.findall(unicodedata.normalize("NFC", folded))
        words += EMOJI.findall(text)
    return [word[:LONGEST_WORD] for word in words]


@lru_cache(CACHED_CHARACTERS)
def _fold(character: str) -> str:
    """Fold a character: to small letters without marks, or to a space."""
    for _ in range(2):  # once is not enough: ™ becomes TM, then tm
        character = unicodedata.normalize("NFKD", character.casefold())
    return "".join(map(_bare, HIDDEN.sub("", character)))


def _bare(character: str) -> str:
    category = unicodedata.category(character)
    if unicodedata.combining(character) or category == "Me":
        return ""
    if category[0] == "M":  # a vowel, such as those of Hindi
        return character
    return _letter(character) if WORDS.match(character) else " "


def _letter(character: str) -> str:
    """Return a letter without strokes and hooks, found by its name in Unicode."""
    name = unicodedata.name(character, "")
    if match := LATIN.fullmatch(name):
        return LATIN_LETTERS.get(match[1], match[1].lower())
    if match := CYRILLIC.fullmatch(name):
        return unicodedata.normalize("NFD", unicodedata.lookup(match[1]))[0]
    return character
