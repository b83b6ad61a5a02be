"""What monitoring sees of our commands, compared with bare pymongo."""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pymongo import InsertOne, MongoClient, ReturnDocument, UpdateOne, monitoring
from pymongo.errors import DuplicateKeyError

from mongokit import Connection, Document
from standalone import EmbeddedMongod

Event = tuple[Any, ...]

CHANGING = {"lsid", "$clusterTime", "txnNumber", "endSessions"}
"""Fields of commands that differ between two runs of the same call."""


class Note(Document):
    """A document with a number."""

    structure = {"n": int}


def insert_twice(notes: Any) -> None:
    """Insert a document that is already stored."""
    with contextlib.suppress(DuplicateKeyError):
        notes.insert_one({"_id": 1, "n": 0})


CALLS: list[Callable[[Any], Any]] = [
    lambda notes: notes.insert_one({"_id": 1, "n": 1}, comment="why"),
    lambda notes: notes.insert_many([{"_id": n, "n": n} for n in range(2, 8)]),
    insert_twice,
    lambda notes: list(notes.find({"n": {"$gt": 1}}, {"n": 1}, batch_size=2)),
    lambda notes: notes.find(sort=[("n", -1)], skip=1, limit=2).to_list(),
    lambda notes: notes.find().sort("n", 1).hint("_id_").max_time_ms(9000).next(),
    lambda notes: notes.find_one({"_id": 1}, comment="why"),
    lambda notes: notes.update_one({"_id": 1}, {"$set": {"n": 2}}, upsert=True),
    lambda notes: notes.update_many({"n": 2}, {"$inc": {"n": 1}}),
    lambda notes: notes.replace_one({"_id": 2}, {"n": 9}, hint="_id_"),
    lambda notes: notes.bulk_write(
        [InsertOne({"_id": 8, "n": 8}), UpdateOne({"_id": 3}, {"$set": {"n": 1}})],
        ordered=False,
    ),
    lambda notes: notes.find_one_and_update(
        {"_id": 1}, {"$set": {"n": 5}}, return_document=ReturnDocument.AFTER
    ),
    lambda notes: notes.find_one_and_replace({"_id": 1}, {"n": 6}, sort=[("n", 1)]),
    lambda notes: notes.find_one_and_delete({"_id": 7}, projection={"n": True}),
    lambda notes: notes.aggregate([{"$match": {"n": {"$gt": 1}}}]).to_list(),
    lambda notes: notes.count_documents({"n": 1}),
    lambda notes: notes.estimated_document_count(),
    lambda notes: notes.distinct("n", {"n": {"$lt": 9}}),
    lambda notes: notes.create_index([("n", 1)], comment="why"),
    lambda notes: notes.list_indexes().to_list(),
    lambda notes: notes.delete_one({"_id": 2}),
    lambda notes: notes.delete_many({}),
    lambda notes: notes.drop(),
]
"""Calls that a collection and a handle have in common."""


class Recorder(monitoring.CommandListener):
    """A listener that records all events without their times and ids."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Record the command with its fields in order."""
        sent = {k: v for k, v in event.command.items() if k not in CHANGING}
        if event.command_name == "getMore":
            del sent["getMore"]
        name, database = event.command_name, event.database_name
        self.events.append(("started", name, database, list(sent.items())))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Record the name of the command."""
        self.events.append(("succeeded", event.command_name, event.database_name))

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Record the name of the command and the server's error code."""
        self.events.append(("failed", event.command_name, event.failure.get("code")))


@pytest.fixture
def name(client: MongoClient[dict[str, Any]]) -> Iterator[str]:
    """Return the name of a database that is dropped after the test."""
    made = f"test_{secrets.token_hex(6)}"
    yield made
    client.drop_database(made)


def run(client: Any, name: str, *, through_handle: bool = False) -> None:
    """Make the calls through a client's collection, or the handle of a class."""
    with client:
        notes = client[name]["notes"]
        if through_handle:
            client.register(Note)
            notes = notes.Note
        for call in CALLS:
            call(notes)


@pytest.mark.parametrize("through_handle", [False, True])
def test_events(mongod: EmbeddedMongod, name: str, through_handle: bool) -> None:  # noqa: FBT001  a parameter
    """MK-CON-108: Listeners see the same commands as with bare pymongo."""
    bare, ours = Recorder(), Recorder()
    run(MongoClient(mongod.uri, event_listeners=[bare]), name)
    connection = Connection(mongod.uri, event_listeners=[ours])
    run(connection, name, through_handle=through_handle)
    assert len(bare.events) > 2 * len(CALLS)
    assert ours.events == bare.events


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Instrument the clients made from now on, and return the exported spans."""
    none: Any = ([] for _ in monitoring._Listeners._fields)
    monkeypatch.setattr(monitoring, "_LISTENERS", monitoring._Listeners(*none))
    exported = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    instrumentor = PymongoInstrumentor()
    instrumentor.instrument(tracer_provider=provider, capture_statement=True)
    yield exported
    instrumentor.uninstrument()


def contents(exporter: InMemorySpanExporter) -> list[Event]:
    """Return the contents of the spans, and remove them from the exporter."""

    def content(span: ReadableSpan) -> Event:
        status = span.status
        attributes = dict(span.attributes or {})
        return span.name, span.kind, status.status_code, status.description, attributes

    found = [content(span) for span in exporter.get_finished_spans()]
    exporter.clear()
    return found


def test_spans(mongod: EmbeddedMongod, name: str, spans: InMemorySpanExporter) -> None:
    """MK-CON-108: OpenTelemetry exports the same spans as with bare pymongo."""
    run(MongoClient(mongod.uri), name)
    bare = contents(spans)
    run(Connection(mongod.uri), name)
    ours = contents(spans)
    run(Connection(mongod.uri), name, through_handle=True)
    assert len(bare) > len(CALLS)
    assert ours == bare
    assert contents(spans) == bare
