"""Convert containers item by item, for encoding and decoding.

Converters never modify a value: they return a new object or the value itself. Values
that do not match the structure are returned unchanged; validation reports them.
"""

from collections.abc import Callable
from typing import Any

from mongokit.structure.nodes import Mapping
from mongokit.structure.reporting import Report
from mongokit.structure.walk import Compiler, Entries

Converter = Callable[[Any, Report], Any]


class ContainerConverter(Compiler[Converter]):
    """Base class of the encoder and decoder compilers.

    :param copy_dict: copies a dict, so that converted entries can be set in the copy.
    :param finish_sequence: called with a list or tuple and the list of its converted
        items; returns the result. By default, the result is that list.
    """

    def __init__(
        self,
        copy_dict: Callable[[Any], dict[Any, Any]],
        finish_sequence: Callable[[Any, list[Any]], Any] | None = None,
    ) -> None:
        self.copy_dict = copy_dict
        self.finish_sequence = finish_sequence

    def list_of(self, _path: str, item: Converter | None, /) -> Converter | None:
        """Compile a function that converts the items of a list."""
        if item is None:
            return None
        finish = self.finish_sequence

        def convert(value: Any, report: Report) -> Any:
            if not isinstance(value, (list, tuple)):
                return value
            converted = [item(each, report) for each in value]
            return converted if finish is None else finish(value, converted)

        return convert

    def tuple_of(
        self, _path: str, items: list[Converter | None], /
    ) -> Converter | None:
        """Compile a function that converts the items of a tuple."""
        if not any(items):
            return None
        finish = self.finish_sequence

        def convert(value: Any, report: Report) -> Any:
            if not isinstance(value, (list, tuple)) or len(value) != len(items):
                return value
            converted = [
                each if item is None else item(each, report)
                for each, item in zip(value, items, strict=True)
            ]
            return converted if finish is None else finish(value, converted)

        return convert

    def mapping(
        self, _node: Mapping, _path: str, entries: Entries[Converter], /
    ) -> Converter | None:
        """Compile a function that converts the entries of a dict."""
        return compile_dict_converter(entries, self.copy_dict)


def compile_dict_converter(
    entries: Entries[Converter], target: Callable[[Any], dict[Any, Any]]
) -> Converter | None:
    """Compile a function that converts the entries of a dict; ``None`` if none need it.

    :param target: called with the dict when the first entry changes; returns the dict
        to write the converted entries to.
    """
    if entries.any_typed:
        return _convert_typed(entries, _convert_named(entries.named, target), target)
    return _convert_named(entries.named, target) if entries.named else None


def _convert_named(
    named: dict[str, Converter], target: Callable[[Any], dict[Any, Any]]
) -> Converter:
    converters = tuple(named.items())

    def convert(value: Any, report: Report) -> Any:
        if not isinstance(value, dict):
            return value
        result = value
        for name, convert_item in converters:
            item = value.get(name)
            if item is None and name not in value:
                continue
            converted = convert_item(item, report)
            if converted is not item:
                if result is value:
                    result = target(value)
                result[name] = converted
        return result

    return convert


def _convert_typed(
    entries: Entries[Converter],
    convert_named: Converter,
    target: Callable[[Any], dict[Any, Any]],
) -> Converter:
    def convert(value: Any, report: Report) -> Any:
        if not isinstance(value, dict):
            return value
        result = convert_named(value, report)
        for key, convert_item in entries.find_typed(value):
            converted = convert_item(value[key], report)
            if converted is not value[key]:
                if result is value:
                    result = target(value)
                result[key] = converted
        return result

    return convert
