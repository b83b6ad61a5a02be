"""Creates the replica set, and adds servers to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    Connection,
    ErrorCode,
    OperationFailure,
    make_client,
)
from todo.root_access import FOR_ELECTION, as_root

ELECTION_TIMEOUT_MS = 2000
"""Time without a primary server after which the others elect a new one."""

CREDENTIALS = re.compile("username|password|auth", re.IGNORECASE)

Arguments = Mapping[str, Any]
Hello = dict[str, Any]


def set_up_replica_set(
    arguments: Arguments, nodes: Sequence[str], name: str | None
) -> Iterator[str]:
    """Create the replica set, or add servers to it.

    This is about servers that were started for a replica set, but belong to none yet.
    Without them, nothing changes.

    :param arguments: the arguments of the root user's client.
    :param nodes: the servers, each as ``host:port``.
    :param name: the name of the new set; by default, the one its servers were started
        with.
    :returns: a line about each change.
    :raises ConfigurationError: if a server rejects the root user.
    """
    greetings = _greet(arguments, nodes)
    waiting = [node for node, hello in greetings.items() if _is_waiting(hello)]
    if any("setName" in hello for hello in greetings.values()):
        for node in waiting:
            yield from _add(arguments, node)
    elif waiting:
        yield from _create(_direct(arguments, waiting[0]), nodes, name)


def _greet(arguments: Arguments, nodes: Sequence[str]) -> dict[str, Hello]:
    """Return what each server that answers says about itself.

    :raises pymongo.errors.ConnectionFailure: if none answers.
    """
    anonymous = {k: v for k, v in arguments.items() if not CREDENTIALS.match(k)}
    greetings: dict[str, Hello] = {}
    for node in nodes:
        try:
            with make_client(_direct(anonymous, node)) as client:
                greetings[node] = client.admin.command("hello")
        except UNREACHABLE_ERRORS:
            if node == nodes[-1] and not greetings:
                raise
    return greetings


def _direct(arguments: Arguments, node: str) -> Arguments:
    return {**arguments, "host": node, "directConnection": True}


def _is_waiting(hello: Hello) -> bool:
    return bool(hello.get("isreplicaset")) and "setName" not in hello


def _create(
    arguments: Arguments, nodes: Sequence[str], name: str | None
) -> Iterator[str]:
    with as_root(arguments) as client:
        config = {
            "_id": name or _intended_name(client),
            "members": [{"_id": n, "host": node} for n, node in enumerate(nodes)],
            "settings": {"electionTimeoutMillis": ELECTION_TIMEOUT_MS},
        }
        try:
            client.admin.command("replSetInitiate", config)
        except OperationFailure as error:
            if error.code != ErrorCode.ALREADY_INITIALIZED:
                raise
        else:
            yield f"Created replica set {config['_id']}."


def _intended_name(client: Connection) -> str:
    """Return the replica set name that the server was started with."""
    options = client.admin.command("getCmdLineOpts")["parsed"]["replication"]
    return str(options.get("replSet") or options["replSetName"])


def _add(arguments: Arguments, node: str) -> Iterator[str]:
    with as_root({**arguments, **FOR_ELECTION}) as client:
        config = client.admin.command("replSetGetConfig")["config"]
        members = config["members"]
        if any(member["host"] == node for member in members):
            return  # it is about to learn that
        number = max(member["_id"] for member in members) + 1
        members.append({"_id": number, "host": node})
        config["version"] += 1
        config["settings"]["electionTimeoutMillis"] = ELECTION_TIMEOUT_MS
        client.admin.command("replSetReconfig", config)
        yield f"Added {node} to replica set {config['_id']}."
