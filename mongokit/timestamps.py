"""Times as milliseconds since 1970, which is how MongoDB keeps them."""

import datetime

__all__ = ["fromtimestamp", "totimestamp"]

EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  naive times mean UTC
MILLISECOND = datetime.timedelta(milliseconds=1)


def totimestamp(moment: datetime.datetime) -> int:
    """Return the milliseconds from the beginning of 1970 in UTC until a time.

    :param moment: a naive one means UTC; what is finer than milliseconds is cut off.
    """
    is_aware = moment.utcoffset() is not None
    epoch = EPOCH.replace(tzinfo=datetime.UTC) if is_aware else EPOCH
    return (moment - epoch) // MILLISECOND


def fromtimestamp(milliseconds: float) -> datetime.datetime:
    """Return the time, naive and in UTC, so long after the beginning of 1970.

    :raises OverflowError: it is no time of the years 1 to 9999.
    """
    return EPOCH + milliseconds * MILLISECOND
