"""Tests of versions, ids and queries of a document's files."""

import datetime
from typing import Any

import pytest
from bson import ObjectId
from gridfs import NoFile
from gridfs.errors import FileExists
from pymongo.database import Database as PlainDatabase
from pymongo.errors import InvalidOperation

from mongokit import Connection

PlainDB = PlainDatabase[dict[str, Any]]


@pytest.fixture
def files(article: Any, other: Any) -> Any:
    """Return an article's files; another article has files with the same names."""
    other.fs["foo"] = b"other"
    other.fs.attachments["eggs.txt"] = b"other"
    article.fs["foo"] = b"foo"
    article.fs["bla"] = b"bla"
    article.fs.attachments["eggs.txt"] = b"eggs"
    article.fs.attachments["spam.txt"] = b"spam"
    return article.fs


def test_stored_metadata(article: Any, files: Any, database: PlainDB) -> None:
    """MK-FS-104: A file stores its document's id and, if any, its container."""
    query = {"docid": article["_id"]}
    stored = database["fs.files"].find(query).sort("_id", 1)
    assert [(file["filename"], file.get("container")) for file in stored] == [
        ("foo", None),
        ("bla", None),
        ("eggs.txt", "attachments"),
        ("spam.txt", "attachments"),
    ]
    assert len(list(files)) == 4


def test_metadata_attributes(article: Any, files: Any) -> None:
    """MK-FS-104: A loaded file has the attributes ``docid`` and ``container``."""
    file = files.attachments.get_last_version("eggs.txt")
    assert (file.docid, file.container) == (article["_id"], "attachments")
    assert files.get_last_version("foo").docid == article["_id"]


def test_iterating(files: Any) -> None:
    """MK-FS-104: Iteration yields all files of the document, oldest first."""
    assert [f.name for f in files] == ["foo", "bla", "eggs.txt", "spam.txt"]
    assert [f.read() for f in files] == [b"foo", b"bla", b"eggs", b"spam"]


def test_iterating_a_container(files: Any) -> None:
    """MK-FS-104: Iteration over a container yields its own files only."""
    found = [(f.container, f.name) for f in files.attachments]
    assert found == [("attachments", "eggs.txt"), ("attachments", "spam.txt")]
    assert list(files.images) == []


def test_iterating_versions(article: Any) -> None:
    """MK-FS-104: Iteration yields every version of a file."""
    article.fs.source = b"one"
    article.fs.source = b"two"
    assert [f.read() for f in article.fs] == [b"one", b"two"]


def test_new_file(article: Any) -> None:
    """MK-FS-105: ``new_file()`` returns a file that can be written in pieces."""
    with article.fs.new_file("source") as file:
        file.write(b"one ")
        file.write(b"two")
    file = article.fs.images.new_file("a.jpg", width=640)
    file.write(b"image")
    file.close()
    assert article.fs.source == b"one two"
    image = article.fs.images.get_last_version("a.jpg")
    assert (image.read(), image.width) == (b"image", 640)


def test_new_file_by_keyword(article: Any) -> None:
    """MK-FS-105: ``new_file()`` accepts pymongo's ``filename`` keyword."""
    with article.fs.new_file(filename="source") as file:
        file.write(b"one")
    assert article.fs.source == b"one"


def test_metadata_cannot_be_overridden(article: Any, other: Any) -> None:
    """MK-FS-105: Options cannot change the document or container of a file."""
    overrides = {"docid": other["_id"], "container": "images"}
    article.fs.put(b"one", filename="a", docid=other["_id"])
    article.fs.attachments.put(b"two", filename="a", **overrides)
    assert list(other.fs) == []
    assert list(article.fs.images) == []
    assert [f.read() for f in article.fs] == [b"one", b"two"]


def test_put(article: Any) -> None:
    """MK-FS-105: ``put()`` returns an id that ``get()`` accepts."""
    file_id = article.fs.put(b"one", filename="source", kind="draft")
    file = article.fs.get(file_id)
    assert (file.read(), file.name, file.kind) == (b"one", "source", "draft")
    assert isinstance(file_id, ObjectId)


