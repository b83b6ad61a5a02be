"""Tests of validating documents together with the documents that they reference."""

from typing import Any

import pytest
from bson import DBRef

from mongokit import (
    AutoReferenceError,
    ConnectionError,  # noqa: A004  MongoKit's name
    Database,
    Document,
    RequireFieldError,
    SchemaDocument,
    SchemaTypeError,
    StructureError,
)


def one(refs: Database) -> Any:
    """Save a ``DocA`` and return it."""
    document = refs.DocA({"_id": 1, "a": {"foo": 1}, "n": 1})
    document.save()
    return document


@pytest.mark.parametrize("value", [4, "bla", {"_id": 1}], ids=str)
def test_other_values(refs: Database, value: Any) -> None:
    """MK-REF-102: The error for a value of another class names the field."""
    document = refs.DocB({"one": value, "many": [], "n": 1})
    text = f"one must be an instance of DocA not {type(value).__name__}"
    with pytest.raises(SchemaTypeError, match=text):
        document.validate()
    with pytest.raises(SchemaTypeError, match=text):
        document.save()


@pytest.mark.parametrize("value", ["bla", ["bla"]], ids=str)
def test_other_values_in_lists(refs: Database, value: Any) -> None:
    """MK-REF-102: A list of references must be a list of instances of the class."""
    with pytest.raises(SchemaTypeError, match="many must be an instance of"):
        refs.DocB({"one": None, "many": value, "n": 1}).save()


def test_another_class(refs: Database) -> None:
    """MK-REF-102: A reference field rejects a document of another class."""
    other = refs.Node({"_id": 1, "name": "x", "next": None, "others": []})
    other.save()
    with pytest.raises(SchemaTypeError, match="one must be an instance of DocA not No"):
        refs.DocB({"one": other, "many": [], "n": 1}).save()


def test_path_in_a_dict(refs: Database) -> None:
    """MK-REF-102: The error for a nested reference contains its dotted path."""

    class Deep(Document):
        structure = {"b": {"doc_a": refs.DocA.__class__}}
        use_autorefs = True

    text = r"b\.doc_a must be an instance of DocA not int"
    with pytest.raises(SchemaTypeError, match=text):
        Deep({"b": {"doc_a": 4}}).validate()


def test_handle_in_a_structure(refs: Database) -> None:
    """MK-REF-102: A field declared with a handle, not a class, rejects documents."""

    class Has(Document):
        structure = {"user": refs.DocA}
        use_autorefs = True

    refs.connection.register([Has])
    document = refs["has"].Has()
    document["user"] = one(refs)
    with pytest.raises(SchemaTypeError, match="user must be an instance of DocA"):
        document.validate()


def test_embedded_schema_document(refs: Database) -> None:
    """MK-REF-103: A ``SchemaDocument`` is embedded even if ``use_autorefs`` is set."""

    class Part(SchemaDocument):
        structure = {"n": int}

    class Has(Document):
        __collection__ = "has"
        structure = {"part": Part}
        use_autorefs = True

    refs.connection.register([Has])
    refs.Has({"_id": 1, "part": Part({"n": 1})}).save()
    assert refs.Has.one() == {"_id": 1, "part": {"n": 1}}


def test_invalid_reference(refs: Database) -> None:
    """MK-REF-104: The path of an error is relative to the referenced document."""

    class Strict(Document):
        structure = {"a": {"foo": int}}
        required_fields = ["a.foo"]

    class Has(Document):
        structure = {"one": Strict, "many": [Strict]}
        use_autorefs = True

    refs.connection.register([Strict, Has])
    strict = refs["strict"].Strict({"_id": 1, "a": {"foo": 1}})
    strict.save()
    document = refs["has"].Has({"one": None, "many": [strict]})
    document.save()
    strict["a"]["foo"] = None
    with pytest.raises(RequireFieldError, match=r"a\.foo is required") as caught:
        document.validate()
    assert caught.value.path == "a.foo"
    assert caught.value.document_class is Strict


def test_invalid_reference_of_a_reference(refs: Database) -> None:
    """MK-REF-104: Documents that are referenced indirectly are validated as well."""
    chain: list[Any] = [None]
    for n in range(3):
        node = {"_id": n, "name": "x", "next": chain[-1], "others": []}
        chain.append(refs.Node(node))
        chain[-1].save()
    chain[1]["name"] = 3
    with pytest.raises(SchemaTypeError, match="name must be an instance of str not"):
        chain[3].validate()


def test_cycle(refs: Database) -> None:
    """MK-REF-104: Validation of a document that references itself terminates."""
    first = refs.Node({"_id": 1, "name": "x", "next": None, "others": []})
    first["next"] = first
    first.validate()
    first["name"] = 3
    with pytest.raises(SchemaTypeError, match="name must be an instance of str not"):
        first.validate()


