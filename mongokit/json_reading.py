"""Makes the values of a document of what JSON has of it."""

import datetime
import json
from collections.abc import Callable, Collection
from typing import Any, NoReturn

import bson
from bson import DBRef, json_util
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions

from mongokit.errors import AutoReferenceError
from mongokit.i18n import i18n
from mongokit.json_writing import child_node, has_json_form, item_node
from mongokit.structure.nodes import (
    Custom,
    Mapping,
    Node,
    Operator,
    Reference,
    Scalar,
    Translated,
)
from mongokit.timestamps import fromtimestamp

__all__ = ["parse_object", "read_extended", "read_fields"]

PLACE = ("_collection", "_id", "_database")
STANDARD: CodecOptions[dict[str, Any]] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD
)
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


def read_extended(raw: Raw, options: json_util.JSONOptions) -> Raw:
    """Return the stored document that parsed Extended JSON stands for.

    :raises ValueError: it has no such value.
    """
    fields = read_fields(raw, None, options)
    _or_refuse(lambda: bson.encode(fields, False, STANDARD), raw, "the document")  # noqa: FBT003  bson's signature
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
    reader = _Reader(options, known)
    try:
        return {
            key: reader.value(item, root and child_node(root, key), key)
            for key, item in raw.items()
        }
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


class _Reader:
    def __init__(self, options: json_util.JSONOptions, known: Collection[str]) -> None:
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
        read = LEAVES.get(type(node))
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

    def scalar(self, value: Any, node: Scalar, path: str) -> Any:
        if issubclass(node.declared, datetime.datetime):
            return self._time(value, path)
        return value

    def operator(self, value: Any, node: Operator, path: str) -> Any:
        operands = [each for each in node.operator if isinstance(each, type)]
        means_time = datetime.datetime in operands and not isinstance(
            value, tuple(operands)
        )
        return self._time(value, path) if means_time else value

    def custom(self, value: Any, node: Custom, path: str) -> Any:
        custom_type = node.custom_type
        if datetime.datetime in {custom_type.mongo_type, custom_type.python_type}:
            value = self._time(value, path)
        is_stored_form = not has_json_form(custom_type) and isinstance(
            value, custom_type.mongo_type
        )
        if custom_type.accepts(value) and not is_stored_form:
            return value
        return _or_refuse(lambda: custom_type.to_python(value), value, path)

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
        _or_refuse(lambda: bson.encode({"": dbref}, False, STANDARD), dbref, path)  # noqa: FBT003  bson's signature

    def _time(self, value: Any, path: str) -> Any:
        """Return the time of milliseconds, and anything else as it is."""
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        time = _or_refuse(lambda: fromtimestamp(value), value, path)
        if not self.options.tz_aware:
            return time
        return time.replace(tzinfo=datetime.UTC).astimezone(self.options.tzinfo)


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


LEAVES: dict[type, Callable[[_Reader, Any, Any, str], Any]] = {
    Scalar: _Reader.scalar,
    Operator: _Reader.operator,
    Custom: _Reader.custom,
}
