"""Documents that are stored in a collection."""

from bson import ObjectId

from mongokit.document.document import Document
from mongokit.document.properties import DocumentProperties
from mongokit.document.reference_type import R

__all__ = ["Document", "DocumentProperties", "ObjectId", "R"]
