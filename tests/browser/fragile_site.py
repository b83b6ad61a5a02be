"""A site whose network and database fail on demand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pymongo
from pymongo.collection import Collection

from tests.browser.proxy import Proxy

__all__ = ["FragileSite"]


@dataclass(frozen=True)
class FragileSite:
    """A site behind a proxy, with a database server that can be told to fail.

    :param proxy: the proxy in front of the site.
    :param client: a plain client of the server, which accepts test commands.
    :param database: the name of the site's database.
    """

    proxy: Proxy
    client: pymongo.MongoClient[dict[str, Any]]
    database: str

    @property
    def tasks(self) -> Collection[dict[str, Any]]:
        """The site's collection of tasks."""
        return self.client[self.database]["tasks"]

    @contextmanager
    def refusing_writes(self, code: int) -> Iterator[None]:
        """Refuse all writes during the block, each after a moment.

        Without that moment, the driver would try again a thousand times a second.

        :param code: the code of the server's error.
        """
        data = {
            "failCommands": ["insert", "update"],
            "errorCode": code,
            "blockConnection": True,
            "blockTimeMS": 100,
        }
        fail_point = {"configureFailPoint": "failCommand", "data": data}
        self.client.admin.command({**fail_point, "mode": "alwaysOn"})
        try:
            yield
        finally:
            self.client.admin.command({**fail_point, "mode": "off"})
