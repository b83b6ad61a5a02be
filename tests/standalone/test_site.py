"""The gunicorn process that ``bin/serve`` starts."""

import os
import secrets
from pathlib import Path

import pytest

from standalone import StandaloneError
from standalone.ports import reserve
from standalone.site import Site

ROOT = Path(__file__).parents[2]


def test_no_response(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the site does not respond in time, waiting for it raises an error."""
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
        with pytest.raises(StandaloneError, match="does not respond after 0 seconds"):
            site.wait_for_response(seconds=0)
    finally:
        site.stop()
