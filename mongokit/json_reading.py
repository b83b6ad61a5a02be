"""Makes the values of a document of what JSON has of it."""

import datetime
import json
from collections.abc import Callable, Collection
from typing import Any, ClassVar, NoReturn

import bson
from bson import DBRef, Int64, json_util

from mongokit.custom_types import STANDARD_OPTIONS, fromtimestamp, types_in
from mongokit.errors import AutoReferenceError
from mongokit.i18n import i18n
from mongokit.json_writing import child_node, has_json_form, item_node
from mongokit.operators import NOT
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Operator,
    Reference,
    Scalar,
    Translated,
)

__all__ = ["parse_object", "read_extended", "read_fields"]

PLACE = ("_collection", "_id", "_database")
OTHER_WHEN_STORED = (Reference, Custom)
TOO_DEEP = "the JSON is nested too deeply"

Raw = dict[str, Any]


def parse_object(text: str | bytes) -> Raw:
    """Return the object that a JSON text is.

    :raises ValueError: the text is no JSON, is no object, has a name twice in an
        object, or ``NaN``, which JSON has not.
    """
    try:
        parsed = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if not isinstance(parsed, dict):
        raise ValueError(f"a JSON object is needed, not {type(parsed).__name__}")  # noqa: TRY004  of the text, not of the argument
    return parsed


def _object(pairs: list[tuple[str, Any]]) -> Raw:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a JSON object has {twice!r} more than once")
    return made


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}; Extended JSON has {{'$numberDouble': …}}")


def read_extended(
    raw: Raw, root: Mapping | None, options: json_util.JSONOptions
) -> Raw:
    """Return the stored document that parsed Extended JSON stands for.

    :param root: the structure, ``None`` where it has none.
    :raises ValueError: it has no such value.
    """
    fields = _fields(_StoredReader(options), raw, root)
    _or_refuse(
        lambda: bson.encode(fields, codec_options=STANDARD_OPTIONS), raw, "the document"
    )
    return fields


def read_fields(
    raw: Raw,
    root: Mapping | None,
    options: json_util.JSONOptions,
    known: Collection[str] = (),
) -> Raw:
    """Return the fields of a document that a parsed JSON object stands for.

    A document that is referred to comes as a DBRef.

    :param root: the structure, ``None`` where it has none.
    :param options: whether times are aware, and in which zone.
    :param known: the names of the classes that may be referred to.
    :raises ValueError: a custom type, or MongoDB's Extended JSON, has no such value.
    :raises AutoReferenceError: the class of a reference is not registered.
    """
    return _fields(_Reader(options, known), raw, root)


def _fields(reader: "_Reader", raw: Raw, root: Mapping | None) -> Raw:
    try:
        return {
            key: reader.value(item, root and child_node(root, key), key)
            for key, item in raw.items()
        }
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


