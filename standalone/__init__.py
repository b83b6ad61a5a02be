"""The site without Docker: an embedded MongoDB and gunicorn, run together.

Nothing here is imported by the site: this package starts it.
"""

from standalone.errors import StandaloneError
from standalone.mongod import EmbeddedMongod
from standalone.ports import free_port

__all__ = ["EmbeddedMongod", "StandaloneError", "free_port"]
