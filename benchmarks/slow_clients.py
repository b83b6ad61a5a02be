"""Compare the list page while slow clients are connected to it being undisturbed."""

import http.client
import resource
import statistics
import time
from collections.abc import Iterator
from contextlib import nullcontext
from urllib.parse import urlsplit

from benchmarks.crowd import CROWD, crowd
from showcase.site import sample_site

__all__ = ["SECONDS", "report"]

SECONDS = 90
PAUSE_SECONDS = 0.05
FEWEST = 20
MAX_RATIO = 2
HEAD = """\
| list page | undisturbed | with {number:,} slow clients | ratio | at most | reached |
|---|---|---|---|---|---|"""
HEAD_OF_CUTS = """
| slow clients | number | cut off | after |
|---|---|---|---|"""


def report(url: str | None, seconds: float) -> Iterator[str]:
    """Yield tables of the response times and of the slow clients, line by line.

    :param url: the URL of a running site; by default, one is started.
    :param seconds: how long to request the list with and without slow clients.
    """
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    with nullcontext(url) if url else sample_site() as found:
        parts = urlsplit(found)
        address = (str(parts.hostname), int(parts.port or 80))
        response_seconds(address, 2)
        undisturbed = response_seconds(address, seconds)
        with crowd(address) as cut_off:
            disturbed = response_seconds(address, seconds)
    yield HEAD.format(number=sum(kind.number for kind in CROWD))
    for percent in (50, 95):
        yield row(percent, undisturbed, disturbed)
    yield HEAD_OF_CUTS
    for kind in CROWD:
        yield f"| {kind.name} | {kind.number:,} | {lifetimes(cut_off[kind.name])} |"


def response_seconds(address: tuple[str, int], seconds: float) -> list[float]:
    """Request the list on a new connection again and again, and return the times.

    :param address: the site's host name and port.
    :param seconds: how long to go on, at least.
    :raises RuntimeError: if the site returns another status than 200.
    """
    times: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(times) < FEWEST:
        start = time.perf_counter()
        connection = http.client.HTTPConnection(*address)
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
        connection.close()
        times.append(time.perf_counter() - start)
        if response.status != http.client.OK:
            raise RuntimeError(f"The list returned {response.status}.")
        time.sleep(PAUSE_SECONDS)
    return times


def row(percent: int, undisturbed: list[float], disturbed: list[float]) -> str:
    """Return a row of the first table."""
    before, after = (
        statistics.quantiles(times, n=100)[percent - 1]
        for times in (undisturbed, disturbed)
    )
    ratio = after / before
    return (
        f"| p{percent} | {1000 * before:.1f} ms | {1000 * after:.1f} ms | "
        f"{ratio:.2f} | {MAX_RATIO:.2f} | {'yes' if ratio <= MAX_RATIO else 'no'} |"
    )


def lifetimes(times: list[float]) -> str:
    """Describe how many connections were cut off, and after how long."""
    if not times:
        return "0 | "
    return f"{len(times):,} | {min(times):.1f} to {max(times):.1f} s"
