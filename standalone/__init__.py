"""Runs the site without Docker: an embedded MongoDB and gunicorn.

This package starts the site; the site imports none of it.
"""

from standalone.errors import StandaloneError
from standalone.mongod import EmbeddedMongod
from standalone.ports import free_port

__all__ = ["EmbeddedMongod", "StandaloneError", "free_port"]