def test_put_without_a_name(article: Any) -> None:
    """MK-FS-105: A file needs no name."""
    file_id = article.fs.images.put(b"one")
    assert article.fs.images.get(file_id).name is None
    assert article.fs.list() == []


def test_put_with_an_existing_id(article: Any, files: Any) -> None:
    """MK-FS-105: ``put()`` never overwrites another file."""
    taken = files.get_last_version("foo")._id
    with pytest.raises(FileExists, match="already exists"):
        article.fs.put(b"other", filename="source", _id=taken)
    assert files["foo"] == b"foo"


def test_versions(article: Any) -> None:
    """MK-FS-105: Versions are numbered from 0, and backwards from -1."""
    for data in (b"one", b"two", b"three"):
        article.fs.source = data
    read = {n: article.fs.get_version("source", n).read() for n in range(-3, 3)}
    assert [read[n] for n in (0, 1, 2)] == [b"one", b"two", b"three"]
    assert [read[n] for n in (-1, -2, -3)] == [b"three", b"two", b"one"]
    assert article.fs.get_version("source").read() == b"three"
    assert article.fs.get_version("source", None).read() == b"three"
    assert article.fs.get_last_version("source").read() == b"three"


@pytest.mark.parametrize("version", [2, -3])
def test_a_missing_version(article: Any, version: int) -> None:
    """MK-FS-105: A version number out of range raises an error."""
    article.fs.source = b"one"
    article.fs.source = b"two"
    with pytest.raises(NoFile, match=f"has no version {version} of 'source'$"):
        article.fs.get_version("source", version)


def test_versions_by_metadata(article: Any) -> None:
    """MK-FS-105: A version can be selected by its metadata."""
    article.fs.put(b"one", filename="source", kind="draft")
    article.fs.put(b"two", filename="source", kind="final")
    assert article.fs.get_version("source", kind="draft").read() == b"one"
    assert article.fs.get_last_version(kind="final").read() == b"two"


def test_versions_of_one_millisecond(article: Any, database: PlainDB) -> None:
    """MK-FS-105: Versions with the same upload time are ordered by id."""
    ids = [article.fs.put(data, filename="source") for data in (b"one", b"two", b"3")]
    now = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    for file_id in reversed(ids):
        database["fs.files"].update_one({"_id": file_id}, {"$set": {"uploadDate": now}})
    assert article.fs.source == b"3"
    assert article.fs.get_version("source", 0).read() == b"one"
    assert [f._id for f in article.fs] == ids


def test_delete_the_newest(article: Any, stored: Any) -> None:
    """MK-FS-105: Deleting the newest version makes the previous one the newest."""
    article.fs.source = b"one"
    newest = article.fs.put(b"two", filename="source")
    article.fs.delete(newest)
    assert article.fs.source == b"one"
    files, chunks = stored()
    assert (len(files), chunks) == (1, 1)


def test_names_are_local_to_a_container(files: Any) -> None:
    """MK-FS-105: A lookup by name does not search other containers."""
    with pytest.raises(NoFile, match=r"has no version -1 of 'eggs\.txt'$"):
        files.get_last_version("eggs.txt")
    with pytest.raises(NoFile, match=r"has no version -1 of 'foo'$"):
        files.attachments.get_last_version("foo")
    with pytest.raises(NoFile, match=r"has no file 'eggs\.txt'$"):
        del files["eggs.txt"]


def test_ids_in_containers(files: Any) -> None:
    """MK-FS-105: A document's ``get()`` finds any file; a container's, only its own."""
    eggs = files.attachments.get_last_version("eggs.txt")._id
    assert files.get(eggs).read() == b"eggs"
    assert files.attachments.get(eggs).read() == b"eggs"
    with pytest.raises(NoFile, match=r"^images of the Article .* has no file with the"):
        files.images.get(eggs)


def test_files_of_another_document(files: Any, other: Any, stored: Any) -> None:
    """MK-FS-105: Files of another document are neither found nor deleted."""
    foreign = other.fs.get_last_version("foo")._id
    before = stored()
    files.delete(foreign)
    files.attachments.delete(foreign)
    assert stored() == before
    assert not files.exists(foreign)
    assert files.find_one(foreign) is None
    assert [f._id for f in files.find({"docid": other["_id"]})] == []
    with pytest.raises(NoFile, match=r"^the Article .* has no file with the _id "):
        files.get(foreign)


