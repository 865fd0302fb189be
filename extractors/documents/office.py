"""Word processor files."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from agreements.codes import BlockKind, RefusalReason
from extractors.documents.content import Content, Piece, Unreadable, clean, join_cells
from extractors.documents.types import FileType

MAX_UNPACKED = 200_000_000
"""Bytes that a packed file may unfold to."""


def read_docx(body: bytes) -> Content:
    """The content of a .docx file, paragraphs and tables in their order.

    Raises Unreadable: TOO_LARGE for a file that unfolds beyond `MAX_UNPACKED`, BROKEN, EMPTY.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MAX_UNPACKED:
            raise Unreadable(RefusalReason.TOO_LARGE, f"the .docx unfolds to {size} bytes, over {MAX_UNPACKED}")
        document = docx.Document(io.BytesIO(body))
        pieces = list(_pieces(document))
        title = clean(document.core_properties.title or "")
    except (OpcError, zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, AttributeError, OSError) as error:
        raise Unreadable(RefusalReason.BROKEN, f"the .docx cannot be opened: {error}") from error
    if not any(piece.text for piece in pieces):
        raise Unreadable(RefusalReason.EMPTY, "the .docx holds no text")
    return Content(media_type=FileType.DOCX, pieces=pieces, title=title)


def _pieces(document: WordDocument) -> Iterator[Piece]:
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from (Piece(BlockKind.TABLE_ROW, text) for text in _rows(part))
        else:
            kind = _kind(part)
            yield from (Piece(kind, clean(line)) for line in part.text.split("\n"))


def _kind(paragraph: Paragraph) -> BlockKind:
    style = (paragraph.style.name or "" if paragraph.style else "").lower()
    if style.startswith(("heading", "title")):
        return BlockKind.HEADING
    properties = paragraph._p.pPr  # python-docx has no public word for numbering
    listed = style.startswith("list") or (properties is not None and properties.numPr is not None)
    return BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        seen = None
        for cell in row.cells:  # a merged cell is given once for each column that it covers
            cells.append("" if cell._tc is seen else clean(" ".join(cell.text.split("\n"))))
            seen = cell._tc
        yield join_cells(cells)
