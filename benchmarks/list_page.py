"""Compare the list page with the same page on Flask and bare pymongo."""

import re
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.ratios import Comparison, compare
from benchmarks.servers import get, serving
from showcase.site import run_flask, settings
from standalone import EmbeddedMongod

__all__ = ["measure"]

TASKS = 1000
REQUESTS = 200
TOKENS_AND_STATIC_URLS = re.compile(
    rb'/static/\w+/|name="(?:csrf_)?token"[^>]* value="[^"]+"'
    rb'|data-(?:batch|draft)="[^"]+"| data-events="[^"]+"'
)


def measure(rounds: int) -> list[Comparison]:
    """Compare the response times of the two list pages.

    :raises RuntimeError: if the pages differ in their content.
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
        check_same_content(get(site), get(bare))
        ours, baseline = (partial(get, port, times=REQUESTS) for port in (site, bare))
        return [compare("list page", ours, baseline, target=1.0, rounds=rounds)]


def check_same_content(page: bytes, bare: bytes) -> None:
    """Check that two pages differ only in tokens and URLs of static files.

    :raises RuntimeError: if the pages differ in anything else.
    """
    if TOKENS_AND_STATIC_URLS.sub(b"", page) != TOKENS_AND_STATIC_URLS.sub(b"", bare):
        raise RuntimeError("bare_site.py must render the same page as the site.")
