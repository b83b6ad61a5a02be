"""Translated fields: a value for each language."""

from typing import Any

import pytest
from bson import Binary
from pymongo.database import Database as PlainDatabase

from mongokit import (
    Connection,
    CustomType,
    Database,
    DateType,
    Document,
    RequireFieldError,
    SchemaDocument,
    SchemaTypeError,
    Set,
    StructureError,
    ValidationError,
    i18n,
)
from mongokit.errors import DuplicateI18nError

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


def translated(**values: Any) -> i18n:
    """Return an ``i18n`` with these values."""
    made = i18n()
    made.update(values)
    return made


def new_post(**options: Any) -> Any:
    """Return a new, unbound ``Post``."""
    return Post(**options)


def test_new_document() -> None:
    """MK-I18N-101: A translated field of a new document has its own empty ``i18n``."""
    first, second = Post(), Post()
    assert first == {
        "title": {},
        "tags": {},
        "n": None,
        "page": {"text": {}, "n": None, "meta": {"word": {}, "n": None}},
        "plain": {"n": None, "more": {"n": None}},
        "by": {},
    }
    for document in (first, second):
        assert type(document["title"]) is type(document["page"]["text"]) is i18n
    assert first["title"] is not second["title"]


def test_stored_form(connection: Connection, db: Database, database: PlainDB) -> None:
    """MK-I18N-101: Translations are stored as a list and loaded as an ``i18n``."""
    connection.register(Post)
    document = db.Post()
    document["title"]["en"] = "Hello"
    document["title"]["fr"] = "Salut"
    document["page"]["meta"]["word"]["de"] = 3
    document.save()
    stored = database["posts"].find_one() or {}
    assert sorted(stored["title"], key=str) == [
        {"lang": "en", "value": "Hello"},
        {"lang": "fr", "value": "Salut"},
    ]
    assert stored["tags"] == []
    assert stored["page"]["meta"] == {"word": [{"lang": "de", "value": 3}], "n": None}
    loaded = db.Post.one()
    assert loaded == document
    assert loaded["title"] == {"en": "Hello", "fr": "Salut"}
    assert type(loaded["title"]) is type(loaded["page"]["meta"]["word"]) is i18n
    loaded.save()
    assert db.Post.one() == document


def test_saving_keeps_the_i18n(connection: Connection, db: Database) -> None:
    """MK-TYP-113: Saving does not replace an ``i18n`` in the document."""
    connection.register(Post)
    document = db.Post()
    title = document["title"]
    title["en"] = "Hello"
    document.save()
    assert document["title"] is title


@pytest.mark.parametrize("path", ["bla", "a.x", "list.b", ""])
def test_unknown_path(declare: Any, path: str) -> None:
    """MK-I18N-101: An unknown path in ``i18n`` is rejected in the class statement."""
    with pytest.raises(ValueError, match=rf"^Error in i18n: can't find {path} in str"):
        declare(structure={"a": {"b": str}, "list": [{"b": str}]}, i18n=[path])


def test_repeated_path(declare: Any) -> None:
    """MK-REQ-101: A repeated path in ``i18n`` is rejected in the class statement."""
    with pytest.raises(DuplicateI18nError, match=r"^duplicated i18n : \['a', 'a'\]$"):
        declare(structure={"a": str}, i18n=["a", "a"])


def test_a_path_ends_at_a_translated_field(declare: Any) -> None:
    """MK-STR-110: A path cannot lead below a translated field."""
    structure = {"a": {"b": int}}
    assert declare(structure=structure, i18n=["a"])._namespaces == ["a"]
    with pytest.raises(ValueError, match=r"can't find a\.b in structure$"):
        declare(structure=structure, i18n=["a"], required_fields=["a.b"])


class Price(CustomType):
    """A price, stored as a string."""

    mongo_type = str
    python_type = float

    def to_bson(self, value: Any) -> str:
        """Return the price as a string."""
        return str(value)

    def to_python(self, value: Any) -> float:
        """Return the price as a number."""
        return float(value)


TYPES = [
    (str, "a", "a"),
    (int, 3, 3),
    (float, 1.5, 1.5),
    ([str], ["a"], ["a"]),
    ([int], [], []),
    ((int, str), [1, "a"], [1, "a"]),
    (Binary, b"x", b"x"),
    ({"n": int}, {"n": 1}, {"n": 1}),
    ({str: int}, {"x": 1}, {"x": 1}),
    (None, {"x": [1]}, {"x": [1]}),
    (dict, {"x": {}}, {"x": {}}),
    (Price(), 1.5, "1.5"),
    ([Price()], [1.5], ["1.5"]),
    (Set(int), {1}, [1]),
    (str, None, None),
]


