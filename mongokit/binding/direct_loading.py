"""Decode BSON straight into documents of a class that declares no nested dicts.

pymongo decodes nested dicts into the same class as the documents around them. It looks
up ``"$ref"`` in each nested one, to recognize a DBRef, but not in the documents. So the
class's ``__missing__`` notices nested dicts, which the structure does not declare, and
such a batch is decoded once more, in the ordinary way.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import bson
from bson.codec_options import DEFAULT_CODEC_OPTIONS, CodecOptions
from bson.raw_bson import _RAW_ARRAY_BSON_OPTIONS, _RawArrayBSONDocument

__all__ = ["DIRECT_ATTRIBUTES", "can_load_directly", "direct_class", "unpack"]

LARGE = 16_000  # bytes of a response; for less, the other way is faster
BATCHES = frozenset({"firstBatch", "nextBatch"})

_noticed = threading.local()


def _missing(_document: dict[str, Any], key: Any) -> NoReturn:
    """Raise a KeyError, as for any missing key, and notice that a dict is nested."""
    if key == "$ref":
        _noticed.nested = True
    raise KeyError(key)


DIRECT_ATTRIBUTES: Mapping[str, Any] = {"__missing__": _missing}
"""The attributes of a class whose documents are decoded directly."""


def can_load_directly(document_class: type) -> bool:
    """Return whether a class leaves the methods to dict that decoding calls."""
    own: Any = document_class
    is_plain = own.__setitem__ is dict.__setitem__ and own.__new__ is dict.__new__
    return NOTICES_NESTED and is_plain and not hasattr(own, "__missing__")


def direct_class(load: Any, codec_options: CodecOptions[Any]) -> Any:
    """Return the class into which a query decodes, or ``None`` if it loads otherwise.

    :param load: the loader of the query's documents.
    :param codec_options: the options of the collection.
    """
    is_direct = getattr(load, "__missing__", None) is _missing
    return load if is_direct and codec_options.document_class is dict else None


def unpack(
    response: Any,
    cursor_id: int | None,
    codec_options: CodecOptions[Any],
    user_fields: Mapping[str, Any] | None,
    document_class: Callable[..., Any],
) -> list[dict[str, Any]]:
    """Return the server's response to a query, with documents in its batch.

    Takes the parameters of ``Cursor._unpack_response`` of pymongo.

    :param document_class: the class of the documents, from :func:`direct_class`.
    """
    payload = response.payload_document
    if len(payload) < LARGE:
        [reply] = response.unpack_response(cursor_id, codec_options, user_fields)
        cursor = reply.get("cursor", {})
        for name in BATCHES & cursor.keys():
            cursor[name] = list(map(document_class, cursor[name]))
        return [reply]
    options: Any = _RAW_ARRAY_BSON_OPTIONS
    reply = dict(_RawArrayBSONDocument(payload, options))
    cursor = reply["cursor"] = dict(reply.get("cursor", {}))
    for name in BATCHES & cursor.keys():
        data = bson._array_of_documents_to_buffer(cursor[name])
        cursor[name] = decode_documents(data, codec_options, document_class)
    return [reply]


def decode_documents(
    data: bytes, codec_options: CodecOptions[Any], document_class: Callable[..., Any]
) -> list[Any]:
    """Decode documents; only they are of the class, and not the dicts in them."""
    direct: Any = codec_options.with_options(document_class=document_class)
    _noticed.nested = False
    documents: list[Any] = bson.decode_all(data, direct)
    if _noticed.nested:
        documents = list(map(document_class, bson.decode_all(data, codec_options)))
    return documents


class _Probe(dict[str, Any]):
    __missing__ = _missing


def _notices_nested() -> bool:
    """Return whether pymongo's decoder behaves as described above."""
    probe = bson.encode({"flat": [1]}), bson.encode({"nested": {}})
    found = []
    for data in probe:
        _noticed.nested = False
        bson.decode_all(data, DEFAULT_CODEC_OPTIONS.with_options(document_class=_Probe))
        found.append(_noticed.nested)
    return found == [False, True]


NOTICES_NESTED = _notices_nested()
