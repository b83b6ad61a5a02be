"""Tests of how pymongo's tests are found and selected."""

import tarfile
from pathlib import Path

import pymongo
import pytest

from conformance import suite
from conformance.suite import SLOW, SUBJECTS, ConformanceError, find_suite, select


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with empty modules; one of them uses a handle's collection."""
    (tmp_path / "test").mkdir()
    for subject in SUBJECTS:
        (tmp_path / "test" / f"test_{subject}.py").touch()
    (tmp_path / "test" / "test_bulk.py").write_text("self.db.coll.drop()\n")
    return tmp_path


def options(selection: list[str]) -> set[str]:
    """Return the options of a selection."""
    return {each for each in selection if each.startswith("--")}


def test_pinned_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock file's version is used with its digests, and must be installed."""
    version, lines = suite.pinned()
    assert version == pymongo.version
    assert lines.count("--hash=sha256:") > 10
    monkeypatch.setattr("conformance.suite.version", lambda _: "4.0")
    with pytest.raises(ConformanceError, match=r"pymongo 4\.0 is installed, not 4\."):
        suite.pinned()


def test_missing_pin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock file without pymongo is an error."""
    (tmp_path / "tests.txt").write_text("pytest==9.1\n")
    monkeypatch.setattr(suite, "PINS", tmp_path / "tests.txt")
    with pytest.raises(ConformanceError, match="does not pin pymongo"):
        suite.pinned()


def test_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tests are extracted, once; the driver's own modules are not."""
    top = f"pymongo-{pymongo.version}"
    for name in ("test/test_a.py", "pymongo/__init__.py", "pyproject.toml"):
        path = tmp_path / "source" / top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    downloads = []

    def download(parent: Path, lines: str) -> Path:
        downloads.append(lines)
        archive = parent / f"{top}.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "source" / top, top)
        return archive

    monkeypatch.setattr(suite, "BUILD", tmp_path / "build")
    monkeypatch.setattr(suite, "_download", download)
    found = find_suite()
    assert sorted(path.name for path in found.iterdir()) == ["pyproject.toml", "test"]
    assert find_suite() == found
    assert len(downloads) == 1


def test_wrong_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that pip refuses is an error, and leaves nothing behind."""
    monkeypatch.setattr(suite, "BUILD", tmp_path / "build")
    monkeypatch.setattr(
        suite, "pinned", lambda: ("4.0", "pymongo==4.0 --hash=sha256:0")
    )
    with pytest.raises(ConformanceError, match="cannot be downloaded"):
        find_suite()
    assert list((tmp_path / "build").iterdir()) == []


def test_selection(folder: Path) -> None:
    """The slow tests are left out by default, and unsuitable modules for handles."""
    chosen = select(folder, everything=False, with_handles=False)
    assert options(chosen) == {f"--deselect={name}" for name in SLOW}
    assert len(chosen) == len(SUBJECTS) + len(SLOW)
    complete = select(folder, everything=True, with_handles=False)
    assert len(complete) == len(SUBJECTS)
    handles = select(folder, everything=True, with_handles=True)
    assert handles == ["test/test_bulk.py"]


def test_missing_module(folder: Path) -> None:
    """A module that pymongo has no longer is an error, not left out."""
    (folder / "test" / "test_bulk.py").unlink()
    with pytest.raises(ConformanceError, match=r"pymongo has no test/test_bulk\.py"):
        select(folder, everything=True, with_handles=False)
