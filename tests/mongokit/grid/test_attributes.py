"""Tests of accessing files as attributes and items of a document's ``fs``."""

import copy
import io
import re
from typing import Any

import gridfs
import pytest
from gridfs import NoFile
from pymongo.database import Database as PlainDatabase
from pymongo.write_concern import WriteConcern

from mongokit import Connection, Database, Document, StructureError
from mongokit.grid import FS, FSContainer

PlainDB = PlainDatabase[dict[str, Any]]


def test_fs_is_a_gridfs(article: Any) -> None:
    """MK-FS-101: A document's ``fs`` is a GridFS, and so is each of its containers."""
    assert isinstance(article.fs, FS)
    assert isinstance(article.fs, gridfs.GridFS)
    assert isinstance(article.fs.images, FSContainer)


def test_default_bucket(article: Any, database: PlainDB) -> None:
    """MK-FS-101: Files are stored in the default bucket of the document's database."""
    article.fs.source = b"text"
    [stored] = gridfs.GridFS(database).find()
    assert stored.read() == b"text"


def test_unacknowledged_writes(articles: Any, article: Any) -> None:
    """MK-FS-101: Files can be stored with an unacknowledged write concern."""
    database = articles.db.with_options(write_concern=WriteConcern(w=0))
    unacknowledged = database.Article.find_one()
    unacknowledged.fs.source = b"text"
    assert unacknowledged.fs.source == article.fs.source == b"text"


def test_without_a_collection() -> None:
    """MK-FS-101: The ``fs`` of a document without a collection is ``None``."""

    class Loose(Document):
        structure = {"title": str}
        gridfs = {"files": ["source"]}

    assert Loose().fs is None


def test_without_a_declaration(connection: Connection, db: Database) -> None:
    """MK-FS-101: The ``fs`` of a class that declares no files is ``None``."""

    class Plain(Document):
        __collection__ = "articles"
        structure = {"title": str}

    connection.register(Plain)
    assert db.Plain().fs is None


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (["source"], r"Album\.gridfs must be a dict .*, not \['source'\]$"),
        ({"file": ["source"]}, r"Album\.gridfs must be a dict .*, not \{'file': .*\}$"),
        ({"files": "source"}, r"Album\.gridfs\['files'\] must be .*, not 'source'$"),
        ({"files": None}, r"Album\.gridfs\['files'\] must be .*, not None$"),
        ({"containers": [3]}, r"Album\.gridfs\['containers'\] must be .*, not \[3\]$"),
        ({"files": ["_a"]}, r"Album\.gridfs\['files'\] must be .*'_', not \['_a'\]$"),
    ],
)
def test_wrong_declaration(declared: Any, message: str) -> None:
    """MK-STR-101: An invalid ``gridfs`` declaration fails in the class statement."""
    with pytest.raises(StructureError, match=message):
        type("Album", (Document,), {"gridfs": declared})


def test_containers_alone(connection: Connection, db: Database) -> None:
    """MK-FS-101: A class can declare containers only."""

    class Album(Document):
        __collection__ = "albums"
        structure = {"title": str}
        gridfs = {"containers": ["images"]}

    connection.register(Album)
    album = db.Album({"title": "one"})
    album.save()
    album.fs.images["a.jpg"] = b"a"
    assert album.fs.images["a.jpg"] == b"a"
    with pytest.raises(AttributeError, match="declares no file 'source'"):
        _ = album.fs.source


def test_write_and_read(article: Any, articles: Any) -> None:
    """MK-FS-102: An assigned file can be read, even from a newly loaded document."""
    article.fs.source = b"one"
    assert article.fs.source == b"one"
    assert articles.get_from_id(article["_id"]).fs.source == b"one"


def test_a_new_version(article: Any, stored: Any) -> None:
    """MK-FS-102: Each assignment writes a new version; reading returns the latest."""
    article.fs.source = b"one"
    article.fs.source = b"two"
    assert article.fs.source == b"two"
    assert len(stored()[0]) == 2


def test_delete(article: Any, stored: Any) -> None:
    """MK-FS-102: Deleting a file removes all its versions with their chunks."""
    article.fs.source = b"one"
    article.fs.source = b"two"
    article.fs.cover = b"cover"
    del article.fs.source
    files, chunks = stored()
    assert [file["filename"] for file in files] == ["cover"]
    assert chunks == 1
    with pytest.raises(NoFile, match=r"has no version -1 of 'source'$"):
        _ = article.fs.source


