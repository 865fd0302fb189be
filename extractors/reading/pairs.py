"""Which governments a sentence binds to each other."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agreements.codes import Kind, Level
from agreements.records import Place
from extractors.reading.cues import BODY, HOME, Cue
from extractors.reading.places import Name
from extractors.reading.view import Sentence, View

_TITLE, _LEAD, _LEAD_SENTENCES = 4, 2, 4  # what a naming counts there, and how far the lead goes
_BACK = 3  # sentences to look back for a partner that a sentence leaves unsaid
_DATELINE = re.compile(r"[^.\n]{0,30}\s(?:–|—|--)\s")
_LINKED = 45  # characters between two partners of one list
_CLOSE = 40  # characters between a partner and the compatriot that stands beside it


@dataclass(frozen=True)
class Implied:
    """The publisher, meant by `words` (such as "our city") or by nothing in the text."""

    home: Place
    words: Cue | None

    @property
    def key(self) -> str:
        """What tells this government from others within one document."""
        return self.home.id or f"{self.home.country}:{self.home.name}".casefold()


Side = Name | Implied


def country_of(side: Side) -> str | None:
    """The country of one side."""
    return side.home.country if isinstance(side, Implied) else side.country


def home_country(view: View) -> str | None:
    """The country that the document speaks from: the publisher's, else that of its subject."""
    if view.home:
        return view.home.country
    subject = subject_of(view)
    return subject.country if subject else None


def subject_of(view: View) -> Name | None:
    """The government that a document without a publisher speaks of most, above all in its title and lead."""
    weights: Counter[str] = Counter()
    first: dict[str, Name] = {}
    for index, sentence in enumerate(view.sentences):
        weight = _TITLE if sentence.unit == 0 else _LEAD if index <= _LEAD_SENTENCES else 1
        for name in _binding(view, list(sentence.governments)):
            if name.level is not Level.AGENCY and name.country:
                weights[name.key] += weight
                first.setdefault(name.key, name)
    best = max(weights, key=lambda key: (weights[key], -first[key].start), default=None)
    return first[best] if best else None


def bound(view: View, index: int, sentence: Sentence, cue: Cue, *, listing: bool) -> list[tuple[Side, ...]]:
    """The sets of governments that a sentence, or a clause of sentence `index`, binds by the instrument at `cue`.

    `listing` says that the sentence speaks of standing relations, which it may list; otherwise only partners
    that stand together count. Empty where the two sides cannot be told.
    """
    ours, theirs = _sides(view, index, sentence, cue)
    if not ours or not theirs:
        return []
    if cue.kind is Kind.NETWORK:
        return [(*ours, *theirs)]
    theirs = _together(theirs, cue, listing=listing)
    if len(ours) > 1 and len(ours) != len(theirs):
        ours = [_nearest([side for side in ours if isinstance(side, Name)], cue)]
    if len(ours) == len(theirs):
        return [(a, b) for a, b in zip(ours, theirs, strict=True) if country_of(a) != country_of(b)]
    return [(ours[0], other) for other in theirs if country_of(other) != country_of(ours[0])]


def _sides(view: View, index: int, sentence: Sentence, cue: Cue) -> tuple[Sequence[Side], Sequence[Name]]:
    """The governments of the home country, and those of others, that the sentence speaks of."""
    country = home_country(view)
    named = sentence.governments
    if view.home is None and all(name.country != country for name in named):
        before = sorted((name for name in named if name.start < cue.start), key=lambda name: name.start)
        if before and len({n.country for n in named}) > 1 and not sentence.has(HOME):
            country = before[0].country  # the sentence has a subject of its own
    own = [name for name in named if name.country == country]
    theirs = _binding(view, [name for name in named if name.country != country and name.country is not None])
    if not theirs and _may_look_back(view, sentence, own):
        theirs = _binding(view, _earlier(view, index, lambda name: name.country not in (country, None)))
    if view.home is None:
        subject = subject_of(view)
        return own or ([subject] if subject and subject.country == country else []), theirs
    named_home = next((name for name in own if name.key == Implied(view.home, None).key), None)
    if named_home is not None:
        return [named_home], theirs
    words = next((c for c in sentence.cues if c.label == HOME), None)
    beside = [o for o in own if any(max(t.start - o.end, o.start - t.end) <= _CLOSE for t in theirs)]
    if beside and words is None and _stands_in(beside, view.home):
        return beside, theirs
    within = [o for o in own if o.titled or len(own) == len(theirs) > 1]
    if within and words is None and view.home.level is Level.TERRITORY and all(o.level is Level.CITY for o in within):
        return within, theirs
    return [Implied(view.home, words)], theirs


def _binding(view: View, names: list[Name]) -> list[Name]:
    """The names without those that only say where a thing happened."""
    text = view.document.text
    placed = [
        n
        for n in names
        if view.language.located.search(text[max(0, n.start - 20) : n.start].lstrip())
        or (text[n.start - 1 : n.start] in ("", "\n") and _DATELINE.match(text, n.end))
    ]
    return [name for name in names if name not in placed]


def _may_look_back(view: View, sentence: Sentence, own: Sequence[Name]) -> bool:
    """Whether the partner may stand in another sentence: not where universities, or two compatriots, are spoken of."""
    home = Implied(view.home, None).key if view.home else None
    others = [name for name in own if name.key != home]
    return not sentence.has(BODY) and len(others) < (1 if view.home else 2)


def _stands_in(beside: Sequence[Name], home: Place) -> bool:
    """Whether a compatriot named beside the partner may be the party in the publisher's stead."""
    return all(name.place is not None and name.place.name != home.name for name in beside)


def _earlier(view: View, index: int, wanted: Callable[[Name], bool]) -> list[Name]:
    """Governments of the nearest sentences before, of the title, or of the sentence after.

    Where a sentence speaks of universities, ports or companies, only what it calls a government is one.
    """
    order = [*range(index - 1, max(index - 1 - _BACK, -1), -1), 0, index + 1]
    for i in order:
        if 0 <= i < len(view.sentences) and i != index:
            bodies = view.sentences[i].has(BODY)
            found = [n for n in view.sentences[i].governments if wanted(n) and (n.titled or not bodies)]
            if found:
                return found
    return []


def _together(theirs: Sequence[Name], cue: Cue, *, listing: bool) -> list[Name]:
    """The partner nearest to the cue and those that stand in one list with it."""
    ordered = sorted(theirs, key=lambda name: name.start)
    if not listing:
        ordered = [n for n in ordered if n.level is not Level.AGENCY] or ordered
    at = ordered.index(_nearest(ordered, cue))
    reach = _LINKED * (3 if listing else 1)
    first = last = at
    while first > 0 and ordered[first].start - ordered[first - 1].end <= reach:
        first -= 1
    while last + 1 < len(ordered) and ordered[last + 1].start - ordered[last].end <= reach:
        last += 1
    return _without_holders(ordered[first : last + 1])


def _without_holders(names: list[Name]) -> list[Name]:
    """The names without the divisions in which others of them lie."""
    held = {n.place.subdivision for n in names if n.place and n.level is Level.CITY}
    kept = [n for n in names if not (n.level is Level.TERRITORY and n.place and n.place.subdivision in held)]
    return kept or names


def _nearest(sides: Sequence[Name], cue: Cue) -> Name:
    return min(sides, key=lambda name: (max(name.start - cue.end, cue.start - name.end, 0), name.start))
