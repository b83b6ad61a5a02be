"""Clients and their options, and users."""

from mongokit.legacy.audit import declarations
from mongokit.legacy.audit.finders import call, search
from mongokit.legacy.audit.rules.rule import Rule
from mongokit.legacy.connection import OLD_OPTIONS

__all__ = ["CONNECTIONS"]

CONNECTION = r"(?<![\w'.])(?<!class )(?:pymongo\.|mongokit\.)?Connection\("
CLIENT = r"(?<![\w'.])(?<!class )(?:pymongo\.|mongokit\.)?(?:Connection|MongoClient)\("
IGNORED_URI_OPTIONS = "|".join(sorted(OLD_OPTIONS.keys() - {"fsync", "wtimeout"}))
LOCAL = {"'localhost'", "'127.0.0.1'"}


def _is_unacknowledged(given: list[str]) -> bool:
    return not any(each.startswith(("safe=", "w=")) for each in given)


def _names_one_host(given: list[str]) -> bool:
    """Return whether a client is made for a host that is not this machine."""
    whole = ("replicaSet=", "directConnection=")
    hosts = [each.removeprefix("host=") for each in given[:1] if each[0] != "*"]
    hosts = [each for each in hosts if "=" not in each.partition("'")[0]]
    names_set = any(word in each for each in given for word in whole)
    return bool(hosts) and hosts[0] not in LOCAL and not names_set


CONNECTIONS = [
    Rule(
        "acknowledged",
        "connections",
        call(CONNECTION, _is_unacknowledged),
        "writes of collections wait for the server and raise its errors, such as "
        "DuplicateKeyError: safe=False restores what Connection of pymongo 2 did",
    ),
    Rule(
        "replica-set",
        "connections",
        call(CLIENT, _names_one_host),
        "a client of one member uses the whole replica set, and writes to its primary: "
        "directConnection=True stays with the host",
    ),
    Rule(
        "late-connection-error",
        "connections",
        declarations.connection_attempts,
        "a client is made without a server, so this except clause may catch nothing: "
        'run client.admin.command("ping")',
    ),
    Rule(
        "uri-option",
        "connections",
        search(rf"(?i)'mongodb://[^']*[?&](?P<name>{IGNORED_URI_OPTIONS})="),
        "{name} in a URI is ignored, with a UserWarning: use today's option",
    ),
    Rule(
        "added-user",
        "connections",
        search(r"\.add_user\("),
        "users may read and write, where pymongo 2 made them owner of the database: "
        "give roles",
    ),
]
