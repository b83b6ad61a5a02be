"""Points in time as MongoDB stores them: UTC, in whole milliseconds."""

import datetime

from flask_mongokit import DatetimeMS

Time = datetime.datetime | DatetimeMS
"""A stored time; ``DatetimeMS`` if it is not in the years 1 to 9999."""

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)
DAY = datetime.timedelta(days=1)
EARLIEST = DatetimeMS(-(2**63))
LATEST = DatetimeMS(2**63 - 1)
YEARS = 400  # after which the calendar repeats
MILLISECONDS_OF_YEARS = datetime.timedelta(days=146_097) // MILLISECOND


def now() -> datetime.datetime:
    """Return the current time in UTC, truncated to whole milliseconds."""
    time = datetime.datetime.now(datetime.UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def utc(time: datetime.datetime) -> datetime.datetime:
    """Convert a time to an aware one in UTC; a naive one is taken as UTC."""
    if time.tzinfo is None:
        return time.replace(tzinfo=datetime.UTC)
    return time.astimezone(datetime.UTC)


def is_in_range(milliseconds: float) -> bool:
    """Return whether MongoDB can store a number of milliseconds as a time."""
    return int(EARLIEST) <= milliseconds <= int(LATEST)


def from_milliseconds(milliseconds: int) -> Time:
    """Convert milliseconds since 1970 to a time."""
    try:
        return EPOCH + milliseconds * MILLISECOND
    except OverflowError:
        return DatetimeMS(milliseconds)


def to_milliseconds(time: Time) -> int:
    """Convert a time to milliseconds since 1970."""
    if isinstance(time, DatetimeMS):
        return int(time)
    return (utc(time) - EPOCH) // MILLISECOND


def days_after(time: Time, days: int) -> Time:
    """Return the time a number of days later."""
    later = to_milliseconds(time) + days * DAY // MILLISECOND
    return from_milliseconds(min(later, int(LATEST)))


def utc_iso(time: Time) -> str:
    """Format a time for HTML's ``datetime`` attribute.

    Return ``''`` if it is not in the years 1 to 9999, to which HTML and scripts are
    limited.
    """
    if isinstance(time, DatetimeMS):
        return ""
    return f"{utc(time).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def utc_text(time: Time) -> str:
    """Format a time as readable text, in UTC.

    A year that does not have four digits has a sign and at least six, as in ISO 8601.
    """
    if not isinstance(time, DatetimeMS):
        return f"{utc(time).replace(tzinfo=None).isoformat(' ', 'minutes')} UTC"
    cycles, rest = divmod(int(time), MILLISECONDS_OF_YEARS)
    similar = EPOCH + rest * MILLISECOND
    year = similar.year + cycles * YEARS
    return f"{year:+07d}-{similar:%m-%d %H:%M} UTC"
