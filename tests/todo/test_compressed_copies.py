"""Compressed copies of static files, served only if they are up to date."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from todo.http import static_files

FILE = "css/site.css"
CONTENT = b"a {}" * 100


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """Return a folder with a file and its compressed copy."""
    (tmp_path / "css").mkdir()
    (tmp_path / FILE).write_bytes(CONTENT)
    (tmp_path / f"{FILE}.gz").write_bytes(gzip.compress(CONTENT))
    return tmp_path


def get(static: Path) -> Any:
    """Request the file, accepting gzip, and return the response."""
    url = static_files.static_url_path(static)
    app = Flask("assets", static_folder=static, static_url_path=url)
    static_files.init_app(app)
    headers = {"Accept-Encoding": "gzip"}
    return app.test_client().get(f"{url}/{FILE}", headers=headers, buffered=True)


def test_fresh_copy(static: Path) -> None:
    """An up-to-date copy is served to browsers that accept gzip."""
    os.utime(static / FILE, (1000, 1000))
    response = get(static)
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == CONTENT


def test_outdated_copy(static: Path) -> None:
    """A copy that is older than its file is not served."""
    os.utime(static / f"{FILE}.gz", (1000, 1000))
    response = get(static)
    assert "Content-Encoding" not in response.headers
    assert response.data == CONTENT
