"""Logs slow commands, with the plan by which MongoDB carries them out."""

import json
import time
from collections.abc import Iterator, Mapping
from threading import Lock, Thread
from typing import Any

import pymongo
from bson.codec_options import CodecOptions, DatetimeConversion
from flask import Flask, current_app, has_app_context, has_request_context, request
from pymongo.errors import PyMongoError
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

__all__ = ["SlowQueryListener", "plan_of", "shape_of"]

EXPLAINED = {
    "find": ("filter", "sort", "limit", "skip", "projection", "hint", "collation"),
    "aggregate": ("pipeline", "cursor", "hint", "collation"),
    "count": ("query", "limit", "skip", "hint"),
    "distinct": ("key", "query"),
    "update": ("updates",),
    "delete": ("deletes",),
    "findAndModify": ("query", "sort", "update", "remove", "new", "upsert", "fields"),
}
"""The commands that MongoDB can explain, and the fields that its plan depends on."""

PAUSE_SECONDS = 10
ANY_DATES: "CodecOptions[dict[str, Any]]" = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_AUTO
)
"""Options to decode plans, which contain the limits of all dates."""

EXPLANATION_SECONDS = 2
MICROSECONDS = 1000  # in a millisecond


class SlowQueryListener(CommandListener):
    """Logs commands that take long: their route, shape, plan and work.

    A plan takes another command, so there is one every ten seconds at most.

    :param milliseconds: the time from which a command is slow.
    """

    def __init__(self, milliseconds: int) -> None:
        self._limit = milliseconds * MICROSECONDS
        self._running: dict[int, Mapping[str, Any]] = {}
        self._explaining = Lock()
        self._next_explanation = 0.0

    def started(self, event: CommandStartedEvent) -> None:
        """Remember a command that can be explained."""
        if event.command_name in EXPLAINED and has_app_context():
            self._running[event.request_id] = event.command

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Log a command if it was slow."""
        self._finish(event.request_id, event.duration_micros)

    def failed(self, event: CommandFailedEvent) -> None:
        """Log a command if it was slow, as when it has reached its time limit."""
        self._finish(event.request_id, event.duration_micros)

    def _finish(self, request_id: int, microseconds: int) -> None:
        command = self._running.pop(request_id, None)
        if command is None or microseconds < self._limit:
            return
        rule = request.url_rule if has_request_context() else None
        details = {
            "route": rule.rule if rule else None,
            "command": next(iter(command)),
            "shape": json.dumps(shape_of(command)),
            "milliseconds": round(microseconds / MICROSECONDS),
        }
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  as Flask documents it
        if self._may_explain():
            arguments = (app, explainable(command), details)
            Thread(target=self._explain, args=arguments, name="explain").start()
        else:
            log(app, details)

    def _may_explain(self) -> bool:
        with self._explaining:
            now = time.monotonic()
            if now < self._next_explanation:
                return False
            self._next_explanation = now + PAUSE_SECONDS
            return True

    def _explain(
        self, app: Flask, command: Mapping[str, Any], details: dict[str, Any]
    ) -> None:
        try:
            with app.app_context(), pymongo.timeout(EXPLANATION_SECONDS):
                database = app.extensions["mongokit"]
                reply = database.command(
                    "explain",
                    command,
                    verbosity="executionStats",
                    codec_options=ANY_DATES,
                )
            details |= plan_of(reply)
        except PyMongoError as error:
            details["plan"] = f"unknown: {error}"
        log(app, details)


def log(app: Flask, details: Mapping[str, Any]) -> None:
    """Log a slow command."""
    app.logger.warning("slow query", extra=dict(details))


def explainable(command: Mapping[str, Any]) -> dict[str, Any]:
    """Return what MongoDB needs to explain a command, which is not carried out."""
    name = next(iter(command))
    fields = (name, *EXPLAINED[name])
    return {field: command[field] for field in fields if field in command}


def shape_of(value: Any) -> Any:
    """Return a command or a part of one with question marks instead of values."""
    if isinstance(value, Mapping):
        name = next(iter(value), None)
        if name in EXPLAINED:
            kept = {name: value[name], "sort": value.get("sort")}
            parts = {k: v for k, v in explainable(value).items() if k not in kept}
            return {k: v for k, v in kept.items() if v} | shape_of(parts)
        return {key: shape_of(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        shapes = [shape_of(each) for each in value]
        return ["?"] if shapes and all(shape == "?" for shape in shapes) else shapes
    return "?"


def plan_of(explanation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stages of an explanation, and the keys and documents that were read.

    :param explanation: MongoDB's reply to ``explain``.
    """
    plans = [_stages(each) for each in _all(explanation, "winningPlan")]
    works = list(_all(explanation, "executionStats"))
    return {
        "plan": "; ".join(plans),
        "keys": sum(work["totalKeysExamined"] for work in works),
        "documents": sum(work["totalDocsExamined"] for work in works),
        "returned": sum(work["nReturned"] for work in works),
    }


def _all(value: Any, name: str) -> Iterator[Any]:
    """Yield all values of a field, however deep."""
    if isinstance(value, Mapping):
        if name in value:
            yield value[name]
        for key, each in value.items():
            if key != name:
                yield from _all(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _all(each, name)


def _stages(plan: Mapping[str, Any]) -> str:
    stage = plan.get("queryPlan", plan)
    name = " ".join(filter(None, (stage.get("stage"), stage.get("indexName"))))
    inputs = stage.get("inputStages") or filter(None, [stage.get("inputStage")])
    below = ", ".join(map(_stages, inputs))
    return f"{name} < {below}" if below else name
