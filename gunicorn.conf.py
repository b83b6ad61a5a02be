"""How gunicorn serves the site."""

import sys

from flask import Config

from flask_mongokit import ConfigurationError
from todo.config import configure

settings = Config(".")
try:
    configure(settings, {})
except ConfigurationError as error:
    sys.exit(str(error))

wsgi_app = "wsgi:app"
bind = f"127.0.0.1:{settings['TODO_PORT']}"
worker_class = "gthread"
workers = 2
threads = 16
worker_tmp_dir = "/dev/shm"  # noqa: S108  a file that is only touched, in memory
control_socket_disable = True
forwarded_allow_ips = ""  # the site heeds proxies itself: TODO_PROXY_HOPS
graceful_timeout = 5
timeout = 30
sendfile = False  # or the log has no bytes of files
accesslog = "-"
loglevel = settings["LOG_LEVEL"].lower()
logger_class = "todo.logs.GunicornLogger"
