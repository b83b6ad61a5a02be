"""Files that the import accepts or rejects as a whole."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pymongo.database import Database as PlainDatabase

from standalone import free_port
from tests.todo.transfers import (
    MILK,
    export_file,
    import_file,
    send_fields,
    stored,
    upload,
)
from todo.transfer import reading
from todo.transfer.reading import Malformed, UnreadableFileError, read_records

PlainDB = PlainDatabase[dict[str, Any]]
Task = dict[str, Any]

MIB = 1024 * 1024


fuzz_settings = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


DEEP = b'{"tasks": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}"
START = json.dumps({"tasks": [MILK]})[:-2].encode()
BROKEN: list[tuple[bytes, str]] = [
    (b"", 'The file must begin with {"tasks": [ as exports do.'),
    (b"[]", 'The file must begin with {"tasks": [ as exports do.'),
    (b'{"task": []}', 'The file must begin with {"tasks": [ as exports do.'),
    (b'{"tasks": {}}', 'The file must begin with {"tasks": [ as exports do.'),
    (b'{"version": 1, "tasks": []}', "The file must begin with"),
    (b'{"tasks": [', "Task 1 is not valid JSON, or the file is cut off in it."),
    (b'{"tasks": [nonsense]}', "Task 1 is not valid JSON"),
    (b'{"tasks": [' + b"x" * 5 * 1024 * 256 + b"]}", "Task 1 is not valid JSON"),
    (START, "Task 1 is not valid JSON, or the file is cut off in it."),
    (START + b" ", "The list is broken after task 1."),
    (START + b" {}]}", "The list is broken after task 1."),
    (START + b",", "Task 2 is not valid JSON, or the file is cut off in it."),
    (START + b",]}", "Task 2 is not valid JSON, or the file is cut off in it."),
    (START + b', {"title": "a', "Task 2 is not valid JSON, or the file is cut off"),
    (START + b', {"title": "a\n"}]}', "Task 2 is not valid JSON"),
    (START + b', {"title": "\xff"}]}', "The file is not UTF-8 text."),
    (START + b"]}\xe2", "The file is not UTF-8 text."),
    (export_file(MILK).decode().encode("utf-16"), "The file is not UTF-8 text."),
    (START + b"]", "The file must end with } after the list of tasks."),
    (START + b'], "tasks": []}', "The file must end with } after the list of tasks."),
    (START + b"]} {}", "The file must end with } after the list of tasks."),
    (DEEP, "Task 1 is nested too deeply."),
    (b'{"tasks": [' + b'{"a": ' * 100_000, "Task 1 is nested too deeply."),
]


@pytest.mark.parametrize(("content", "message"), BROKEN, ids=range(len(BROKEN)))
def test_unreadable(site: Any, database: PlainDB, content: bytes, message: str) -> None:
    """A file that is not a well-formed export is rejected with the reason."""
    response = import_file(site, content)
    assert response.status_code == 422
    assert "<title>Error: Import tasks" in response.text
    assert response.text.count(message.replace('"', "&#34;")) == 2
    assert stored(database) == []


def test_an_endless_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops early if no task ends within the limit."""
    monkeypatch.setattr(reading, "LONGEST_VALUE", 2 * MIB)
    endless = io.BytesIO(b'{"tasks": ["' + b"x" * 20 * MIB)
    with pytest.raises(UnreadableFileError, match="more than 2,097,152 characters"):
        list(read_records(endless))
    assert endless.tell() < 5 * MIB


class OneBytePerRead(io.BytesIO):
    """A file that returns one byte per read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next byte."""
        return super().read(min(1, size or 0) if size != -1 else 1)


def test_reading_byte_by_byte() -> None:
    """Values are read correctly wherever a chunk ends."""
    content = (
        '\ufeff{ "tasks" :\n[1.25, -30, 2e3, "é😀\\n", {"a": {"b": null}}, true ] } \n'
    )
    values = [1.25, -30, 2000.0, "é😀\n", {"a": {"b": None}}, True]
    assert list(read_records(OneBytePerRead(content.encode()))) == values


def test_malformed_values() -> None:
    """NaN and objects with duplicate keys are read as malformed values."""
    content = io.BytesIO(b'{"tasks": [NaN, {"a": 1, "a": 1}]}')
    assert list(read_records(content)) == [
        Malformed("NaN"),
        Malformed('an object that has "a" twice'),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"file": ""},
        {"file": "tasks.json"},
        {"file": upload(b"x", "")},
        {"other": upload(b"x")},
    ],
    ids=["nothing", "empty", "text", "without a name", "another field"],
)
def test_no_file(site: Any, fields: Task) -> None:
    """Submitting the form without a file shows an error message at the field."""
    response = send_fields(site, fields)
    assert response.status_code == 422
    assert response.text.count("Choose a file.") == 2
    assert 'aria-describedby="file-error file-hint"' in response.text
    assert 'aria-invalid="true"' in response.text


