"""Transfer: export and import of tasks as a JSON file."""

from todo.transfer import commands
from todo.transfer.views import blueprint

__all__ = ["blueprint", "commands"]
