"""Documents that end a request with 404 when they are not there."""

from typing import Any, Self

from flask import abort

from mongokit import Document as MongoKitDocument

__all__ = ["Document"]


class Document(MongoKitDocument):
    """MongoKit's document, with two finders for views."""

    def get_or_404(self, id: object) -> Self:  # noqa: A002  Flask-MongoKit's name
        """Return the document with this ``_id``, or end the request with 404.

        :param id: the ``_id`` as stored; an ObjectId is not made from text.
        :raises werkzeug.exceptions.NotFound: no document has it.
        """
        return self.find_one_or_404({"_id": id})

    def find_one_or_404(self, *args: Any, **kwargs: Any) -> Self:
        """Return one document that matches, or end the request with 404.

        The parameters are those of ``find_one``.

        :raises werkzeug.exceptions.NotFound: none matches.
        """
        found = self.find_one(*args, **kwargs)
        if found is None:
            abort(404)
        return found
