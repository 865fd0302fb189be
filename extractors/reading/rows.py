"""Directories: each row or item is one agreement, under the headings that stand above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agreements.codes import Kind, Level, Stage
from extractors.reading.cues import BODY, DOMESTIC, HOME, NEGATION, Cue
from extractors.reading.dates import FoundDate
from extractors.reading.drafts import Draft, date_roles, main_kind, stage_of
from extractors.reading.pairs import Implied, Side, home_country
from extractors.reading.places import Name
from extractors.reading.segments import cells
from extractors.reading.view import Sentence, View, governments

_PLANS = (Stage.PROPOSED, Stage.ANNOUNCED)
_DAY = 10  # characters of a date to the day
_PAST = (Stage.ENDED, Stage.RENEWED)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_HEADING = 100  # characters of the longest line that can be a heading over rows
_MARKS = 14  # characters beside a name in a line that is nothing but a party's heading


@dataclass(frozen=True)
class Heading:
    """What the headings above a row say of it."""

    kind: Cue | None = None
    stage: Stage | None = None
    party: Name | None = None
    excluded: bool = False  # relations within the country, or of universities and clubs


def row_drafts(view: View) -> list[Draft]:
    """The sayings of a directory's rows, in order."""
    lines = _lines(view.sentences)
    country = home_country(view)
    title = next((cue for line in lines[:3] if (cue := main_kind(line))), None)
    heading = Heading(kind=title, party=_title_party(lines, view, country))
    found = []
    for index, line in enumerate(lines):
        if index and (row := _row(view, line, heading, country)):
            found += row
        elif index:
            heading = _under(heading, line, view, country)
            if found and line.dates and not line.governments and found[-1].signed is None:
                found[-1] = _continued(found[-1], line)
    return found


def _continued(draft: Draft, line: Sentence) -> Draft:
    """A row whose date stands in a line below it."""
    return replace(draft, signed=line.dates[0]) if draft.stage is Stage.IN_FORCE else draft


def _lines(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of one line put together again."""
    lines: list[Sentence] = []
    for sentence in sentences:
        if lines and lines[-1].unit == sentence.unit:
            last = lines[-1]
            lines[-1] = replace(
                last,
                end=sentence.end,
                names=[*last.names, *sentence.names],
                dates=[*last.dates, *sentence.dates],
                cues=[*last.cues, *sentence.cues],
            )
        else:
            lines.append(sentence)
    return lines


def _title_party(lines: Sequence[Sentence], view: View, country: str | None) -> Name | None:
    if view.home is not None or not lines:
        return None
    return next((name for name in lines[0].governments if name.country == country), None)


def _row(view: View, line: Sentence, heading: Heading, country: str | None) -> list[Draft]:
    """What one line says; empty where it is no row."""
    if heading.excluded or line.has(DOMESTIC) or line.has(BODY):
        return []
    sides = _sides(view, line, heading, country)
    cue = _row_kind(line, heading)
    if sides is None or cue is None or cue.kind is None:
        return []
    stage = _stage(line, heading, cue, view)
    if stage is None:
        return []
    kind = Kind.DEVELOPMENT_COOPERATION if _agency(sides) else cue.kind
    signed, renewed, ended = _dates(view, line, stage, cue)
    return [Draft(sides, kind, stage, cue, line.unit, signed, renewed, ended)]


def _agency(sides: Sequence[Side]) -> bool:
    return any(isinstance(side, Name) and side.level is Level.AGENCY for side in sides)


def _row_kind(line: Sentence, heading: Heading) -> Cue | None:
    return main_kind(line) or heading.kind


def _stage(line: Sentence, heading: Heading, cue: Cue, view: View) -> Stage | None:
    if line.has(NEGATION) and not line.dates:
        return None
    signed = any(c.stage is Stage.SIGNED for c in line.stages) and line.dates
    dated = next((date.start for date in line.dates if len(date.edtf) == _DAY), line.end)
    told = [c for c in line.stages if c.stage in _PAST or (c.stage in _PLANS and not signed and c.start < dated)]
    if told:
        return stage_of(replace(line, cues=told), cue, view.language)
    return heading.stage or Stage.IN_FORCE


def _sides(view: View, line: Sentence, heading: Heading, country: str | None) -> tuple[Side, Side] | None:
    named = sorted(governments(line.names), key=lambda name: name.start)
    abroad = [name.country for name in line.names if name.is_country and name.country != country]
    if abroad and all(name.country == country for name in named):
        named += _printed(view, line, abroad[0])
    if not named:
        return None
    own = [name for name in named if name.country == country]
    theirs = [name for name in named if name.country not in (country, None)]
    countries = [name.country for name in line.names if name.is_country]
    if not countries and theirs and country in theirs[0].namesakes and not theirs[0].titled and view.home is not None:
        return None  # a namesake at home is meant where no country is named
    if theirs and own and heading.party is None and (view.home is None or _apart(own, view)):
        return own[0], theirs[0]
    if not theirs:
        return None
    if view.home is not None and heading.party is None:
        return Implied(view.home, None), theirs[0]
    return (heading.party, theirs[0]) if heading.party else None


def _printed(view: View, line: Sentence, country: str | None) -> list[Name]:
    """The partner in a row of cells that names a country and no place that is known there: its first cell of words."""
    text = view.document.text
    found = cells(text, line.start, line.end)
    taken = [(n.start, n.end) for n in line.names] + [(d.start, d.end) for d in line.dates]
    taken += [(cue.start, cue.end) for cue in line.cues]
    for start, end in found if len(found) > 1 else []:
        if _LETTERS.search(text, start, end) and all(end <= a or start >= b for a, b in taken):
            return [Name(start, end, text[start:end], country, Level.CITY)]
    return []


def _apart(own: Sequence[Name], view: View) -> bool:
    """Whether the row names a compatriot that is not the publisher itself."""
    assert view.home is not None
    return own[0].key != Implied(view.home, None).key


def _under(heading: Heading, line: Sentence, view: View, country: str | None) -> Heading:
    """The headings as they stand after a line that is no row."""
    if line.end - line.start > _HEADING:
        return heading
    cue = main_kind(line)
    party = next((name for name in line.governments if name.country == country), None)
    if cue is None and party is None and not line.has(DOMESTIC) and not line.has(BODY) and not _ended(line):
        return heading
    if party is not None and (line.dates or line.end - line.start > len(party.text) + _MARKS):
        party = None
    above = None if line.has(HOME) else heading.party
    if party is not None and view.home is not None and party.key == Implied(view.home, None).key:
        party = above = None
    return Heading(
        kind=cue or heading.kind,
        stage=Stage.ENDED if _ended(line) else None,
        party=party or above,
        excluded=line.has(DOMESTIC) or line.has(BODY),
    )


def _ended(line: Sentence) -> bool:
    return any(cue.stage is Stage.ENDED for cue in line.stages)


def _dates(
    view: View, line: Sentence, stage: Stage, cue: Cue
) -> tuple[FoundDate | None, FoundDate | None, FoundDate | None]:
    """A row's first date is the signing's; under another stage a second one tells that."""
    if stage is Stage.IN_FORCE:
        return (line.dates[0] if line.dates else None), None, None
    if stage in (Stage.ENDED, Stage.RENEWED) and line.dates:
        first, last = line.dates[0], line.dates[-1]
        if first == last:
            return first, None, None
        return (first, last, None) if stage is Stage.RENEWED else (first, None, last)
    return date_roles(view.document.text, line.dates, stage, cue, line, view.language)
