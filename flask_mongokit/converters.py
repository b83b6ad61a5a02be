"""The URL converter for ``ObjectId``."""

from urllib.parse import quote

from bson import ObjectId
from bson.errors import InvalidId
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BaseConverter

__all__ = ["BSONObjectIdConverter"]


class BSONObjectIdConverter(BaseConverter):
    """The URL converter ``ObjectId``: ``/<ObjectId:task_id>``.

    A malformed id is answered with 400, as in Flask-MongoKit: no document can have it.
    So a rule at the root answers every unknown address with 400. For 404, give the rule
    a prefix, or take the id as text, ``/<task_id>``, and begin the view with
    ``if not ObjectId.is_valid(task_id): abort(404)``.
    """

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
