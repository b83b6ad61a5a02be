"""The system's Chromium, for the checks of pages."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

__all__ = ["open_page"]

TIMEOUT_MS = 5000


class QuietHandler(WSGIRequestHandler):
    """A request handler that logs nothing."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  Werkzeug's name
        """Do nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application in a thread, and yield its URL."""
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def open_page(app: Flask) -> Iterator[Page]:
    """Open the first page of an application in Chromium.

    :raises AssertionError: if there is no Chromium.
    """
    names = "chromium-headless-shell", "chromium", "google-chrome"
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, (
        "This exercise needs Chromium, and there is none on PATH: install it, or go on "
        "with the next exercise."
    )
    with served(app) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=os.geteuid() != 0
        )
        page = browser.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        page.goto(address)
        yield page
        browser.close()
