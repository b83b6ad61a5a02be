"""Documents with finders that abort a request with 404."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from flask import abort

from mongokit import Document as MongoKitDocument
from mongokit.handle import Handle as MongoKitHandle

__all__ = ["Document"]


class Document(MongoKitDocument):
    """A MongoKit document with finders that abort with 404 if nothing is found."""

    def get_or_404(self, id: object) -> Self:  # noqa: A002  Flask-MongoKit's name
        """Return the document with this ``_id``, or abort with 404.

        :param id: the ``_id`` as stored; text is not converted to an ObjectId.
        :raises werkzeug.exceptions.NotFound: if there is no such document.
        """
        return self.find_one_or_404({"_id": id})

    def find_one_or_404(self, *args: Any, **kwargs: Any) -> Self:
        """Return one matching document, or abort with 404.

        The parameters are those of ``find_one``.

        :raises werkzeug.exceptions.NotFound: if no document matches.
        """
        found = self.find_one(*args, **kwargs)
        if found is None:
            abort(404)
        return found


D = TypeVar("D", bound=Document)


class Handle(MongoKitHandle[D]):
    """A handle with finders that abort with 404, for type checkers only."""

    if TYPE_CHECKING:

        def __init__(self, document: D, collection: Any) -> None:
            super().__init__(document, collection)
            self.find_one_or_404 = document.find_one_or_404
            self.get_or_404 = document.get_or_404
