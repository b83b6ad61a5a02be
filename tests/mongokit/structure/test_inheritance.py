"""Inheritance of declarations between document classes."""

import copy
from typing import Any, ClassVar

import pytest

from mongokit import Document, SchemaDocument


class A(SchemaDocument):
    """The root of the hierarchy."""

    structure = {
        "a": {"foo": int},
        "list": [{"x": int}],
        "pair": ({"y": int}, str),
        "word": str,
    }
    required_fields = ["a.foo"]
    default_values = {"a.foo": 1}
    validators = {"a.foo": bool}
    i18n = ["word"]
    indexes = [{"fields": "a.foo", "partialFilterExpression": {"x": 1}}]
    authorized_types = [set]


class B(A):
    """A subclass that adds fields and repeats some declarations of the root."""

    structure = {"b": {"bar": str}, "noun": str}
    required_fields = ["b.bar", "a.foo"]
    default_values = {"b.bar": "x"}
    validators = {"b.bar": bool}
    i18n = ["noun"]
    indexes = [{"fields": "b.bar"}]
    authorized_types = [frozenset, set]


class C(A):
    """A subclass that adds fields and overrides declarations of the root."""

    structure = {"c": float, "verb": str}
    required_fields = ["c"]
    default_values = {"a.foo": 3, "c": 1.5}
    validators = {"a.foo": callable, "c": bool}
    i18n = ["verb"]
    indexes = [{"fields": "c"}]


class D(B, C):
    """A class that inherits from both subclasses."""


OWN_PART = {"list": [], "pair": [None, None], "word": {}}


@pytest.mark.parametrize(
    ("document_class", "expected"),
    [
        (A, {"a": {"foo": 1}}),
        (B, {"a": {"foo": 1}, "b": {"bar": "x"}, "noun": {}}),
        (C, {"a": {"foo": 3}, "c": 1.5, "verb": {}}),
        (D, {"a": {"foo": 1}, "b": {"bar": "x"}, "c": 1.5, "noun": {}, "verb": {}}),
    ],
)
def test_structure_and_defaults(
    document_class: type[SchemaDocument], expected: dict[str, Any]
) -> None:
    """MK-INH-101: A class has its own fields and defaults and those of its bases."""
    assert document_class() == {**expected, **OWN_PART}


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("required_fields", ["b.bar", "a.foo", "c"]),
        ("i18n", ["noun", "word", "verb"]),
        ("default_values", {"a.foo": 1, "b.bar": "x", "c": 1.5}),
        ("validators", {"a.foo": bool, "b.bar": bool, "c": bool}),
    ],
)
def test_options(option: str, expected: Any) -> None:
    """MK-INH-102: Options of all bases are merged; the left base takes precedence."""
    assert getattr(D, option) == expected


def test_indexes() -> None:
    """MK-INH-102: The indexes of both bases are merged without duplicates."""
    assert [index["fields"] for index in D.indexes] == ["b.bar", "a.foo", "c"]


def test_authorized_types() -> None:
    """MK-INH-102, MK-STR-107: The authorized types of all bases are merged."""
    assert B.authorized_types == [frozenset, set, *SchemaDocument.authorized_types]
    assert set(D.authorized_types) == set(B.authorized_types)


def test_own_value_wins(declare: Any) -> None:
    """MK-INH-102: For the same path, the class's own value wins at every level."""
    middle = declare(D, default_values={"a.foo": 7}, validators={"c": callable})
    leaf = declare(middle, default_values={"c": 2.5})
    assert leaf.default_values == {"a.foo": 7, "b.bar": "x", "c": 2.5}
    assert leaf.validators == {"a.foo": bool, "b.bar": bool, "c": callable}


def test_merge_is_one_level_deep(declare: Any) -> None:
    """MK-INH-101: Declaring a field again replaces its whole inherited structure."""
    made = declare(
        A, structure={"a": {"foo": str, "new": int}}, default_values={"a.foo": "x"}
    )
    assert made.structure["a"] == {"foo": str, "new": int}
    assert made()["a"] == {"foo": "x", "new": None}


def test_left_base_wins(declare: Any) -> None:
    """MK-INH-102: If both bases declare a field, the left base's structure is used."""
    left = declare(structure={"x": int, "y": int})
    right = declare(structure={"y": str, "z": str})
    assert declare(left, right).structure == {"x": int, "y": int, "z": str}
    assert declare(right, left).structure == {"x": int, "y": str, "z": str}


def test_mixin(declare: Any) -> None:
    """A plain mixin class can declare a structure and options."""

    class Mixin:
        structure = {"m": int}
        required_fields = ["m"]
        default_values = {"m": 3}

    made = declare(Mixin, SchemaDocument, structure={"n": int})
    assert made() == {"m": 3, "n": None}
    assert made.required_fields == ["m"]


