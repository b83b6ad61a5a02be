"""Converts parsed JSON to the values of a document."""

import datetime
import json
from collections.abc import Callable, Collection
from typing import Any, NoReturn

import bson
from bson import DBRef, Int64, json_util

from mongokit.custom_types import STANDARD_OPTIONS, fromtimestamp, types_in
from mongokit.errors import AutoReferenceError
from mongokit.i18n import i18n
from mongokit.json.writing import has_json_form
from mongokit.operators import NOT
from mongokit.structure import nodes
from mongokit.structure.walk import child_node, item_node

DBREF_KEYS = ("_collection", "_id", "_database")
TOO_DEEP = "the JSON is nested too deeply"

Raw = dict[str, Any]


def parse_object(text: str | bytes) -> Raw:
    """Parse the text of a JSON object.

    :raises ValueError: if the text is not a JSON object, repeats a name within an
        object, or contains ``NaN`` or ``Infinity``, which are not JSON.
    """
    try:
        parsed = json.loads(
            text, object_pairs_hook=_object, parse_constant=_reject_constant
        )
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if not isinstance(parsed, dict):
        raise ValueError(f"a JSON object is needed, not {type(parsed).__name__}")  # noqa: TRY004  of the text, not of the argument
    return parsed


def _object(pairs: list[tuple[str, Any]]) -> Raw:
    parsed = dict(pairs)
    if len(parsed) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a JSON object has {twice!r} more than once")
    return parsed


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}; Extended JSON has {{'$numberDouble': …}}")


def read_extended(
    raw: Raw, root: nodes.Mapping | None, options: json_util.JSONOptions
) -> Raw:
    """Return the raw document that parsed Extended JSON describes.

    :param root: the parsed structure, ``None`` if the class declares none.
    :param options: time zone settings.
    :raises ValueError: if a value is not valid Extended JSON.
    """
    fields = _fields(_StoredReader(options), raw, root)
    _convert(lambda: _check_encoding(fields), raw, "the document")
    return fields


def read_fields(
    raw: Raw,
    root: nodes.Mapping | None,
    options: json_util.JSONOptions,
    known: Collection[str] = (),
) -> Raw:
    """Return the document fields that a parsed JSON object describes.

    References become DBRefs, even if the whole document is embedded.

    :param root: the parsed structure, ``None`` if the class declares none.
    :param options: time zone settings.
    :param known: names of the registered classes.
    :raises ValueError: if a value is neither accepted by its custom type nor valid
        Extended JSON.
    :raises AutoReferenceError: if the class of a reference is not registered.
    """
    return _fields(_Reader(options, known), raw, root)


def _fields(reader: "_Reader", raw: Raw, root: nodes.Mapping | None) -> Raw:
    try:
        return {
            key: reader.value(item, child_node(root, key), key)
            for key, item in raw.items()
        }
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


