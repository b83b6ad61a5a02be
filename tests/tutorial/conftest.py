"""The packages that a reader of the tutorial has installed."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the packages, but without the site."""
    folder = tmp_path_factory.mktemp("packages")
    for name in ("mongokit", "flask_mongokit"):
        (folder / name).symlink_to(ROOT / name)
    return folder
