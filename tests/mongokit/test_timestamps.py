"""Conversion of times to milliseconds since 1970 and back."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mongokit.helpers import fromtimestamp, totimestamp


@pytest.mark.parametrize(
    ("moment", "milliseconds"),
    [
        (datetime.datetime(2010, 1, 1), 1262304000000),  # noqa: DTZ001  naive means UTC
        (datetime.datetime(1970, 1, 1), 0),  # noqa: DTZ001  likewise
        (datetime.datetime(2000, 1, 1, 0, 0, 0, 5999), 946684800005),  # noqa: DTZ001  likewise
        (datetime.datetime(1969, 12, 31, 23, 59, 59, 999000), -1),  # noqa: DTZ001  likewise
        (datetime.datetime(1, 1, 1), -62135596800000),  # noqa: DTZ001  likewise
        (datetime.datetime(2100, 1, 1), 4102444800000),  # noqa: DTZ001  likewise
        (datetime.datetime(9999, 12, 31), 253402214400000),  # noqa: DTZ001  likewise
    ],
    ids=str,
)
def test_naive_times(moment: datetime.datetime, milliseconds: int) -> None:
    """MK-HLP-101: A naive time counts as UTC and is restored to the millisecond."""
    made = totimestamp(moment)
    assert made == milliseconds
    assert isinstance(made, int)
    back = fromtimestamp(milliseconds)
    assert back == moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert back.tzinfo is None


@pytest.mark.parametrize("hours", [-12, 0, 5.5])
@pytest.mark.parametrize("year", [1, 2010, 9999])
def test_aware_times(hours: float, year: int) -> None:
    """MK-HLP-101: The conversion of an aware time respects its UTC offset."""
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    aware = datetime.datetime(year, 1, 1, tzinfo=zone)
    naive = datetime.datetime(year, 1, 1)  # noqa: DTZ001  to compare with
    assert totimestamp(aware) == totimestamp(naive) - hours * 3_600_000


@pytest.mark.parametrize("milliseconds", [10**15, -(10**15), 10**300])
def test_years_out_of_range(milliseconds: Any) -> None:
    """MK-HLP-101: Times outside Python's range of years raise an ``OverflowError``."""
    with pytest.raises(OverflowError, match=r"out of range|too large|must have"):
        fromtimestamp(milliseconds)


@given(st.datetimes())
def test_round_trip(moment: datetime.datetime) -> None:
    """MK-HLP-101: A round trip loses less than a millisecond."""
    lost = moment - fromtimestamp(totimestamp(moment))
    assert datetime.timedelta(0) <= lost < datetime.timedelta(milliseconds=1)