@pytest.mark.parametrize(("declared", "value", "in_database"), TYPES, ids=repr)
def test_translations_of_any_type(
    connection: Connection, db: Database, declared: Any, value: Any, in_database: Any
) -> None:
    """MK-I18N-103: A field of any type can be translated."""

    class Item(Document):
        __collection__ = "items"
        structure = {"a": declared, "b": {"c": declared}}
        i18n = ["a", "b.c"]

    connection.register(Item)
    document = db.Item()
    document["a"]["en"] = document["b"]["c"]["fr"] = value
    document.save()
    stored = db["items"].one()
    assert stored["a"] == [{"lang": "en", "value": in_database}]
    assert stored["b"]["c"] == [{"lang": "fr", "value": in_database}]
    assert db.Item.one() == document
    db.Item.one().save()


@pytest.mark.parametrize(
    ("declared", "wrong", "message"),
    [
        (str, 3, "a.b (fr) must be an instance of str not int"),
        (int, 3.0, "a.b (fr) must be an instance of int not float"),
        ([str], ["x", 1], "a.b (fr) must be an instance of str not int"),
        ([str], "x", "a.b (fr) must be an instance of list not str"),
        ((int, str), [1], "a.b (fr) must have 2 items not 1"),
        ({"n": int}, {"n": "x"}, "a.b (fr).n must be an instance of int not str"),
        (Price(), "x", "a.b (fr) must be an instance of float not str"),
        ([DateType()], [1], "a.b (fr) must be an instance of date not int"),
    ],
    ids=repr,
)
def test_wrong_types(declare: Any, declared: Any, wrong: Any, message: str) -> None:
    """MK-I18N-103: The error for a wrong value contains its path and language."""
    made = declare(structure={"a": {"b": declared}}, i18n=["a.b"])
    document = made()
    document["a"]["b"].update(de=None, fr=wrong)
    with pytest.raises(SchemaTypeError) as caught:
        document.validate()
    assert str(caught.value) == message
    assert caught.value.path == "a.b"
    assert caught.value.document_class is made
    assert document == {"a": {"b": {"de": None, "fr": wrong}}}


def test_keys_of_a_translated_dict(declare: Any) -> None:
    """MK-I18N-103: A translated dict must have every field in each language."""
    document = declare(structure={"a": {"n": int}}, i18n=["a"])()
    document["a"]["en"] = {"m": 1}
    with pytest.raises(StructureError, match=r"^missed fields \['n'\] in dict$"):
        document.validate()


def test_appended_item(connection: Connection, db: Database) -> None:
    """MK-I18N-103: Saving checks an item that was appended to a translated list."""
    connection.register(Post)
    document = db.Post()
    document.tags = ["a"]
    document.save()
    document.tags.append(1)
    with pytest.raises(
        SchemaTypeError, match=r"^tags \(en\) must be an instance of str"
    ):
        document.save()


@pytest.mark.parametrize("value", ["text", 3, ["text"], [{"lang": "en"}]], ids=repr)
def test_value_without_a_language(value: Any) -> None:
    """MK-I18N-103: A value without a language, set as an item, is invalid."""
    document = new_post()
    document["title"] = value
    with pytest.raises(
        SchemaTypeError,
        match=rf"^title must be an instance of i18n not {type(value).__name__}$",
    ):
        document.validate()


@pytest.mark.parametrize("value", [i18n(), {}, translated(en="x"), {"fr": "x"}, None])
def test_values_with_languages(
    connection: Connection, db: Database, value: Any
) -> None:
    """MK-I18N-103: An ``i18n``, a plain dict of languages and ``None`` are valid."""
    connection.register(Post)
    document = db.Post()
    document["title"] = value
    document.save()
    loaded = db.Post.one()
    assert loaded["title"] == value
    assert type(loaded["title"]) is (i18n if value is not None else type(None))


def test_given_i18n_is_taken_over() -> None:
    """MK-I18N-103: The constructor does not copy a given ``i18n``."""
    given = translated(en="x")
    assert Post({"title": given})["title"] is given


def test_filled_after_it_was_assigned(connection: Connection, db: Database) -> None:
    """MK-I18N-103: An ``i18n`` can be filled after it has been assigned."""
    connection.register(Post)
    document = db.Post()
    document["title"] = i18n()
    document["title"]["fr"] = "Salut"
    document.save()
    assert db.Post.one()["title"] == {"fr": "Salut"}


