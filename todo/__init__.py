"""The ToDo site."""

from todo.app import create_app

__all__ = ["create_app"]
