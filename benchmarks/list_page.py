"""The list page under gunicorn, against the same page without our packages."""

import re
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.ratios import Contest, compare
from benchmarks.servers import get, serving
from showcase.site import run_flask, settings
from standalone import EmbeddedMongod

__all__ = ["measure"]

TASKS = 1000
REQUESTS = 200
EACH_ITS_OWN = re.compile(rb'/static/\w+/|name="(?:csrf_)?token"[^>]* value="[^"]+"')


def measure(rounds: int) -> list[Contest]:
    """Return the ratio of the two list pages.

    :raises RuntimeError: they do not show the same.
    """
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        mongod = stack.enter_context(EmbeddedMongod(Path(directory)))
        environ = settings(mongod, "todo")
        run_flask(environ, "setup")
        run_flask(environ, "sample", str(TASKS))
        site = stack.enter_context(serving(environ))
        bare = stack.enter_context(
            serving(environ, "--config=benchmarks/bare_gunicorn.py")
        )
        check_that_they_show_the_same(get(site), get(bare))
        ours, rival = (partial(get, port, times=REQUESTS) for port in (site, bare))
        return [compare("list page", ours, rival, target=0.85, rounds=rounds)]


def check_that_they_show_the_same(page: bytes, bare: bytes) -> None:
    """Compare two pages, but for tokens and the address of static files.

    :raises RuntimeError: they differ.
    """
    if EACH_ITS_OWN.sub(b"", page) != EACH_ITS_OWN.sub(b"", bare):
        raise RuntimeError("bare_site.py must show the same page as the site does.")
