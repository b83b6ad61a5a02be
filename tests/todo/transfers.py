"""Helpers for import tests: files and form submissions."""

import io
import json
from typing import Any

from pymongo.database import Database as PlainDatabase
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

__all__ = [
    "BREAD",
    "ID",
    "MILK",
    "OTHER_ID",
    "TIME",
    "export_file",
    "import_file",
    "import_tasks",
    "send_fields",
    "stored",
    "upload",
]

ID = "65f0c0ffee0123456789abcd"
OTHER_ID = "65f0c0ffee0123456789abce"
TIME = {"$date": "2026-11-23T16:06:48Z"}
MILK: dict[str, Any] = {"_id": {"$oid": ID}, "title": "Buy milk", "creation": TIME}
BREAD = {**MILK, "_id": {"$oid": OTHER_ID}, "title": "Buy bread"}


def export_file(*records: Any) -> bytes:
    """Return the content of an export file with these records."""
    return json.dumps({"tasks": records}).encode()


def upload(content: bytes, name: str = "tasks.json") -> FileStorage:
    """Return a file to upload in a form."""
    return FileStorage(io.BytesIO(content), name)


def send_fields(site: Any, fields: dict[str, Any], **options: Any) -> TestResponse:
    """Submit the form of the import page with these fields."""
    form = {**site.hidden_fields(site.get("/import")), **fields}
    boundary, body = encode_multipart(form)
    content_type = f"multipart/form-data; boundary={boundary}"
    response: TestResponse = site.client.post(
        "/import", data=body, content_type=content_type, **options
    )
    return response


def import_file(site: Any, content: bytes, **options: Any) -> TestResponse:
    """Upload a file with this content on the import page."""
    return send_fields(site, {"file": upload(content)}, **options)


def import_tasks(site: Any, *records: Any) -> str:
    """Import records, and return the page with the report."""
    response = import_file(site, export_file(*records))
    assert response.status_code == 200
    return response.text


def stored(database: PlainDatabase[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the stored tasks."""
    return database["tasks"].find().to_list()
