"""``ObjectId`` in addresses."""

from urllib.parse import quote

from bson import ObjectId
from bson.errors import InvalidId
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

__all__ = ["BSONObjectIdConverter"]


class BSONObjectIdConverter(BaseConverter):
    """The converter ``ObjectId``: ``/<ObjectId:task_id>``."""

    def to_python(self, value: str) -> ObjectId:
        """Return the ObjectId that a part of an address is.

        :raises werkzeug.exceptions.BadRequest: it is not 24 hexadecimal digits.
        """
        try:
            return ObjectId(value)
        except InvalidId:
            raise BadRequest("That address has no valid id in it.") from None

    def to_url(self, value: ObjectId | str) -> str:
        """Return the part of an address that an ObjectId is: its hexadecimal digits."""
        return quote(str(value), safe="")
