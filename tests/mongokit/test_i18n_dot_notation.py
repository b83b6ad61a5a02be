"""Translated fields with dot notation, read and written in the current language."""

import copy
import pickle
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import (
    Connection,
    Database,
    Document,
    DotedDict,
    i18n,
)
from mongokit.schema_document import i18nDotedDict

PlainDB = PlainDatabase[dict[str, Any]]


class Post(Document):
    """A document with translated and other fields at every depth."""

    __collection__ = "posts"
    structure = {
        "title": str,
        "tags": [str],
        "n": int,
        "page": {"text": str, "n": int, "meta": {"word": int, "n": int}},
        "plain": {"n": int, "more": {"n": int}},
        "by": {str: {int: str}},
    }
    i18n = ["title", "tags", "page.text", "page.meta.word"]
    use_dot_notation = True


class Loose(Document):
    """A schemaless document with translated fields."""

    __collection__ = "loose"
    structure = {"title": str, "page": {"text": str}}
    i18n = ["title", "page.text"]
    use_dot_notation = True
    use_schemaless = True


def translated(**values: Any) -> i18n:
    """Return an ``i18n`` with these values."""
    made = i18n()
    made.update(values)
    return made


def new_post(**options: Any) -> Any:
    """Return a new, unbound ``Post``."""
    return Post(**options)


def test_languages_of_a_new_document() -> None:
    """MK-I18N-102: A new document uses the given language and fallback, or English."""
    assert Post().get_lang() == "en"
    document = new_post(lang="fr", fallback_lang="de")
    assert document.get_lang() == "fr"
    document["title"] = {"de": "Hallo", "en": "Hello"}
    document["page"]["text"]["de"] = "Text"
    assert [document.title, document.page.text] == ["Hallo", "Text"]


def test_languages_of_a_handle(connection: Connection, db: Database) -> None:
    """MK-I18N-102: A handle sets the languages of new documents, not of loaded ones."""
    connection.register(Post)
    document = db.Post(lang="fr", fallback_lang="de")
    assert document.get_lang() == "fr"
    document.title = "Salut"
    document.page.text = "Texte"
    document.save()
    loaded = db.Post.one()
    assert loaded.get_lang() == "en"
    assert [loaded.title, loaded.page.text] == [None, None]
    loaded.set_lang("fr")
    assert [loaded.title, loaded.page.text] == ["Salut", "Texte"]


def test_languages_of_given_fields() -> None:
    """MK-I18N-102: A document with initial fields also uses the ``lang`` argument."""
    document: Any = Post({"title": {"fr": "Salut"}, "page": {"text": {}}}, lang="fr")
    document.page.text = "Texte"
    assert document == {"title": {"fr": "Salut"}, "page": {"text": {"fr": "Texte"}}}
    assert document.title == "Salut"


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ({}, None),
        ({"fr": "a"}, "a"),
        ({"en": "b"}, "b"),
        ({"fr": "a", "en": "b"}, "a"),
        ({"fr": None, "en": "b"}, None),
        ({"de": "c"}, None),
    ],
    ids=str,
)
def test_reading(values: dict[str, Any], read: str | None) -> None:
    """MK-I18N-102: A field is read in the current language or else the fallback."""
    document = new_post(lang="fr")
    document["title"].update(values)
    document["page"]["text"] = values
    document["page"]["meta"]["word"] = translated(**values)
    assert document.title == document.page.text == document.page.meta.word == read


def test_writing() -> None:
    """MK-I18N-102: A field is set in the current language, at every depth."""
    document = new_post()
    for lang, text in (("en", "Hello"), ("fr", "Salut")):
        document.set_lang(lang)
        document.title = text
        document.page.text = text
        document.page.meta.word = len(text)
        document.tags = [text]
    assert (
        document["title"] == document["page"]["text"] == {"en": "Hello", "fr": "Salut"}
    )
    assert document["page"]["meta"]["word"] == {"en": 5, "fr": 5}
    assert document["tags"] == {"en": ["Hello"], "fr": ["Salut"]}
    document.validate()


