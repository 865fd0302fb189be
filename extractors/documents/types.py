"""What a file is, by its content and never by its name or by what the server said."""

import io
import json
import re
import zipfile
from enum import StrEnum


class FileType(StrEnum):
    """The types that are told apart; the value is the media type that a document carries."""

    PDF = "application/pdf"
    HTML = "text/html"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    TEXT = "text/plain"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    XML = "application/xml"
    JSON = "application/json"
    ZIP = "application/zip"
    UNKNOWN = "application/octet-stream"


IMAGES = frozenset({FileType.PNG, FileType.JPEG, FileType.TIFF})

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"II*\x00", FileType.TIFF),
    (b"MM\x00*", FileType.TIFF),
)
_HEAD = 4096  # bytes looked at; pages begin with long comments, and PDFs with a stray header
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_HTML_PART = re.compile(r"<(?:meta|title|script|div|p|table|article|section|main|h[1-6]|ul|ol|span|br|a)[\s/>]", re.I)
_XML_ROOT = re.compile(r"^\s*<\?xml|^\s*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)[\s>]", re.IGNORECASE)
_STRAY_SHARE = 300  # characters of text for each stray control character, at least
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def file_type(body: bytes) -> FileType:
    """The type of a file. `body` is not empty."""
    for signature, kind in _SIGNATURES:
        if body.startswith(signature):
            return kind
    if body.startswith(b"PK\x03\x04"):
        return _zip_type(body)
    head = _readable(body[:_HEAD])
    if head is None or not (_HTML_ROOT.match(head.lstrip()) or _XML_ROOT.match(head)):
        # A PDF may stand behind some stray bytes, but a page that quotes "%PDF-" is a page.
        if b"%PDF-" in body[:1024]:
            return FileType.PDF
        if head is None:
            return FileType.UNKNOWN
    return _text_type(head, body)


def _text_type(head: str, body: bytes) -> FileType:
    if _HTML_ROOT.search(head):
        return FileType.HTML
    if _XML_ROOT.search(head):
        return FileType.XML
    if head.lstrip()[:1] in {"{", "["} and _is_json(body):
        return FileType.JSON
    return FileType.HTML if _HTML_PART.search(head) else FileType.TEXT


def _zip_type(body: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return FileType.ZIP
    return FileType.DOCX if "word/document.xml" in names else FileType.ZIP


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _readable(head: bytes) -> str | None:
    """The ASCII skeleton of a text's beginning, None for bytes that are no text in any encoding."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    text = head.decode("latin-1").removeprefix("ï»¿")
    strays = len(_CONTROL.findall(text))  # a page may hold a few that its author never saw
    return None if strays * _STRAY_SHARE > len(text) else text
