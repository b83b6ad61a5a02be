"""Run the site without Docker, with gunicorn and an embedded MongoDB server.

The site itself does not depend on this package.
"""

from standalone.errors import StandaloneError
from standalone.mongod import EmbeddedMongod
from standalone.ports import free_port

__all__ = ["EmbeddedMongod", "StandaloneError", "free_port"]
