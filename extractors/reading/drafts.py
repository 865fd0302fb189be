"""What single sentences and rows say of agreements, before a document's sayings are put together."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agreements.codes import DateBasis, Genre, Kind, Level, Stage
from extractors.reading.cues import BODY, NEGATION, Cue
from extractors.reading.dates import FoundDate
from extractors.reading.language import Language
from extractors.reading.pairs import Side, bound, country_of, home_country
from extractors.reading.places import Name
from extractors.reading.view import Sentence, View

# Where a sentence names several instruments, the first of these is meant. A letter of intent to twin is a letter.
SPECIFIC = (
    Kind.LETTER_OF_INTENT,
    Kind.NETWORK,
    Kind.SISTER_CITY,
    Kind.FRIENDSHIP,
    Kind.MEMORANDUM,
    Kind.DEVELOPMENT_COOPERATION,
    Kind.COOPERATION,
)
# How far, in characters, a word for a stage may stand from the instrument and still lose to none of the others.
_HANDICAP = {
    Stage.ENDED: 0,
    Stage.RENEWED: 0,
    Stage.SIGNED: 10,
    Stage.ANNOUNCED: 5,
    Stage.PROPOSED: 25,
    Stage.IN_FORCE: 100,
}
_HEAD = 200  # characters within which a bill calls itself one
_DENSE = 2.5  # a character of a joined script says as much as so many of a spaced one
_AT_ONCE = 1  # characters between a date and the word for the act of that date
_UNDONE = 40  # characters within which a word for an end is about an instrument, whatever else is told of it
_NEGATED = 70  # characters within which a negation takes an instrument back


@dataclass(frozen=True)
class Draft:
    """One saying. `stage` is None where a sentence names an instrument and tells nothing of it."""

    parties: tuple[Side, ...]
    kind: Kind
    stage: Stage | None
    cue: Cue
    sentence: int
    signed: FoundDate | None = None
    renewed: FoundDate | None = None
    ended: FoundDate | None = None
    stated: bool = True  # both sides are named in the sentence itself, or the publisher is meant

    @property
    def key(self) -> frozenset[str]:
        """The parties, whatever their order."""
        return frozenset(side.key for side in self.parties)


def drafts(view: View) -> list[Draft]:
    """The sayings of all sentences, in order."""
    found = []
    for index, sentence in enumerate(view.sentences):
        found += _of_sentence(view, index, sentence)
    return found


def _of_sentence(view: View, index: int, sentence: Sentence) -> list[Draft]:
    return [draft for clause in clauses(view, sentence) for draft in _of_clause(view, index, clause, sentence)]


def clauses(view: View, sentence: Sentence) -> list[Sentence]:
    """The sentence cut before each other instrument that it names, if each part names a partner of its own."""
    country = home_country(view)
    cuts = [sentence.start]
    for before, cue in itertools.pairwise(sentence.kinds):
        if cue.kind is not before.kind:
            cuts.append(cue.start if not view.language.head_last else before.end)
    parts = [_part(sentence, start, end) for start, end in itertools.pairwise([*cuts, sentence.end])]
    own = all(part.kinds and any(n.country != country for n in part.governments) for part in parts)
    return parts if own else [sentence]


def _part(sentence: Sentence, start: int, end: int) -> Sentence:
    return replace(
        sentence,
        start=start,
        end=end,
        names=[name for name in sentence.names if start <= name.start < end],
        dates=[date for date in sentence.dates if start <= date.start < end],
        cues=[cue for cue in sentence.cues if start <= cue.start < end],
    )


def _of_clause(view: View, index: int, sentence: Sentence, whole: Sentence) -> list[Draft]:
    cue = main_kind(sentence)
    if cue is None or cue.kind is None or _taken_back(sentence, cue):
        return []
    stage = stage_of(sentence, cue, view.language) or stage_of(whole, cue, view.language)
    if view.genre is Genre.LAW and stage in (None, Stage.ANNOUNCED):  # declared alone
        is_bill = view.language.bill_title.search(view.document.text, 0, _HEAD) is not None
        stage = Stage.PROPOSED if is_bill else Stage.ANNOUNCED
    listing = stage in (Stage.IN_FORCE, None)
    found = []
    for parties in bound(view, index, sentence, cue, listing=listing):
        kind = _kind_between(cue.kind, parties)
        if kind is None or _between_bodies(sentence, cue, parties) or _of_bodies(view, kind, parties):
            continue
        dates = _dates_for(sentence, parties, listing=listing)
        signed, renewed, ended = date_roles(view.document.text, dates, stage, cue, sentence, view.language)
        stated = all(not isinstance(side, Name) or sentence.start <= side.start < sentence.end for side in parties)
        if kind is Kind.DEVELOPMENT_COOPERATION and (not stated or stage is Stage.PROPOSED):
            continue
        found.append(Draft(parties, kind, stage, cue, index, signed, renewed, ended, stated))
    return found


def main_kind(sentence: Sentence) -> Cue | None:
    """The cue of the instrument that a sentence is about."""
    for kind in SPECIFIC:
        if kind is Kind.DEVELOPMENT_COOPERATION and not _has_agency(sentence):
            continue
        for cue in sentence.kinds:
            if cue.kind is kind:
                return cue
    return None


def _has_agency(sentence: Sentence) -> bool:
    return any(name.level is Level.AGENCY for name in sentence.names)


def _kind_between(kind: Kind, parties: Sequence[Side]) -> Kind | None:
    """The kind that an instrument has between these parties; None where it cannot bind them."""
    if len({country_of(side) for side in parties}) < 2:
        return None
    if any(isinstance(side, Name) and side.level is Level.AGENCY for side in parties):
        return Kind.DEVELOPMENT_COOPERATION
    return Kind.COOPERATION if kind is Kind.DEVELOPMENT_COOPERATION else kind


def _of_bodies(view: View, kind: Kind, parties: Sequence[Side]) -> bool:
    """Whether the title tells of a university, club or company, and no word makes the partner a government."""
    title = [s for s in view.sentences if s.unit == 0]
    partners = [side for side in parties if isinstance(side, Name)]
    vague = kind in (Kind.COOPERATION, Kind.MEMORANDUM, Kind.LETTER_OF_INTENT)
    return vague and any(s.has(BODY) for s in title) and not all(name.titled for name in partners)


def _between_bodies(sentence: Sentence, cue: Cue, parties: Sequence[Side]) -> bool:
    """Whether universities, clubs or companies stand nearer to the instrument than the partner does."""
    bodies = [c for c in sentence.cues if c.label == BODY]
    sure = cue.kind not in (Kind.COOPERATION, Kind.MEMORANDUM)  # what governments alone conclude
    partners = [side for side in parties if isinstance(side, Name) and not (sure and side.titled)]
    if not bodies or not partners:
        return False
    nearest = min(_distance(body, cue) for body in bodies)
    return nearest < max(_distance(partner, cue) for partner in partners)


def _distance(one: Cue | Name, other: Cue) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _taken_back(sentence: Sentence, cue: Cue) -> bool:
    return any(c.label == NEGATION and _distance(c, cue) <= _NEGATED for c in sentence.cues)


def stage_of(sentence: Sentence, cue: Cue, language: Language) -> Stage | None:
    """The stage whose words stand nearest to the instrument; None where no words tell one."""
    weight = _DENSE if language.joined else 1.0

    def cost(stage_cue: Cue) -> float:
        assert stage_cue.stage is not None
        return _distance(stage_cue, cue) * weight + _HANDICAP[stage_cue.stage]

    told = [c for c in sentence.stages if not _within_another(c, sentence) and not _overlap(c, cue)]
    ends = [c for c in told if c.stage is Stage.ENDED and _distance(c, cue) * weight <= _UNDONE]
    told = ends or told  # what ends was signed, and stood
    best = min(told, key=cost, default=None)
    return best.stage if best else None


def _within_another(cue: Cue, sentence: Sentence) -> bool:
    """Whether a word for signing is only part of words for something else: "authorised to sign", 拟…签署."""
    others = [c for c in sentence.stages if c.stage is not Stage.SIGNED]
    return cue.stage is Stage.SIGNED and any(o.start <= cue.start and cue.end <= o.end for o in others)


def _overlap(stage: Cue, kind: Cue) -> bool:
    """Whether words for a proposal are part of the instrument's name: "letter of intent"."""
    return stage.stage is Stage.PROPOSED and stage.start < kind.end and kind.start < stage.end