def test_other_fields() -> None:
    """MK-I18N-102: Fields that are not translated have a single value."""
    document = new_post()
    document.n = document.page.n = document.page.meta.n = document.plain.more.n = 4
    assert document["n"] == document["page"]["n"] == document["page"]["meta"]["n"] == 4
    assert document.page == {"text": {}, "n": 4, "meta": {"word": {}, "n": 4}}
    assert document.plain == {"n": None, "more": {"n": 4}}


def test_kinds_of_nested_dicts(connection: Connection, db: Database) -> None:
    """MK-I18N-102: Only nested dicts with translated fields are ``i18nDotedDict``."""
    connection.register(Post)
    db.Post().save()
    for document in (db.Post(), db.Post.one(), db.Post(dict(db["posts"].one()))):
        assert type(document.page) is type(document.page.meta) is i18nDotedDict
        assert type(document.plain) is type(document.plain.more) is DotedDict


def test_without_dot_notation(declare: Any) -> None:
    """MK-I18N-102: Without dot notation, nested dicts are plain."""
    made = declare(structure={"a": {"b": str}}, i18n=["a.b"])
    document = made(lang="fr")
    assert type(document["a"]) is dict
    assert document.get_lang() == "fr"
    document.set_lang("de")
    assert document.get_lang() == "de"


def test_languages_without_translations(declare: Any) -> None:
    """MK-I18N-102: A document without translated fields also has a language."""
    first, second = declare(structure={"a": int})(), declare(structure={"a": int})()
    first.set_lang("fr")
    assert [first.get_lang(), second.get_lang()] == ["fr", "en"]


def test_unknown_names() -> None:
    """MK-I18N-102: Unknown names cannot be read or set in a dict with translations."""
    document = new_post()
    with pytest.raises(AttributeError, match=r"^'Post' has no field or attribute 'x'$"):
        _ = document.x
    for action in (
        lambda: document.page.x,
        lambda: setattr(document.page, "x", 1),
        lambda: setattr(document.page.meta, "title", 1),
    ):
        with pytest.raises(
            AttributeError,
            match=r"^'i18nDotedDict' has no field or attribute '(x|title)'$",
        ):
            action()
    assert "x" not in document["page"]


def test_private_names() -> None:
    """MK-I18N-102: Setting a private name of a nested dict sets an attribute."""
    document = new_post()
    document.page._note = 1
    assert document.page._note == 1
    assert "_note" not in document["page"]


def test_names_of_the_class_win() -> None:
    """MK-DOT-101: A property of the class takes precedence over a translated field."""

    class Item(Post):
        structure = {"headline": str, "shout": str}
        i18n = ["headline", "shout"]

        @property
        def shout(self) -> str:
            return "defined"

    document: Any = Item()
    document["shout"]["en"] = "field"
    assert document.shout == "defined"


@pytest.mark.parametrize("value", [None, "text", ["text"], 3], ids=repr)
def test_replacing_a_value_of_another_type(value: Any) -> None:
    """MK-I18N-102: Setting a translated field replaces a value without languages."""
    document = new_post(lang="fr")
    document["title"] = document["page"]["text"] = value
    assert document.title == document.page.text == value
    document.title = document.page.text = "Salut"
    assert document["title"] == document["page"]["text"] == {"fr": "Salut"}
    assert type(document["title"]) is i18n


def test_setting_an_i18n() -> None:
    """MK-I18N-102: Setting an ``i18n`` replaces all translations."""
    document = new_post()
    document.title = "Hello"
    document.title = document.page.text = translated(fr="Salut")
    assert document["title"] == document["page"]["text"] == {"fr": "Salut"}


def test_languages_are_of_one_document() -> None:
    """MK-I18N-102: Setting the language of one document does not change another."""
    first, second = new_post(), new_post()
    first.set_lang("fr")
    first.title, second.title = "Salut", "Hello"
    first.page.text, second.page.text = "Texte", "Text"
    assert first["title"] == {"fr": "Salut"}
    assert second["title"] == {"en": "Hello"}
    assert second["page"]["text"] == {"en": "Text"}


