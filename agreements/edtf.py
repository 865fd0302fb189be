"""Dates as EDTF (ISO 8601-2), the part of level 1 that agreements need: a year, a month or a day.

A text that gives only the year gives only the year here: precision is never made up. Two dates
contradict each other when no single day can satisfy both.
"""

import calendar
import re
from datetime import date

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def bounds(edtf: str) -> tuple[date, date]:
    """First and last day of a date such as `2021`, `2021-05` or `2021-05-19`.

    Raises ValueError for anything else and for days that do not exist.
    """
    match = _EDTF.fullmatch(edtf)
    if match is None:
        raise ValueError(f"{edtf!r} is not a date: write 2021, 2021-05 or 2021-05-19")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    exact = date(year, month, day)
    return exact, exact


def is_edtf(text: str) -> bool:
    """Whether `text` is a date that `bounds` takes."""
    try:
        bounds(text)
    except ValueError:
        return False
    return True


def compatible(a: str, b: str) -> bool:
    """Whether one day can satisfy both dates: `2021` and `2021-05-19` can, `1976` and `1977` not."""
    first_a, last_a = bounds(a)
    first_b, last_b = bounds(b)
    return first_a <= last_b and first_b <= last_a
