"""Settings of gunicorn if it is started in this folder."""

from todo.gunicorn_conf import *  # noqa: F403  gunicorn takes the names that it knows
