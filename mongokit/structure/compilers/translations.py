"""Translated fields: where they are, and what is done with their translations."""

from collections.abc import Callable
from typing import Any

from mongokit.dotted import i18nDotedDict
from mongokit.i18n import i18n
from mongokit.structure.nodes import Mapping, Node, Translated
from mongokit.structure.reporting import Check, Report, type_error

__all__ = [
    "check_translations",
    "compile_attaching",
    "dump_translations",
    "has_translations",
    "load_translations",
    "translated_names",
]

Encoder = Callable[[Any, Report], Any]
Decoder = Callable[[Any], Any]


def translated_names(node: Mapping) -> frozenset[str]:
    """Return the names of the translated fields of a dict."""
    fields = node.fields.items()
    return frozenset(name for name, child in fields if isinstance(child, Translated))


def has_translations(node: Node) -> bool:
    """Tell whether a field is translated, or one of a dict in it."""
    return isinstance(node, Translated) or (
        isinstance(node, Mapping) and any(map(has_translations, node.fields.values()))
    )


def compile_attaching(root: Mapping) -> Callable[[Any], None] | None:
    """Return what lets nested dicts look up the language of their document.

    It is ``None`` where no nested dict has translated fields.
    """
    attach = _attach_fields(root)
    if attach is None:
        return None
    return lambda document: attach(document, document._own_languages())


def _attach_fields(node: Mapping) -> Callable[[Any, Any], None] | None:
    nested = tuple(
        (name, _attach_fields(child))
        for name, child in node.fields.items()
        if isinstance(child, Mapping) and has_translations(child)
    )
    if not nested:
        return None

    def attach(values: Any, languages: Any) -> None:
        for name, attach_inner in nested:
            value = values.get(name)
            if isinstance(value, i18nDotedDict):
                object.__setattr__(value, "_languages", languages)
                if attach_inner is not None:
                    attach_inner(value, languages)

    return attach


def check_translations(path: str, compile_item: Callable[[str], Check | None]) -> Check:
    """Return the check that a value is a dict, and each translation is right.

    :param compile_item: returns the check of one, given what errors call it.
    """
    check_item = compile_item(path)

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, dict):
            report(type_error(path, "i18n", value))
        elif check_item is not None:
            for language, item in value.items():
                if item is not None and _fails(check_item, item):
                    check_named = compile_item(f"{path} ({language})")
                    assert check_named is not None  # it is the same for every path
                    check_named(item, _of_field(path, report))

    return check


def _fails(check: Check, item: Any) -> bool:
    failures: list[Exception] = []
    check(item, failures.append)
    return bool(failures)


def _of_field(path: str, report: Report) -> Report:
    """Return what reports an error about the field, and not about one language."""

    def report_of_field(error: Exception) -> None:
        error.path = path  # type: ignore[attr-defined]  # where it is filed under
        report(error)

    return report_of_field


def dump_translations(
    path: str, compile_item: Callable[[str], Encoder | None]
) -> Encoder:
    """Return what makes the stored list of a dict of translations.

    :param compile_item: returns what makes the stored form of one, given what errors
        call it.
    """
    dump_item = compile_item(path)

    def stored(language: Any, item: Any, report: Report) -> Any:
        if dump_item is None:
            return item
        failures: list[Exception] = []
        dumped = dump_item(item, failures.append)
        if failures:
            dump_named = compile_item(f"{path} ({language})")
            assert dump_named is not None  # it is the same for every path
            dump_named(item, _of_field(path, report))
        return dumped

    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, dict):
            return value
        return [
            {"lang": language, "value": stored(language, item, report)}
            for language, item in value.items()
        ]

    return dump


def load_translations(convert_item: Decoder | None) -> Decoder:
    """Return what makes an ``i18n`` of a stored list, or of a plain dict.

    :param convert_item: makes one translation of its stored form.
    """

    def convert(value: Any) -> Any:
        if isinstance(value, i18n):
            return value
        if isinstance(value, dict):
            pairs = list(value.items())
        elif isinstance(value, list) and all(map(_is_stored, value)):
            pairs = [(entry["lang"], entry["value"]) for entry in value]
        else:
            return value
        made = i18n()
        for language, item in pairs:
            made[language] = item if convert_item is None else convert_item(item)
        return made

    return convert


def _is_stored(entry: Any) -> bool:
    return isinstance(entry, dict) and {"lang", "value"} <= entry.keys()
