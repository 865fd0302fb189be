"""The JSON lines that `read` takes and gives: one document a line in, its agreements out."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from agreements.codes import BlockKind, Genre, Level
from agreements.records import Block, Date, Document, Mention, Party, Publisher, Span
from extractors.reading.segments import line_kind


def parse_line(line: bytes) -> Document:
    """The document of one line: `id` and `text`, and any of title, published, publisher_place, lang, genre.

    Other fields are passed over. The text's lines become its blocks. ValueError says which field is wrong and how.
    """
    try:
        data = json.loads(line)
    except ValueError as error:
        raise ValueError(f"the line is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise ValueError("the line is no JSON object")  # noqa: TRY004 - the one error that callers look for
    identity = _text(data, "id", required=True)
    title = " ".join(_text(data, "title").split())
    text, blocks = _blocks(title, _text(data, "text", required=True))
    return Document(
        id=identity,
        text=text,
        title=title,
        lang=_text(data, "lang") or None,
        genre=_genre(data),
        published=_published(data),
        publisher=_publisher(data),
        blocks=blocks,
    )


def output(document_id: str, mentions: Sequence[Mention]) -> dict[str, Any]:
    """What a document's mentions look like in a line of output: `id` and `agreements`, with spans in its text.

    Offsets count in the text that `parse_line` makes: the title, a newline, the text.
    """
    return {"id": document_id, "agreements": [_agreement(mention) for mention in mentions]}


def _agreement(mention: Mention) -> dict[str, Any]:
    return {
        "parties": [_party(party) for party in mention.parties],
        "kind": mention.kind,
        "stage": mention.stage,
        "signed": _edtf(mention.signed),
        "renewed": _edtf(mention.renewed),
        "ended": _edtf(mention.ended),
        "confidence": mention.confidence,
        "spans": {
            "cue": _span(mention.cue),
            **{
                field: _span(found.span)
                for field in ("signed", "renewed", "ended")
                if (found := getattr(mention, field)) is not None
            },
        },
    }


def _party(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "names": list(dict.fromkeys(name for name in (party.name, party.printed) if name)),
        "country": party.country,
        "level": party.level,
        "place": party.place,
        "basis": party.basis,
        "span": _span(party.span) if party.span else None,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _edtf(found: Date | None) -> str | None:
    return found.edtf if found else None


def _text(data: dict[str, Any], field: str, *, required: bool = False) -> str:
    value = data.get(field)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value):
        raise ValueError(f"{field}: a text is needed, not {value!r}" if value is not None else f"{field} is missing")
    return value


def _genre(data: dict[str, Any]) -> Genre | None:
    name = _text(data, "genre")
    if not name:
        return None
    try:
        return Genre(name)
    except ValueError:
        raise ValueError(f"genre: {name!r} is none of {', '.join(Genre)}") from None


def _published(data: dict[str, Any]) -> date | None:
    day = _text(data, "published")
    if not day:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"published: {day!r} is no date such as 2022-03-04") from None


def _publisher(data: dict[str, Any]) -> Publisher | None:
    place = data.get("publisher_place")
    if place is None:
        return None
    if not isinstance(place, dict):
        wrong = f"publisher_place: an object with name and country is needed, not {place!r}"
        raise ValueError(wrong)  # noqa: TRY004 - the one error that callers look for
    try:
        level = Level(place["level"]) if place.get("level") else None
    except ValueError:
        raise ValueError(f"publisher_place: level {place['level']!r} is none of {', '.join(Level)}") from None
    try:
        return Publisher(_text(place, "name", required=True), _text(place, "country", required=True), level)
    except ValueError as error:
        raise ValueError(f"publisher_place: {error}") from None


def _blocks(title: str, body: str) -> tuple[str, list[Block]]:
    """The document's text, and its blocks: the title and each line that is not blank."""
    text = f"{title}\n{body}" if title else body
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            kind = BlockKind.TITLE if title and number == 0 else line_kind(line)
            blocks.append(Block(kind, at, at + len(line)))
        at += len(line) + 1
    return text, blocks