def test_skipped_validation(refs: Database) -> None:
    """MK-REF-104: Referenced documents with ``skip_validation`` are not validated."""

    class Loose(Document):
        structure = {"n": int}
        skip_validation = True

    class Has(Document):
        __collection__ = "has"
        structure = {"one": Loose}
        use_autorefs = True

    refs.connection.register([Loose, Has])
    loose = refs["loose"].Loose({"_id": 1, "n": "x"})
    loose.save()
    refs.Has({"one": loose}).save()
    assert refs.Has.one()["one"] == {"_id": 1, "n": "x"}


def test_forced_validation(refs: Database) -> None:
    """MK-REF-104: A ``save()`` that forces validation covers referenced documents."""

    class Has(Document):
        structure = {"one": refs.DocA.__class__}
        use_autorefs = True
        skip_validation = True

        def save(self, **kwargs: Any) -> Any:  # type: ignore[override]  # applications do this
            return super().save(validate=True, **kwargs)

    refs.connection.register([Has])
    document = one(refs)
    has = refs["has"].Has({"one": document})
    has.save()
    document["extra"] = 1
    with pytest.raises(StructureError, match=r"unknown fields \['extra'\] in DocA"):
        has.save()


def test_empty_list(refs: Database) -> None:
    """MK-REF-105: Validation keeps an empty list of references as the same object."""
    document = refs.DocB({"one": None, "many": [], "n": 1})
    many = document["many"]
    document.validate()
    assert document["many"] is many
    assert many == []


def test_overridden_validate_is_called(refs: Database) -> None:
    """MK-REF-104: A referenced document's own ``validate()`` can repair its values."""

    class Repaired(Document):
        structure = {"n": int, "other": refs.DocA.__class__}
        use_autorefs = True

        def validate(self) -> None:  # type: ignore[override]  # applications do this
            self["n"] = int(self["n"])
            self["other"] = refs.DocA.one().get_dbref()
            super().validate()

    class Has(Document):
        structure = {"one": Repaired}
        use_autorefs = True

    refs.connection.register([Repaired, Has])
    document = one(refs)
    repaired = refs["repaired"].Repaired({"_id": 1, "n": "3", "other": None})
    repaired.save()
    repaired["n"] = "4"
    refs["has"].Has({"one": repaired}).validate()
    assert repaired == {"_id": 1, "n": 4, "other": document}


def test_unbound(refs: Database) -> None:
    """MK-DOC-101: A DBRef in a document without a collection cannot be resolved."""
    unbound = refs.DocB.__class__({"one": one(refs), "many": [], "n": 1})
    unbound.validate()
    unbound["one"] = unbound["one"].get_dbref()
    with pytest.raises(ConnectionError, match="No collection found"):
        unbound.validate()


def test_collected_errors(refs: Database) -> None:
    """MK-VAL-107: Errors in reference fields can be collected."""

    class Has(Document):
        structure = {"one": refs.DocA.__class__}
        use_autorefs = True
        raise_validation_errors = False

    document = Has({"one": 3})
    document.validate()
    [error] = document.validation_errors["one"]
    assert str(error) == "one must be an instance of DocA not int"


def test_collected_errors_of_references(refs: Database) -> None:
    """MK-VAL-107: Errors in referenced documents can be collected."""

    class Strict(Document):
        structure = {"n": int}
        required_fields = ["n"]

    class Has(Document):
        structure = {"one": Strict, "many": [Strict], "s": str}
        use_autorefs = True
        raise_validation_errors = False

    refs.connection.register([Strict, Has])
    wrong = [refs["strict"].Strict({"n": n}) for n in (None, "x")]
    document = refs["has"].Has({"one": wrong[0], "many": [wrong[1]], "s": 3})
    for _ in range(2):
        document.validate()
        found = document.validation_errors
        assert {path: list(map(str, errors)) for path, errors in found.items()} == {
            "s": ["s must be an instance of str not int"],
            "n": ["n is required", "n must be an instance of int not str"],
        }
        assert [error.document_class for error in found["n"]] == [Strict, Strict]
        assert [error.document_class for error in found["s"]] == [Has]
    refs["has"].Has({"one": None, "many": [], "s": "x"}).validate()


@pytest.mark.parametrize(
    ("database_name", "message"),
    [("d", "there is no DocA with the _id 5"), (None, "without naming its database")],
)
def test_collected_dangling_reference(
    refs: Database, database_name: str | None, message: str
) -> None:
    """MK-VAL-107, MK-REF-106: The error for an unresolvable DBRef is collected.

    Saving the document still raises it.
    """

    class Has(Document):
        structure = {"one": refs.DocA.__class__}
        use_autorefs = True
        raise_validation_errors = False

    refs.connection.register(Has)
    document = refs["has"].Has()
    document["one"] = DBRef("a", 5, database_name)
    document.validate()
    assert message in str(document.validation_errors[None][0])
    with pytest.raises((AutoReferenceError, RuntimeError), match=message):
        document.save()
