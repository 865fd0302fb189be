"""What sort of document speaks, where nothing declares it."""

from collections.abc import Sequence

from agreements.codes import BlockKind, Genre
from agreements.records import Document
from extractors.reading.cues import CLOSING
from extractors.reading.language import Language
from extractors.reading.view import Sentence

_HEAD = 200  # characters within which a law calls itself one
_TITLES = 1  # unit up to which an instrument is named by its own text
# Different words of recitals and clauses that make an instrument's own text; without a closing formula twice as many.
_RECITALS = 2
_SHORT_LINE = 70  # characters of a line that says no more than a row
_STOPS = '.。!?！？」”"'  # ends of sentences
_ROWS = 3  # rows with a government that make a directory


def genre_of(document: Document, sentences: Sequence[Sentence], language: Language) -> Genre:
    """The document's genre as declared, else by its form: recitals and a closing formula, rows, or a law's title."""
    if document.genre is not None:
        return document.genre
    head = [s for s in sentences if s.unit <= _TITLES]
    closed = any(s.has(CLOSING) for s in sentences[len(sentences) // 2 :])
    recited = {match.group().casefold() for match in language.recitals.finditer(document.text)}
    if len(recited) >= (_RECITALS if closed else 2 * _RECITALS) and any(s.kinds for s in head):
        return Genre.AGREEMENT
    named = [s for s in sentences if s.governments]
    rows = [s for s in named if _is_row(s, document.text)]
    if len(rows) >= _ROWS and 2 * len(rows) >= len(named):
        return Genre.DIRECTORY
    if language.law_title.search(document.text, 0, _HEAD):
        return Genre.LAW
    return Genre.PRESS_RELEASE if document.publisher else Genre.NEWS


def _is_row(sentence: Sentence, text: str) -> bool:
    """Whether a line is one of a table or list: so marked, or short, whole, dated or placed, and no full sentence."""
    if sentence.kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM):
        return True
    beside = text[max(sentence.start - 1, 0) : sentence.start], text[sentence.end : sentence.end + 1]
    if sentence.unit == 0 or sentence.end - sentence.start > _SHORT_LINE or "".join(beside).strip("\n"):
        return False
    placed = bool(sentence.dates) or any(name.is_country for name in sentence.names)
    return placed and text[sentence.end - 1] not in _STOPS