def change_all(document_class: Any) -> None:
    """Change every declaration of a class in place."""
    structure = document_class.structure
    structure["a"]["new"] = int
    structure["list"][0]["new"] = int
    structure["pair"][0]["new"] = int
    structure["new"] = int
    for option in ("required_fields", "i18n", "authorized_types"):
        getattr(document_class, option).clear()
    for option in ("default_values", "validators"):
        getattr(document_class, option).clear()
    for index in document_class.indexes:
        index["unique"] = True
        index.get("partialFilterExpression", {}).clear()
    document_class.indexes.clear()


OPTIONS = (
    *("structure", "required_fields", "i18n", "authorized_types"),
    *("default_values", "validators", "indexes"),
)


@pytest.mark.parametrize("attributes", [{}, {"structure": {"b": int}}], ids=str)
def test_nothing_is_shared_with_a_base(
    declare: Any, attributes: dict[str, Any]
) -> None:
    """MK-INH-101: Changing a class in place leaves its bases unchanged."""
    made = declare(A, **attributes)
    before = {option: copy.deepcopy(getattr(A, option)) for option in OPTIONS}
    change_all(made)
    assert {option: getattr(A, option) for option in OPTIONS} == before


def test_nothing_is_shared_with_a_subclass(declare: Any) -> None:
    """MK-INH-101: Changing a base in place leaves subclasses unchanged."""
    base = declare(A)
    made = declare(base)
    before = {option: copy.deepcopy(getattr(made, option)) for option in OPTIONS}
    change_all(base)
    assert {option: getattr(made, option) for option in OPTIONS} == before


def test_merging_by_hand() -> None:
    """MK-INH-103: A class body may merge its base's declarations into its own."""

    class Root(SchemaDocument):
        structure = {"a": {"foo": int}}
        default_values = {"a.foo": 1}

    class Leaf(Root):
        structure: ClassVar[dict[Any, Any]] = {"b": int}
        structure.update(Root.structure)
        default_values = dict(Root.default_values)
        default_values.update({"b": 2})

    assert Leaf() == {"a": {"foo": 1}, "b": 2}
    Leaf.structure["a"]["new"] = int
    assert Root.structure == {"a": {"foo": int}}


def always(_: Any) -> bool:
    """Accept any value."""
    return True


def test_class_body_changes_inherited_options() -> None:
    """MK-INH-103: A class body may change inherited options; the bases keep theirs."""

    class Root(SchemaDocument):
        structure = {"a": int}
        required_fields = ["a"]
        default_values = {"a": 1}
        validators = {"a": always}
        i18n = []
        indexes = [{"fields": "a"}]

    class Branch(Root):
        pass

    class Leaf(Branch):
        structure = {"b": int, "c": str}
        required_fields = Root.required_fields
        required_fields.append("b")
        default_values = Root.default_values
        default_values.update({"a": 2, "b": 3})
        validators = Branch.validators
        validators["b"] = always
        i18n = Branch.i18n
        i18n += ["c"]
        indexes = Root.indexes
        indexes.append({"fields": "b"})
        authorized_types = SchemaDocument.authorized_types
        authorized_types += [set]

    assert Leaf() == {"a": 2, "b": 3, "c": {}}
    assert Leaf.required_fields == ["a", "b"]
    assert sorted(Leaf.validators) == ["a", "b"]
    assert Leaf.indexes == [{"fields": "a"}, {"fields": "b"}]
    assert set in Leaf.authorized_types
    for base in (Root, Branch):
        assert base() == {"a": 1}
        base.recompile()
        assert base() == {"a": 1}
        assert (base.required_fields, base.indexes) == (["a"], [{"fields": "a"}])
    assert set not in SchemaDocument.authorized_types


def test_two_classes_of_one_declaration(declare: Any) -> None:
    """Two classes declared with the same dict do not share it."""
    declaration = {"a": {"foo": int}}
    first, second = declare(structure=declaration), declare(structure=declaration)
    first.structure["a"]["new"] = int
    assert second.structure == declaration == {"a": {"foo": int}}


@pytest.mark.parametrize("root", [{}, {"structure": {}}], ids=str)
def test_abstract_root(declare: Any, root: dict[str, Any]) -> None:
    """MK-INH-104: Subclasses inherit the attributes of a base without fields."""
    base = declare(
        Document,
        **root,
        use_autorefs=True,
        use_dot_notation=True,
        __database__="shop",
    )
    made = declare(base, structure={"n": int}, __collection__="items")
    assert (made.__database__, made.__collection__) == ("shop", "items")
    assert made.use_autorefs
    document = made()
    document.n = 3
    assert document == {"n": 3}


def test_no_inherited_structure(declare: Any) -> None:
    """A class has no structure if none of its bases has one."""
    assert declare().structure is None
    assert declare(declare()).structure is None
    assert declare(declare(structure={})).structure == {}