@pytest.mark.parametrize("body", [{"tasks": [MILK]}, [MILK], "x", None])
def test_json_is_not_a_file(site: Any, database: PlainDB, body: Any) -> None:
    """A JSON body is not accepted as a file, even with a valid CSRF token."""
    token = site.hidden_fields(site.get("/import"))["csrf_token"]
    response = site.client.post("/import", json=body, headers={"X-CSRFToken": token})
    assert response.status_code == 422
    assert stored(database) == []


def test_without_a_token(site: Any, database: PlainDB) -> None:
    """A file without a CSRF token is rejected."""
    site.get("/import")
    file = (io.BytesIO(export_file(MILK)), "tasks.json")
    response = site.post("/import", {"file": file})
    assert response.status_code == 400
    assert "This form is too old" in response.text
    assert stored(database) == []


def test_a_cross_site_upload(site: Any, database: PlainDB) -> None:
    """A cross-site upload is rejected."""
    response = import_file(
        site, export_file(MILK), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 400
    assert stored(database) == []


def test_the_largest_file(site: Any) -> None:
    """A file of 2 MiB is accepted."""
    assert import_file(site, export_file(MILK).ljust(2 * MIB)).status_code == 200


@pytest.mark.parametrize("size", [2 * MIB + 1, 3 * MIB])
def test_too_large(site: Any, database: PlainDB, size: int) -> None:
    """A file of more than 2 MiB is rejected; the page refers to ``flask import``."""
    response = import_file(site, export_file(MILK).ljust(size))
    assert response.status_code == 413
    assert "That is too much text" in response.text
    assert "2 MiB" in response.text
    assert "flask import" in response.text
    assert stored(database) == []


def test_too_large_as_json(site: Any) -> None:
    """If a file is too large, a client that prefers JSON gets problem+json."""
    headers = {"Accept": "application/json"}
    response = import_file(site, b" " * 3 * MIB, headers=headers)
    assert response.status_code == 413
    assert "flask import" in response.get_json()["detail"]


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_large_bodies_without_a_file(site: Any, content_type: str) -> None:
    """The larger limit applies only to uploaded files, not to other form data."""
    form = {**site.hidden_fields(site.get("/import")), "file": "x" * 300_000}
    response = site.post("/import", form, content_type=content_type)
    assert response.status_code == 413


def test_large_uploads_to_other_pages(site: Any) -> None:
    """The larger limit applies only to the import page."""
    file = (io.BytesIO(b" " * 300_000), "tasks.json")
    response = site.post("/new", {**site.form(), "file": file})
    assert response.status_code == 413
    assert "256 KiB" in response.text


def test_a_get_changes_nothing(site: Any, database: PlainDB) -> None:
    """GET with a body imports nothing."""
    file = (io.BytesIO(export_file(MILK)), "tasks.json")
    response = site.client.get("/import", data={"file": file})
    assert response.status_code == 200
    assert "imported" not in response.text
    assert stored(database) == []


def test_without_a_database(make_app: Any, browse: Any) -> None:
    """If the database is down, the import reports it."""
    uri = f"mongodb://127.0.0.1:{free_port()}"
    options = {"serverSelectionTimeoutMS": 100}
    site = browse(make_app(MONGODB_URI=uri, MONGODB_OPTIONS=options))
    response = import_file(site, export_file(MILK))
    assert response.status_code == 503
    assert "The database cannot be reached" in response.text


def test_an_unconfirmed_write(make_app: Any, browse: Any) -> None:
    """Tasks whose write is not confirmed are not reported as imported."""
    site = browse(make_app(MONGODB_OPTIONS={"w": 2, "wTimeoutMS": 100}))
    response = import_file(site, export_file(MILK))
    assert response.status_code == 503
    assert "The database does not confirm this" in response.text


def test_a_database_failure(make_app: Any, browse: Any) -> None:
    """A database failure is not reported as a refused task."""
    site = browse(make_app(MONGODB_OPTIONS={"w": 51}))
    response = import_file(site, export_file(MILK))
    assert response.status_code == 500
    assert "Something went wrong" in response.text


@fuzz_settings
@given(content=st.binary(max_size=200))
@example(content=b'{"tasks": [\xed\xa0\x80]}')
def test_any_bytes(site: Any, content: bytes) -> None:
    """Arbitrary bytes never cause a server error."""
    assert import_file(site, content).status_code in {200, 422}
