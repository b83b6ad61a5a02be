"""Run the site for ``bin/serve``, or print an error message."""

import argparse
import os
import sys
from pathlib import Path

from standalone.demo import serve_demo
from standalone.errors import StandaloneError
from standalone.processes import StopSignals
from standalone.serve import Options, serve
from standalone.traps import LISTED, listing

parser = argparse.ArgumentParser("bin/serve", add_help=False)  # bin/serve has the help
parser.add_argument("--demo", action="store_true")
parser.add_argument("--trap", nargs="?", const=LISTED)
parser.add_argument("--spoil", action="store_true")
arguments = parser.parse_args()

signals = StopSignals()
try:
    if arguments.trap == LISTED:
        print(listing(spoil=arguments.spoil))  # noqa: T201  a command prints
    elif arguments.demo or arguments.trap:
        serve_demo(os.environ, signals, arguments.trap)
    else:
        directory = Path(os.environ.get("TODO_DIRECTORY") or "var").absolute()
        serve(Options(directory, os.environ), signals)
except StandaloneError as error:
    sys.exit(str(error))
except OSError as error:
    sys.exit(f"{error.filename or 'The site'} cannot be used: {error.strerror}.")
