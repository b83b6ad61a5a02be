"""Gunicorn, as ``bin/serve`` runs it."""

import os
import secrets
from pathlib import Path

import pytest

from standalone import StandaloneError
from standalone.ports import reserve
from standalone.site import Site

ROOT = Path(__file__).parents[2]


def test_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that does not answer in time raises an error."""
    monkeypatch.chdir(ROOT)
    environ = {
        **os.environ,
        "SECRET_KEY": secrets.token_hex(32),
        "GUNICORN_CMD_ARGS": "--workers=0",
    }
    listener = reserve()
    listener.listen()
    site = Site(environ, listener)
    try:
        with pytest.raises(StandaloneError, match="does not answer after 0 seconds"):
            site.wait_for_answer(seconds=0)
    finally:
        site.stop()
