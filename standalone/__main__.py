"""Runs the site without Docker; ``bin/serve`` calls this."""

import os
import sys
from pathlib import Path

from standalone.errors import StandaloneError
from standalone.serve import serve


def main() -> None:
    """Run the site; a failure is one sentence, and status 1."""
    try:
        serve(Path("var").absolute(), os.environ)
    except StandaloneError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or 'The site'} cannot be used: {error.strerror}.")


if __name__ == "__main__":
    main()
