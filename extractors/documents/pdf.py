"""PDF files: the text layer by pdfium, ruled tables by pdfplumber, pages without text by OCR."""

import ctypes
import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from agreements.codes import BlockKind, RefusalReason
from extractors.documents.content import Content, Piece, Unreadable, clean, join_cells, join_lines
from extractors.documents.ocr import MAX_OCR_PAGES, MAX_PIXELS, OCR_DPI, OcrPage, confidence, read_pages
from extractors.documents.types import FileType

# It warns of every odd font in files whose text does not come from it.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

MAX_TABLE_PAGES = 40
"""Pages of one document whose tables are read; pdfplumber needs a fifth of a second for each."""

_LEAST_TEXT = 20  # characters; a page with fewer, and with pictures or outlines, is a scan
_MANY_OUTLINES = 50  # shapes on a page without text: letters drawn as outlines
_MOST_SHAPES = 3000  # shapes looked at on a page; a table has hundreds, a map has millions
_HYPHEN = "\ufffe"  # how pdfium marks a hyphen at a line's end, after which it runs on
_TRUE_HYPHEN = re.compile(f"{_HYPHEN}(?=[^a-zß-öø-ÿ])")
_UNMAPPED = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
_MARKER = re.compile(r"(?:[•▪●◦○■□–—*-]|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)°º])\s")
_CLAUSE = re.compile(
    r"(?:art(?:[íi]culo|\.|igo)|cl[áa]usula|section|article|第[\d一二三四五六七八九十]+[条條]|제\s?\d+\s?조)", re.I
)
_SENTENCE_END = (".", ":", ";", "!", "?", "。", "：", "；", "！", "？", ".”", '."')
_NO_TITLE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|rpt|indd|cdr|odt|rtf|jpe?g|png|tiff?|qxp)\b|^microsoft |^untitled|^sin t[íi]tulo|"
    r"^sem t[íi]tulo|camscanner|^scan|^document\d*$|^documento\d*$|^img|^doc\d+|^presentaci[óo]n de powerpoint|_",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Line:
    """A line of text and where it stands, in points, `top` above `bottom`; `size` is its letters' height."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return self.top - self.bottom


@dataclass
class _Page:
    number: int
    pieces: list[Piece]
    lines: list[_Line]  # kept only where tables must be cut out
    top: float  # of the page's box


def read_pdf(body: bytes, languages: Sequence[str]) -> Content:
    """The content of a PDF. `languages` (BCP 47) are for OCR.

    Raises Unreadable: ENCRYPTED, BROKEN, EMPTY (no page), NO_TEXT (blank pages), NEEDS_OCR (a scan, and no
    Tesseract). Pages that could not be loaded, and scanned ones that were not read, count as `unread_pages`.
    """
    document = _open(body)
    try:
        return _read(document, body, languages)
    finally:
        document.close()


def _open(body: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if error.err_code in {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}:
            raise Unreadable(
                RefusalReason.ENCRYPTED, "the PDF asks for a password: ask its publisher for an open copy"
            ) from error
        raise Unreadable(RefusalReason.BROKEN, f"the PDF cannot be opened: {error}") from error
    if len(document) == 0:
        document.close()
        raise Unreadable(RefusalReason.EMPTY, "the PDF has no page")
    return document


def _read(document: pdfium.PdfDocument, body: bytes, languages: Sequence[str]) -> Content:
    pages: list[_Page] = []
    scanned: list[int] = []
    failed = 0
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            failed += 1
            continue
        try:
            read, is_scan = _read_page(
                page, number, look_for_tables=sum(bool(p.lines) for p in pages) < MAX_TABLE_PAGES
            )
        except pdfium.PdfiumError:
            failed += 1
            continue
        finally:
            page.close()
        pages.append(read)
        if is_scan:
            scanned.append(number)
    if not pages:
        raise Unreadable(RefusalReason.BROKEN, f"none of the PDF's {failed} pages can be loaded")
    _cut_out_tables(body, pages)
    ocr = _read_scans(document, scanned, languages, needed=not any(page.pieces for page in pages))
    by_number = {page.pieces[0].page: page.pieces for page in ocr if page.pieces}
    pieces = [piece for page in pages for piece in by_number.get(page.number, page.pieces)]
    if not pieces:
        raise Unreadable(RefusalReason.NO_TEXT, f"the PDF's pages ({len(document)}) show no word")
    return Content(
        media_type=FileType.PDF,
        pieces=pieces,
        title=_title(document),
        ocr_confidence=confidence(ocr),
        unread_pages=failed + len(scanned) - len(ocr),
    )


def _read_page(page: pdfium.PdfPage, number: int, *, look_for_tables: bool) -> tuple[_Page, bool]:
    """A page's text, and whether it is a scan."""
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        lines = list(_lines(textpage, text))
    finally:
        textpage.close()
    if _is_unreadable(text):
        is_scan = _shows_something(page)
        return _Page(number, [] if is_scan else _pieces(lines, number), [], 0), is_scan
    ruled = look_for_tables and page.get_rotation() == 0 and _is_ruled(page)
    return _Page(number, _pieces(lines, number), lines if ruled else [], page.get_mediabox()[3]), False