@pytest.mark.parametrize(
    "duplicate",
    [copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))],
    ids=["deepcopy", "pickle"],
)
@pytest.mark.parametrize("is_saved", [False, True])
def test_copies_keep_the_language(
    connection: Connection, db: Database, duplicate: Any, *, is_saved: bool
) -> None:
    """MK-DOC-110: A deep or pickled copy keeps the language but does not share it."""
    connection.register(Post)
    document = db.Post(lang="fr", fallback_lang="de")
    if is_saved:
        document.save()
        document = db.Post.one()
        document.set_lang("fr")
    document.title = "Salut"
    copied = duplicate(document)
    assert copied == document
    assert copied.get_lang() == "fr"
    assert type(copied.page) is type(copied.page.meta) is i18nDotedDict
    copied.set_lang("it")
    copied.title = copied.page.text = copied.page.meta.word = "Ciao"
    assert copied["page"]["meta"]["word"] == copied["page"]["text"] == {"it": "Ciao"}
    assert document.get_lang() == "fr"
    assert document == {**document, "title": {"fr": "Salut"}}
    document.page.text = "Texte"
    assert document["page"]["text"] == {"fr": "Texte"}


def test_shallow_copy() -> None:
    """MK-DOC-110: A shallow copy shares the values and has its own language."""
    document = new_post(lang="fr")
    copied = copy.copy(document)
    copied.set_lang("de")
    assert [document.get_lang(), copied.get_lang()] == ["fr", "de"]
    copied.title = "Hallo"
    assert document["title"] == {"de": "Hallo"}


def test_reload(connection: Connection, db: Database) -> None:
    """MK-DOC-109: A reloaded document keeps its language at every depth."""
    connection.register(Post)
    document = db.Post(lang="fr")
    document.title = document.page.text = "Salut"
    document.save()
    document.title = document.page.text = "Adieu"
    document.reload()
    assert [document.title, document.page.text] == ["Salut", "Salut"]


def test_skeleton_generated_later() -> None:
    """MK-I18N-102: A skeleton generated later uses the document's language."""
    document = new_post(gen_skel=False, lang="fr")
    assert document == {}
    document.generate_skeleton()
    document.page.text = "Texte"
    assert document["page"]["text"] == {"fr": "Texte"}


def test_missing_fields(connection: Connection, db: Database) -> None:
    """MK-DOT-103: A declared field that a schemaless document lacks can be set."""
    connection.register(Loose)
    db["loose"].insert_one({"page": {}, "more": 1})
    document = db.Loose.one()
    with pytest.raises(AttributeError, match=r"has no field or attribute 'title'$"):
        _ = document.title
    document.title = document.page.text = "Hello"
    document.save()
    stored = db["loose"].one()
    assert (
        stored["title"] == stored["page"]["text"] == [{"lang": "en", "value": "Hello"}]
    )


def test_i18n_that_is_not_declared() -> None:
    """MK-I18N-102: An undeclared ``i18n`` is read and set in the current language."""
    document: Any = Loose()
    document["motto"] = translated(en="Hello")
    document.motto += "!"
    assert document["motto"] == {"en": "Hello!"}


def test_doted_dict_of_a_document() -> None:
    """MK-I18N-102: An ``i18nDotedDict`` uses the language of the given document."""
    document = new_post(lang="fr")
    values = {"a": translated(en="Hello", fr="Salut"), "n": 1, "b": {"c": 2}}
    doted = i18nDotedDict(values, document)
    assert [doted.a, doted.n, doted.b.c] == ["Salut", 1, 2]
    document.set_lang("en")
    doted.a = "Bye"
    assert doted == {**values, "a": {"en": "Bye", "fr": "Salut"}}
    assert i18nDotedDict(values).a == "Bye"
    assert i18nDotedDict() == {}


def test_copies_of_a_doted_dict() -> None:
    """MK-DOT-104: A deep copy of a nested dict is plain; pickling keeps its class."""
    document = new_post(lang="fr")
    document.page.text = "Texte"
    copied = copy.deepcopy(document.page)
    assert copied == document.page
    assert type(copied) is dict
    assert type(copied["text"]) is i18n
    back = pickle.loads(pickle.dumps(document.page))
    assert type(back) is i18nDotedDict
    assert back.text == "Texte"
