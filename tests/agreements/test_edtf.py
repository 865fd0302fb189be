"""Dates keep the precision that the text gave, and contradict each other only when no day fits both."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.edtf import bounds, compatible, is_edtf


def edtf(day: date, precision: int) -> str:
    return day.isoformat()[: (4, 7, 10)[precision]]


days = st.dates(date(1000, 1, 1))
dates = st.builds(edtf, days, st.integers(0, 2))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-05-19", date(2021, 5, 19), date(2021, 5, 19)),
    ],
)
def test_a_date_covers_the_days_that_it_may_mean(written: str, first: date, last: date):
    assert bounds(written) == (first, last)


@pytest.mark.parametrize("written", ["", "21", "2021-13", "2021-02-30", "2021-5", "2021/05", "May 2021", "2021-05-19 "])
def test_what_is_no_date_is_refused_by_name(written: str):
    assert not is_edtf(written)
    with pytest.raises(ValueError):
        bounds(written)


@given(days, st.integers(0, 2), st.integers(0, 2))
def test_one_day_never_contradicts_itself_at_any_precision(day: date, one: int, other: int):
    assert compatible(edtf(day, one), edtf(day, other))


@given(dates, dates)
def test_contradiction_is_mutual(one: str, other: str):
    assert compatible(one, other) == compatible(other, one)


def test_the_law_of_1976_contradicts_the_pact_of_1977():
    assert not compatible("1976", "1977-03-01")
