"""Dates in running text, as EDTF with the words that say them.

The grammar is the language file's list of patterns (`language.DateRule`); what is here is arithmetic:
number words, eras, and the way back from the publication date. A date that does not exist is no date, and
a relative one without a publication date stays unread.
"""

import calendar
import re
import unicodedata
from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.codes import DateBasis
from agreements.edtf import is_edtf
from extractors.reading.language import DateRule, Language

_CENTURIES = (18, 19, 20)


@dataclass(frozen=True, order=True)
class FoundDate:
    """A date at `text[start:end]`."""

    start: int
    end: int
    edtf: str
    basis: DateBasis


def find_dates(text: str, language: Language, published: date | None) -> list[FoundDate]:
    """All dates in `text`, in order, never overlapping: where two readings compete, the longer one stands.

    Relative dates and anniversaries count from `published` and are left out where that is None.
    """
    readings: list[tuple[int, int, FoundDate]] = []
    for rank, rule in enumerate(language.dates):
        if rule.when is not None and not rule.when.search(text):
            continue
        for match in rule.pattern.finditer(text):
            found = _resolve(match, rule, language, published)
            if found is not None:
                readings.append((found.start - found.end, rank, found))
    kept: list[FoundDate] = []
    for _, _, found in sorted(readings):
        if all(found.end <= other.start or found.start >= other.end for other in kept):
            insort(kept, found)
    return kept


def number(words: str, language: Language) -> int | None:
    """The number that digits or number words say.

    `2019`, `dos mil diecinueve`, `二〇一九`, `이천십칠`, `twenty twenty`. None where the words are no
    number of the language.
    """
    words = words.strip().casefold()
    if words.isdecimal():
        return int(words)
    values = _values(words, language)
    if not values:
        return None
    if len(values) > 1 and all(value < 10 for value in values):  # digits read one by one
        return int("".join(map(str, values)))
    if len(values) > 1 and values[0] in _CENTURIES and values[1] in range(10, 100):
        return values[0] * 100 + sum(values[1:])  # "twenty twenty-four", "nineteen eighty-five"
    total = part = 0
    for value in values:
        if value >= 1000:
            total, part = total + (part or 1) * value, 0
        elif value == 100:
            part = (part or 1) * 100
        elif value == 10 and part % 100 in range(1, 10):
            part = part - part % 10 + (part % 10) * 10
        else:
            part += value
    return total + part


def _values(words: str, language: Language) -> list[int]:
    longest = max((len(word) for word in language.numbers), default=0)
    if not language.joined:
        tokens = re.findall(r"\w+", words)
        return [value for token in tokens if (value := _lookup(token, language)) is not None]
    values, at = [], 0
    while at < len(words):
        for size in range(longest, 0, -1):
            value = language.numbers.get(words[at : at + size])
            if value is not None:
                values.append(value)
                at += size
                break
        else:
            at += 1
    return values


def _lookup(token: str, language: Language) -> int | None:
    value = language.numbers.get(token)
    return value if value is not None else _named(token, language.numbers)


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _resolve(match: re.Match[str], rule: DateRule, language: Language, published: date | None) -> FoundDate | None:
    parts = match.groupdict()
    edtf: str | None
    basis = DateBasis.STATED
    year, month, day = (_part(parts.get(name), name, language) for name in ("year", "month", "day"))
    if (parts.get("year") and year is None) or (parts.get("day") and day is None):
        return None
    if rule.anniversary:
        count = _part(parts.get("number"), "number", language)
        basis = DateBasis.ANNIVERSARY
        edtf = _year(published.year - count) if published and count else None
    elif year is not None:
        era = rule.era or parts.get("era")
        begins = _named(era, language.eras) if era else 0
        edtf = _edtf(begins + year, month, day) if begins is not None else None
    elif published is None:
        return None
    else:
        basis = DateBasis.RELATIVE
        try:
            edtf = _relative(rule, language, parts, month, day, published)
        except OverflowError:  # before the calendar's first year or after its last
            return None
    if edtf is None or not is_edtf(edtf):
        return None
    return FoundDate(match.start(), match.end(), edtf, basis)


def _named(word: str, table: Mapping[str, int]) -> int | None:
    """The table's value for a name, whatever its case and accents."""
    bare = _bare(word.casefold())
    return next((value for name, value in table.items() if _bare(name.casefold()) == bare), None)


def _part(words: str | None, name: str, language: Language) -> int | None:
    if words is None:
        return None
    if name == "month" and not words.isdecimal():
        named = _named(words, language.months)
        return named if named is not None else number(words, language)
    return number(words, language)


def _relative(
    rule: DateRule,
    language: Language,
    parts: dict[str, str | None],
    month: int | None,
    day: int | None,
    published: date,
) -> str | None:
    """The date that `rule` reaches from the day of publication."""
    weekday_name = parts.get("weekday")
    if rule.days is not None:
        return (published + timedelta(days=rule.days)).isoformat()
    if weekday_name and day is None:
        weekday = _named(weekday_name, language.weekdays)
        return None if weekday is None else _weekday(weekday, rule, published).isoformat()
    if rule.years is not None:
        return _edtf(published.year + rule.years, month, day)
    if rule.months is not None:
        index = published.year * 12 + published.month - 1 + rule.months
        return _edtf(index // 12, index % 12 + 1, day)
    if month is not None:
        year = published.year
        start = (month, day or 1)
        if not rule.forward and start > (published.month, published.day):
            year -= 1
        elif rule.forward and start < (published.month, published.day):
            year += 1
        return _edtf(year, month, day)
    if day is not None:
        months_back = 0 if rule.forward or day <= published.day else 1
        index = published.year * 12 + published.month - 1 - months_back
        return _edtf(index // 12, index % 12 + 1, day)
    return None


def _weekday(weekday: int, rule: DateRule, published: date) -> date:
    """The last such weekday up to the day of publication, the next one, or the one of a given week."""
    if rule.weeks is not None:
        monday = published - timedelta(days=published.weekday())
        return monday + timedelta(days=weekday + 7 * rule.weeks)
    if rule.forward:
        return published + timedelta(days=(weekday - published.weekday() - 1) % 7 + 1)
    back = (published.weekday() - weekday) % 7
    return published - timedelta(days=back or (7 if rule.strict else 0))


def _year(year: int) -> str | None:
    return f"{year:04d}" if 1000 <= year <= 2999 else None


def _edtf(year: int, month: int | None, day: int | None) -> str | None:
    if not 1000 <= year <= 2999:
        return None
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= calendar.monthrange(year, month)[1] else None
