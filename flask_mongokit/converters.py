"""The URL converter for ``ObjectId``."""

from urllib.parse import quote

from bson import ObjectId
from bson.errors import InvalidId
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

__all__ = ["BSONObjectIdConverter"]


class BSONObjectIdConverter(BaseConverter):
    """The URL converter ``ObjectId``: ``/<ObjectId:task_id>``."""

    def to_python(self, value: str) -> ObjectId:
        """Convert 24 hexadecimal digits to an ObjectId.

        :raises werkzeug.exceptions.BadRequest: if the value is anything else.
        """
        try:
            return ObjectId(value)
        except InvalidId:
            raise BadRequest("That address has no valid id in it.") from None

    def to_url(self, value: ObjectId | str) -> str:
        """Convert an ObjectId, or the text of one, to a path segment."""
        return quote(str(value), safe="")
