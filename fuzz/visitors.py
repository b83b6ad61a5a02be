"""Visitors, who send any requests to a site and check what it answers."""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from flask import Flask
from pymongo.database import Database
from werkzeug.wrappers import Response

from fuzz.requests import Known, Request, any_request
from todo.tasks.model import Task

__all__ = ["FindingError", "Visitors"]

VISITORS = 3
HIDDEN = re.compile(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"')
ID = re.compile(r'/([0-9a-f]{24})"')
LEARNED = ("text/html", "application/json")
MOST_IDS = 50
MOST_TASKS = 500  # so that checks stay fast
READS = ("GET", "HEAD", "OPTIONS")
STREAMS = "/events"
SERVER_ERROR = 500


class FindingError(AssertionError):
    """The site has answered wrongly, or stored something wrong.

    :param problem: what is wrong.
    :param request: the request that has shown it.
    """

    def __init__(self, problem: str, request: Request) -> None:
        super().__init__(problem, request)

    def __str__(self) -> str:
        """Return the problem and the request."""
        return "{}: {}".format(*self.args)


class Visitors:
    """Some clients of a site, each with a session of its own.

    :param app: the site.
    :param database: its database.
    """

    def __init__(self, app: Flask, database: Database[dict[str, Any]]) -> None:
        paths = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments]
        self._tasks = database["tasks"]
        self._clients = [app.test_client() for _ in range(VISITORS)]
        adapter = app.url_map.bind("localhost")
        self._known = [
            Known(paths, lambda path: list(adapter.allowed_methods(path)))
            for _ in range(VISITORS)
        ]
        self.statuses: dict[int, int] = {}
        """How many responses had each status."""
        for client, known in zip(self._clients, self._known, strict=True):
            self._learn(known, client.get("/new"))

    def act(self, random: Random, *, is_thorough: bool) -> None:
        """Send a request as one of the visitors, and check the result.

        :param random: what is sent depends on it.
        :param is_thorough: whether to check what is stored, too.
        :raises FindingError: if anything is wrong.
        """
        index = random.randrange(VISITORS)
        known = self._known[index]
        request = any_request(random, known)
        if is_thorough and self._tasks.estimated_document_count() > MOST_TASKS:
            self._tasks.delete_many({})
        before = self._stored() if is_thorough else {}
        with self._clients[index].open(**request.options) as response:
            if request.path != STREAMS:  # which never ends
                response.get_data()
            self._check(request, response)
            if request.path != STREAMS:
                self._learn(known, response)
        if is_thorough:
            self._check_stored(request, before, self._stored())

    def _check(self, request: Request, response: Response) -> None:
        status = response.status_code
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= SERVER_ERROR:
            raise FindingError(f"status {status}", request)
        if "default-src 'none'" not in response.headers["Content-Security-Policy"]:
            raise FindingError("no content security policy", request)
        location = response.headers.get("Location", "/")
        if not location.startswith("/") or location.startswith("//"):
            raise FindingError(f"a redirect to {location!r}", request)

    def _learn(self, known: Known, response: Response) -> None:
        if response.mimetype not in LEARNED or response.content_encoding:
            return
        text = response.get_data(as_text=True)
        known.fields.update(HIDDEN.findall(text))
        known.token = known.fields.get("csrf_token", known.token)
        known.ids = list(dict.fromkeys([*ID.findall(text), *known.ids]))[:MOST_IDS]

    def _stored(self) -> dict[Any, dict[str, Any]]:
        return {task["_id"]: task for task in self._tasks.find()}

    def _check_stored(
        self,
        request: Request,
        before: Mapping[Any, dict[str, Any]],
        after: Mapping[Any, dict[str, Any]],
    ) -> None:
        if not before.keys() <= after.keys():
            raise FindingError("a task is gone for good", request)
        if request.method in READS and before != after:
            raise FindingError("a request for reading has changed a task", request)
        for key in after:
            if after[key] != before.get(key):
                self._check_task(request, after[key])

    def _check_task(self, request: Request, stored: dict[str, Any]) -> None:
        try:
            Task(stored).validate()
        except Exception as error:
            raise FindingError(f"{stored} is stored, but {error}", request) from error
