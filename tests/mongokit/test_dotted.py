"""Dot notation: fields as attributes, and paths as keys."""

import collections
import copy
import logging
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongokit import (
    Document,
    DotCollapsedDict,
    DotedDict,
    DotExpandedDict,
    EvalException,
    MongoKitError,
)


class OwnDict(dict[str, Any]):
    """A subclass of ``dict``."""


def test_fields_are_attributes() -> None:
    """MK-DOT-101: Fields are attributes at every depth."""
    doted = DotedDict({"a": {"b": {"c": 1}}, "n": 2})
    assert doted.a.b.c + doted.n == 3
    doted.a.b.c = 5
    doted.n = None
    assert doted == {"a": {"b": {"c": 5}}, "n": None}


def test_field_that_was_added() -> None:
    """A field that was added as an item can be used as an attribute."""
    doted = DotedDict()
    doted["x"] = 1
    doted.x += 1
    assert doted == {"x": 2}


def test_nested_dicts_are_wrapped() -> None:
    """MK-DOT-101: Nested plain dicts support dot notation, except in lists."""
    given_dict = {"a": {"b": {}}, "list": [{}], "own": OwnDict()}
    doted = DotedDict(given_dict)
    assert doted == given_dict
    assert [type(doted.a), type(doted.a.b)] == [DotedDict, DotedDict]
    assert type(doted.list[0]) is dict
    assert type(doted.own) is OwnDict
    assert type(given_dict["a"]) is dict


def test_attributes_are_not_stored() -> None:
    """MK-DOT-102: Setting a name that is not a field sets an attribute, not an item."""
    doted = DotedDict({"bla": 1})
    doted.eggs = 4
    assert doted.eggs == 4
    assert doted == {"bla": 1}


def test_unknown_name() -> None:
    """MK-DOT-102: An unknown name raises an ``AttributeError``."""
    with pytest.raises(
        AttributeError, match=r"^'DotedDict' has no field or attribute 'eggs'$"
    ):
        _ = DotedDict({"bla": 1}).eggs


def test_field_named_like_a_method() -> None:
    """A field named like a method can be set, but not read, as an attribute."""
    doted: Any = DotedDict({"items": 1})
    doted.items = 2
    assert doted["items"] == 2
    assert list(doted.items()) == [("items", 2)]


WARNING = "dot notation: eggs was not found in structure. Add it as attribute instead"


@pytest.mark.parametrize(
    "target", [lambda doted: doted, lambda doted: doted.a], ids=["top", "nested"]
)
def test_warning(caplog: pytest.LogCaptureFixture, target: Any) -> None:
    """MK-DOT-102: With ``warning``, setting a name that is not a field is logged."""
    doted = DotedDict({"a": {"b": 1}}, warning=True)
    target(doted).eggs = 1
    assert caplog.record_tuples == [("mongokit.dotted", logging.WARNING, WARNING)]
    assert doted == {"a": {"b": 1}}


@pytest.mark.parametrize(
    "name",
    ["a", "_x", "db", "collection", "versioning_collection", "connection", "fs"],
)
def test_names_without_a_warning(caplog: pytest.LogCaptureFixture, name: str) -> None:
    """MK-DOT-102: Setting a field, private name or built-in attribute logs nothing."""
    setattr(DotedDict({"a": 1}, warning=True), name, 2)
    assert caplog.record_tuples == []


def test_no_warning_by_default(caplog: pytest.LogCaptureFixture) -> None:
    """MK-DOT-102: By default, setting an unknown name logs nothing."""
    DotedDict({"a": 1}).eggs = 2
    assert caplog.record_tuples == []


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol: int) -> None:
    """MK-DOT-104: A pickled dict keeps its fields, its attributes and dot notation."""
    doted = DotedDict({"a": {"b": 1}}, warning=True)
    doted.note = "kept"
    back = pickle.loads(pickle.dumps(doted, protocol))
    assert back == doted
    assert [type(back), type(back.a), back.note] == [DotedDict, DotedDict, "kept"]


def test_copy() -> None:
    """A shallow copy keeps dot notation and shares the values."""
    doted = DotedDict({"a": {"b": 1}})
    copied = copy.copy(doted)
    assert type(copied) is DotedDict
    assert copied == doted
    assert copied.a is doted.a


def test_deepcopy() -> None:
    """MK-DOT-104: A deep copy is an independent plain dict at every depth."""
    doted = DotedDict({"a": {"b": [1]}})
    copied = copy.deepcopy(doted)
    assert copied == doted
    assert [type(copied), type(copied["a"])] == [dict, dict]
    copied["a"]["b"].append(2)
    assert doted == {"a": {"b": [1]}}


NESTED: dict[Any, Any] = {"a": {"b": {"c": {"d": 3}, "e": 5}, "g": 2}, "f": 6}
TYPED: dict[Any, Any] = {"a": {int: {"c": {"d": 3}, "e": 5}, "g": 2}, "f": 6}