def test_collected_errors(declare: Any) -> None:
    """MK-VAL-107: The errors of all languages are collected under the field's path."""
    made = declare(
        structure={"a": str, "b": {"c": [Price()]}, "d": int},
        i18n=["a", "b.c", "d"],
        raise_validation_errors=False,
    )
    document = made()
    document["a"].update(de=1, en="x", fr=2)
    document["b"]["c"]["de"] = ["x"]
    document["d"] = 3
    for _ in range(2):
        document.validate()
        errors = document.validation_errors
        assert {path: list(map(str, found)) for path, found in errors.items()} == {
            "a": [
                "a (de) must be an instance of str not int",
                "a (fr) must be an instance of str not int",
            ],
            "b.c": ["b.c (de) must be an instance of float not str"],
            "d": ["d must be an instance of i18n not int"],
        }


def test_required_translation(declare: Any) -> None:
    """MK-REQ-102: A required translated field must have a value in some language."""
    document = declare(structure={"a": str}, i18n=["a"], required_fields=["a"])()
    with pytest.raises(RequireFieldError, match=r"^a is required$"):
        document.validate()
    document["a"]["it"] = "x"
    document.validate()


def test_validator_of_a_translated_field(declare: Any) -> None:
    """MK-VLD-101: The validator of a translated field receives all translations."""
    made = declare(
        structure={"a": str}, i18n=["a"], validators={"a": lambda value: "en" in value}
    )
    made({"a": {"en": "x"}}).validate()
    with pytest.raises(
        ValidationError, match=r"^a does not pass the validator <lambda>"
    ):
        made({"a": {"fr": "x"}}).validate()


@pytest.mark.parametrize(
    "stored",
    ["text", ["text"], [{"lang": "en"}], [{"lang": "en", "value": "x"}, 3], 3],
    ids=repr,
)
def test_field_that_was_not_translated(
    connection: Connection, db: Database, stored: Any
) -> None:
    """MK-VAL-106: A stored value that is not a list of translations loads unchanged."""
    connection.register(Post)
    db["posts"].insert_one({"title": stored})
    assert db.Post.one()["title"] == stored


def test_i18n_is_a_dict_and_a_custom_type() -> None:
    """MK-I18N-104: An ``i18n`` is a dict and a custom type that is stored as a list."""
    made = i18n()
    assert isinstance(made, dict)
    assert isinstance(made, CustomType)
    assert made == {}
    assert made.mongo_type is list
    made["en"] = 3
    assert made.to_bson() == [{"lang": "en", "value": 3}]
    assert made.to_bson({"fr": "x"}) == [{"lang": "fr", "value": "x"}]
    assert made.to_python([{"lang": "fr", "value": [1]}]) == {"fr": [1]}


@pytest.mark.parametrize(
    ("field_type", "right", "wrong", "found"),
    [
        (str, ["x", None], 3, "str not int"),
        ([str], [["x", None], []], ["x", 3], "str not int"),
        ([], [[1, "x"]], None, None),
        ({"n": int}, ["anything"], None, None),
        (Binary, [b"x"], "x", "Binary not str"),
    ],
    ids=repr,
)
def test_i18n_of_a_type(
    field_type: Any, right: list[Any], wrong: Any, found: str | None
) -> None:
    """MK-I18N-104: An ``i18n`` of a type or typed list checks its values."""
    typed = i18n(field_type, "title")
    for value in right:
        assert typed.to_bson({"fr": value}) == [{"lang": "fr", "value": value}]
    if found:
        with pytest.raises(
            SchemaTypeError, match=rf"^title \(fr\) must be an instance of {found}$"
        ):
            typed.to_bson({"fr": wrong})
    assert i18n().to_bson({"fr": wrong}) == [{"lang": "fr", "value": wrong}]


@pytest.mark.parametrize(
    ("declared", "value"), [(i18n(str), "x"), (i18n([int], "a"), [1]), (i18n(), {1})]
)
def test_i18n_in_a_structure(declare: Any, declared: i18n, value: Any) -> None:
    """MK-I18N-104: An ``i18n`` in a structure declares a translated field."""
    made = declare(structure={"a": declared, "n": int}, use_dot_notation=True)
    document = made()
    document.a = value
    document.validate()
    assert document == {"a": {"en": value}, "n": None}
    assert type(document["a"]) is i18n


def test_type_of_an_i18n_in_a_structure(declare: Any) -> None:
    """MK-I18N-104: A typed ``i18n`` in a structure checks each value."""
    document = declare(structure={"a": i18n(str)})({"a": {"fr": 3}})
    with pytest.raises(
        SchemaTypeError, match=r"^a \(fr\) must be an instance of str not int$"
    ):
        document.validate()


