"""The fields of a task, declared once for documents, forms and transfer."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_mongokit import ObjectId
from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE, clean_text, clean_title
from todo.tasks.search_words import FOLDING, words_of
from todo.tasks.times import now


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of a field.

    :param type: its type in the structure of the document.
    :param label: label in forms; only the fields that people fill in have one.
    :param hint: what to fill in, in a few words.
    :param clean: normalizes what was filled in, or raises a ``ValueError`` with a
        message for the user.
    :param allowed: the valid numbers; every ``int`` field must declare them.
    :param default: value in a new document, or a function that returns it.
    :param is_required: whether every document must have a value.
    :param is_searched: whether the search covers the field.
    :param is_derived: whether the site computes the field from others; such a field
        is neither exported nor imported.
    """

    type: Any
    label: str = ""
    hint: str = ""
    clean: Callable[[Any], Any] = lambda value: value
    allowed: range | None = None
    default: Any = None
    is_required: bool = False
    is_searched: bool = False
    is_derived: bool = False

    def is_valid(self, value: Any) -> bool:
        """Return whether a value has the right type, is allowed, and is clean.

        :raises ValueError: if the value cannot be cleaned.
        """
        is_allowed = self.allowed is None or value in self.allowed
        is_right = type(value) is self.type and is_allowed  # True is not a number
        return is_right and bool(self.clean(value) == value)


FIELDS = {
    "title": Field(
        str,
        label="Title",
        hint=f"Up to {LONGEST_TITLE:,} characters",
        clean=clean_title,
        is_required=True,
        is_searched=True,
    ),
    "text": Field(
        str,
        label="Text",
        hint=f"Up to {LONGEST_TEXT:,} characters",
        clean=clean_text,
        default="",
        is_searched=True,
    ),
    "creation": Field(datetime.datetime, default=now, is_required=True),
    "version": Field(int, allowed=range(100_000_001), default=1),  # counts the edits
    "changed": Field(datetime.datetime),
    "done": Field(bool, default=False),
    "finished": Field(datetime.datetime),
    "deleted": Field(datetime.datetime),
    "batch": Field(ObjectId),  # shared by tasks that were deleted together
    "words": Field([str], is_derived=True),  # search words
}
"""The fields by name, in the order in which they are exported."""

FORM_FIELDS = {name: field for name, field in FIELDS.items() if field.label}
"""The fields that people fill in."""

SEARCHED_FIELDS = [name for name, field in FIELDS.items() if field.is_searched]


def with_search_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return field values, together with their search words.

    The first of the words is the version of the folding, by which ``flask setup``
    recognizes tasks whose words it must replace.
    """
    texts = (values.get(name) for name in SEARCHED_FIELDS)
    words = words_of(*(text for text in texts if isinstance(text, str)))
    return {**values, "words": [FOLDING, *words]}
