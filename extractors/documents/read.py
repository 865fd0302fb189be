"""A capture's bytes to a document, or to the reason why there is none."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from agreements.codes import BlockKind, CaptureRole, RefusalReason
from agreements.records import Capture, Document, Refusal, Source
from extractors.documents.content import Content, Unreadable, assemble, clean
from extractors.documents.html import read_html
from extractors.documents.language import LANGUAGES, detect
from extractors.documents.ocr import read_image
from extractors.documents.office import read_docx
from extractors.documents.pdf import read_pdf
from extractors.documents.text import read_text
from extractors.documents.types import IMAGES, FileType, file_type

MAX_BYTES = 200_000_000
"""Size of the largest file that is read."""

_TITLE_LENGTH = 200  # characters; a longer first line is a paragraph
_PAGE_LENGTH = 600  # characters; a page with more to say than that is worth reading wherever it stands
_FILE_NAME = re.compile(r"\.(?:pdf|docx?|odt|rtf|png|jpe?g|tiff?)$", re.IGNORECASE)
_FILE_TYPE = re.compile(r"application/(?:pdf|msword|vnd\.|rtf)|image/", re.IGNORECASE)
_INDEXES = {
    FileType.XML: "a feed, sitemap or other XML file",
    FileType.JSON: "a JSON file",
    FileType.ZIP: "a packed archive: unpack it and collect its files",
}


def read_document(body: bytes, capture: Capture, source: Source | None) -> Document | Refusal:
    """The document in a capture whose body is `body`.

    The type goes by content. `source` gives languages, publisher and genre; without one the language is found
    out and the others stay empty. Nothing is raised for bad input: a refusal names the reason and the mend.
    """
    try:
        content = _read(body, capture, source)
        return _document(content, capture, source)
    except Unreadable as unreadable:
        return Refusal(capture.sha256, unreadable.reason, f"{capture.url}: {unreadable.detail}")


def _read(body: bytes, capture: Capture, source: Source | None) -> Content:
    if capture.role is CaptureRole.INDEX:
        raise Unreadable(RefusalReason.NOT_A_DOCUMENT, "a listing, fetched to find documents by")
    if not body.strip():
        raise Unreadable(RefusalReason.EMPTY, "the file is empty")
    if len(body) > MAX_BYTES:
        raise Unreadable(RefusalReason.TOO_LARGE, f"{len(body)} bytes, over {MAX_BYTES}")
    languages = source.languages if source else []
    kind = file_type(body)
    if kind is FileType.HTML:
        return _page(body, capture, languages)
    if kind is FileType.PDF:
        return read_pdf(body, languages)
    if kind in IMAGES:
        return read_image(body, kind, languages)
    if kind is FileType.DOCX:
        return read_docx(body)
    if kind is FileType.TEXT:
        return read_text(body, media_type=capture.media_type, languages=languages)
    if kind in _INDEXES:
        raise Unreadable(RefusalReason.NOT_A_DOCUMENT, _INDEXES[kind])
    raise Unreadable(RefusalReason.UNKNOWN_TYPE, f"no known type; it begins with {body[:8].hex(' ')}")


def _page(body: bytes, capture: Capture, languages: Sequence[str]) -> Content:
    """A web page; an impostor if it stands, with little to say, where the address or the server promises a file."""
    content = read_html(
        body, media_type=capture.media_type, url=capture.url, fetched=capture.fetched_at.date(), languages=languages
    )
    promised = _FILE_NAME.search(urlsplit(capture.url).path) or _FILE_TYPE.match(capture.media_type)
    if promised and sum(len(piece.text) for piece in content.pieces) < _PAGE_LENGTH:
        raise Unreadable(RefusalReason.IMPOSTOR, f"a web page in place of a file: {content.title[:120]!r}")
    return content


def _document(content: Content, capture: Capture, source: Source | None) -> Document:
    title = content.title or clean(capture.title or "") or _first_heading(content)
    text, blocks = assemble(title, content.pieces)
    lang = detect(text, source.languages if source else [content.lang[:2]] if content.lang else [])
    if lang is not None and lang not in LANGUAGES:
        raise Unreadable(RefusalReason.OTHER_LANGUAGE, f"written in {lang!r}; read are {', '.join(LANGUAGES)}")
    listed = capture.published if capture.published and capture.published <= capture.fetched_at.date() else None
    return Document(
        id=f"d-{capture.sha256[:12]}",
        text=text,
        title=title,
        lang=lang,
        genre=source.genre if source else None,
        published=listed or content.published,
        publisher=source.place if source else None,
        capture=capture.sha256,
        media_type=content.media_type,
        blocks=blocks,
        ocr_confidence=content.ocr_confidence,
        unread_pages=content.unread_pages,
    )


def _first_heading(content: Content) -> str:
    """The first heading, or the first line if it is short and no sentence; nothing in a file of running text."""
    for piece in content.pieces:
        is_heading = piece.kind is BlockKind.HEADING and len(piece.text) <= _TITLE_LENGTH
        if is_heading and _is_wordy(piece.text):
            return piece.text
    first = content.pieces[0]
    is_line = first.kind is BlockKind.PARAGRAPH and len(first.text) <= _TITLE_LENGTH
    return first.text if is_line and _is_wordy(first.text) and not first.text.endswith((".", "。")) else ""


def _is_wordy(text: str) -> bool:
    return sum(map(str.isalpha, text)) * 2 > len(text)
