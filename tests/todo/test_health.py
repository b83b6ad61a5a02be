"""Health checks, and the files at fixed URLs."""

import struct
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/healthz", "The site runs."),
        ("/readyz", "The database answers."),
        ("/robots.txt", "Disallow: /"),
    ],
)
def test_plain_text(site: Any, path: str, words: str) -> None:
    """Health checks and robots.txt are plain text."""
    response = site.get(path)
    assert response.status_code == 200
    assert response.content_type == "text/plain; charset=utf-8"
    assert words in response.text


def test_favicon(site: Any) -> None:
    """``/favicon.ico`` returns the icon."""
    response = site.get("/favicon.ico")
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"


def test_apple_touch_icon(site: Any) -> None:
    """``/apple-touch-icon.png`` returns an icon of 180 by 180 pixels."""
    response = site.get("/apple-touch-icon.png")
    assert response.mimetype == "image/png"
    assert struct.unpack(">II", response.data[16:24]) == (180, 180)
    assert '<link rel="apple-touch-icon" href="/apple-touch-icon.png">' in (
        site.get("/").text
    )


@pytest.mark.parametrize(
    "path",
    [
        *("/healthz", "/readyz", "/robots.txt", "/favicon.ico", "/new"),
        "/apple-touch-icon.png",
    ],
)
def test_fixed_urls(site: Any, path: str) -> None:
    """Fixed URLs never match the rule for task ids, whatever the method."""
    assert site.get(path).status_code == 200
    assert site.client.delete(path).status_code == 405


@pytest.mark.parametrize("host", ["evil.example", "", "a b", "[::1", "x" * 300])
@pytest.mark.parametrize("trusted", [None, ["todo.example"], [".büro.example"]])
@pytest.mark.parametrize("hops", [0, 1])
def test_any_host(
    make_app: Any, host: str, trusted: list[str] | None, hops: int
) -> None:
    """Health checks respond whatever the Host header says."""
    client = make_app(TRUSTED_HOSTS=trusted, TODO_PROXY_HOPS=hops).test_client()
    headers = {"Host": host, "X-Forwarded-Host": host}
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers=headers).status_code == 200


def test_without_a_database(make_app: Any) -> None:
    """Without a database, the process is alive but not ready."""
    app = make_app(MONGODB_URI="mongodb://127.0.0.1:1/", MONGODB_TIMEOUT_MS=500)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
