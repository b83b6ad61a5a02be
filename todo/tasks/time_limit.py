"""Limits the time that all database operations of a request may take together."""

from contextlib import ExitStack

from flask import Blueprint, current_app, g

from flask_mongokit import timeout

LIMIT = "_time_limit"  # in flask.g


def init_blueprint(blueprint: Blueprint) -> None:
    """Limit the requests of a blueprint, whose responses must not be streamed.

    Without this, each operation could take ``MONGODB_TIMEOUT_MS``.
    """
    blueprint.before_request(start)
    blueprint.teardown_request(end)


def start() -> None:
    """Start the time limit of a request."""
    limit = ExitStack()
    limit.enter_context(timeout(current_app.config["MONGODB_TIMEOUT_MS"] / 1000))
    setattr(g, LIMIT, limit)


def end(_: BaseException | None) -> None:
    """End the time limit of a request, which an earlier error may have prevented."""
    limit = g.pop(LIMIT, None)
    if limit is not None:
        limit.close()
