"""Documents as MongoDB's own kind of JSON."""

from collections.abc import Mapping
from typing import Any

from bson import json_util

__all__ = ["extended_json"]


def extended_json(document: Mapping[str, Any]) -> str:
    """Return a document as relaxed Extended JSON, on one line.

    :param document: of any values that MongoDB stores.
    """
    return json_util.dumps(
        document, json_options=json_util.RELAXED_JSON_OPTIONS, ensure_ascii=False
    )
