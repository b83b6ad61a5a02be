"""Static files: digests in their URLs, compression, and caching for a year."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from whitenoise.compress import Compressor

from todo.http import static_files

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


def get(folder: Path, method: str = "GET", **headers: str) -> Any:
    """Request a file, and return the response.

    :param headers: request headers, with ``_`` instead of ``-``.
    """
    url = f"{static_files.static_url_path(folder)}/css/site.css"
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return serve(folder).open(url, method=method, headers=sent, buffered=True)


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
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
        ("gzip;q=0, br;q=0.000", None),
        ("br;q=0, *", "gzip"),
        ("*;q=0", None),
        ("br;q=0.1, gzip", "gzip"),
        ("gzip;q=0.1, identity;q=0.5", None),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", None),
        ("x-gzip-like, brotli", None),
        ("gzip;q=high", None),
        (";,q=", None),
    ],
)
def test_compression(folder: Path, accepted: str, sent: str | None) -> None:
    """A file is sent in the best encoding that the browser accepts."""
    compress(folder)
    response = get(folder, Accept_Encoding=accepted)
    assert response.status_code == 200
    assert response.headers.get("Content-Encoding") == sent
    assert response.headers["Vary"] == "Accept-Encoding"
    assert (len(response.data) < len(CSS)) is bool(sent)
    if sent == "gzip":
        assert gzip.decompress(response.data).decode() == CSS


SIZE = len(CSS)
LAST = SIZE - 1
EVERYTHING = [
    *("bytes=5-2", "bytes=-", "bytes=x-y", "bytes=0-0,2-2", "bytes=0", "lines=0-0"),
    *("bytes=+1-2", "bytes=1_0-20", "bytes=٣-٤", "", "bytes=0-" + "9" * 5000),
]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("Bytes=7-7", 7, 7),
        ("bytes=2-5", 2, 5),
        ("bytes=10-", 10, LAST),
        ("bytes=-1", LAST, LAST),
        ("bytes=-99999", 0, LAST),
        (f"bytes={LAST}-", LAST, LAST),
        (f"bytes={LAST}-99999", LAST, LAST),
    ],
)
def test_range(folder: Path, asked: str, first: int, last: int) -> None:
    """A range is sent as such, even if it has only one byte."""
    response = get(folder, Range=asked)
    assert response.status_code == 206
    assert response.text == CSS[first : last + 1]
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response.headers["Content-Length"] == str(last + 1 - first)
    assert response.headers["Cache-Control"] == "max-age=31536000, public, immutable"


@pytest.mark.parametrize("asked", EVERYTHING, ids=lambda asked: asked[:20])
def test_invalid_range(folder: Path, asked: str) -> None:
    """Invalid ranges, and several at once, are ignored."""
    response = get(folder, Range=asked)
    assert (response.status_code, response.text) == (200, CSS)
    assert "Content-Range" not in response.headers


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999-100000", "bytes=-0"])
def test_range_beyond_the_end(folder: Path, asked: str) -> None:
    """A range with none of the file's bytes is an error that states the size."""
    response = get(folder, Range=asked)
    assert (response.status_code, response.data) == (416, b"")
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"


def test_range_of_a_version(folder: Path) -> None:
    """With ``If-Range``, a range is sent only of the version that the browser has."""
    headers = get(folder).headers
    for version in (headers["ETag"], headers["Last-Modified"]):
        same = get(folder, Range="bytes=0-0", If_Range=version)
        assert same.status_code == 206
    other = get(folder, Range="bytes=0-0", If_Range='"other"')
    assert (other.status_code, other.text) == (200, CSS)


def test_head(folder: Path) -> None:
    """HEAD has the headers of the whole file, without a body."""
    response = get(folder, "HEAD", Range="bytes=0-0")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(SIZE)


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"other", {}', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
    ],
)
def test_entity_tags(folder: Path, tags: str, status: int) -> None:
    """A browser that has this version gets no second copy."""
    tag = get(folder).headers["ETag"]
    response = get(folder, If_None_Match=tags.format(tag))
    assert response.status_code == status
    if status == 304:
        assert (response.data, response.headers["ETag"]) == (b"", tag)


def test_tags_of_copies(folder: Path) -> None:
    """Each copy has its own tag, so that ranges of two copies are never joined."""
    compress(folder)
    encodings = ("identity", "gzip", "br")
    tags = {
        each: get(folder, Accept_Encoding=each).headers["ETag"] for each in encodings
    }
    assert len(set(tags.values())) == len(encodings)
    for encoding, tag in tags.items():
        for of, other in tags.items():
            known = get(folder, Accept_Encoding=encoding, If_None_Match=other)
            assert known.status_code == (304 if encoding == of else 200)
            assert known.headers["ETag"] == tag
            part = get(
                folder, Accept_Encoding=encoding, Range="bytes=0-0", If_Range=other
            )
            assert part.status_code == (206 if encoding == of else 200)


def test_times(folder: Path) -> None:
    """A browser that has a copy of this time gets no second one."""
    time = get(folder).headers["Last-Modified"]
    assert get(folder, If_Modified_Since=time).status_code == 304
    past = "Thu, 01 Jan 2015 00:00:00 GMT"
    assert get(folder, If_Modified_Since=past).status_code == 200


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
    expected = [] if is_installed else [static_files.NOT_BUILT]
    assert caplog.messages == expected


def test_links_of_pages(site: Any, app: Flask) -> None:
    """Pages link to existing files by their current URLs."""
    page = site.get("/").text
    urls = re.findall(r'(?:href|src)="(/static/[^"]*)"', page)
    assert urls
    for url in urls:
        assert url.startswith(f"{app.static_url_path}/")
        assert site.get(url).status_code == 200


def test_compressed_bundle(site: Any, app: Flask) -> None:
    """The largest file, the list's script, is sent compressed."""
    url = f"{app.static_url_path}/bundle/list.js"
    response = site.get(url, headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
