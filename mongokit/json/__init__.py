"""Documents as JSON: MongoKit's format, and MongoDB's Extended JSON."""

from mongokit.json.document import JSONDocument

__all__ = ["JSONDocument"]
