"""Agreement texts: the parties stand in the title and preamble, the day of signing in the closing formula."""

from collections.abc import Sequence

from agreements.codes import DateBasis, Kind, Level, Stage
from extractors.reading.cues import BODY, CLOSING, Cue
from extractors.reading.dates import FoundDate
from extractors.reading.drafts import SPECIFIC, Draft
from extractors.reading.pairs import Side
from extractors.reading.places import Name
from extractors.reading.view import Sentence, View

_PREAMBLE = 900  # characters within which the parties are named
_DENSE = 0.5  # of that in joined scripts
_CLOSING_REACH = 220


def instrument_drafts(view: View) -> list[Draft]:
    """The one saying of an agreement's own text; empty where its parties are no two governments."""
    text = view.document.text
    reach = int(_PREAMBLE * (_DENSE if view.language.joined else 1))
    head = [s for s in view.sentences if s.start < reach]
    title = [s for s in view.sentences if s.unit <= 1]
    if any(s.has(BODY) for s in title[:1]):
        return []
    cue = _kind(title) or _kind(head) or _kind(view.sentences)
    sides = _parties(head)
    if cue is None or cue.kind is None or len(sides) < 2:
        return []
    kind = Kind.DEVELOPMENT_COOPERATION if any(n.level is Level.AGENCY for n in sides) else cue.kind
    renewing = any(c.stage is Stage.RENEWED and c.start < cue.end + 80 for s in head for c in s.cues)
    signed = _closing_date(view, text)
    earlier = [d for s in head for d in s.dates if signed and d.end <= signed.start and d.edtf < signed.edtf]
    parties: tuple[Side, ...] = tuple(sides)
    if renewing and signed:
        return [Draft(parties, kind, Stage.RENEWED, cue, 0, earlier[0] if earlier else None, signed)]
    return [Draft(parties, kind, Stage.SIGNED, cue, 0, signed)]


def _kind(sentences: Sequence[Sentence]) -> Cue | None:
    cues = [cue for sentence in sentences for cue in sentence.kinds]
    return next((cue for kind in SPECIFIC for cue in cues if cue.kind is kind), None)


def _parties(head: Sequence[Sentence]) -> list[Name]:
    """The first governments of two countries that the head names; more of them where the title names more."""
    found: dict[str, Name] = {}
    for sentence in head:
        for name in sentence.governments:
            if name.country is not None:
                found.setdefault(name.key, name)
        if len({name.country for name in found.values()}) > 1:
            break
    named = sorted(found.values(), key=lambda name: name.start)
    by_country: dict[str | None, Name] = {}
    for name in named:
        by_country.setdefault(name.country, name)
    return list(by_country.values())


def _closing_date(view: View, text: str) -> FoundDate | None:
    """The date in the closing formula, else the last whole date of the text."""
    dates = [d for s in view.sentences for d in s.dates if d.basis is DateBasis.STATED]
    whole = [d for d in dates if len(d.edtf) == 10] or dates
    closings = [c for s in view.sentences for c in s.cues if c.label == CLOSING and c.start > len(text) // 4]
    near = [d for d in whole if any(-_CLOSING_REACH < d.start - c.end < _CLOSING_REACH for c in closings)]
    return (near or whole)[-1] if whole else None
