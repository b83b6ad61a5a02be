"""Translated fields, which have a value for each language."""

from collections.abc import Iterable
from typing import Any

from mongokit.custom_types import CustomType, loaded_as
from mongokit.errors import SchemaTypeError

__all__ = ["i18n"]


class i18n(dict[str, Any], CustomType):  # noqa: N801  MongoKit's name
    """The values of a translated field, by language; stored as a list.

    As a type in a structure, ``{'title': i18n(str)}`` is short for ``{'title': str}``
    with ``i18n = ['title']``.

    :param field_type: the type of the values, or a list of one type for lists;
        ``None`` accepts any type.
    :param field_name: the field's name in messages.
    """

    mongo_type = list
    python_type = dict
    field_type: Any = None
    field_name: str | None = None

    def __init__(self, field_type: Any = None, field_name: str | None = None) -> None:
        super().__init__()
        if field_type is not None:
            self.field_type = field_type
        if field_name is not None:
            self.field_name = field_name

    def to_bson(self, value: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the stored form: a list of languages and values.

        :param value: the values by language, by default this object.
        :raises SchemaTypeError: if a value has the wrong type.
        """
        values = self if value is None else value
        for language, translation in values.items():
            self._check(language, translation)
        return [{"lang": language, "value": text} for language, text in values.items()]

    def to_python(self, value: Iterable[dict[str, Any]]) -> "i18n":
        """Return the values by language, from their stored form."""
        made = i18n(self.field_type, self.field_name)
        made.update({entry["lang"]: entry["value"] for entry in value})
        return made

    def _check(self, language: str, translation: Any) -> None:
        declared, found = self.field_type, [translation]
        if isinstance(declared, list) and isinstance(translation, list):
            declared, found = (declared or [None])[0], translation
        if isinstance(declared, type):
            for each in found:
                if each is not None and not isinstance(each, loaded_as([declared])):
                    raise SchemaTypeError(
                        f"{self.field_name} ({language}) must be an instance of "
                        f"{declared.__name__} not {type(each).__name__}",
                        path=self.field_name,
                    )