def test_exists(files: Any) -> None:
    """MK-FS-105: ``exists()`` accepts an id, a query or metadata."""
    eggs = files.attachments.get_last_version("eggs.txt")._id
    assert files.exists(eggs)
    assert files.exists({"filename": "foo"})
    assert files.exists(filename="foo")
    assert files.exists()
    assert not files.exists(filename="source")
    assert not files.attachments.exists(filename="foo")
    assert not files.images.exists()


def test_list(files: Any) -> None:
    """MK-FS-105: ``list()`` returns each name of the document's files once."""
    files["foo"] = b"again"
    assert sorted(files.list()) == ["bla", "eggs.txt", "foo", "spam.txt"]
    assert sorted(files.attachments.list()) == ["eggs.txt", "spam.txt"]
    assert files.images.list() == []


def test_find_by_position(files: Any, connection: Connection) -> None:
    """MK-FS-105: ``find()`` takes its arguments by position, as GridFS does."""
    names = [file.filename for file in files.find(sort=[("filename", 1)])]
    found = files.find({}, 1, 1, False, [("filename", 1)])  # noqa: FBT003
    assert [file.filename for file in found] == names[1:2]
    assert files.find_one({}, None, 1).filename
    with connection.start_session() as session:
        in_session = files.find({}, 1, 1, False, None, 0, session)  # noqa: FBT003
        assert in_session.session is session


def test_find(files: Any) -> None:
    """MK-FS-105: ``find()`` returns only the document's own files, ready to be read."""
    found = files.find({"filename": {"$gt": "c"}}).sort("filename", -1)
    assert [f.read() for f in found] == [b"spam", b"foo", b"eggs"]
    assert [f.name for f in files.find(sort=[("filename", 1)], limit=2)] == [
        *("bla", "eggs.txt"),
    ]
    assert files.find().to_list()[0].read() == b"foo"
    assert len(files.attachments.find().to_list()) == 2


def test_find_one(files: Any) -> None:
    """MK-FS-105: ``find_one()`` accepts a query, an id or no argument."""
    by_query = files.find_one({"filename": "bla"})
    assert by_query.read() == b"bla"
    assert files.find_one(by_query._id).read() == b"bla"
    assert files.find_one() is not None
    assert files.find_one({"filename": "missing"}) is None


def test_a_session(connection: Connection, article: Any) -> None:
    """MK-FS-105: Files can be written, read and deleted in a session."""
    with connection.start_session(causal_consistency=True) as session:
        file_id = article.fs.put(b"one", filename="source", session=session)
        assert article.fs.get(file_id, session=session).read() == b"one"
        last = article.fs.get_last_version("source", session=session)
        assert last.read() == b"one"
        article.fs.delete(file_id, session=session)
        assert not article.fs.exists(file_id, session=session)


def test_in_a_transaction(connection: Connection, files: Any, stored: Any) -> None:
    """MK-FS-105: Files can be found, read and deleted in a transaction."""
    foo = files.get_last_version("foo")._id
    before = stored()
    with connection.start_session() as session, session.start_transaction():
        assert files.get(foo, session=session).read() == b"foo"
        assert files.get_version("bla", 0, session=session).read() == b"bla"
        files.delete(foo, session=session)
        assert not files.exists(foo, session=session)
        assert files.exists(foo)
        assert "foo" not in files.list(session=session)
        assert files.find_one({"filename": "foo"}, session=session) is None
        found = [f.read() for f in files.find(session=session)]
        assert found == [b"bla", b"eggs", b"spam"]
        session.abort_transaction()
    assert stored() == before


def test_no_writing_in_a_transaction(connection: Connection, article: Any) -> None:
    """MK-FS-105: Writing a file in a transaction raises the driver's error."""
    text = "GridFS does not support multi-document transactions"
    with connection.start_session() as session, session.start_transaction():
        with pytest.raises(InvalidOperation, match=text):
            article.fs.put(b"one", filename="source", session=session)
        with pytest.raises(InvalidOperation, match=text):
            article.fs.images.new_file("a", session=session)
    assert list(article.fs) == []
