"""What the reader knows of a language: one YAML file each under `languages/`, compiled to patterns.

The files are data, the code knows no language. In a pattern

- a space stands for any run of spaces, also over the end of a line that a small letter continues;
- a plain accented letter also matches without its accent (`convenio de cooperación` finds `COOPERACION`);
- `{day}`, `{month}`, `{year}`, `{number}`, `{weekday}` and `{era}` stand for what the file lists under
  `numbers`, `months`, `weekdays` and `eras`, as groups of those names.

Case never matters. Where a language puts spaces between words (`joined: false`), a pattern matches whole words only.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agreements.codes import Kind, Level, Stage

FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True)
class DateRule:
    """One way of writing a date.

    `days`, `weeks`, `months` and `years` move from the publication date: "yesterday" is `days: -1`. `forward`
    looks for the next such day instead of the last, `strict` never takes the day of publication itself,
    `anniversary` counts whole years back. `when` is a pattern that the document must hold for the rule to be used.
    """

    pattern: re.Pattern[str]
    days: int | None = None
    months: int | None = None
    years: int | None = None
    weeks: int | None = None
    forward: bool = False
    strict: bool = False
    anniversary: bool = False
    era: str | None = None
    when: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Agency:
    """A government abroad, or its agency, as the other side of development cooperation."""

    pattern: re.Pattern[str]
    name: str
    country: str


@dataclass(frozen=True)
class Language:
    """One language's data. Patterns are compiled; `None` patterns never match."""

    code: str
    joined: bool
    head_last: bool  # whether the word that names an instrument comes after what qualifies it
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    eras: Mapping[str, int]  # name -> the year before its first
    dates: Sequence[DateRule]
    kinds: Mapping[Kind, re.Pattern[str]]
    stages: Mapping[Stage, re.Pattern[str]]
    negation: re.Pattern[str]  # takes back the instrument named in its clause
    denial: re.Pattern[str]  # says that what a document tells of is not so
    since: re.Pattern[str]  # ends where the date of the first signing begins
    home: re.Pattern[str]  # words for the publisher itself
    domestic: re.Pattern[str]  # marks a relation as one within the country
    located: re.Pattern[str]  # ends where the name of a scene begins: "in ", "en "
    not_place_before: re.Pattern[str]  # ends where a name begins that is no government's
    not_place_after: re.Pattern[str]  # begins where such a name ends
    bodies: re.Pattern[str]  # universities, clubs, chambers: parties that are no government
    level_before: Mapping[Level, re.Pattern[str]]
    level_after: Mapping[Level, re.Pattern[str]]
    unknown_place: re.Pattern[str]  # a government by its form alone; group `name`
    unknown_after: re.Pattern[str]  # likewise, right after a country or division
    unknown_before: re.Pattern[str]  # likewise, right before one
    agencies: Sequence[Agency]
    closing: re.Pattern[str]  # begins the formula that dates an instrument
    recitals: re.Pattern[str]  # how an instrument's own text speaks of its parties and clauses
    instrument: re.Pattern[str]  # words that take up an instrument named before: "the agreement"
    bill_title: re.Pattern[str]  # titles of laws that nobody has passed yet
    law_title: re.Pattern[str]  # titles of laws, bills and resolutions
    end_heading: re.Pattern[str]  # lines after which the document's own text has ended
    skip_line: re.Pattern[str]  # lines that are no part of the text (menus, copyright)
    sentence_end: re.Pattern[str]
    abbreviations: frozenset[str]  # words before a full stop that ends no sentence

    @property
    def gate(self) -> re.Pattern[str]:
        """Matches wherever any word for an instrument stands."""
        return _gate(self.code)


NEVER = re.compile(r"(?!)")
_SPACE = r"(?:[^\S\n]+|[^\S\n]*\n(?-i:(?=[a-zà-ÿ])))"
_PIECE = re.compile(r"\\.|\[\^?[^\]]*\]|[^\W\d_]| ")


