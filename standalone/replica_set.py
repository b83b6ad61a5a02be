"""The replica set of one member that a ``mongod`` of one's own is."""

from typing import Any

import pymongo
import pymongo.errors

__all__ = ["REPLICA_SET", "accepts_writes"]

REPLICA_SET = "rs0"
Client = pymongo.MongoClient[dict[str, Any]]


def accepts_writes(client: Client, address: str) -> bool:
    """Tell whether a server is the primary of its replica set; make that where needed.

    :param client: is connected to the server directly.
    :param address: the server's own ``host:port``, as of today.
    """
    try:
        hello = client.admin.command("hello")
        if "setName" not in hello:
            _configure(client, address)
        return bool(hello["isWritablePrimary"]) and "setName" in hello
    except pymongo.errors.PyMongoError:
        return False


def _configure(client: Client, address: str) -> None:
    """Make the replica set; where there is one, tell it the address of today."""
    wanted = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": address}]}
    try:
        present = client.admin.command("replSetGetConfig")["config"]
    except pymongo.errors.OperationFailure:
        client.admin.command("replSetInitiate", wanted)
    else:
        wanted["version"] = present["version"] + 1
        client.admin.command("replSetReconfig", wanted, force=True)
