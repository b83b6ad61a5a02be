"""What the tests share."""

import secrets

import pytest

from app import create_app
from model import db


@pytest.fixture
def app():
    """Return an application with an empty database of its own."""
    name = f"test_{secrets.token_hex(6)}"
    app = create_app({"MONGODB_DATABASE": name, "WTF_CSRF_ENABLED": False})
    yield app
    with app.app_context():
        db.client.drop_database(name)
        db.close()


@pytest.fixture
def web(app):
    """Return a client that sends requests to the application."""
    return app.test_client()
