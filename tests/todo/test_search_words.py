"""Search words of tasks and queries."""

import unicodedata
from itertools import repeat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from todo.tasks.search_words import EMOJI, FOLDING, query_words, words_of

ANY = st.text(st.characters(codec=None), max_size=300)
HIDDEN = (
    *("\u00ad", "\u034f", "\u0640", "\u115f", "\u17b4", "\u180b", "\u200b", "\u200c"),
    *("\u200d", "\u200e", "\u2060", "\u2064", "\u3164", "\ufe0f", "\ufeff", "\ufff9"),
    *("\U0001bca0", "\U0001d173", "\U000e0067", "\U000e007f", "\U000e0100"),
)
PIECES = (
    *("Buy", "MILK", "snake_case", "12", "²", "½", " ", "-", "!", "\n", "\u0301", "#"),
    *(
        "Łódź",
        "Øre",
        "đường",
        "Straße",
        "œuvre",
        "İstanbul",
        "ısı",
        "ﬁnd",
        "ｗｉｄｅ",
        "ʙᴜʏ",
    ),
    *(
        "ΟΔΟΣ",
        "οδός",
        "қазақ",
        "ґрунт",
        "牛乳",
        "日本の",
        "カフェ",
        "ﾊﾞｰ",
        "々",
        "한국어",
        "\u1112\u1161",
    ),
    *(
        "שָׁלוֹם",
        "كِتَاب",
        "ﷺ",
        "हिन्दी",
        "क्\u200dष",
        "ি",
        "ซื้อ",
        "นม",
        "น้ำ",
        "๑๒",
        "ລາວ",
        "ខ្មែរ",
    ),
    *(
        "မြန်မာ",
        "🎉",
        "👍🏽",
        "👨\u200d👩\u200d👧",
        "🇩🇪",
        "🇪",
        "1\ufe0f\u20e3",
        "❤\ufe0f",
        "🏴\U000e0067\U000e007f",
    ),
)
MIXED = st.lists(st.sampled_from(PIECES + HIDDEN), max_size=30).map("".join)
TITLES = (MIXED | ANY).map(lambda title: title[:200])


def finds(query: str, title: str) -> bool:
    """Return whether every word of a query begins a word of a title."""
    words = words_of(title)
    return all(any(map(str.startswith, words, repeat(q))) for q in query_words(query))


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
        ("\u3107\u3121", ["\u3107", "\u3121"]),  # Bopomofo
        ("buy牛milk", ["buy", "milk", "牛"]),
        ("한국어", ["국", "어", "한"]),
        ("Ёлка ёлка", ["елка"]),
        ("שָׁלוֹם", ["שלום"]),
        ("हिन्दी", ["हिनदी"]),
        ("Łódź Øre đường ħŧɨ", ["duong", "hti", "lodz", "ore"]),
        (
            "æther cœur Þór eða ısı ʉɵꝁẜ",
            ["aether", "coeur", "eda", "isi", "thor", "uoks"],
        ),
        ("ʙᴜʏ ᴍɪʟᴋ", ["buy", "milk"]),
        ("қазақ Ґрунт ҋ", ["грунт", "и", "казак"]),
        ("Donau\u00addampf word\u2060joiner", ["donaudampf", "wordjoiner"]),
        ("كـتاب كِتَاب", ["كتاب"]),
        ("क्\u200dष می\u200cخواهم", ["میخواهم", "कष"]),
        ("m² ½ x\u0488y", ["1", "2", "m2", "xy"]),
        ("❤️milk 🎉", ["milk", "❤", "🎉"]),
        ("1️⃣Buy a2⃣ #️⃣ b⃣c", ["#⃣", "1⃣", "2⃣", "a", "bc", "buy"]),
        ("👍🏽👍 👩🏽\u200d🚀", ["👍", "👍🏽", "👩🏽", "🚀"]),
        ("🇩🇪🇫🇷x🇪", ["x", "🇩🇪", "🇪", "🇫🇷"]),
        ("‼️ ℹ️Info →↛ ★ ↔️ 〰️", ["info", "‼", "ℹ", "→", "↔", "★", "〰"]),
        ("🏴\U000e0067\U000e007f \U0001faff", ["🏴", "\U0001faff"]),
        ("20\u2800€ × 3", ["20", "3"]),
        ("ซื้อนม น้ำ ๑๒milk", ["ซื", "น", "นํ", "ม", "อ", "า", "๑๒milk"]),
        ("ລາວ ខ្មែរ မြန်", ["ລ", "ວ", "າ", "န", "မြ", "ខ", "មែ", "រ"]),
        ("buyนมmilkは🎉x", ["buy", "milk", "x", "น", "ม", "は", "🎉"]),
        ("カフェ・バー々", ["々", "ェ", "カ", "ハ", "フ", "ー"]),
        ("don't e-mail a.b", ["a", "b", "don", "e", "mail", "t"]),
        ("2026-11-24", ["11", "2026", "24"]),
        ("a\0b\nc\td\x85e\u2028f", ["a", "b", "c", "d", "e", "f"]),
        ("\u202eevil\u202c", ["evil"]),
        ("... -- $%&()*+", []),
        ("\u0301 \ufe0f \u20e3 \u0bbe \u3164", []),
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


