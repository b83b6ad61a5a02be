"""Times as templates print them."""

import datetime

import pytest
from flask import Flask, render_template_string

LINE = "{{ time|utc_iso }} {{ time|utc_text }}"
SHOWN = "2026-11-23T16:06:48Z 2026-11-23 16:06 UTC"


@pytest.mark.parametrize(
    "time",
    [
        datetime.datetime(2026, 11, 23, 16, 6, 48, 999_000, tzinfo=datetime.UTC),
        datetime.datetime(2026, 11, 23, 16, 6, 48),  # noqa: DTZ001  as stored
        datetime.datetime(
            *(2026, 11, 23, 18, 6, 48),
            tzinfo=datetime.timezone(datetime.timedelta(hours=2)),
        ),
    ],
    ids=str,
)
def test_times(app: Flask, time: datetime.datetime) -> None:
    """A time is printed in UTC, for programs and for people."""
    with app.test_request_context():
        assert render_template_string(LINE, time=time) == SHOWN
