"""Tasks: their forms, queries, changes and pages."""

from todo.tasks import actions, views
from todo.tasks.blueprint import blueprint

__all__ = ["actions", "blueprint", "views"]