def _dates_for(sentence: Sentence, parties: Sequence[Side], *, listing: bool) -> Sequence[FoundDate]:
    """The dates that can belong to these parties: in a list, those right after the partner's name."""
    named = sorted((name for name in sentence.governments), key=lambda name: name.start)
    partners = [side for side in parties if isinstance(side, Name) and sentence.start <= side.start < sentence.end]
    if not listing or len(named) < 3 or len(sentence.dates) < 2 or not partners:
        return sentence.dates
    partner = partners[-1]
    later = [name.start for name in named if name.start > partner.start and name.country != partner.country]
    later += [name.start for name in named if name.start > partner.start and name.level == partner.level]
    stop = min(later, default=sentence.end)
    return [date for date in sentence.dates if partner.end <= date.start < stop]


def is_end(date: FoundDate, sentence: Sentence) -> bool:
    """Whether the word for an end follows the date at once, as in 自 … 起終止: since then it is over."""
    return any(c.stage is Stage.ENDED and 0 <= c.start - date.end <= _AT_ONCE for c in sentence.cues)


def date_roles(
    text: str, dates: Sequence[FoundDate], stage: Stage | None, cue: Cue, sentence: Sentence, language: Language
) -> tuple[FoundDate | None, FoundDate | None, FoundDate | None]:
    """Which of a sentence's dates tell the first signing, the newest renewal and the end."""
    if not dates or stage in (Stage.PROPOSED, Stage.ANNOUNCED):
        return None, None, None
    act = next((c for c in sentence.stages if c.stage is stage), cue)
    nearest = min(dates, key=lambda d: (max(d.start - act.end, act.start - d.end, 0), d.start))
    since = [d for d in dates if language.since.search(text[max(sentence.start, d.start - 30) : d.start].rstrip())]
    if stage in (Stage.RENEWED, Stage.ENDED):
        since = [d for d in since if not is_end(d, sentence)]
        past = [d for d in dates if d.basis is DateBasis.ANNIVERSARY] or since
        oldest = min(dates, key=lambda d: d.edtf)
        newest = max(dates, key=lambda d: d.edtf)
        if len(dates) > 1:
            first, last = (past[0] if past and past[0] != newest else oldest), newest
        elif past and (past[0].basis is DateBasis.ANNIVERSARY or stage is Stage.ENDED):
            first, last = past[0], None
        else:
            first, last = None, newest
        first = None if first == last else first
        return (first, last, None) if stage is Stage.RENEWED else (first, None, last)
    if stage is Stage.SIGNED:
        exact = [d for d in dates if d.basis is not DateBasis.ANNIVERSARY]
        if not exact:
            return None, None, None
        whole = [d for d in exact if len(d.edtf) == 10] or exact
        return (nearest if nearest in whole else whole[0]), None, None
    told = [d for d in dates if d.basis is DateBasis.ANNIVERSARY] or [d for d in dates if d.basis is DateBasis.STATED]
    return next(iter([*since, *told]), None), None, None
