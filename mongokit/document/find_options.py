"""The options of a query, for type checkers and editors."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pymongo.client_session import ClientSession
from pymongo.collation import Collation

__all__ = ["FindOptions", "ReadOptions"]

Keys = str | Mapping[str, Any] | Sequence[str | tuple[str, Any]]


class ReadOptions(TypedDict, total=False):
    """What a query may have beside its filter.

    The first are those of :class:`pymongo.cursor.Cursor`, those below are of pymongo 2.
    """

    projection: Mapping[str, Any] | Sequence[str] | None
    skip: int
    limit: int
    no_cursor_timeout: bool
    cursor_type: int
    sort: Keys | None
    allow_partial_results: bool
    oplog_replay: bool
    batch_size: int
    collation: Collation | Mapping[str, Any] | None
    hint: Keys | None
    max_scan: int | None
    max_time_ms: int | None
    max: Mapping[str, Any] | Sequence[tuple[str, Any]] | None
    min: Mapping[str, Any] | Sequence[tuple[str, Any]] | None
    return_key: bool | None
    show_record_id: bool | None
    snapshot: bool | None
    comment: Any
    session: ClientSession | None
    allow_disk_use: bool | None
    let: Mapping[str, Any] | None

    fields: Mapping[str, Any] | Sequence[str] | None
    timeout: bool
    tailable: bool
    await_data: bool
    exhaust: bool
    partial: bool
    as_class: type[Any] | None
    slave_okay: bool
    read_preference: Any
    tag_sets: Sequence[Mapping[str, str]] | None
    safe: bool | None
    manipulate: bool
    compile_re: bool
    network_timeout: float | None
    secondary_acceptable_latency_ms: float | None


class FindOptions(ReadOptions, total=False):
    """What a query may have, its filter included."""

    filter: Any
    spec: Any
    spec_or_id: Any
