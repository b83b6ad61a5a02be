"""Static files: digests in their URLs, compression, and caching for a year."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from whitenoise.compress import Compressor

from todo import static_files

CSS = "body { color: black }\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a file of the site and one of a front-end package."""
    for name in ("css/site.css", "vendor/theme.css"):
        path = tmp_path / name
        path.parent.mkdir()
        path.write_text(CSS)
    return tmp_path


def serve(folder: Path) -> FlaskClient:
    """Return a client of a site that serves a folder."""
    url = static_files.static_url_path(folder)
    app = Flask("assets", static_folder=folder, static_url_path=url)
    static_files.init_app(app)
    return app.test_client()


def get(folder: Path, name: str = "css/site.css", encoding: str = "") -> Any:
    """Request a file, and return the response."""
    headers = {"Accept-Encoding": encoding}
    url = f"{static_files.static_url_path(folder)}/{name}"
    return serve(folder).get(url, headers=headers, buffered=True)


def test_digest(folder: Path) -> None:
    """The URL changes with the content of a file, and changes back with it."""
    before = static_files.static_url_path(folder)
    assert re.fullmatch("/static/[0-9a-f]{16}", before)
    (folder / "css/site.css").write_text("")
    assert static_files.static_url_path(folder) != before
    (folder / "css/site.css").write_text(CSS)
    assert static_files.static_url_path(folder) == before


def test_digest_of_names(folder: Path) -> None:
    """The URL changes when a file is added or renamed."""
    urls = {static_files.static_url_path(folder)}
    (folder / "css/more.css").write_text(CSS)
    urls.add(static_files.static_url_path(folder))
    (folder / "css/more.css").rename(folder / "css/other.css")
    urls.add(static_files.static_url_path(folder))
    assert len(urls) == 3


def test_digest_without_copies(folder: Path) -> None:
    """Compressed copies do not change the URL."""
    before = static_files.static_url_path(folder)
    compress(folder)
    assert (folder / "css/site.css.br").is_file()
    assert static_files.static_url_path(folder) == before


def compress(folder: Path) -> None:
    """Compress the files as ``bin/assets`` does."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        Compressor(quiet=True).compress(str(path))


def test_file(folder: Path) -> None:
    """A file is sent with its content type and cached for a year."""
    response = get(folder)
    assert (response.status_code, response.text) == (200, CSS)
    assert response.content_type == 'text/css; charset="utf-8"'
    assert response.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("", None)],
)
def test_compression(folder: Path, accepted: str, sent: str | None) -> None:
    """A file is sent in the best encoding that the browser accepts."""
    compress(folder)
    response = get(folder, encoding=accepted)
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding") == sent
    assert response.headers["Vary"] == "Accept-Encoding"
    assert (len(response.data) < len(CSS)) is bool(sent)
    if sent == "gzip":
        assert gzip.decompress(response.data).decode() == CSS


def test_missing_file(folder: Path) -> None:
    """Unknown files, other digests and paths outside the folder return 404."""
    client = serve(folder)
    url = static_files.static_url_path(folder)
    for path in (f"{url}/css/none.css", f"/static/{'0' * 16}/css/site.css"):
        assert client.get(path).status_code == 404
    assert client.get(f"{url}/../static_files.py").status_code == 404


@pytest.mark.parametrize("is_installed", [True, False])
def test_missing_packages(
    folder: Path,
    is_installed: bool,  # noqa: FBT001  set by parametrize
    caplog: pytest.LogCaptureFixture,
) -> None:
    """If front-end packages are missing, the log names the command to install them."""
    if not is_installed:
        (folder / "vendor/theme.css").unlink()
        (folder / "vendor").rmdir()
    serve(folder)
    expected = [] if is_installed else ["static/vendor is missing: run bin/assets"]
    assert caplog.messages == expected


def test_links_of_pages(site: Any, app: Flask) -> None:
    """Pages link to existing files by their current URLs."""
    page = site.get("/").text
    urls = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
    assert urls
    for url in urls:
        assert url.startswith(f"{app.static_url_path}/")
        assert site.get(url).status_code == 200


def test_compressed_theme(site: Any, app: Flask) -> None:
    """The largest file, the theme, is sent compressed."""
    url = f"{app.static_url_path}/vendor/pico.classless.min.css"
    response = site.get(url, headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
