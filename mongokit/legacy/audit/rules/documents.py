"""Document classes and documents."""

from mongokit.legacy.audit import declarations
from mongokit.legacy.audit.finders import search
from mongokit.legacy.audit.rules.rule import Rule

__all__ = ["DOCUMENTS"]

PRIVATE_METHODS = (
    "_get_size_limit|_make_i18n|_make_reference|_process_custom_type"
    "|_process_validators|_raise_exception|_set_default_fields|_validate_descriptors"
    "|_validate_doc|_validate_required"
)
"""MongoKit's methods that subclasses could override."""


DOCUMENTS = [
    Rule(
        "two-types-in-list",
        "documents",
        declarations.lists_of_types,
        "a list has one type, and only the first was checked: remove the others, or "
        "use a tuple or OR",
        fails=True,
    ),
    Rule(
        "none-conversion",
        "documents",
        declarations.none_conversions,
        "{name} is not called with None: set handles_none = True on the class",
    ),
    Rule(
        "private-method",
        "documents",
        search(rf"\bdef (?P<name>{PRIVATE_METHODS})\("),
        "{name}() is never called: override validate(), or use validators and "
        "custom types",
    ),
    Rule(
        "uncreated-index",
        "documents",
        declarations.uncreated_indexes,
        "no index is created without generate_index() or flask mongokit "
        "create-indexes, and nothing warns",
    ),
    Rule(
        "index-ttl",
        "ttl-in-indexes",
        search(r"'ttl':|\b(?:ensure|create)_index\(.*\bttl="),
        "ttl is ignored and expires nothing: remove it, or use expireAfterSeconds",
    ),
    Rule(
        "reload",
        "documents",
        search(r"\.reload\(\)"),
        "reload() drops the fields that are no longer stored",
    ),
    Rule(
        "validation-errors",
        "documents",
        search(r"\.validation_errors\b"),
        "each validate() empties validation_errors first",
    ),
    Rule(
        "schemaless-field",
        "documents",
        search(r"^use_schemaless=True"),
        "with dot notation, a declared field that a document lacks is stored when it "
        "is set; it was a mere attribute",
    ),
    Rule(
        "revisions",
        "documents",
        search(r"\.(?:get_last_revision_id|get_revisions)\("),
        "revisions come in order, and without one get_last_revision_id() is None",
    ),
    Rule(
        "files-of-document",
        "documents",
        search(r"(?<!self)(?<!app)\.fs\.(?P<name>list|exists|find|get|delete)\("),
        "fs.{name}() sees only the files of its document",
    ),
    Rule(
        "md5",
        "documents",
        search(r"(?<!hashlib)(?<!self)\.md5\b(?!\()"),
        "GridFS stores no MD5 any more: the md5 of a new file is None",
    ),
    Rule(
        "password-hash",
        "passwords",
        search(r"\bmongokit\.auth\b|^from mongokit import .*\bauth\b"),
        "old versions cannot read the password hashes that are saved now",
    ),
    Rule(
        "reference-json",
        "documents",
        search(r"\.to_json\(\)"),
        "referenced documents have their own _collection and _database, not those of "
        "the document that refers to them",
    ),
    Rule(
        "json-writing",
        "documents",
        search(r"\bjson_util\.(?:dumps|default)\b", unless=r"json_options=|OPTIONS"),
        "dates are written as ISO 8601, where pymongo 2 wrote milliseconds: use "
        "LEGACY_JSON_OPTIONS",
    ),
    Rule(
        "json-reading",
        "documents",
        search(
            r"\bjson_util\.(?:loads|object_hook)\b", unless=r"json_options=|OPTIONS"
        ),
        "dates are read without a time zone: use JSONOptions(tz_aware=True)",
    ),
]
