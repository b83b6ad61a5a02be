"""The API: tasks as JSON, for programs and tests."""

from todo.api import demo, todo_backend, views
from todo.api.blueprint import blueprint, init_app

__all__ = ["blueprint", "demo", "init_app", "todo_backend", "views"]
