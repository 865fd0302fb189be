"""What sort of document speaks, where nothing declares it."""

from collections.abc import Sequence

from agreements.codes import BlockKind, Genre
from agreements.records import Document
from extractors.reading.cues import CLOSING
from extractors.reading.language import Language
from extractors.reading.view import Sentence

_ROWS = 3  # rows with a place and a date or country that make a directory


def genre_of(document: Document, sentences: Sequence[Sentence], language: Language) -> Genre:
    """The document's genre as declared, else by its form: rows, a law's title, or parties and a closing formula."""
    if document.genre is not None:
        return document.genre
    rows = [s for s in sentences if s.kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM) and s.governments]
    if len(rows) >= _ROWS and 2 * len(rows) >= sum(bool(s.governments) for s in sentences):
        return Genre.DIRECTORY
    head = document.text[:200]
    if language.law_title.search(head):
        return Genre.LAW
    title = [s for s in sentences if s.unit == 0]
    closed = any(s.has(CLOSING) for s in sentences[len(sentences) // 2 :])
    if document.publisher is None and document.published is None and closed and any(s.kinds for s in title):
        return Genre.AGREEMENT
    return Genre.PRESS_RELEASE if document.publisher else Genre.NEWS
