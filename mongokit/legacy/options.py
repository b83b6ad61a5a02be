"""The options that clients, databases and collections of pymongo 2 had in common."""

from typing import Any, ClassVar

from pymongo.collection import Collection as PlainCollection
from pymongo.common import BaseObject
from pymongo.database import Database as PlainDatabase

from mongokit.legacy.old_names import OldAttribute, RemovedNames, refuse_setting

WITH_WRITE_CONCERN = "with_options(write_concern=...)"
WITH_READ_PREFERENCE = "with_options(read_preference=...)"
LAST_ERROR_OPTIONS = {
    "get_lasterror_options": "write_concern.document",
    "set_lasterror_options": WITH_WRITE_CONCERN,
    "unset_lasterror_options": WITH_WRITE_CONCERN,
}


def _client(owner: Any) -> Any:
    if isinstance(owner, PlainCollection):
        owner = owner.database
    return owner.client if isinstance(owner, PlainDatabase) else owner


class OldOptions(RemovedNames):
    """The options of pymongo 2: reading them warns, setting them raises an error."""

    _removed: ClassVar[Any] = LAST_ERROR_OPTIONS

    write_concern = BaseObject.write_concern.setter(  # type: ignore[attr-defined]  # a property
        refuse_setting("write_concern", WITH_WRITE_CONCERN)
    )
    read_preference = BaseObject.read_preference.setter(  # type: ignore[attr-defined]  # a property
        refuse_setting("read_preference", WITH_READ_PREFERENCE)
    )
    safe = OldAttribute(
        lambda owner: owner.write_concern.acknowledged,
        "write_concern.acknowledged",
        WITH_WRITE_CONCERN,
    )
    slave_okay = OldAttribute(
        lambda owner: owner.read_preference.mode != 0,
        "read_preference",
        WITH_READ_PREFERENCE,
    )
    tag_sets = OldAttribute(
        lambda owner: owner.read_preference.tag_sets,
        "read_preference.tag_sets",
        WITH_READ_PREFERENCE,
    )
    uuid_subtype = OldAttribute(
        lambda owner: owner.codec_options.uuid_representation,
        "codec_options.uuid_representation",
        "Connection(uuidRepresentation=...)",
    )
    secondary_acceptable_latency_ms = OldAttribute(
        lambda owner: _client(owner).options.local_threshold_ms,
        "client.options.local_threshold_ms",
        "Connection(localThresholdMS=...)",
    )
