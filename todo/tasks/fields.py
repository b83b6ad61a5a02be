"""The fields of a task, declared once for documents, forms and transfer."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask_mongokit import ObjectId
from todo.tasks.cleaning import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    clean_text,
    clean_title,
    text_schema,
    title_schema,
)
from todo.tasks.search_words import FOLDING, words_of
from todo.tasks.times import now
from todo.tasks.tolerant import (
    deletion_of,
    object_id_of,
    text_of,
    time_of,
    whole_number_of,
)

LONGEST_SHOWN_TITLE = 5 * LONGEST_TITLE
LONGEST_SHOWN_TEXT = 5 * LONGEST_TEXT
VERSIONS = range(100_000_001)
ORDERS = range(-(2**53) + 1, 2**53)  # the whole numbers that JavaScript can represent


@dataclass(frozen=True, slots=True)
class Field:
    """The declaration of a field.

    :param type: its type in the structure of the document.
    :param label: label in forms; only the fields that people fill in have one.
    :param hint: what to fill in, in a few words.
    :param clean: normalizes what was filled in, or raises a ``ValueError`` with a
        message for the user.
    :param read: returns a stored value, or the nearest one of the right type if it has
        another type; ``None`` if there is none.
    :param allowed: the valid numbers; every ``int`` field must declare them.
    :param default: value in a new document, or a function that returns it.
    :param is_required: whether every document must have a value.
    :param is_searched: whether the search covers the field.
    :param public: its name in the API, where the fields that people fill in have their
        own name, and others are missing by default.
    :param schema: returns keywords of JSON Schema for what ``clean`` accepts.
    :param is_derived: whether the site computes the field from others; such a field
        is neither exported nor imported.
    """

    type: Any
    label: str = ""
    hint: str = ""
    clean: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value
    allowed: range | None = None
    default: Any = None
    is_required: bool = False
    is_searched: bool = False
    is_derived: bool = False
    public: str = ""
    schema: Callable[[], dict[str, Any]] = dict

    def is_valid(self, value: Any) -> bool:
        """Return whether a value has the right type, is allowed, and is clean.

        :raises ValueError: if the value cannot be cleaned.
        """
        is_right = type(value) is self.type  # True is not a number
        is_allowed = is_right and (self.allowed is None or value in self.allowed)
        return is_allowed and bool(self.clean(value) == value)


FIELDS = {
    "title": Field(
        str,
        label="Title",
        hint=f"Up to {LONGEST_TITLE:,} characters",
        clean=clean_title,
        read=partial(text_of, longest=LONGEST_SHOWN_TITLE),
        is_required=True,
        is_searched=True,
        schema=title_schema,
    ),
    "text": Field(
        str,
        label="Text",
        hint=f"Up to {LONGEST_TEXT:,} characters",
        clean=clean_text,
        read=partial(text_of, longest=LONGEST_SHOWN_TEXT),
        default="",
        is_searched=True,
        schema=text_schema,
    ),
    "creation": Field(
        datetime.datetime,
        read=time_of,
        default=now,
        is_required=True,
        public="created",
    ),
    "version": Field(  # counts the edits
        int,
        read=partial(whole_number_of, allowed=VERSIONS),
        allowed=VERSIONS,
        default=1,
        public="version",
    ),
    "changed": Field(datetime.datetime, read=time_of, public="changed"),
    "done": Field(bool, read=lambda value: value is True, default=False, public="done"),
    "finished": Field(datetime.datetime, read=time_of, public="finished"),
    "deleted": Field(datetime.datetime, read=deletion_of),
    # Shared by tasks that were deleted together.
    "batch": Field(ObjectId, read=object_id_of),
    # A number by which clients of Todo-Backend sort the tasks; the site does not.
    "order": Field(int, read=partial(whole_number_of, allowed=ORDERS), allowed=ORDERS),
    "words": Field([str], is_derived=True),  # search words
}
"""The fields by name, in the order in which they are exported."""

FORM_FIELDS = {name: field for name, field in FIELDS.items() if field.label}
"""The fields that people fill in."""

PUBLIC_FIELDS = {
    field.public or name: name
    for name, field in FIELDS.items()
    if field.public or field.label
}
"""The names of the fields that the API shows, by their names there."""

STORED_FIELDS = {name: f for name, f in FIELDS.items() if not f.is_derived}
"""The fields that are stored as they are, not computed from others."""

SEARCHED_FIELDS = [name for name, field in FIELDS.items() if field.is_searched]


def with_search_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return field values, together with their search words.

    The first of the words is the version of the folding, by which ``flask setup``
    recognizes tasks whose words it must replace.
    """
    texts = (values.get(name) for name in SEARCHED_FIELDS)
    words = words_of(*(text for text in texts if isinstance(text, str)))
    return {**values, "words": [FOLDING, *words]}
