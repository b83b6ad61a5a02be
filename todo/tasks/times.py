"""Points in time as MongoDB stores them: UTC, in whole milliseconds."""

import datetime

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)


def now() -> datetime.datetime:
    """Return the current time in UTC, truncated to whole milliseconds."""
    time = datetime.datetime.now(datetime.UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def utc(time: datetime.datetime) -> datetime.datetime:
    """Convert a time to an aware one in UTC; a naive one is taken as UTC."""
    if time.tzinfo is None:
        return time.replace(tzinfo=datetime.UTC)
    return time.astimezone(datetime.UTC)


def from_milliseconds(milliseconds: int) -> datetime.datetime:
    """Convert milliseconds since 1970 to a time.

    :raises OverflowError: if ``datetime`` cannot represent it.
    """
    return EPOCH + milliseconds * MILLISECOND


def to_milliseconds(time: datetime.datetime) -> int:
    """Convert a time to milliseconds since 1970."""
    return (time - EPOCH) // MILLISECOND
