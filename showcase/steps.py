"""Run the steps of the tutorial in this process."""

import importlib
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

__all__ = ["imported", "served"]


@contextmanager
def imported(step: Path, settings: Mapping[str, str]) -> Iterator[Flask]:
    """Import a step, as ``flask run`` does, and yield its application.

    :param step: the folder of the step.
    :param settings: the application's settings, as text.
    """
    own = {path.stem for path in step.glob("*.py")}
    variables = {f"FLASK_{name}": value for name, value in settings.items()}
    sys.path.insert(0, os.fspath(step))
    os.environ.update(variables)
    importlib.invalidate_caches()
    try:
        module: Any = importlib.import_module("app")
        app: Flask = (
            module.create_app() if hasattr(module, "create_app") else module.app
        )
        yield app
        with app.app_context():
            app.extensions["mongokit"].close()
    finally:
        sys.path.remove(os.fspath(step))
        for name in own:
            sys.modules.pop(name, None)
        for name in variables:
            os.environ.pop(name, None)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port, without a log, and yield its URL."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
