"""Settings of gunicorn for the site.

``gunicorn --config python:todo.gunicorn_conf`` uses them.
"""

from gevent import monkey

monkey.patch_all()  # before anything that it patches is imported

import resource
import sys
from pathlib import Path
from typing import Any

from flask import Config

from flask_mongokit import ConfigurationError, client_arguments, make_client
from todo.config import configure
from todo.demo import WARNING, is_loopback
from todo.serving.output import STDERR, STDOUT, unblocked

sys.stdout, sys.stderr = unblocked(STDOUT), unblocked(STDERR)

settings = Config(".")
try:
    configure(settings, {})
    make_client(client_arguments(settings)).close()  # to report what pymongo rejects
except ConfigurationError as error:
    sys.exit(str(error))

CONNECTIONS = 2000 + settings["TODO_LIVE_STREAMS"]
OTHER_FILES = 200  # of a worker: connections to MongoDB, logs, static files

_, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
files = CONNECTIONS + OTHER_FILES
files = files if most_files == resource.RLIM_INFINITY else min(files, most_files)
resource.setrlimit(resource.RLIMIT_NOFILE, (files, most_files))

wsgi_app = "todo.wsgi:app"
bind = f"127.0.0.1:{settings['TODO_PORT']}"
worker_class = "todo.serving.worker.SiteWorker"
workers = 2
worker_connections = files - OTHER_FILES
MEMORY = "/dev/shm"  # noqa: S108  Linux's memory, for the heartbeat file
worker_tmp_dir = MEMORY if Path(MEMORY).is_dir() else None
control_socket_disable = True
forwarded_allow_ips = ""  # the site handles proxies itself: TODO_PROXY_HOPS
# Behind a proxy, workers go on serving for 3 seconds.
graceful_timeout = 10 if settings["TODO_PROXY_HOPS"] else 8
timeout = 30
sendfile = False  # the access log would lack the sizes of files
accesslog = "-"
loglevel = settings["LOG_LEVEL"].lower()
logger_class = "todo.logs.GunicornLogger"


def when_ready(server: Any) -> None:
    """Warn if other machines can reach a demo site."""
    names = [listener.getsockname() for listener in server.LISTENERS]
    hosts = [name if isinstance(name, str) else name[0] for name in names]
    if settings["TODO_DEMO"] and not all(map(is_loopback, hosts)):
        server.log.warning("TODO_DEMO is 1 on %s. %s", " and ".join(hosts), WARNING)
