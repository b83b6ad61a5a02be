"""Run the site for ``bin/serve``, or print an error message."""

import os
import sys
from pathlib import Path

from standalone.errors import StandaloneError
from standalone.serve import serve

try:
    serve(Path(os.environ.get("TODO_DIRECTORY") or "var").absolute(), os.environ)
except StandaloneError as error:
    sys.exit(str(error))
except OSError as error:
    sys.exit(f"{error.filename or 'The site'} cannot be used: {error.strerror}.")
