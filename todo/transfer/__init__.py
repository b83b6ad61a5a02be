"""Transfer: all tasks as a file, and back."""

from todo.transfer import commands, views
from todo.transfer.blueprint import blueprint

__all__ = ["blueprint", "commands", "views"]