class _Reader:
    """Converts the output of :class:`mongokit.json.writing.Writer` back to fields."""

    def __init__(
        self, options: json_util.JSONOptions, known: Collection[str] = ()
    ) -> None:
        self.options = options
        self.known = known

    def value(self, value: Any, node: nodes.Node | None, path: str) -> Any:
        if value is None:
            return None
        if isinstance(node, nodes.Reference):
            return self._reference(value, node, path)
        if isinstance(value, dict):
            value = self._dict(value, node, path)
        elif isinstance(value, list):
            value = [
                self.value(item, item_node(node, position), path)
                for position, item in enumerate(value)
            ]
        match node:
            case nodes.Typed():
                return self._number(value, (node.declared,), path)
            case nodes.Operator():
                return self._operator(value, node, path)
            case nodes.Custom():
                return self._custom(value, node, path)
        return value

    def _dict(self, value: Raw, node: nodes.Node | None, path: str) -> Any:
        if isinstance(node, nodes.Translated):
            translations = i18n()
            for language, item in value.items():
                translations[language] = self.value(item, node.item, path)
            return translations
        entries = {
            key: self.value(item, child_node(node, key), f"{path}.{key}")
            for key, item in value.items()
        }
        if any(key.startswith("$") for key in entries):
            return _convert(
                lambda: json_util.object_hook(entries, self.options), value, path
            )
        return entries

    def _operator(self, value: Any, node: nodes.Operator, path: str) -> Any:
        operator = node.operator
        if isinstance(operator, NOT):
            return value
        types = [each if isinstance(each, type) else type(each) for each in operator]
        is_valid = isinstance(value, tuple(types)) and operator.validate(value)
        return value if is_valid else self._number(value, types, path)

    def _custom(self, value: Any, node: nodes.Custom, path: str) -> Any:
        custom_type = node.custom_type
        stored_types = types_in(custom_type.mongo_type)
        stored = self._coerce(value, stored_types, path)
        if has_json_form(custom_type):
            own = self._coerce(value, types_in(custom_type.python_type), path)
        else:
            own = None if isinstance(stored, stored_types) else value
        if own is not None and custom_type.accepts(own):
            return own
        return _convert(lambda: custom_type.to_python(stored), value, path)

    def _coerce(self, value: Any, types: tuple[type, ...], path: str) -> Any:
        return value if isinstance(value, types) else self._number(value, types, path)

    def _number(self, value: Any, types: Collection[type], path: str) -> Any:
        """Return an integer as a time or ``Int64`` if such a type is declared."""
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        if any(issubclass(each, datetime.datetime) for each in types):
            return self._time(value, path)
        return Int64(value) if Int64 in types else value

    def _reference(self, value: Any, node: nodes.Reference, path: str) -> Any:
        """Convert a reference, possibly an embedded document, to a DBRef."""
        if isinstance(value, dict) and all(key in value for key in DBREF_KEYS):
            plan = node.document_class._plan
            id_node = child_node(plan.root, "_id")
            target_id = self.value(value["_id"], id_node, f"{path}._id")
            if plan.id_converter is not None:
                target_id = plan.id_converter.stored(target_id)
            arguments = (value["_collection"], target_id, value["_database"])
            dbref = _convert(lambda: DBRef(*arguments), value, path)
        else:
            dbref = self.value(value, None, path)
        if isinstance(dbref, DBRef):
            self._check_reference(dbref, node.document_class.__name__, path)
        return dbref

    def _check_reference(self, dbref: DBRef, class_name: str, path: str) -> None:
        if class_name not in self.known:
            raise AutoReferenceError(
                f"{path} refers to a {class_name}, which is not registered"
            )
        _convert(lambda: _check_encoding({"": dbref}), dbref, path)

    def _time(self, value: int, path: str) -> datetime.datetime:
        time: datetime.datetime = _convert(lambda: fromtimestamp(value), value, path)
        if not self.options.tz_aware:
            return time
        return time.replace(tzinfo=datetime.UTC).astimezone(self.options.tzinfo)


class _StoredReader(_Reader):
    """Converts Extended JSON of stored values; only ``Int64`` needs the structure."""

    def value(self, value: Any, node: nodes.Node | None, path: str) -> Any:
        if isinstance(node, nodes.Translated) and isinstance(value, list):
            node = nodes.ListOf(nodes.Mapping(dict, {"value": node.item}))
        elif isinstance(node, (nodes.Reference, nodes.Custom)):
            node = None
        return super().value(value, node, path)

    def _number(self, value: Any, types: Collection[type], path: str) -> Any:
        del path
        is_long = Int64 in types and type(value) is int
        return Int64(value) if is_long else value


def _check_encoding(fields: Raw) -> None:
    bson.encode(fields, codec_options=STANDARD_OPTIONS)


def _convert(convert: Callable[[], Any], value: Any, path: str) -> Any:
    """Return the result of a conversion, or raise an error that names the field.

    :raises ValueError: if the conversion fails.
    """
    try:
        return convert()
    except Exception as error:
        raise ValueError(
            f"{path} has no value in JSON's {value!r}: {type(error).__name__}: {error}"
        ) from error