def test_i18n_in_a_structure_and_in_the_list(declare: Any) -> None:
    """MK-I18N-104: A field declared as an ``i18n`` can also be listed in ``i18n``."""
    document = declare(structure={"a": i18n(str)}, i18n=["a"])()
    document["a"]["en"] = "x"
    document.validate()


def test_translations_in_a_list(connection: Connection, db: Database) -> None:
    """MK-I18N-104: An ``i18n`` inside a list translates a field of each item."""

    class Item(Document):
        __collection__ = "items"
        structure = {"a": [{"b": i18n(str)}]}

    connection.register(Item)
    document = db.Item({"a": [{"b": {"en": "x"}}]})
    document.save()
    assert db["items"].one()["a"] == [{"b": [{"lang": "en", "value": "x"}]}]
    assert db.Item.one() == document


def test_key_types_next_to_translations(connection: Connection, db: Database) -> None:
    """MK-STR-114: Key types are checked in a class with translated fields."""
    connection.register(Post)
    document = db.Post()
    document["by"]["x"] = {}
    document.title = "Hello"
    document.save()
    assert db.Post.one()["by"] == {"x": {}}
    document["by"]["x"]["y"] = "z"
    with pytest.raises(SchemaTypeError, match=r"^key of by\.\$str must be an instance"):
        SchemaDocument.validate(document)


def test_translations_below_a_key_type(connection: Connection, db: Database) -> None:
    """MK-I18N-104: A field below a key type can be translated."""

    class Item(Document):
        __collection__ = "items"
        structure = {"a": {str: {"b": str}}, "c": {str: str}}
        i18n = ["a.$str.b", "c.$str"]

    connection.register(Item)
    document = db.Item({"a": {"x": {"b": {"en": "1"}}}, "c": {"y": {"fr": "2"}}})
    document.save()
    stored = db["items"].one()
    assert stored["a"] == {"x": {"b": [{"lang": "en", "value": "1"}]}}
    assert stored["c"] == {"y": [{"lang": "fr", "value": "2"}]}
    assert db.Item.one() == document


def test_class_that_is_not_registered(db: Database) -> None:
    """MK-DOC-101: Translated fields work in a class that is not registered."""

    class Item(Document):
        structure = {"a": str}
        i18n = ["a"]
        use_dot_notation = True

    document: Any = Item(collection=db["items"], lang="fr")
    document.a = "Salut"
    document.save()
    assert db["items"].one()["a"] == [{"lang": "fr", "value": "Salut"}]


@pytest.mark.parametrize(
    "default", [{"en": 3, "fr": 4}, lambda: {"en": 3, "fr": 4}, translated(en=3, fr=4)]
)
def test_defaults(declare: Any, default: Any) -> None:
    """MK-DEF-102: Documents do not share the default of a translated field."""
    made = declare(
        structure={"title": int, "a": {"b": int}},
        i18n=["title", "a.b"],
        default_values={"title": default, "a.b": default},
        use_dot_notation=True,
    )
    first, second = made(), made(lang="fr")
    assert first == {"title": {"en": 3, "fr": 4}, "a": {"b": {"en": 3, "fr": 4}}}
    assert [first.title, second.title, second.a.b] == [3, 4, 4]
    assert type(first["title"]) is type(first["a"]["b"]) is i18n
    first.title = 7
    assert second["title"] == made()["title"] == {"en": 3, "fr": 4}
    first.validate()


def test_inherited_translations(declare: Any) -> None:
    """MK-INH-102: A class inherits the translated fields of its bases."""
    base = declare(structure={"a": str}, i18n=["a"])
    other = declare(structure={"b": str}, i18n=["b"], use_dot_notation=True)
    made = declare(base, other, structure={"c": str, "d": str}, i18n=["c"])
    assert sorted(made.i18n) == ["a", "b", "c"]
    document = made()
    assert document == {"a": {}, "b": {}, "c": {}, "d": None}
    document.a = document.b = document.c = document.d = "x"
    assert document == {"a": {"en": "x"}, "b": {"en": "x"}, "c": {"en": "x"}, "d": "x"}


def test_dots_of_a_base_without_translations(declare: Any) -> None:
    """MK-INH-102: A subclass can add translated fields to a base with dot notation."""
    base = declare(structure={"n": int}, use_dot_notation=True)
    document = declare(base, structure={"a": str}, i18n=["a"])(lang="fr")
    document.a = "x"
    assert document == {"n": None, "a": {"fr": "x"}}
    assert document.a == "x"
