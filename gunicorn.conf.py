"""Settings of gunicorn for the site."""

import sys

from flask import Config

from flask_mongokit import ConfigurationError, client_arguments, make_client
from todo.config import configure

settings = Config(".")
try:
    configure(settings, {})
    make_client(client_arguments(settings))  # to report what pymongo rejects
except ConfigurationError as error:
    sys.exit(str(error))

wsgi_app = "wsgi:app"
bind = f"127.0.0.1:{settings['TODO_PORT']}"
worker_class = "gthread"
workers = 2
threads = 16
worker_tmp_dir = "/dev/shm"  # noqa: S108  in memory, for the heartbeat file
control_socket_disable = True
forwarded_allow_ips = ""  # the site handles proxies itself: TODO_PROXY_HOPS
graceful_timeout = 5
timeout = 30
sendfile = False  # the access log would lack the sizes of files
accesslog = "-"
loglevel = settings["LOG_LEVEL"].lower()
logger_class = "todo.logs.GunicornLogger"
