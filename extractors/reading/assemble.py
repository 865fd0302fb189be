"""From a document's sayings to its mentions: one for each instrument between the same parties."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from agreements.codes import DateBasis, Genre, Kind, Level, PartyBasis, Stage
from agreements.ids import digest
from agreements.records import Date, Document, Mention, Party, Span
from extractors.reading.cues import BODY
from extractors.reading.dates import FoundDate
from extractors.reading.drafts import SPECIFIC, Draft, drafts, is_end
from extractors.reading.home import implied_party
from extractors.reading.instrument import instrument_drafts
from extractors.reading.pairs import Implied, Side
from extractors.reading.places import Name
from extractors.reading.rows import row_drafts
from extractors.reading.view import Sentence, View

# The further state wins. What is told in passing as standing counts for less than an act that is told.
_RANK = {
    None: 0,
    Stage.PROPOSED: 1,
    Stage.IN_FORCE: 2,
    Stage.ANNOUNCED: 3,
    Stage.SIGNED: 4,
    Stage.RENEWED: 5,
    Stage.ENDED: 6,
}
_HEAD = 500  # characters within which a denial is about all that follows
_YEAR, _DAY = 4, 10  # characters of such dates
_TAKEN_UP = 2  # sentences after a naming in which "the agreement" is the one named
_DATE_REACH = 3  # sentences from a signing within which its date may stand


def mentions(view: View, fingerprint: str) -> list[Mention]:
    """All mentions of a document, in the order of their cues."""
    if view.genre is not Genre.LAW and view.language.denial.search(view.document.text, 0, _HEAD):
        return []
    if view.genre is Genre.DIRECTORY:
        found = row_drafts(view)
    elif view.genre is Genre.AGREEMENT:
        found = instrument_drafts(view)
    else:
        found = [_dated(view, _taken_up(view, draft)) for draft in _told(drafts(view))]
    merged = [one for group in _groups(found) for one in _merge(group)]
    merged.sort(key=lambda draft: (draft.cue.start, sorted(draft.key)))
    seen: dict[tuple[Kind, frozenset[str]], int] = defaultdict(int)
    result = []
    for draft in merged:
        if draft.stage is None:
            continue
        ordinal = seen[draft.kind, draft.key]
        seen[draft.kind, draft.key] += 1
        result.append(_mention(view, draft, ordinal, fingerprint))
    return result


def _told(found: Sequence[Draft]) -> list[Draft]:
    """Sayings whose partner stands elsewhere count only where the same pair is told of in so many words."""
    stated = {draft.key for draft in found if draft.stated}
    return [draft for draft in found if draft.stated or draft.key in stated or draft.stage is not None]


def _taken_up(view: View, draft: Draft) -> Draft:
    """A saying without an act and a date, with the signing of "the agreement" that the next sentences tell."""
    if draft.stage not in (None, Stage.IN_FORCE) or draft.signed is not None:
        return draft
    for sentence in view.sentences[draft.sentence + 1 : draft.sentence + 1 + _TAKEN_UP]:
        act = next((cue for cue in sentence.stages if cue.stage is Stage.SIGNED), None)
        word = view.language.instrument.search(view.document.text, sentence.start, sentence.end)
        if act and word and not sentence.kinds and not sentence.has(BODY) and (days := _acts(view, sentence)):
            return replace(draft, stage=Stage.SIGNED, signed=days[0])
    return draft


def _dated(view: View, draft: Draft) -> Draft:
    """The saying with the date of signing that the sentences around it tell, where its own does not."""
    if draft.stage is Stage.SIGNED and draft.signed is None:
        return replace(draft, signed=_near(view, draft, _acts))
    if draft.stage in (Stage.RENEWED, Stage.ENDED, Stage.IN_FORCE) and draft.signed is None:
        return replace(draft, signed=_near(view, draft, _origins))
    if draft.signed is not None and len(draft.signed.edtf) == _YEAR:
        year = draft.signed.edtf
        exact = _near(view, draft, lambda _, s: [d for d in s.dates if d.edtf.startswith(year) and d.edtf != year])
        return replace(draft, signed=exact or draft.signed)
    return draft


def _near(view: View, draft: Draft, wanted: Callable[[View, Sentence], list[FoundDate]]) -> FoundDate | None:
    """The first wanted date of the sentences nearest to the saying."""
    for step in range(1, _DATE_REACH + 1):
        for index in (draft.sentence - step, draft.sentence + step):
            if 0 < index < len(view.sentences) and (found := wanted(view, view.sentences[index])):
                return found[0]
    return None


def _acts(view: View, sentence: Sentence) -> list[FoundDate]:
    """Days on which a thing just told may have happened; the day printed over a page is none."""
    published = view.document.published
    printed = published.isoformat() if published else None
    return [d for d in sentence.dates if len(d.edtf) == _DAY and (d.edtf != printed or d.basis is DateBasis.RELATIVE)]


def _origins(view: View, sentence: Sentence) -> list[FoundDate]:
    """Dates from which a relation is told to stand."""
    text = view.document.text
    signing = any(cue.stage is Stage.SIGNED for cue in sentence.cues)
    return [
        d
        for d in sentence.dates
        if not is_end(d, sentence)
        if d.basis is DateBasis.ANNIVERSARY
        or (d.basis is DateBasis.STATED and view.language.since.search(text[max(0, d.start - 30) : d.start].rstrip()))
        or (d.basis is DateBasis.STATED and signing and not _recent(view, d))
    ]


def _recent(view: View, found: FoundDate) -> bool:
    published = view.document.published
    return published is not None and found.edtf[:_YEAR] >= str(published.year)


def _groups(found: Iterable[Draft]) -> list[list[Draft]]:
    groups: dict[frozenset[str], list[Draft]] = defaultdict(list)
    for draft in found:
        groups[draft.key].append(draft)
    return list(groups.values())


def _merge(group: Sequence[Draft]) -> list[Draft]:
    """The instruments between one set of parties: one for each kind, the vague kind only where it is alone."""
    by_kind: dict[Kind, list[Draft]] = defaultdict(list)
    for draft in group:
        by_kind[draft.kind].append(draft)
    if len(by_kind) > 1:
        vague = by_kind.pop(Kind.COOPERATION, [])
        kind = min(by_kind, key=SPECIFIC.index)
        by_kind[kind] += [replace(draft, kind=kind) for draft in vague if draft.stage is by_kind[kind][0].stage]
    told = {kind: _one(items) for kind, items in by_kind.items()}
    if _agreed(told.get(Kind.LETTER_OF_INTENT)):  # what it aims at is no instrument yet
        told = {kind: one for kind, one in told.items() if kind is Kind.LETTER_OF_INTENT or _agreed(one)}
    if len(told) > 1:
        told = {kind: one for kind, one in told.items() if one.stage is not None} or told
    return list(told.values())


def _agreed(draft: Draft | None) -> bool:
    """Whether the instrument is told as more than a plan."""
    return draft is not None and draft.stage not in (None, Stage.PROPOSED, Stage.ANNOUNCED)


def _one(items: Sequence[Draft]) -> Draft:
    best = max(items, key=lambda draft: (_RANK[draft.stage], draft.signed is not None, -draft.sentence))
    signed = best.signed
    if signed is None and best.stage not in (Stage.PROPOSED, Stage.ANNOUNCED):
        signed = next((d.signed for d in items if d.signed), None)
    if signed is not None and len(signed.edtf) == _YEAR:
        signed = next((d.signed for d in items if d.signed and d.signed.edtf.startswith(f"{signed.edtf}-")), signed)
    same = [draft for draft in items if draft.stage is best.stage]
    renewed = next((d.renewed for d in same if d.renewed), None)
    ended = next((d.ended for d in same if d.ended), None)
    named = next((d for d in items if all(isinstance(side, Name) for side in d.parties)), best)
    return replace(best, signed=signed, renewed=renewed, ended=ended, parties=named.parties)


def _mention(view: View, draft: Draft, ordinal: int, fingerprint: str) -> Mention:
    document = view.document
    parties = [_party(document, side) for side in draft.parties]
    key = [party.place or f"{party.country}:{party.name}" for party in parties]
    return Mention(
        id="m-" + digest(document.id, draft.kind, *sorted(key), str(ordinal)),
        document=document.id,
        capture=document.capture,
        lang=view.language.code,
        genre=view.genre,
        parties=parties,
        kind=draft.kind,
        stage=draft.stage or Stage.IN_FORCE,
        cue=_span(document, draft.cue.start, draft.cue.end),
        confidence=_confidence(draft, parties),
        fingerprint=fingerprint,
        signed=_date(document, draft.signed),
        renewed=_date(document, draft.renewed),
        ended=_date(document, draft.ended),
        native_label=document.text[draft.cue.start : draft.cue.end],
    )


def _confidence(draft: Draft, parties: Sequence[Party]) -> float:
    """A first estimate: less for each party that was not stated or not linked, and for a partner fetched from afar."""
    value = 0.9
    for party in parties:
        value -= 0.15 * (party.place is None) + 0.05 * (party.basis is PartyBasis.PUBLISHER)
    return round(max(value - (0 if draft.stated else 0.2), 0.1), 2)


def _party(document: Document, side: Side) -> Party:
    if isinstance(side, Implied):
        words = side.words
        span = _span(document, words.start, words.end) if words else None
        return implied_party(side.home, span.text if span else "", span)
    return Party(
        name=side.place.name if side.place else side.name or side.text,
        country=side.country,
        level=side.level or Level.CITY,
        place=side.place.id if side.place and side.place.id else None,
        printed=side.text,
        span=_span(document, side.start, side.end),
        candidates=list(side.candidates),
    )


def _date(document: Document, found: FoundDate | None) -> Date | None:
    return Date(found.edtf, found.basis, _span(document, found.start, found.end)) if found else None


def _span(document: Document, start: int, end: int) -> Span:
    page = next((block.page for block in document.blocks if block.start <= start < block.end), None)
    return Span(start, end, document.text[start:end], page)
