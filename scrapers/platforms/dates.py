"""The date that a list prints beside a document.

Only a whole day counts, and only where it can be read in one way: `03/04/2024` on an English page is no date.
"""

import re
from collections.abc import Sequence
from datetime import date

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*((?:19|20)\d\d)(?!\d)")
_NAMED_MONTH = re.compile(
    r"(?<!\w)(\d{1,2})(?:º|°|st|nd|rd|th)?\s+(?:de\s+)?([^\W\d_]+)\.?,?\s+(?:del?\s+)?((?:19|20)\d\d)(?!\d)"
    r"|(?<!\w)([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)"
)
_DAY_FIRST_LANGUAGES = {"es", "pt"}


def listed_date(text: str, languages: Sequence[str]) -> date | None:
    """The first whole day in `text`: `2024-05-22T10:00`, `22/05/2024`, `22 de mayo de 2024`, `2024年5月22日`."""
    if match := _YEAR_FIRST.search(text):
        year, month, day = map(int, match.groups())
        return _day(year, month, day)
    if match := _DAY_FIRST.search(text):
        day, month, year = map(int, match.groups())
        return _day(year, month, day) if day > 12 or day == month or _DAY_FIRST_LANGUAGES & set(languages) else None
    if match := _NAMED_MONTH.search(text):
        first, second = match.groups()[:3], match.groups()[3:]
        day_text, name, year_text = first if first[0] else (second[1], second[0], second[2])
        number = _month(name, languages)
        return _day(int(year_text), number, int(day_text)) if number else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str, languages: Sequence[str]) -> int | None:
    """The number of a month by its name or its short name in one of the languages."""
    from babel.dates import get_month_names

    wanted = name.casefold().rstrip(".")
    for language in languages:
        for width in ("wide", "abbreviated"):
            for number, printed in get_month_names(width, locale=language.replace("-", "_")).items():
                if printed.casefold().rstrip(".") == wanted:
                    return int(number)
    return None
