"""The differences from Flask-MongoKit 0.6 in the guide for moving, each in action."""

from typing import Any

from flask import Flask, g

from flask_mongokit import Collection, MongoKit


def test_extension_app(app: Flask, db: MongoKit) -> None:
    """``db.app`` is the collection of this name, not the application."""
    with app.app_context():
        assert isinstance(db.app, Collection)


def test_context_attribute(app: Flask, db: Any) -> None:
    """Contexts have no attributes for the client and the database."""
    with app.app_context() as context, app.test_request_context() as request:
        assert db.connection is db.client
        for name in ("mongokit_connection", "mongokit_database"):
            assert getattr(context, name, None) is None
            assert getattr(request, name, None) is None
            assert getattr(g, name, None) is None


def test_extension_disconnect(app: Flask, db: Any) -> None:
    """``disconnect()`` and the end of a context leave the client open."""
    with app.app_context():
        client = db.client
        db.disconnect()
        assert db.client is client
    with app.app_context():
        assert db.client is client
        db.close()
        assert db.client is not client


def test_late_setting(app: Flask, db: Any) -> None:
    """A changed setting takes effect after ``close()``."""
    with app.app_context():
        before = db.name
        app.config["MONGODB_DATABASE"] = f"{before}_test"
        db.disconnect()
        assert db.name == before
        db.close()
        assert db.name == f"{before}_test"
