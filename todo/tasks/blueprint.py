"""The blueprint of the pages of tasks; its views stand in the modules beside it."""

from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("tasks", __name__)
