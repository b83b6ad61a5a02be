"""Files of a document, stored in GridFS."""

import builtins
import io
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import gridfs
from gridfs import GridIn, GridOut, NoFile
from pymongo.client_session import ClientSession
from pymongo.database import Database as PlainDatabase
from pymongo.write_concern import WriteConcern

from mongokit.driver import Cursor

__all__ = ["FS", "FSContainer"]

Query = dict[str, Any]

OLDEST_FIRST = [("uploadDate", 1), ("_id", 1)]
NEWEST_FIRST = [("uploadDate", -1), ("_id", -1)]


class _Files(gridfs.GridFS):
    """The files of one document: all of them, or those in one container.

    Access by name returns the latest version of a file. With many files, an index on
    the field ``docid`` of ``fs.files`` speeds up every lookup.

    A transaction can find and delete files, but the driver cannot write them in one.
    Until the document has an ``_id``, all methods raise :exc:`RuntimeError`.
    """

    def __init__(self, document: Any, container: str | None = None) -> None:
        super().__init__(_plain_database(document.db))
        self._document = document
        self._container = container

    def __getitem__(self, name: str) -> bytes:
        """Return the content of the latest version of a file.

        :raises gridfs.NoFile: if there is no such file.
        """
        return self.get_last_version(name).read()

    def __setitem__(self, name: str, data: Any) -> None:
        """Write a new version of a file.

        :param data: bytes, or a file opened for reading in binary mode.
        :raises RuntimeError: if the document was never saved.
        :raises TypeError: if ``data`` is anything else.
        """
        self.put(data, filename=name)

    def __delitem__(self, name: str) -> None:
        """Delete all versions of a file.

        :raises gridfs.NoFile: if there is no such file.
        """
        query = {**self._in_container(), "filename": name}
        ids = [raw["_id"] for raw in self._files.find(query, {"_id": True})]
        if not ids:
            raise NoFile(f"{self._owner()} has no file {name!r}")
        self._files.delete_many({"_id": {"$in": ids}})
        self._chunks.delete_many({"files_id": {"$in": ids}})

    def __iter__(self) -> Iterator[GridOut]:
        """Iterate over all versions of all files, oldest first."""
        return iter(self.find(sort=OLDEST_FIRST))

    def new_file(self, filename: str | None = None, **kwargs: Any) -> GridIn:
        """Return a new version of a file, open for writing.

        :param kwargs: as for :meth:`gridfs.GridFS.new_file`.
        :raises RuntimeError: if the document was never saved.
        """
        named = {} if filename is None else {"filename": filename}
        return GridIn(self._collection, **{**kwargs, **named, **self._own()})

    def put(self, data: Any, filename: str | None = None, **kwargs: Any) -> Any:
        """Write a new version of a file, and return its ``_id``.

        :param data: bytes, or a file opened for reading in binary mode; text is
            accepted, too, if ``kwargs`` has an ``encoding``.
        :param kwargs: as for :meth:`gridfs.GridFS.put`.
        :raises RuntimeError: if the document was never saved.
        :raises TypeError: if ``data`` is anything else.
        """
        _check_data(data, filename, has_encoding="encoding" in kwargs)
        file = self.new_file(filename, **kwargs)
        try:
            file.write(data)
            file.close()
        except BaseException:
            if "_id" not in kwargs:  # another file may have this _id
                file.abort()
            raise
        return file._id

    def get(self, file_id: Any, session: ClientSession | None = None) -> GridOut:
        """Return the file that has the given ``_id``.

        :raises gridfs.NoFile: if the document has no such file.
        """
        found = self.find_one(file_id, session=session)
        if found is None:
            raise NoFile(f"{self._owner()} has no file with the _id {file_id!r}")
        return found

    def get_version(
        self,
        filename: str | None = None,
        version: int | None = -1,
        session: ClientSession | None = None,
        **kwargs: Any,
    ) -> GridOut:
        """Return a version of a file.

        :param filename: the name; ``None`` searches the versions of all files.
        :param version: index of the version: 0 is the first, -1 the latest.
        :param kwargs: values of further fields that the file must match.
        :raises gridfs.NoFile: if there is no such version.
        """
        number = -1 if version is None else version
        named = {} if filename is None else {"filename": filename}
        found = self._files.find_one(
            {**kwargs, **named, **self._in_container()},
            sort=OLDEST_FIRST if number >= 0 else NEWEST_FIRST,
            skip=number if number >= 0 else -number - 1,
            session=session,
        )
        if found is None:
            raise NoFile(f"{self._owner()} has no version {number} of {filename!r}")
        return self._open(session, found)

    def find_one(
        self,
        filter: Any = None,  # noqa: A002  pymongo's name
        session: ClientSession | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> GridOut | None:
        """Return one matching file, or ``None``.

        Takes the parameters of :meth:`gridfs.GridFS.find_one`.

        :param filter: a query, or an ``_id``.
        """
        options = {"session": session, **kwargs}
        cursor = self.find(_as_query(filter), *args, **options)
        return next(cursor.limit(-1), None)

    def find(  # type: ignore[override]  # our cursor also works in transactions  # noqa: PLR0913, PLR0917
        self,
        filter: Mapping[str, Any] | None = None,  # noqa: A002  pymongo's name
        skip: int = 0,
        limit: int = 0,
        no_cursor_timeout: bool = False,  # noqa: FBT001, FBT002  pymongo's signature
        sort: Any = None,
        batch_size: int = 0,
        session: ClientSession | None = None,
        **kwargs: Any,
    ) -> Cursor[Any]:
        """Query for files; the cursor yields :class:`gridfs.GridOut` objects.

        Takes the parameters of :meth:`gridfs.GridFS.find`.
        """
        files = self._document.db.get_collection(self._files.name)
        query = {"$and": [filter, self._own()]} if filter else self._own()
        return files._query(  # type: ignore[no-any-return]  # document is Any
            partial(self._open, session),
            query,
            skip=skip,
            limit=limit,
            no_cursor_timeout=no_cursor_timeout,
            sort=sort,
            batch_size=batch_size,
            session=session,
            **kwargs,
        )

    def exists(
        self,
        document_or_id: Any = None,
        session: ClientSession | None = None,
        **kwargs: Any,
    ) -> bool:
        """Return whether the document has a matching file.

        :param document_or_id: a query, or an ``_id``.
        :param kwargs: a query as keywords, used instead of ``document_or_id``.
        """
        query = {"$and": [kwargs or _as_query(document_or_id) or {}, self._own()]}
        return self._files.find_one(query, {"_id": True}, session=session) is not None

    def delete(self, file_id: Any, session: ClientSession | None = None) -> None:
        """Delete the document's file that has the given ``_id``, if there is one."""
        query = {"_id": {"$eq": file_id}, **self._own()}
        if self._files.delete_one(query, session=session).deleted_count:
            self._chunks.delete_many({"files_id": {"$eq": file_id}}, session=session)

    def list(self, session: ClientSession | None = None) -> builtins.list[str]:
        """Return the names of the files."""
        names = self._files.distinct("filename", self._own(), session=session)
        return [name for name in names if name is not None]

    def _own(self) -> Query:
        """Return the fields that these files share, which also serve as a query."""
        if self._document.get("_id") is None:
            raise RuntimeError(
                f"save the {self._document.__class__.__name__} before its files: they "
                "are kept under its _id"
            )
        own = {"docid": self._document._stored_id()}
        return own | ({} if self._container is None else {"container": self._container})

    def _in_container(self) -> Query:
        """Return the query for lookups by name, without files in other containers."""
        return {**self._own(), "container": self._container}

    def _open(self, session: ClientSession | None, raw: dict[str, Any]) -> GridOut:
        # The driver cannot read content in a transaction, but content never changes.
        outside = None if session and session.in_transaction else session
        return GridOut(self._collection, file_document=raw, session=outside)

    def _owner(self) -> str:
        owner = f"the {self._document.__class__.__name__} {self._document['_id']!r}"
        return f"{self._container} of {owner}" if self._container else owner


class FSContainer(_Files):
    """The files in one container of a document: ``doc.fs.images['a.jpg']``."""


class FS(_Files):
    """The files of a document, including those in containers: ``doc.fs``.

    The declared names are attributes: a file attribute reads, writes and deletes a
    file, and a container attribute returns the files in it.
    """

    def __getattr__(self, name: str) -> Any:
        """Return a container, or the content of the latest version of a file.

        :raises AttributeError: if the class does not declare the name.
        :raises gridfs.NoFile: if there is no such file.
        """
        if name.startswith("_"):
            raise AttributeError(f"'FS' has no attribute {name!r}")
        if name in self._document.gridfs.get("containers", ()):
            return FSContainer(self._document, name)
        return self[self._declared(name)]

    def __setattr__(self, name: str, data: Any) -> None:
        """Write a new version of a file.

        :param data: bytes, or a file opened for reading in binary mode.
        :raises AttributeError: if the class does not declare the file.
        :raises RuntimeError: if the document was never saved.
        :raises TypeError: if ``data`` is anything else.
        """
        if name.startswith("_"):
            object.__setattr__(self, name, data)
        else:
            self[self._declared(name)] = data

    def __delattr__(self, name: str) -> None:
        """Delete all versions of a file.

        :raises AttributeError: if the class does not declare the file.
        :raises gridfs.NoFile: if there is no such file.
        """
        del self[self._declared(name)]

    def _declared(self, name: str) -> str:
        if name not in self._document.gridfs.get("files", ()):
            class_name = self._document.__class__.__name__
            raise AttributeError(f"{class_name}.gridfs declares no file {name!r}")
        return name


def _plain_database(database: Any) -> PlainDatabase[Any]:
    """Return pymongo's own database, where no document class can shadow ``fs.files``.

    Its writes are acknowledged, as GridFS requires.
    """
    concern = database.write_concern
    acknowledged = concern if concern.acknowledged else WriteConcern()
    return PlainDatabase.with_options(database, write_concern=acknowledged)


def _as_query(filter_or_id: Any) -> Any:
    if filter_or_id is None or isinstance(filter_or_id, Mapping):
        return filter_or_id
    return {"_id": {"$eq": filter_or_id}}


def _check_data(data: Any, filename: str | None, *, has_encoding: bool) -> None:
    if isinstance(data, bytes) or (isinstance(data, str) and has_encoding):
        return
    is_readable = getattr(data, "readable", lambda: hasattr(data, "read"))
    if isinstance(data, io.TextIOBase) or not is_readable():
        raise TypeError(
            f"{filename or 'a file'} must be bytes, or a file that is open for reading "
            f"bytes, not {type(data).__name__}"
        )
