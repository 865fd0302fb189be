from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from agreements.codes import Genre
from agreements.records import Document, Mention, Publisher
from extractors.reading.inputs import parse_line
from extractors.reading.reader import Reader

Read = Callable[..., list[Mention]]


def document(
    text: str,
    *,
    lang: str,
    title: str = "",
    published: str | None = None,
    publisher: tuple[str, str] | None = None,
    genre: Genre | None = None,
) -> Document:
    line = {
        "id": "d-test",
        "text": text,
        "title": title,
        "lang": lang,
        "published": published,
        "genre": genre,
        "publisher_place": {"name": publisher[0], "country": publisher[1]} if publisher else None,
    }
    read = parse_line(msgspec.json.encode(line))
    assert read.published == (date.fromisoformat(published) if published else None)
    assert read.publisher == (Publisher(*publisher) if publisher else None)
    return read


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def read(reader: Reader) -> Read:
    """The mentions of a short text; every span is held against the document's text on the way."""

    def reading(text: str, **about: object) -> list[Mention]:
        doc = document(text, **about)
        mentions = reader.read(doc)
        for mention in mentions:
            dates = [d.span for d in (mention.signed, mention.renewed, mention.ended) if d]
            for span in [mention.cue, *dates, *(p.span for p in mention.parties if p.span)]:
                assert span.text == doc.text[span.start : span.end]
                assert span.text.strip()
        return mentions

    return reading
