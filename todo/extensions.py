"""The extensions, not yet bound to an application."""

from flask_wtf import CSRFProtect

from flask_mongokit import MongoKit

__all__ = ["csrf", "db"]

db = MongoKit()
csrf = CSRFProtect()