def test_items(article: Any) -> None:
    """MK-FS-102: Item access reads, writes and deletes files with any name."""
    article.fs["source"] = b"one"
    article.fs["undeclared.txt"] = b"two"
    assert article.fs.source == article.fs["source"] == b"one"
    assert article.fs["undeclared.txt"] == b"two"
    del article.fs["undeclared.txt"]
    with pytest.raises(NoFile, match=r"has no version -1 of 'undeclared\.txt'$"):
        _ = article.fs["undeclared.txt"]


def test_containers(article: Any, stored: Any) -> None:
    """MK-FS-102: Item access to a container reads, writes and deletes its files."""
    article.fs.images["a.jpg"] = b"one"
    article.fs.images["a.jpg"] = b"two"
    article.fs.images["b.jpg"] = b"b"
    assert article.fs.images["a.jpg"] == b"two"
    del article.fs.images["a.jpg"]
    files, chunks = stored()
    assert [file["filename"] for file in files] == ["b.jpg"]
    assert chunks == 1


def test_same_name_in_containers_and_documents(article: Any, other: Any) -> None:
    """MK-FS-102: A name refers to a different file in each document and container."""
    article.fs["a"] = b"top"
    article.fs.images["a"] = b"image"
    article.fs.attachments["a"] = b"attachment"
    other.fs["a"] = b"other"
    del article.fs.images["a"]
    assert article.fs["a"] == b"top"
    assert article.fs.attachments["a"] == b"attachment"
    assert other.fs["a"] == b"other"


def test_a_missing_file(article: Any) -> None:
    """MK-FS-102: Reading or deleting a missing file raises ``NoFile``."""
    owner = re.escape(f"the Article {article['_id']!r}")
    with pytest.raises(NoFile, match=f"^{owner} has no version -1 of 'source'$"):
        _ = article.fs.source
    with pytest.raises(NoFile, match=f"^{owner} has no file 'source'$"):
        del article.fs.source
    with pytest.raises(NoFile, match=f"^images of {owner} has no version -1 of 'a'$"):
        _ = article.fs.images["a"]
    with pytest.raises(NoFile, match=f"^images of {owner} has no file 'a'$"):
        del article.fs.images["a"]


def test_an_undeclared_name(article: Any, stored: Any) -> None:
    """MK-FS-102: An undeclared attribute cannot be read, written or deleted."""
    text = r"^Article\.gridfs declares no file 'sauce'$"
    with pytest.raises(AttributeError, match=text):
        _ = article.fs.sauce
    with pytest.raises(AttributeError, match=text):
        article.fs.sauce = b"lost"
    with pytest.raises(AttributeError, match=text):
        del article.fs.sauce
    assert stored() == ([], 0)


def test_assigning_to_a_container(article: Any, stored: Any) -> None:
    """MK-FS-102: A container cannot be assigned or deleted."""
    with pytest.raises(AttributeError, match="declares no file 'images'"):
        article.fs.images = b"lost"
    with pytest.raises(AttributeError, match="declares no file 'images'"):
        del article.fs.images
    assert stored() == ([], 0)


def test_private_names(article: Any) -> None:
    """MK-FS-102: A name with a leading underscore is never a file."""
    assert not hasattr(article.fs, "_missing")
    copied = copy.copy(article.fs)
    copied.source = b"one"
    assert article.fs.source == b"one"


def test_names_of_methods_and_collections(connection: Connection, db: Database) -> None:
    """MK-FS-102: A file can have the name of a method, such as ``list``.

    Registered classes can be named like GridFS's own collections.
    """
    for name in ("fs", "files", "chunks"):
        connection.register(type(name, (Document,), {"structure": {"a": int}}))

    class Note(Document):
        __collection__ = "notes"
        structure = {"text": str}
        gridfs = {"files": ["list"]}

    connection.register(Note)
    note = db.Note({"text": "one"})
    note.save()
    note.fs.list = b"written"
    assert note.fs["list"] == b"written"
    assert note.fs.list() == ["list"]