@given(TITLES)
def test_titles_are_found_as_they_are_seen(title: str) -> None:
    """A title is found by itself and by each of its words, in any case and form."""
    for query in (title, *title.split()):
        forms = (unicodedata.normalize(form, query) for form in ("NFC", "NFD"))
        for form in (*forms, query.casefold(), query.upper(), query.lower()):
            assert finds(form, title)


@given(TITLES, st.data())
def test_invisible_signs_do_not_matter(title: str, data: st.DataObject) -> None:
    """Signs that nobody sees change no word, wherever they are."""
    place = data.draw(st.integers(0, len(title)))
    hidden = data.draw(st.sampled_from(HIDDEN))
    assert words_of(title[:place] + hidden + title[place:]) == words_of(title)


@given(TITLES, st.data())
def test_beginnings_of_words(title: str, data: st.DataObject) -> None:
    """A title is found by the beginning of each of its words."""
    for word in words_of(title):
        assert finds(word[: data.draw(st.integers(1, len(word)))], title)


@given(st.sampled_from(PIECES), MIXED, MIXED)
def test_emoji_and_clusters_are_found_anywhere(
    piece: str, before: str, after: str
) -> None:
    """What needs no spaces around it is found between any other characters."""
    is_alone = words_of(f"a{piece}b") == sorted({"a", "b", *words_of(piece)})
    # A neighbour can make another emoji of these.
    if is_alone and piece not in {"🇩🇪", "🇪", "#", "1\ufe0f\u20e3"}:
        assert finds(piece, before + piece + after)


@given(TITLES)
def test_the_index_is_bounded(title: str) -> None:
    """The words are at most 18 times as long as the text, as U+FDFA is."""
    assert sum(map(len, words_of(title))) <= 18 * len(title)


@given(ANY)
def test_case_does_not_matter(text: str) -> None:
    """Case and Unicode normalization do not change the words."""
    text = EMOJI.sub("", text)  # compatibility turns some of them into letters
    for other in (text.casefold(), text.upper()):
        assert words_of(other) == words_of(text)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words_of(unicodedata.normalize(form, text)) == words_of(text)


def test_every_character() -> None:
    """Every character has the same words in upper case, lower case, NFC and NFD."""
    for character in map(chr, range(0x80, 0x1F000)):
        forms = {unicodedata.normalize(form, character) for form in ("NFC", "NFD")}
        for form in forms | {character.upper(), character.lower()} - {character}:
            assert words_of(form) == words_of(character)


def test_the_version_is_no_word() -> None:
    """No query finds the version of the folding, which is stored among the words."""
    assert not FOLDING[0].isalnum()
    assert FOLDING[0] not in "#*"
    assert not EMOJI.match(FOLDING)


@given(ANY)
def test_words_are_bounded(text: str) -> None:
    """Words have 1 to 64 characters, none of them a space, and can be stored."""
    for word in words_of(text):
        assert 0 < len(word) <= 64
        assert not set(word) & set("\\^$.|?+()[]{}/- \t\n\0")
        assert word.encode()
