"""Databases, collections and their queries."""

import re

from mongokit.legacy.audit.finders import call, search
from mongokit.legacy.audit.rules.rule import Rule

__all__ = ["QUERIES"]

FIND = r"\.(?:find|find_one|one|fetch|fetch_one)\("
TRUE = r"(?:{database}|{collection})"
PROJECTION = r"(?:fields=|projection=)?\{(?:.*,)?'[^']*':'[^'$]"
FIFTH = 4


def _has_empty_projection(given: list[str]) -> bool:
    return given[1:2] in (["[]"], ["{}"])


def _has_text_in_projection(given: list[str]) -> bool:
    named = [each for each in given if each.startswith(("fields=", "projection="))]
    return any(re.match(PROJECTION, each) for each in [*given[1:2], *named])


def _has_positional_timeout(given: list[str]) -> bool:
    return len(given) > FIFTH and not any("=" in each for each in given[: FIFTH + 1])


QUERIES = [
    Rule(
        "truth",
        "queries",
        search(
            rf"\b(?:if|elif|while|assert|(?<!is )not|and|or) ?{TRUE}"
            rf"(?= (?:and|or|else)\b|[:,)]|$)"
            rf"|(?<![!=]=){TRUE}(?= (?:and|or)\b)|\bbool\({TRUE}\)"
        ),
        "databases and collections have no truth value: compare with None",
        fails=True,
    ),
    Rule(
        "empty-projection",
        "queries",
        call(FIND, _has_empty_projection),
        "an empty projection returns all fields, not only the _id: use ['_id']",
    ),
    Rule(
        "text-projection",
        "queries",
        call(FIND, _has_text_in_projection),
        "a text in a projection is returned in place of the field: use True",
    ),
    Rule(
        "positional-timeout",
        "queries",
        call(FIND, _has_positional_timeout),
        "the fifth argument is no_cursor_timeout, the opposite of timeout: use "
        "keywords",
    ),
    Rule(
        "system-collection",
        "queries",
        search(r"\bsystem\.(?:indexes|namespaces)\b"),
        "the collection is always empty: use index_information() or "
        "list_collection_names()",
    ),
    Rule(
        "explain",
        "queries",
        search(r"\.explain\(\)"),
        "the answer has other keys, such as executionStats and queryPlanner",
    ),
    Rule(
        "null-id",
        "queries",
        search(r"'_id':None\b", unless=r"'\$group'|structure="),
        "None as _id means that there is none: save() stores a new id",
    ),
]
