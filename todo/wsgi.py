"""The WSGI application, for gunicorn and ``flask --app todo.wsgi``."""

import sys

from flask_mongokit import ConfigurationError
from todo import create_app

try:
    app = create_app()
except ConfigurationError as error:
    sys.exit(str(error))
