"""Health checks, and the files at fixed URLs."""

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


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/robots.txt", "/favicon.ico", "/new"]
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
