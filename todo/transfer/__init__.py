"""Transfer: all tasks as a file, and back."""

from todo.transfer import commands
from todo.transfer.views import blueprint

__all__ = ["blueprint", "commands"]
