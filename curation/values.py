"""Which value an agreement takes for a field where its mentions say several.

A value is weighed by the authority of the best source that says it, then by the number of sources,
then by the precision of a date, then the smallest value: nothing is left to the order of arrival.
A source that says `2021` also speaks for `2021-05-19`: a narrower date is no contradiction.
"""

from collections.abc import Callable, Iterable, Sequence

from agreements import edtf
from agreements.codes import Genre, Kind, SourceClass, Stage
from agreements.records import Date, Mention
from curation.records import Testimony
from curation.rules import FURTHEST_FIRST, PROMISES, SPECIFIC_FIRST

Opinions = dict[str, list[Testimony]]
"""Each value that is said of a field, with those who say it."""


def asserted(mention: Mention, field: str) -> Date | None:
    """The date that `mention` gives for `signed`, `renewed` or `ended`. A promise gives none."""
    if mention.stage in PROMISES:
        return None
    date: Date | None = getattr(mention, field)
    return date


def dates_said(voices: Iterable[Testimony], field: str) -> Opinions:
    """The dates that are given for `field`, as those heard give them."""
    return _opinions(voices, lambda mention: date.edtf if (date := asserted(mention, field)) else None)


def kinds_said(voices: Iterable[Testimony]) -> Opinions:
    """The kinds by which those heard call the agreement."""
    return _opinions(voices, lambda mention: mention.kind)


def heard(voices: Iterable[Testimony], says: Callable[[Mention], object]) -> list[Testimony]:
    """Those who say something: what a replaced capture said counts only where no current one speaks."""
    speaking = [voice for voice in voices if says(voice.mention)]
    return [voice for voice in speaking if voice.current] or speaking


def _opinions(voices: Iterable[Testimony], says: Callable[[Mention], str | None]) -> Opinions:
    said: Opinions = {}
    for voice in heard(voices, says):
        said.setdefault(says(voice.mention) or "", []).append(voice)
    return dict(sorted(said.items()))


def best_date(said: Opinions) -> str | None:
    """The date to take, or None where nobody gives one. One that another narrows is no rival to it but backs it."""

    def weight(value: str) -> tuple[int, int, int, int, str]:
        backing = [voice for other in said if _holds(other, value) for voice in said[other]]
        return _rank(backing), _rank(said[value]), -_independent(backing), -len(value), value

    narrowest = [value for value in said if not any(_holds(value, other) for other in said if other != value)]
    return min(narrowest, key=weight, default=None)


def _holds(date: str, other: str) -> bool:
    """Whether `date` is the other or a year or month that holds it: EDTF is written from the wide to the narrow."""
    return other.startswith(date)


def best_kind(said: Opinions) -> Kind:
    """The kind to take; with sources of equal weight the more specific one."""

    def weight(value: str) -> tuple[int, int, int]:
        return _rank(said[value]), -_independent(said[value]), SPECIFIC_FIRST.index(Kind(value))

    return Kind(min(said, key=weight))


def occasions(said: Opinions) -> list[Opinions]:
    """Dates that may be of one occasion together, occasions in the order of time: the renewals of a pact."""
    found: list[Opinions] = []
    for value in sorted(said, key=lambda value: (-len(value), value)):
        one = next((one for one in found if all(edtf.compatible(value, other) for other in one)), None)
        if one is None:
            one = {}
            found.append(one)
        one[value] = said[value]
    return sorted(found, key=lambda one: best_date(one) or "")


def contradicting(said: Opinions, taken: str | None) -> bool:
    """Whether a date was said that no narrowing of `taken` can meet."""
    return taken is not None and any(not edtf.compatible(taken, other) for other in said)


def furthest_stage(stages: Iterable[Stage], *, ended: str | None, renewed: str | None) -> Stage:
    """The furthest stage. An agreement renewed after its end is renewed, not ended."""
    said = set(stages)
    if ended and renewed and edtf.bounds(renewed)[0] > edtf.bounds(ended)[1]:
        said = said - {Stage.ENDED} | {Stage.RENEWED}
    return next(stage for stage in FURTHEST_FIRST if stage in said)


def confidence(voices: Iterable[Testimony]) -> float:
    """1 minus the chance that every source errs: 1 - product of (1 - its best mention's confidence)."""
    best: dict[str, float] = {}
    for voice in voices:
        best[voice.source.id] = max(best.get(voice.source.id, 0.0), voice.mention.confidence)
    all_err = 1.0
    for source in sorted(best):
        all_err *= 1 - best[source]
    return round(1 - all_err, 4)


def _standing(voice: Testimony) -> SourceClass:
    """With what authority a voice speaks: a government's copy of the pact is the pact, its law the gazette."""
    source_class = voice.source.source_class
    if source_class is SourceClass.GOVERNMENT:
        return {Genre.AGREEMENT: SourceClass.INSTRUMENT, Genre.LAW: SourceClass.GAZETTE}.get(
            voice.mention.genre, source_class
        )
    return source_class


def _rank(voices: Sequence[Testimony]) -> int:
    return min(_standing(voice).rank for voice in voices)


def _independent(voices: Sequence[Testimony]) -> int:
    return len({voice.source.id for voice in voices})