ACTIONS: dict[str, Any] = {
    "read": lambda fs: fs.source,
    "write": lambda fs: setattr(fs, "source", b"one"),
    "delete": lambda fs: delattr(fs, "source"),
    "read from a container": lambda fs: fs.images["a"],
    "write into a container": lambda fs: fs.images.put(b"a", filename="a"),
    "new file": lambda fs: fs.new_file("source"),
    "iterate": list,
    "list": lambda fs: fs.list(),
    "find": lambda fs: fs.find(),
    "exists": lambda fs: fs.exists(filename="source"),
    "get": lambda fs: fs.get(1),
    "delete by id": lambda fs: fs.delete(1),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_before_saving(articles: Any, stored: Any, action: str) -> None:
    """MK-FS-103: Using the files of an unsaved document raises an error."""
    article = articles({"title": "one"})
    with pytest.raises(RuntimeError, match=r"^save the Article before its files: "):
        ACTIONS[action](article.fs)
    assert stored() == ([], 0)


@pytest.mark.parametrize(
    "data",
    [3, "text", None, bytearray(b"a"), io.StringIO("text"), [b"a"]],
    ids=lambda d: type(d).__name__,
)
def test_invalid_content(article: Any, stored: Any, data: Any) -> None:
    """MK-FS-103: The content must be bytes or a readable binary file."""
    name = type(data).__name__
    text = f"^source must be bytes, or a file that is open .* not {name}$"
    with pytest.raises(TypeError, match=text):
        article.fs.source = data
    with pytest.raises(TypeError, match=f"not {name}$"):
        article.fs.images.put(data)
    assert stored() == ([], 0)


def test_a_file_open_for_writing(article: Any, tmp_path: Any) -> None:
    """MK-FS-103: A file that is open only for writing is rejected."""
    with (
        (tmp_path / "a").open("wb") as unreadable,
        pytest.raises(TypeError, match=r"not BufferedWriter$"),
    ):
        article.fs.source = unreadable


class Reader:
    """An object with only a ``read`` method."""

    def __init__(self, data: bytes) -> None:
        self.read = io.BytesIO(data).read


@pytest.mark.parametrize("make", [io.BytesIO, Reader])
def test_readable_files(article: Any, make: Any) -> None:
    """MK-FS-103: Content is read from any object whose ``read()`` returns bytes."""
    article.fs.source = make(b"one\r\n\0")
    assert article.fs.source == b"one\r\n\0"


def test_a_file_on_disk(article: Any, tmp_path: Any) -> None:
    """MK-FS-103: A file that is larger than a chunk can be stored and read."""
    content = bytes(range(256)) * 3000
    (tmp_path / "a").write_bytes(content)
    with (tmp_path / "a").open("rb") as file:
        article.fs.images["a"] = file
    assert article.fs.images["a"] == content


def test_copying_a_file(article: Any, other: Any) -> None:
    """MK-FS-103: A stored file can be assigned to another document."""
    article.fs.source = b"one"
    other.fs.source = article.fs.get_last_version("source")
    assert other.fs.source == b"one"


def test_encoding(article: Any) -> None:
    """MK-FS-103: With an encoding, the content can be a string."""
    article.fs.put("grün", filename="source", encoding="utf-8")
    assert article.fs.source == "grün".encode()
    with article.fs.images.new_file("a", encoding="latin-1") as file:
        file.write("grün")
    assert article.fs.images["a"] == "grün".encode("latin-1")


def test_an_empty_file(article: Any) -> None:
    """MK-FS-103: A file can be empty."""
    article.fs.source = b""
    assert article.fs.source == b""


class Broken(io.RawIOBase):
    """A large file that fails while it is read."""

    def __init__(self) -> None:
        self.left = 40 * 1024 * 1024

    def readable(self) -> bool:
        """Return ``True``, as a file open for reading does."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, or raise ``OSError`` at the end."""
        if self.left <= 0:
            raise OSError("broken")
        self.left -= size
        return bytes(size)


def test_a_file_that_fails_while_read(article: Any, stored: Any) -> None:
    """MK-FS-103: If reading the content fails, nothing is stored."""
    with pytest.raises(OSError, match=r"^broken$"):
        article.fs.source = Broken()
    assert stored() == ([], 0)
