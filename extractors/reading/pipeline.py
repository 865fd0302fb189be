# ruff: noqa: ARG001 - spaCy calls each factory with nlp and name
"""The spaCy pipeline of a language, built from registered components.

| component | requires | assigns |
|---|---|---|
| hermana_segments | | units, sentences |
| hermana_home | | `doc._.home` |
| hermana_places | units, home | `doc.spans["places"]` |
| hermana_dates | units | `doc.spans["dates"]` |
| hermana_cues | sentences | `doc.spans["cues"]` |
| hermana_mentions | all of these | `doc._.mentions` |

A pipeline is run on a `Doc` made by its tokenizer from the document's text, with the record in `doc._.document`.
All that is found are spans: a unit's label is its block kind, a date's its basis (and its `kb_id_` the EDTF), a cue's
what it tells, a place's its level or "country" (and `span._.government` the `Name` made of it).
"""

import bisect
from collections.abc import Sequence
from typing import TypeVar

import spacy
from spacy.language import Language as Nlp
from spacy.tokens import Doc, Span

from agreements.codes import BlockKind, DateBasis
from agreements.records import Document
from extractors.gazetteer.names import Gazetteer
from extractors.reading import assemble, language
from extractors.reading import tokenizer as tokenizer  # registers the tokenizer that the config names
from extractors.reading.cues import Cue, find_cues
from extractors.reading.dates import FoundDate, find_dates
from extractors.reading.genre import genre_of
from extractors.reading.home import publisher_place
from extractors.reading.places import Name, find_names
from extractors.reading.segments import Unit, sentences, units
from extractors.reading.view import Sentence, View

COMPONENTS = (
    "hermana_segments",
    "hermana_home",
    "hermana_places",
    "hermana_dates",
    "hermana_cues",
    "hermana_mentions",
)

for _name in ("document", "home", "mentions"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)
if not Span.has_extension("government"):
    Span.set_extension("government", default=None)


def build(code: str, gazetteer: Gazetteer, fingerprint: str) -> Nlp:
    """The pipeline of the language with this code. KeyError where there is no file for it.

    `fingerprint` is written into each mention.
    """
    nlp = spacy.blank(code, config={"nlp": {"tokenizer": {"@tokenizers": "hermana.ScriptTokenizer.v1"}}})
    settings = {"hermana_home": {}, "hermana_mentions": {"lang": code, "fingerprint": fingerprint}}
    for name in COMPONENTS:
        nlp.add_pipe(name, config=settings.get(name, {"lang": code}))
    for name in ("hermana_home", "hermana_places"):
        pipe = nlp.get_pipe(name)
        assert isinstance(pipe, Home | Places)
        pipe.gazetteer = gazetteer
    return nlp


def run(nlp: Nlp, document: Document) -> Doc:
    """The document's text with all that the pipeline found in it."""
    doc = nlp.make_doc(document.text)
    doc._.document = document
    return nlp(doc)


class Segments:
    """Marks the units and the sentences of the document's own text."""

    def __init__(self, lang: str) -> None:
        self.language = language.load(lang)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans` units and sentences."""
        text = doc.text  # joined anew at each access
        own = units(doc._.document, self.language)
        doc.spans["units"] = [_span(doc, unit.start, unit.end, unit.kind) for unit in own]
        doc.spans["sentences"] = [
            _span(doc, start, end, unit.kind) for unit in own for start, end in sentences(text, unit, self.language)
        ]
        return doc


class Home:
    """Links the publisher to its place."""

    def __init__(self) -> None:
        self.gazetteer: Gazetteer | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.home`."""
        assert self.gazetteer is not None
        doc._.home = publisher_place(doc._.document, self.gazetteer)
        return doc


class Places:
    """Finds and links the names of governments and countries."""

    def __init__(self, lang: str) -> None:
        self.language = language.load(lang)
        self.gazetteer: Gazetteer | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans` places."""
        assert self.gazetteer is not None
        own = [Unit(span.start_char, span.end_char, BlockKind(span.label_)) for span in doc.spans["units"]]
        spans = []
        for name in find_names(doc.text, own, self.language, self.gazetteer, doc._.home):
            span = _span(doc, name.start, name.end, name.level or "country", name.place.id if name.place else "")
            span._.government = name
            spans.append(span)
        doc.spans["places"] = spans
        return doc


