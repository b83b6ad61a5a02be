"""The settings of the running site, which ``bin/sample`` and ``bin/reset`` use."""

from pathlib import Path

import pytest

from standalone import StandaloneError
from standalone.locks import lock
from standalone.running import LOCK, remember, settings_of

SETTINGS = {"MONGODB_URI": "mongodb://127.0.0.1:1/", "TODO_DEMO": "1"}


def test_settings_are_private(tmp_path: Path) -> None:
    """Only the owner can read the settings, and nothing else of the environment."""
    with lock(tmp_path / LOCK, ""), remember(tmp_path, {**SETTINGS, "HOME": "/"}):
        (path,) = tmp_path.glob("*.json")
        assert path.stat().st_mode & 0o777 == 0o600
        assert settings_of(tmp_path) == SETTINGS
    assert not path.exists()


def test_settings_left_over_by_a_crash(tmp_path: Path) -> None:
    """Settings of a site that no longer runs are not used, and are replaced."""
    with remember(tmp_path, {}):
        with pytest.raises(StandaloneError, match="No site runs from"):
            settings_of(tmp_path)
        with lock(tmp_path / LOCK, ""), remember(tmp_path, SETTINGS):
            assert settings_of(tmp_path) == SETTINGS