def _is_unreadable(text: str) -> bool:
    """Whether a page has hardly any text, or text whose letters have no meaning outside of its own font."""
    length = len(clean(text))
    return length < _LEAST_TEXT or len(_UNMAPPED.findall(text)) * 3 > length


def _shows_something(page: pdfium.PdfPage) -> bool:
    shapes = 0
    for thing in islice(page.get_objects(max_depth=3), _MOST_SHAPES):
        if thing.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            return True
        shapes += 1
    return shapes > _MANY_OUTLINES


def _lines(textpage: pdfium.PdfTextPage, text: str) -> Iterator[_Line]:
    """The lines of a page in pdfium's reading order."""
    placed = len(text) == textpage.count_chars()  # else letters beyond the basic plane shift all indices
    start = 0
    for raw in text.split("\r\n"):
        end = start + len(raw)
        words = clean(_TRUE_HYPHEN.sub("-", raw))
        if words and placed:
            first = start + len(raw) - len(raw.lstrip())
            last = start + len(raw.rstrip()) - 1
            left, _, _, _ = textpage.get_charbox(first, loose=True)
            _, bottom, right, top = textpage.get_charbox(last, loose=True)
            yield _Line(words, left, right, top, bottom)
        elif words:
            yield _Line(words, 0, 0, 0, 0)
        start = end + 2


def _pieces(lines: Sequence[_Line], page: int) -> list[Piece]:
    """Lines joined to paragraphs; lines in larger letters than the page's usual ones are headings."""
    if not lines:
        return []
    sizes = Counter[int]()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    right = max(line.right for line in lines)
    left = min(line.left for line in lines)
    full = right - 0.15 * (right - left)  # a line that ends before this one ends its paragraph, if the words agree
    pieces = []
    paragraph = [lines[0]]
    for line in lines[1:]:
        if _begins_paragraph(paragraph[-1], line, full):
            pieces.append(_piece(paragraph, usual, page))
            paragraph = []
        paragraph.append(line)
    pieces.append(_piece(paragraph, usual, page))
    return pieces


def _begins_paragraph(before: _Line, line: _Line, full: float) -> bool:
    size = max(before.size, 1.0)
    if abs(line.size - before.size) > 0.15 * size:
        return True
    gap = before.bottom - line.top
    if gap > 0.6 * size or gap < -0.5 * size:  # an empty line; or beside or above: another column
        return True
    if _MARKER.match(line.text) or _CLAUSE.match(line.text):
        return True
    ended = before.text.endswith(_SENTENCE_END)
    if before.right < full:
        return ended or not line.text[0].islower()
    return ended and line.left > before.left + size


def _piece(paragraph: Sequence[_Line], usual: int, page: int) -> Piece:
    text = join_lines(line.text for line in paragraph)
    if paragraph[0].size > 1.15 * usual and len(text) < 200:
        return Piece(BlockKind.HEADING, text, page)
    return Piece(BlockKind.LIST_ITEM if _MARKER.match(text) else BlockKind.PARAGRAPH, text, page)


