"""Compressed pages."""

import gzip
from typing import Any

import pytest

GZIP = {"Accept-Encoding": "br, gzip;q=0.5"}


def test_pages(site: Any) -> None:
    """A page is compressed for clients that accept gzip, to less than half."""
    plain, packed = site.get("/help"), site.get("/help", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers
    for response in (plain, packed):
        assert "Accept-Encoding" in response.vary


@pytest.mark.parametrize(
    "accepted",
    ["gzip;q=0", "br", "identity", "*;q=0", "", "gzip;q=0.1, identity", "*, gzip;q=0"],
)
def test_other_clients(site: Any, accepted: str) -> None:
    """Clients that do not accept gzip, or prefer none, get the page as it is."""
    response = site.get("/help", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers
    assert response.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("path", ["/export.json", "/healthz", "/manifest.webmanifest"])
def test_other_responses(site: Any, path: str) -> None:
    """Only pages are compressed."""
    assert "Content-Encoding" not in site.get(path, headers=GZIP).headers


def test_short_responses(site: Any) -> None:
    """A redirect, which has a short page, is not compressed."""
    form = {**site.form(), "title": "Milk"}
    response = site.post("/new", form, headers=GZIP)
    assert response.status_code == 303
    assert "Content-Encoding" not in response.headers


def test_errors(site: Any) -> None:
    """Error pages are compressed, too."""
    response = site.get("/x", headers=GZIP)
    assert response.status_code == 400
    assert b"That address is not a task" in gzip.decompress(response.data)


def test_head(site: Any) -> None:
    """HEAD has the headers of GET, and no body."""
    response = site.client.head("/help", headers=GZIP)
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.data == b""


def test_lengths_vary(site: Any) -> None:
    """The length of the same page is partly random, so that it reveals nothing."""
    pages = [site.get("/help", headers=GZIP).data for _ in range(20)]
    assert len({gzip.decompress(page) for page in pages}) == 1
    assert len({*map(len, pages)}) > 1