class _Reader:
    """Reads what :class:`mongokit.json_writing.Writer` has written."""

    def __init__(
        self, options: json_util.JSONOptions, known: Collection[str] = ()
    ) -> None:
        self.options = options
        self.known = known

    def value(self, value: Any, node: Node | None, path: str) -> Any:
        if value is None:
            return None
        if isinstance(node, Reference):
            return self._reference(value, node, path)
        if isinstance(value, dict):
            value = self._dict(value, node, path)
        elif isinstance(value, list):
            value = [
                self.value(item, item_node(node, position), path)
                for position, item in enumerate(value)
            ]
        read = self.leaves.get(type(node))
        return value if read is None else read(self, value, node, path)

    def _dict(self, value: Raw, node: Node | None, path: str) -> Any:
        if isinstance(node, Translated):
            translations = i18n()
            for language, item in value.items():
                translations[language] = self.value(item, node.item, path)
            return translations
        fields = node if isinstance(node, Mapping) else None
        read = {
            key: self.value(item, fields and child_node(fields, key), f"{path}.{key}")
            for key, item in value.items()
        }
        if any(key.startswith("$") for key in read):
            return _or_refuse(
                lambda: json_util.object_hook(read, self.options), value, path
            )
        return read

    def _scalar(self, value: Any, node: Scalar, path: str) -> Any:
        return self._number(value, (node.declared,), path)

    def _operator(self, value: Any, node: Operator, path: str) -> Any:
        operator = node.operator
        if isinstance(operator, NOT):
            return value
        types = [each if isinstance(each, type) else type(each) for each in operator]
        is_right = isinstance(value, tuple(types)) and operator.validate(value)
        return value if is_right else self._number(value, types, path)

    def _custom(self, value: Any, node: Custom, path: str) -> Any:
        custom_type = node.custom_type
        stored_types = types_in(custom_type.mongo_type)
        stored = self._unless_of(stored_types, value, path)
        if has_json_form(custom_type):
            own = self._unless_of(types_in(custom_type.python_type), value, path)
        else:
            own = None if isinstance(stored, stored_types) else value
        if own is not None and custom_type.accepts(own):
            return own
        return _or_refuse(lambda: custom_type.to_python(stored), value, path)

    def _unless_of(self, types: tuple[type, ...], value: Any, path: str) -> Any:
        return value if isinstance(value, types) else self._number(value, types, path)

    leaves: ClassVar[dict[type, Callable[[Any, Any, Any, str], Any]]] = {
        Scalar: _scalar,
        Operator: _operator,
        Custom: _custom,
    }

    def _number(self, value: Any, types: Collection[type], path: str) -> Any:
        """Return what a number stands for where values are of some types."""
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        if any(issubclass(each, datetime.datetime) for each in types):
            return self._time(value, path)
        return Int64(value) if Int64 in types else value

    def _reference(self, value: Any, node: Reference, path: str) -> Any:
        """Return the DBRef of either form; the rest of a document is not looked at."""
        if isinstance(value, dict) and all(name in value for name in PLACE):
            root = node.document_class._plan.root
            own_id = root and child_node(root, "_id")
            key = self.value(value["_id"], own_id, f"{path}._id")
            place = (value["_collection"], key, value["_database"])
            dbref = _or_refuse(lambda: DBRef(*place), value, path)
        else:
            dbref = self.value(value, None, path)
        if isinstance(dbref, DBRef):
            self._check(dbref, node.document_class.__name__, path)
        return dbref

    def _check(self, dbref: DBRef, class_name: str, path: str) -> None:
        if class_name not in self.known:
            raise AutoReferenceError(
                f"{path} refers to a {class_name}, which is not registered"
            )
        _or_refuse(
            lambda: bson.encode({"": dbref}, codec_options=STANDARD_OPTIONS),
            dbref,
            path,
        )

    def _time(self, value: int, path: str) -> datetime.datetime:
        """Return the time of milliseconds."""
        time: datetime.datetime = _or_refuse(lambda: fromtimestamp(value), value, path)
        if not self.options.tz_aware:
            return time
        return time.replace(tzinfo=datetime.UTC).astimezone(self.options.tzinfo)


class _StoredReader(_Reader):
    """Reads stored values, of which only longs are no different from others."""

    def value(self, value: Any, node: Node | None, path: str) -> Any:
        if isinstance(node, Translated) and isinstance(value, list):
            node = ListOf(Mapping(dict, {"value": node.item}))
        return super().value(
            value, None if isinstance(node, OTHER_WHEN_STORED) else node, path
        )

    def _number(self, value: Any, types: Collection[type], path: str) -> Any:
        del path
        is_long = Int64 in types and type(value) is int
        return Int64(value) if is_long else value


def _or_refuse(make: Callable[[], Any], value: Any, path: str) -> Any:
    """Return what something makes of a value, or say that it has none of it.

    :raises ValueError: it has none; the text names the field.
    """
    try:
        return make()
    except Exception as error:
        raise ValueError(
            f"{path} has no value in JSON's {value!r}: {type(error).__name__}: {error}"
        ) from error
