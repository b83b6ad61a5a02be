"""Traces, as a collector receives them from the served site."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

from tests.todo.served import LOOPBACK, Serve

ROOT = Path(__file__).parents[2]
VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT"


class Collector(ThreadingHTTPServer):
    """A collector of traces, which keeps the spans that it receives."""

    def __init__(self) -> None:
        self.resources: list[Any] = []
        self.spans: list[Any] = []
        super().__init__((LOOPBACK, 0), Handler)

    @property
    def url(self) -> str:
        """The URL that the exporter is given."""
        return f"http://{LOOPBACK}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Receives spans."""

    server: Collector

    def do_POST(self) -> None:
        """Keep the spans of a request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        for group in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.server.resources.append(group.resource)
            for scope in group.scope_spans:
                self.server.spans.extend(scope.spans)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Run a collector."""
    with Collector() as collector:
        thread = Thread(target=collector.serve_forever)
        thread.start()
        yield collector
        collector.shutdown()
        thread.join()


def attributes_of(span: Any) -> dict[str, Any]:
    """Return the attributes of a span or resource."""
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value"))
        for each in span.attributes
    }


def test_a_trace(serve: Serve, collector: Collector) -> None:
    """A trace goes from the request to each command, without what people have typed."""
    with serve(**{VARIABLE: collector.url}) as site:
        site.get("/?q=secret")
    [request] = [each for each in collector.spans if each.name == "GET /"]
    commands = [each for each in collector.spans if each.trace_id == request.trace_id]
    commands.remove(request)
    assert {each.parent_span_id for each in commands} == {request.span_id}
    assert any("aggregate" in each.name for each in commands)
    assert attributes_of(request)["http.route"] == "/"
    assert "secret" not in str(collector.spans)
    assert attributes_of(collector.resources[0])["service.name"] == "todo"


@pytest.mark.parametrize("endpoint", [None, "http://localhost:1"])
def test_without_the_packages(
    endpoint: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the variable, nothing is imported; with it, what is missing is named."""
    program = (
        "import sys; sys.modules['opentelemetry'] = None; "
        "from todo import create_app; create_app({'SECRET_KEY': 'x' * 32})"
    )
    if endpoint:
        monkeypatch.setenv(VARIABLE, endpoint)
    command = [sys.executable, "-c", program]
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode != 0) == bool(endpoint)
    assert ("install requirements/otel.txt" in result.stderr) == bool(endpoint)