@cache
def known() -> tuple[str, ...]:
    """The codes of the languages that there are files for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))


@cache
def load(code: str) -> Language:
    """The language with this code; raises KeyError where there is no file for it."""
    path = FOLDER / f"{code}.yml"
    if not path.is_file():
        raise KeyError(f"no language file {path.name}; there are: {', '.join(known())}")
    return _parse(code, yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _gate(code: str) -> re.Pattern[str]:
    language = load(code)
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in language.kinds.values()), re.IGNORECASE)


def _parse(code: str, data: dict[str, Any]) -> Language:
    parts = _parts(data)

    def compiled(source: str | list[str] | None, *, whole_words: bool = True) -> re.Pattern[str]:
        if not source:
            return NEVER
        alternatives = [source] if isinstance(source, str) else source
        text = "|".join(_expand(item, parts) for item in alternatives)
        if whole_words and not data["joined"]:
            text = rf"(?<!\w)(?:{text})(?!\w)"
        return re.compile(text, re.IGNORECASE | re.MULTILINE)

    def rule(entry: dict[str, Any]) -> DateRule:
        when = entry.pop("when", None)
        pattern = compiled(entry.pop("pattern"))
        return DateRule(pattern, when=re.compile(when) if when else None, **entry)

    def beside(key: str, form: str) -> dict[Level, re.Pattern[str]]:
        entries = data.get(key) or {}
        return {
            Level(level): re.compile(form.format("|".join(_expand(item, parts) for item in items)), re.IGNORECASE)
            for level, items in entries.items()
        }

    def before(key: str) -> re.Pattern[str]:
        items = data.get(key)
        boundary = "" if data["joined"] else r"(?<!\w)"
        return (
            re.compile(f"{boundary}(?:{'|'.join(_expand(i, parts) for i in items)})$", re.IGNORECASE)
            if items
            else NEVER
        )

    def after(key: str) -> re.Pattern[str]:
        items = data.get(key)
        return re.compile(f"(?:{'|'.join(_expand(i, parts) for i in items)})", re.IGNORECASE) if items else NEVER

    def cased(key: str) -> re.Pattern[str]:
        return re.compile(_expand(data[key], parts)) if data.get(key) else NEVER

    return Language(
        code=code,
        joined=data["joined"],
        head_last=data["head_last"],
        numbers=data["numbers"],
        months=data["months"],
        weekdays=data["weekdays"],
        eras=data.get("eras") or {},
        dates=[rule(dict(entry)) for entry in data["dates"]],
        kinds={Kind(kind): compiled(items) for kind, items in data["kinds"].items()},
        stages={Stage(stage): compiled(items) for stage, items in data["stages"].items()},
        negation=compiled(data["negation"]),
        denial=compiled(data["denial"]),
        since=before("since"),
        home=compiled(data["home"]),
        domestic=compiled(data["domestic"]),
        located=before("located"),
        not_place_before=before("not_place_before"),
        not_place_after=after("not_place_after"),
        bodies=compiled(data["bodies"]),
        level_before=beside("level_before", "(?:{})$" if data["joined"] else r"(?<!\w)(?:{})$"),
        level_after=beside("level_after", "(?:{})"),
        unknown_place=cased("unknown_place"),
        unknown_after=cased("unknown_after"),
        unknown_before=cased("unknown_before"),
        agencies=[Agency(compiled(a["pattern"]), a["name"], a["country"]) for a in data["agencies"]],
        closing=compiled(data["closing"]),
        recitals=compiled(data["recitals"]),
        instrument=compiled(data["instruments"]),
        bill_title=compiled(data.get("bill_titles")),
        law_title=compiled(data["law_titles"]),
        end_heading=compiled(data["end_headings"], whole_words=False),
        skip_line=compiled(data.get("skip_lines"), whole_words=False),
        sentence_end=re.compile(data["sentence_end"]),
        abbreviations=frozenset(data.get("abbreviations") or ()),
    )


def _parts(data: dict[str, Any]) -> dict[str, str]:
    """The regular expressions that the placeholders of a language's patterns stand for."""
    words = _words(data["numbers"])
    link = "" if data["joined"] else rf"(?:\s+(?:{'|'.join(data.get('number_joins') or ['(?!)'])})\s+|[ -]+|\n)"
    spelled = rf"(?:{words})(?:{link}(?:{words}))*" if words else "(?!)"
    months, weekdays, eras = (_words(data.get(key) or {}) or "(?!)" for key in ("months", "weekdays", "eras"))
    return {
        "{day}": rf"(?P<day>(?<!\d)[0-9０-９]{{1,2}}(?!\d)|{spelled})",
        "{month}": rf"(?P<month>{months})",
        "{month_number}": rf"(?P<month>(?<!\d)[0-9０-９]{{1,2}}(?!\d)|{spelled})",
        "{year}": rf"(?P<year>(?<!\d)[0-9０-９]{{4}}(?!\d)|{spelled})",
        "{era_year}": rf"(?P<year>(?<!\d)[0-9０-９]{{1,3}}(?!\d)|{spelled})",
        "{number}": rf"(?P<number>(?<!\d)[0-9０-９]{{1,3}}(?!\d)|{spelled})",
        "{weekday}": rf"(?P<weekday>{weekdays})",
        "{era}": rf"(?P<era>{eras})",
    }


def _words(entries: Mapping[Any, int]) -> str:
    return "|".join(_loose(re.escape(str(word))) for word in sorted(entries, key=lambda w: (-len(str(w)), str(w))))


def _expand(pattern: str, parts: Mapping[str, str]) -> str:
    text = _loose(pattern)
    for placeholder, expression in parts.items():
        text = text.replace(placeholder, expression)
    return text


def _loose(pattern: str) -> str:
    """The pattern with spaces stretched and each accented Latin letter made to match without its accent too."""

    def looser(match: re.Match[str]) -> str:
        piece = match.group()
        if piece == " ":
            return _SPACE
        bare = "".join(unicodedata.normalize("NFD", c)[0] for c in piece if not c.isascii())
        bare = "".join(c for c in bare if c.isascii())
        if piece.startswith("["):
            return f"[{piece[1:-1]}{bare}]"
        return f"[{piece}{bare}]" if bare else piece

    return _PIECE.sub(looser, pattern)
