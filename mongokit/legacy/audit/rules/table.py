"""All rules, in the order of the guide."""

from mongokit.legacy.audit.rules.connections import CONNECTIONS
from mongokit.legacy.audit.rules.documents import DOCUMENTS
from mongokit.legacy.audit.rules.flask_applications import FLASK
from mongokit.legacy.audit.rules.packages import PACKAGES
from mongokit.legacy.audit.rules.python_3 import PYTHON_3
from mongokit.legacy.audit.rules.queries import QUERIES
from mongokit.legacy.audit.rules.removed_names import REMOVED_NAMES

__all__ = ["RULES"]

RULES = [
    *PACKAGES,
    *PYTHON_3,
    *CONNECTIONS,
    *QUERIES,
    *DOCUMENTS,
    *FLASK,
    *REMOVED_NAMES,
]
