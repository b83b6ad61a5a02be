"""The blueprint of export and import; views and commands stand in modules beside it."""

from flask import Blueprint

__all__ = ["blueprint"]

blueprint = Blueprint("transfer", __name__, cli_group=None)
