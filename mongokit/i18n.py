"""Translated fields: a value for each language."""

from collections.abc import Iterable
from typing import Any

from mongokit.custom_types import CustomType

__all__ = ["i18n"]


class i18n(dict[str, Any], CustomType):  # noqa: N801  MongoKit's name
    """The values of a translated field, by language; stored as a list.

    :param field_type: the type of the values, for whoever asks; any when ``None``.
    :param field_name: the path of the field.
    """

    mongo_type = list
    python_type = dict

    def __init__(self, field_type: Any = None, field_name: str | None = None) -> None:
        super().__init__()
        self._field_type = field_type
        self._field_name = field_name

    def to_bson(self, value: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the stored form: a list of languages and values.

        :param value: the values by language; this object itself when ``None``.
        """
        values = self if value is None else value
        return [{"lang": language, "value": text} for language, text in values.items()]

    def to_python(self, value: Iterable[dict[str, Any]]) -> "i18n":
        """Return the values by language of their stored form."""
        made = i18n(self._field_type, self._field_name)
        made.update({entry["lang"]: entry["value"] for entry in value})
        return made
