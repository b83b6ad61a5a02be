"""The ToDo site: ``create_app`` is its application factory."""

from todo.app import create_app

__all__ = ["create_app"]