@pytest.mark.parametrize(
    ("nested", "options", "collapsed"),
    [
        ({}, {}, {}),
        (NESTED, {}, {"a.b.c.d": 3, "a.b.e": 5, "a.g": 2, "f": 6}),
        ({"bar": {"foo": {}}}, {}, {"bar.foo": {}}),
        ({"bar": {}}, {}, {"bar": {}}),
        ({"a": [{"b": 1}]}, {}, {"a": [{"b": 1}]}),
        (TYPED, {}, {"a.$int.c.d": 3, "a.$int.e": 5, "a.g": 2, "f": 6}),
        ({"bla": {"foo": {str: int}}}, {}, {"bla.foo.$str": int}),
        ({str: {int: 1}}, {}, {"$str.$int": 1}),
        (OwnDict(a=OwnDict(b=1)), {}, {"a.b": 1}),
        (TYPED, {"remove_under_type": True}, {"a": {}, "f": 6}),
        (
            {"x": TYPED, "y": {"z": 1}},
            {"remove_under_type": True},
            {"x.a": {}, "x.f": 6, "y.z": 1},
        ),
        (
            {"bar": {"foo": {}}},
            {"reference": {"bar": {"foo": {}}}},
            {"bar": {"foo": {}}},
        ),
        (
            {"a": {"b": {"c": {"d": 3}, "e": {"g": 5, "h": 0}}, "f": {"g": 2}}},
            {"reference": {"a.b.c.d": None, "a.b.e": None}},
            {"a.b.c.d": 3, "a.b.e": {"g": 5, "h": 0}},
        ),
        (
            {"a": {"b": 1, "c": 2}, "top": 3, "empty": {}},
            {"reference": {"a.b": None}},
            {"a.b": 1, "top": 3, "empty": {}},
        ),
    ],
    ids=str,
)
def test_collapsing(
    nested: dict[Any, Any], options: dict[str, Any], collapsed: dict[str, Any]
) -> None:
    """MK-HLP-102: A nested dict becomes a flat dict of dotted paths."""
    before = copy.deepcopy(nested)
    assert DotCollapsedDict(nested, **options) == collapsed
    assert nested == before


@pytest.mark.parametrize("wrong", [None, 3, [("a", 1)], "a"], ids=str)
def test_collapsing_another_type(wrong: Any) -> None:
    """MK-HLP-102: Only a dict can be collapsed."""
    with pytest.raises(AssertionError, match=r"^a dict is needed, not "):
        DotCollapsedDict(wrong)


@pytest.mark.parametrize(
    ("collapsed", "nested"),
    [
        ({}, {}),
        ({"a.b.c.d": 3, "a.b.e": 5, "a.g": 2, "f": 6}, NESTED),
        ({"bar.foo": {}}, {"bar": {"foo": {}}}),
        ({"a.$int.c.d": 3, "a.$int.e": 5, "a.g": 2, "f": 6}, TYPED),
        ({"$str.$int": 1}, {str: {int: 1}}),
        ({"person.1.firstname": "x"}, {"person": {"1": {"firstname": "x"}}}),
        ({"a.cost$": 1}, {"a": {"cost$": 1}}),
        ({"c.1": 2, "c.2": 3, "c": 1}, {"c": 1}),
        ({"c": 1, "c.1": 2, "c.2": 3}, {"c": {"1": 2, "2": 3}}),
    ],
    ids=str,
)
def test_expanding(collapsed: dict[str, Any], nested: dict[Any, Any]) -> None:
    """MK-HLP-103: A flat dict of dotted paths becomes a nested dict."""
    before = copy.deepcopy(collapsed)
    assert DotExpandedDict(collapsed) == nested
    assert collapsed == before


@pytest.mark.parametrize("known", Document.authorized_types)
def test_every_type_name_is_known(known: type) -> None:
    """MK-HLP-103: The name of every authorized type expands to the type."""
    assert DotExpandedDict({f"a.${known.__name__}": 1}) == {"a": {known: 1}}


@pytest.mark.parametrize(
    "path", ["foo.bla.$arf", "$arf", "a.$__import__('os').b", "a.$", "a.$unicode"]
)
def test_unknown_type_names(path: str) -> None:
    """MK-HLP-103: An unknown type name is rejected and not evaluated."""
    with pytest.raises(EvalException, match=r".* is not a known type$") as caught:
        DotExpandedDict({path: 1})
    assert str(caught.value).startswith(f"{path}: ")
    assert isinstance(caught.value, MongoKitError)


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))]
)
@pytest.mark.parametrize(
    "made", [DotCollapsedDict({"a": {"b": 1}}), DotExpandedDict({"a.b": 1})]
)
def test_copies(duplicate: Any, made: Any) -> None:
    """Collapsed and expanded dicts can be copied and pickled."""
    copied = duplicate(made)
    assert copied == made
    assert type(copied) is type(made)


NAMES = st.text(max_size=5).filter(lambda name: "." not in name and name[:1] != "$")
KEYS = NAMES | st.sampled_from(Document.authorized_types)
LEAVES = st.none() | st.integers() | st.lists(st.integers(), max_size=2)
DICTS: st.SearchStrategy[dict[Any, Any]] = st.dictionaries(
    KEYS, st.deferred(lambda: LEAVES | DICTS), max_size=4
)


@given(DICTS)
def test_expanding_undoes_collapsing(nested: dict[Any, Any]) -> None:
    """MK-HLP-102, MK-HLP-103: Expanding a collapsed dict yields the original."""
    assert DotExpandedDict(DotCollapsedDict(nested)) == nested


@given(DICTS)
def test_collapsing_undoes_expanding(nested: dict[Any, Any]) -> None:
    """MK-HLP-102, MK-HLP-103: Collapsing an expanded dict yields the original paths."""
    paths = DotCollapsedDict(nested)
    assert DotCollapsedDict(DotExpandedDict(paths)) == paths


@given(DICTS)
def test_collapsing_with_all_paths_as_reference(nested: dict[Any, Any]) -> None:
    """MK-HLP-102: Collapsing with ``reference`` set to all paths keeps all paths."""
    paths = DotCollapsedDict(nested)
    assert DotCollapsedDict(nested, reference=paths) == paths


def test_order_is_kept() -> None:
    """Collapsing and expanding keep the order of the fields."""
    nested = collections.OrderedDict([("b", {"z": 1, "y": 2}), ("a", 3)])
    assert list(DotCollapsedDict(nested)) == ["b.z", "b.y", "a"]
    assert list(DotExpandedDict({"b.z": 1, "a": 2, "b.y": 3})) == ["b", "a"]
