"""Compile the conversion of nested dicts to dicts that support dot notation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mongokit.dotted import DotedDict, doted_dict_maker, i18nDotedDict
from mongokit.structure.nodes import Mapping, Node, Translated
from mongokit.structure.walk import Compiler, Entries, Mutator

ChooseFactory = Callable[[Mapping], Callable[[], dict[Any, Any]]]


def translated_names(node: Mapping) -> frozenset[str]:
    """Return the names of the translated fields of a dict."""
    fields = node.fields.items()
    return frozenset(name for name, child in fields if isinstance(child, Translated))


def _has_translations(node: Node) -> bool:
    return isinstance(node, Translated) or (
        isinstance(node, Mapping) and any(map(_has_translations, node.fields.values()))
    )


def dict_factory_chooser(
    *, dots: bool, schemaless: bool, warning: bool
) -> ChooseFactory:
    """Return a function that chooses the factory for a nested dict.

    :param dots: whether nested dicts support dot notation.
    :param schemaless: whether setting an attribute can add a missing declared field.
    :param warning: whether setting an attribute that is not a field logs a warning.
    """

    def choose_factory(node: Mapping) -> Callable[[], dict[Any, Any]]:
        if not dots or node.expected is not dict:
            return node.expected
        attributes: dict[str, Any] = {}
        if schemaless and node.fields:
            attributes["_may_lack"] = frozenset(node.fields)
        if warning:
            attributes["dot_notation_warning"] = True
        if not _has_translations(node):
            return doted_dict_maker(DotedDict, attributes)
        attributes["_translated"] = translated_names(node)
        return doted_dict_maker(i18nDotedDict, attributes)

    return choose_factory


def compile_dict_wrapping(
    root: Mapping, choose_factory: ChooseFactory
) -> Mutator | None:
    """Compile the function that wraps nested dicts, or ``None`` if there are none.

    :param choose_factory: returns the factory for the dicts of a nested node.
    """
    return _compile_wrapping(_WrapCompiler(choose_factory).entries(root))


Wrap = tuple[Callable[[], dict[Any, Any]], Mutator | None]
"""The factory for a nested dict, and the function that wraps the dicts inside it."""


def _compile_wrapping(entries: Entries[Wrap]) -> Mutator | None:
    nested, any_typed = tuple(entries.named.items()), entries.any_typed
    if not nested and not any_typed:
        return None

    def wrap_dicts(document: dict[Any, Any]) -> None:
        found = (*nested, *entries.find_typed(document)) if any_typed else nested
        for key, (make, wrap_nested) in found:
            value = document.get(key)
            if type(value) is dict:
                plain, value = value, make()
                value.update(plain)
                document[key] = value
            if wrap_nested is not None and isinstance(value, dict):
                wrap_nested(value)

    return wrap_dicts


class _WrapCompiler(Compiler[Wrap]):
    def __init__(self, choose_factory: ChooseFactory) -> None:
        self.choose_factory = choose_factory

    def entries(self, node: Mapping, prefix: str = "") -> Entries[Wrap]:
        """Compile the entries, except those with translations under typed keys."""
        entries = super().entries(node, prefix)
        typed = tuple(
            (key_type, None if _has_translations(child) else wrap)
            for (key_type, wrap), (_, child) in zip(
                entries.typed, node.by_type, strict=True
            )
        )
        return replace(entries, typed=typed)

    def mapping(self, node: Mapping, _path: str, entries: Entries[Wrap], /) -> Any:
        """Compile the wrapping of a nested dict; ``None`` for a subclass of dict."""
        if node.expected is not dict:
            return None
        return self.choose_factory(node), _compile_wrapping(entries)


ShareLanguages = Callable[[Any, Any], None]


def compile_language_sharing(root: Mapping) -> Mutator | None:
    """Compile a function that shares the document's languages with its nested dicts.

    Return ``None`` if no nested dict has translated fields.
    """
    named = _ShareCompiler().entries(root).named
    if not named:
        return None

    def share_languages(document: Any) -> None:
        languages = document._own_languages()
        for name, share in named.items():
            share(document.get(name), languages)

    return share_languages


class _ShareCompiler(Compiler[ShareLanguages]):
    def mapping(
        self, node: Mapping, _path: str, entries: Entries[ShareLanguages], /
    ) -> ShareLanguages | None:
        """Compile a function that sets the languages of a dict and the dicts in it."""
        if not _has_translations(node):
            return None

        def share(value: Any, languages: Any) -> None:
            if isinstance(value, i18nDotedDict):
                object.__setattr__(value, "_languages", languages)
                for name, share_nested in entries.named.items():
                    share_nested(value.get(name), languages)

        return share
