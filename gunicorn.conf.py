"""How gunicorn serves the site."""

import os
import sys
from typing import Any

from flask import Config

from flask_mongokit import ConfigurationError
from todo.config import configure

wsgi_app = "wsgi:app"
bind = f"127.0.0.1:{os.environ.get('TODO_PORT') or 8000}"
worker_class = "gthread"
workers = 2
threads = 16
worker_tmp_dir = "/dev/shm"  # noqa: S108  a file that is only touched, in memory
control_socket_disable = True
graceful_timeout = 5
timeout = 30
accesslog = "-"
logger_class = "todo.logs.GunicornLogger"


def on_starting(server: Any) -> None:
    """End at once, with what is wrong, where the settings cannot be used."""
    del server
    try:
        configure(Config("."), {})
    except ConfigurationError as error:
        sys.exit(str(error))
