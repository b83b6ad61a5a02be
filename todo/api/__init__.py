"""The API: tasks as JSON, for programs and tests."""

from todo.api.views import blueprint, init_app

__all__ = ["blueprint", "init_app"]
