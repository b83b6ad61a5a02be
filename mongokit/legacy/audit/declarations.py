"""Finders of what several statements of a class or function say together."""

import re
from collections.abc import Iterator

from mongokit.legacy.audit.finders import Place, Source
from mongokit.legacy.audit.source import Statement, arguments

__all__ = [
    "assigned_settings",
    "connection_attempts",
    "lists_of_types",
    "none_conversions",
    "uncreated_indexes",
]

CONVERSION = re.compile(
    r"def (?P<name>to_bson|to_python)\(\w+,(?P<value>\w+)[^()]*\):(?P<rest>.*)"
)
MAKES_CLIENT = re.compile(r"\b(?:Connection|MongoClient)\(|\.connect\(\)")
MISSES_SERVER = re.compile(
    r"except:|except\b.*\b(?:ConnectionFailure|AutoReconnect|ConnectionError"
    r"|PyMongoError|Exception)\b"
)
SETTING = re.compile(r"\bconfig(?:\['(?P<name>MONGODB_\w+)'\]=|\.update\(.*MONGODB_)")
TEST = re.compile(r"(?i)(?:async )?def (?:set_?up|test)\w*\(")


def none_conversions(source: Source) -> Iterator[Place]:
    """Yield the conversions of custom types that may return something for ``None``."""
    for index, statement in enumerate(source.statements):
        found = CONVERSION.match(statement.text)
        if (
            found
            and _converts_none(found["value"], found["rest"], source.body(index))
            and _is_custom_type(source.enclosing(index))
        ):
            yield Place(statement.line_at(0), {"name": found["name"]})


def _is_custom_type(block: list[Statement]) -> bool:
    return any(
        re.match(r"(?:mongo|python)_type=|class .*\(.*Type", each.text)
        for each in block
    )


def _converts_none(value: str, first: str, body: list[Statement]) -> bool:
    texts = [first, *(each.text for each in body)]
    code = "\n".join(text for text in texts if not re.fullmatch("'.*'|", text))
    guard = (
        rf"if {value}(?: is not None)?:(?![\s\S]*^el)"
        rf"|if (?:not {value}|{value} is None):\n?(?:return(?: None)?$|pass$)"
        r"|return .* else None$"
    )
    if re.match(guard, code, re.MULTILINE):
        return False
    return bool(
        re.search(
            rf"\bNone\b|\bnot {value}\b|\bif {value}\b|\b{value} or\b"
            rf"|\breturn (?:str|unicode|bool|repr|json\.dumps)\({value}\)",
            code,
        )
    )


def connection_attempts(source: Source) -> Iterator[Place]:
    """Yield the ``except`` clauses for a client that cannot connect when made."""
    for index, statement in enumerate(source.statements):
        body = source.body(index) if statement.text.startswith("try:") else []
        if not any(MAKES_CLIENT.search(each.text) for each in body):
            continue
        for clause in source.statements[index + len(body) + 1 :]:
            if clause.indent > statement.indent:
                continue
            if not clause.text.startswith("except"):
                break
            if MISSES_SERVER.match(clause.text):
                yield Place(clause.line_at(0), {})


def lists_of_types(source: Source) -> Iterator[Place]:
    """Yield the lists of two or more types in structures."""
    for statement, match in source.search(r"(?<=[:,\[{])\["):
        is_structure = re.match(r"structure=|\w+\.structure(?:=|\[)", statement.text)
        if is_structure and len(arguments(statement.text, match.start())) > 1:
            yield Place(statement.line_at(match.start()), {})


def uncreated_indexes(source: Source) -> Iterator[Place]:
    """Yield the declarations of indexes in a file that does not create them."""
    creates = r"\bgenerate_index\b|\bcreate_indexes\b"
    if not any(source.search(creates)):
        for statement, match in source.search(r"^indexes=\["):
            yield Place(statement.line_at(match.start()), {})


def assigned_settings(source: Source) -> Iterator[Place]:
    """Yield the assignments of settings in tests and their setup."""
    for index, statement in enumerate(source.statements):
        if TEST.match(statement.text):
            for inner in source.body(index):
                found = SETTING.search(inner.text)
                if found:
                    yield Place(inner.line_at(found.start()), {})