class Dates:
    """Finds the dates, as EDTF."""

    def __init__(self, lang: str) -> None:
        self.language = language.load(lang)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans` dates."""
        published = doc._.document.published
        found = find_dates(doc.text, self.language, published)
        doc.spans["dates"] = [_span(doc, date.start, date.end, date.basis, date.edtf) for date in found]
        return doc


class Cues:
    """Finds the words that tell kind and stage, and those that take them back."""

    def __init__(self, lang: str) -> None:
        self.language = language.load(lang)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans` cues."""
        text = doc.text  # joined anew at each access
        found = [
            cue
            for sentence in doc.spans["sentences"]
            for cue in find_cues(text, sentence.start_char, sentence.end_char, self.language)
        ]
        doc.spans["cues"] = [_span(doc, cue.start, cue.end, cue.label) for cue in found]
        return doc


class Mentions:
    """Puts names, dates and cues together to mentions."""

    def __init__(self, lang: str, fingerprint: str) -> None:
        self.language = language.load(lang)
        self.fingerprint = fingerprint

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.mentions`."""
        names: list[Name] = [span._.government for span in doc.spans["places"]]
        dates = [
            FoundDate(span.start_char, span.end_char, span.kb_id_, DateBasis(span.label_))
            for span in doc.spans["dates"]
        ]
        cues = [Cue(span.start_char, span.end_char, span.label_) for span in doc.spans["cues"]]
        begins = [span.start_char for span in doc.spans["units"]]
        marked = [
            Sentence(
                span.start_char,
                span.end_char,
                bisect.bisect_right(begins, span.start_char) - 1,
                BlockKind(span.label_),
                _inside(names, span),
                _inside(dates, span),
                _inside(cues, span),
            )
            for span in doc.spans["sentences"]
        ]
        document: Document = doc._.document
        view = View(document, self.language, genre_of(document, marked, self.language), doc._.home, marked)
        doc._.mentions = assemble.mentions(view, self.fingerprint)
        return doc


_Found = TypeVar("_Found", Name, FoundDate, Cue)


def _inside(found: Sequence[_Found], span: Span) -> list[_Found]:
    first = bisect.bisect_left(found, span.start_char, key=lambda one: one.start)
    last = bisect.bisect_left(found, span.end_char, key=lambda one: one.start)
    return list(found[first:last])


def _span(doc: Doc, start: int, end: int, label: str, value: str = "") -> Span:
    """The span over `doc.text[start:end]`, widened to whole tokens where need be."""
    span = doc.char_span(start, end, label=str(label), kb_id=value, alignment_mode="expand")
    assert span is not None
    return span


@Nlp.factory("hermana_segments", assigns=["doc.spans"])
def _segments(nlp: Nlp, name: str, lang: str) -> Segments:
    return Segments(lang)


@Nlp.factory("hermana_home", assigns=["doc._.home"])
def _home(nlp: Nlp, name: str) -> Home:
    return Home()


@Nlp.factory("hermana_places", requires=["doc.spans", "doc._.home"], assigns=["doc.spans"])
def _places(nlp: Nlp, name: str, lang: str) -> Places:
    return Places(lang)


@Nlp.factory("hermana_dates", assigns=["doc.spans"])
def _dates(nlp: Nlp, name: str, lang: str) -> Dates:
    return Dates(lang)


@Nlp.factory("hermana_cues", requires=["doc.spans"], assigns=["doc.spans"])
def _cues(nlp: Nlp, name: str, lang: str) -> Cues:
    return Cues(lang)


@Nlp.factory("hermana_mentions", requires=["doc.spans", "doc._.home"], assigns=["doc._.mentions"])
def _mentions(nlp: Nlp, name: str, lang: str, fingerprint: str) -> Mentions:
    return Mentions(lang, fingerprint)
