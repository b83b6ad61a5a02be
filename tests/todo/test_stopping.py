"""How the site stops, behind a proxy and without one."""

import signal
from http.client import HTTPResponse

import pytest

from tests.todo.served import SECONDS, Serve, Served

DRAINING = (
    "--worker-class=tests.todo.hasty_worker.DrainingWorker",
    "--graceful-timeout=1000",
)
STOPPING = (503, b"The site is stopping.\n")


def status_and_body(answer: tuple[HTTPResponse, bytes]) -> tuple[int, bytes]:
    """Return what a test compares."""
    response, body = answer
    return response.status, body


def stop_draining(site: Served) -> None:
    """Stop a site at once that goes on serving."""
    site.process.send_signal(signal.SIGQUIT)
    site.process.wait(SECONDS)


def test_behind_a_proxy(serve: Serve) -> None:
    """A site that is going to stop serves pages, but says so in its health checks."""
    with serve(*DRAINING, TODO_PROXY_HOPS="1") as site:
        assert site.get("/readyz")[0].status == 200
        site.process.terminate()
        while status_and_body(site.get("/readyz")) != STOPPING:
            pass
        assert status_and_body(site.get("/healthz")) == STOPPING
        response, _ = site.get("/")
        assert (response.status, response.getheader("Connection")) == (200, "close")
        stop_draining(site)


@pytest.mark.parametrize(
    ("worker", "hops"), [("DrainingWorker", "0"), ("PromptWorker", "1")]
)
def test_end(serve: Serve, worker: str, hops: str) -> None:
    """A site without a proxy stops at once; others stop after a while."""
    worker_class = f"--worker-class=tests.todo.hasty_worker.{worker}"
    with serve(worker_class, TODO_PROXY_HOPS=hops) as site:
        site.get("/healthz")
        site.process.terminate()
        assert site.process.wait(SECONDS) == 0
