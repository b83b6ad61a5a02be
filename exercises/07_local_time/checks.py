"""Checks of times on servers in several time zones."""

import datetime
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from exercises.program import Program

MILLISECOND = datetime.timedelta(milliseconds=1)  # MongoDB cuts off what is less
ZONES = ("Asia/Tokyo", "America/New_York")
MINUTES = re.compile(r"Milk\s*:\s*(-?[\d.]+)\s+minutes")


@contextmanager
def server_in(zone: str) -> Iterator[None]:
    """Set the local time zone."""
    try:
        with patch.dict(os.environ, TZ=zone):
            time.tzset()
            yield
    finally:
        time.tzset()


def utc_now() -> datetime.datetime:
    """Return the current time in UTC, as pymongo returns times by default."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def check_stored_time(program: Program) -> None:
    """A new task is stored with the current time in UTC."""
    for zone in ZONES:
        before = utc_now()
        with server_in(zone):
            program.browse().post("/new", data={"title": zone})
        task = program.database["tasks"].find_one({"title": zone})
        assert task is not None, f"POST /new with title={zone} stores no such task."
        stored = task.get("creation")
        assert isinstance(stored, datetime.datetime), f"The creation is {stored!r}."
        off = round((stored - before).total_seconds() / 60)
        assert before - MILLISECOND <= stored <= utc_now(), (
            f"On a server in {zone}, the stored time is {stored:%H:%M}, but in UTC it "
            f"is {before:%H:%M}: a difference of {off} minutes."
        )


def check_age(program: Program) -> None:
    """A task that was added five minutes ago in UTC is shown as 5 minutes old."""
    creation = utc_now() - datetime.timedelta(minutes=5, seconds=20)
    program.database["tasks"].insert_one({"title": "Milk", "creation": creation})
    for zone in ZONES:
        with server_in(zone):
            page = program.browse().get("/").text
        shown = MINUTES.search(page)
        assert shown, f'There is no "Milk: ... minutes" on the page:{page}'
        oldest = (utc_now() - creation).total_seconds() // 60
        assert 5 <= float(shown[1]) <= oldest, f'In {zone}, the page says "{shown[0]}".'
