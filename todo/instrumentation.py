"""The site's use of OpenTelemetry, which is an optional dependency."""

import os
from typing import Any

from flask import Flask, request
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

__all__ = ["instrument"]

QUERY_ATTRIBUTES = {"http.target", "http.url", "url.full", "url.query"}


def instrument(app: Flask) -> None:
    """Trace an application, and the MongoDB clients that are made from now on.

    OpenTelemetry's own variables configure it. Search terms are not traced.
    """
    os.environ.setdefault("OTEL_SERVICE_NAME", "todo")
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    flask: Any = FlaskInstrumentor()
    flask.instrument_app(app, tracer_provider=provider, response_hook=_remove_query)
    PymongoInstrumentor().instrument(tracer_provider=provider)


def _remove_query(span: Any, *_: object) -> None:
    for name in QUERY_ATTRIBUTES & set(span.attributes or ()):
        span.set_attribute(name, request.path)
