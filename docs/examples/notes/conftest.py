"""Fixtures: the application on an empty database of a real MongoDB server."""

import secrets
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from notes import create_app, db

from flask_mongokit import create_indexes


@pytest.fixture
def app() -> Iterator[Flask]:
    """Return the application with a database of its own, which is dropped afterwards.

    The server is that of MONGODB_URI, or the one on this machine.
    """
    name = f"test_{secrets.token_hex(6)}"
    app = create_app({"MONGODB_DATABASE": name, "TESTING": True})
    with app.app_context():
        create_indexes(db)
    yield app
    with app.app_context():
        db.client.drop_database(name)
        db.close()


@pytest.fixture
def web(app: Flask) -> FlaskClient:
    """Return a client that sends requests to the application."""
    return app.test_client()
