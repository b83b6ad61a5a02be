"""Documents as MongoDB's own kind of JSON."""

import datetime

from bson import ObjectId

from flask_mongokit.extended_json import extended_json


def test_the_types_of_mongodb() -> None:
    """Numbers and text are those of JSON, ids and times say what they are."""
    id_ = ObjectId("65f0c0ffee0123456789abcd")
    time = datetime.datetime(2026, 11, 23, 16, 6, 48, tzinfo=datetime.UTC)
    assert extended_json({"_id": id_, "n": 1, "at": time, "text": "é\n"}) == (
        '{"_id": {"$oid": "65f0c0ffee0123456789abcd"}, "n": 1, '
        '"at": {"$date": "2026-11-23T16:06:48Z"}, "text": "é\\n"}'
    )


def test_what_json_has_no_number_for() -> None:
    """A number that JSON cannot say is written as MongoDB does."""
    assert extended_json({"n": float("nan")}) == '{"n": {"$numberDouble": "NaN"}}'
