"""What conversion to Python 3 leaves, and names that have moved."""

from mongokit.legacy.audit.finders import search
from mongokit.legacy.audit.rules.rule import Rule

__all__ = ["PYTHON_3"]

BYTES = (
    r"(?:\.encode\(|\.digest\(\)|\bb64encode\(|\bhexlify\(|\burandom\(|\bhashpw\("
    r"|\bpickle\.dumps\(|\bzlib\.compress\()"
)
STORED = r"(?:\]=(?!=)|':|^(?!(?:self|cls|app|g|resp|response)\b)\w+(?:\.\w+)+=(?!=))"
CALLS_IN_BLOCKS = r"^(?:(?:if|for|while|with)\b.*:|else:)?"

PYTHON_3 = [
    Rule(
        "bytes",
        "what-the-conversion-leaves",
        search(rf"{STORED}[^,]{{0,200}}?{BYTES}(?!.*(?:\.decode\(|\bstr\())"),
        "bytes are stored and searched as binary data, which does not equal the text "
        "stored by Python 2: add .decode()",
    ),
    Rule(
        "isinstance-binary",
        "what-the-conversion-leaves",
        search(r"\bisinstance\(.*\bBinary\b"),
        "binary data is loaded as bytes, which is not a Binary: test for bytes",
    ),
    Rule(
        "lazy-map",
        "what-the-conversion-leaves",
        search(rf"{CALLS_IN_BLOCKS}(?:map|filter)\("),
        "map() and filter() call nothing until they are iterated: write a loop",
    ),
    Rule(
        "division",
        "what-the-conversion-leaves",
        search(
            r"(?:\.count\([^()]*\)|\.count_documents\([^()]*\))\)?/(?![/=]|float\()"
        ),
        "/ returns a float: use // for whole pages",
    ),
    Rule(
        "exact-int",
        "what-the-conversion-leaves",
        search(r"\btype\([^()]*\)(?:is(?: not)? ?|[!=]=|in ?)\(?(?:int|long)\b"),
        "integers beyond 32 bits are loaded as Int64, a subclass: use isinstance()",
    ),
    Rule(
        "long-type",
        "what-the-conversion-leaves",
        search(r"'\$type':(?:18\b|'long')"),
        "an int is stored in 32 bits if it fits, where long always took 64: "
        'use {{"$type": "number"}}, or store bson.Int64',
    ),
    Rule(
        "type-in-path",
        "convert-the-source",
        search(r"'[^']*\$(?:unicode|basestring|long)\b[^']*'"),
        "paths name types as Python 3 does: $str, $int",
        fails=True,
    ),
    Rule(
        "flask-ext",
        "convert-the-source",
        search(
            r"(?<![\w.'])flask(?:\.ext\.|ext\.)mongokit\b"
            r"|^from flask\.ext import .*\bmongokit\b"
        ),
        "Flask has no flask.ext any more: import flask_mongokit",
        fails=True,
    ),
    Rule(
        "moved-import",
        "convert-the-source",
        search(
            r"\bpymongo\.(?:Connection|objectid|dbref|binary|code|son|json_util)\b"
            r"|^from pymongo import .*\b(?:Connection|objectid|json_util|son)\b"
        ),
        "pymongo has no Connection and no BSON types any more: use "
        "mongokit.Connection, and bson",
        fails=True,
    ),
    Rule(
        "private-name",
        "convert-the-source",
        search(r"{client}\._[a-z]\w*|{database}\._[a-z]\w*|{collection}\._[a-z]\w*"),
        "names with a leading underscore are no databases or collections, and "
        'hasattr() returns False: use ["_name"]',
        fails=True,
    ),
    Rule(
        "taken-name",
        "convert-the-source",
        search(
            r"{database}\.(?P<name>client|watch|close)\."
            r"(?:find|find_one|insert|save|update|remove|count|ensure_index)\("
        ),
        '{name} is an attribute of databases today: use ["{name}"]',
        fails=True,
    ),
]
