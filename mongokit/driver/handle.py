"""Handles as type checkers and editors know them."""

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mongokit import binding

if TYPE_CHECKING:
    from pymongo.collection import Collection as PlainCollection

    from mongokit.document import Document
    from mongokit.driver.collection import Collection

D = TypeVar("D", bound="Document")


class Handle(binding.Handle, Generic[D]):
    """``db[MyDoc]`` and ``db.MyDoc``: creates, finds and writes documents of a class.

    A handle has the methods of the document class, those of
    :class:`mongokit.binding.Handle`, and the attributes of the collection. What is not
    declared here is ``Any`` for type checkers.
    """

    if TYPE_CHECKING:

        def __init__(
            self, document: D, collection: PlainCollection[dict[str, Any]]
        ) -> None:
            # Declares attributes with the signatures that they have there.
            self.collection: Collection = document.collection
            self.connection = document.connection
            self.db = document.db
            self.fetch = document.fetch
            self.fetch_one = document.fetch_one
            self.find = document.find
            self.find_and_modify = document.find_and_modify
            self.find_fulltext = document.find_fulltext
            self.find_one = document.find_one
            self.find_one_and_delete = document.find_one_and_delete
            self.find_one_and_replace = document.find_one_and_replace
            self.find_one_and_update = document.find_one_and_update
            self.find_random = document.find_random
            self.from_extended_json = document.from_extended_json
            self.from_json = document.from_json
            self.get_from_id = document.get_from_id
            self.one = document.one

            self.aggregate = collection.aggregate
            self.codec_options = collection.codec_options
            self.count_documents = collection.count_documents
            self.create_index = collection.create_index
            self.create_indexes = collection.create_indexes
            self.delete_many = collection.delete_many
            self.delete_one = collection.delete_one
            self.distinct = collection.distinct
            self.drop = collection.drop
            self.drop_index = collection.drop_index
            self.drop_indexes = collection.drop_indexes
            self.estimated_document_count = collection.estimated_document_count
            self.full_name = collection.full_name
            self.index_information = collection.index_information
            self.list_indexes = collection.list_indexes
            self.watch = collection.watch

        def __call__(  # type: ignore[override]  # other keywords are errors
            self,
            doc: dict[str, Any] | None = None,
            gen_skel: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
            lang: str = "en",
            fallback_lang: str = "en",
        ) -> D:
            """Return a new document of this collection."""
            ...
