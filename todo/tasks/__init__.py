"""Tasks: their form, queries and pages."""

from todo.tasks.views import blueprint

__all__ = ["blueprint"]