def _is_ruled(page: pdfium.PdfPage) -> bool:
    """Whether the page's drawn lines could be a table's: some across, some down, or a number of boxes."""
    across = down = boxes = 0
    for count, shape in enumerate(page.get_objects([pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=2)):
        if count > _MOST_SHAPES:  # a map or a plot, which pdfplumber would need minutes for
            return False
        left, bottom, right, top = shape.get_bounds()
        wide, high = right - left > 15, top - bottom > 5
        across += wide and not high
        down += high and not wide
        boxes += wide and high
    return (across >= 2 and down >= 2) or boxes >= 4 or (boxes >= 1 and across + down >= 3)


def _cut_out_tables(body: bytes, pages: Sequence[_Page]) -> None:
    """Puts the rows of ruled tables in the place of the lines within them."""
    ruled = {page.number: page for page in pages if page.lines}
    if not ruled:
        return
    try:
        with pdfplumber.open(io.BytesIO(body), pages=sorted(ruled)) as layout:
            for drawn in layout.pages:
                page = ruled[drawn.page_number]
                if tables := [(table.bbox, rows) for table in drawn.find_tables() if (rows := _rows(table.extract()))]:
                    page.pieces = _with_tables(page, tables)
                drawn.close()
                page.lines = []
    except MemoryError:
        raise
    except Exception:  # pdfminer fails in every way on files that pdfium reads; their text is there all the same
        return


def _rows(cells: Sequence[Sequence[str | None]]) -> list[str]:
    """The rows of a table as text; none for a frame around a page or a single column."""
    rows = [[join_lines(map(clean, (cell or "").split("\n"))) for cell in row] for row in cells]
    filled = [row for row in rows if any(row)]
    if len(filled) < 2 or len(filled[0]) < 2 or any(len(cell) > 1000 for row in filled for cell in row):
        return []
    return [join_cells(row) for row in filled]


def _with_tables(page: _Page, tables: Sequence[tuple[tuple[float, float, float, float], list[str]]]) -> list[Piece]:
    waiting = list(tables)
    pieces: list[Piece] = []
    outside: list[_Line] = []
    for line in page.lines:
        index = next((i for i, (box, _) in enumerate(tables) if _within(line, box, page.top)), None)
        if index is None:
            outside.append(line)
        elif tables[index] in waiting:
            waiting.remove(tables[index])
            pieces += _pieces(outside, page.number)
            pieces += [Piece(BlockKind.TABLE_ROW, row, page.number) for row in tables[index][1]]
            outside = []
    return pieces + _pieces(outside, page.number)


def _within(line: _Line, box: tuple[float, float, float, float], page_top: float) -> bool:
    left, top, right, bottom = box  # counted down from the page's top
    middle = page_top - (line.top + line.bottom) / 2
    return top <= middle <= bottom and left <= (line.left + line.right) / 2 <= right


def _read_scans(
    document: pdfium.PdfDocument, scanned: Sequence[int], languages: Sequence[str], *, needed: bool
) -> list[OcrPage]:
    """The first scanned pages as read by OCR. What hinders it is only raised where there is no other text."""
    if not scanned:
        return []
    try:
        return read_pages(((number, _picture(document, number)) for number in scanned[:MAX_OCR_PAGES]), languages)
    except Unreadable:
        if needed:
            raise
        return []


def _picture(document: pdfium.PdfDocument, number: int) -> Image.Image:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = min(OCR_DPI / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            picture: Image.Image = bitmap.to_pil().copy()
            return picture
        finally:
            bitmap.close()
    finally:
        page.close()


def _title(document: pdfium.PdfDocument) -> str:
    """The title in the file's metadata if a person wrote it, else nothing."""
    try:
        title = clean(document.get_metadata_value("Title"))
    except (pdfium.PdfiumError, UnicodeDecodeError, ctypes.ArgumentError):
        return ""
    return "" if (len(title.split()) < 2 and len(title) < 8) or _NO_TITLE.search(title) else title
