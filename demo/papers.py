"""Documents that are files: PDF with a text layer, scans and .docx. The same bytes for the same text, every time."""

import io
import random
import time
import zipfile
from collections.abc import Callable
from datetime import datetime

import docx
import pypdfium2
from docx.shared import Cm
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from demo.markup import parse
from demo.towns import Form, Page, Town

MEDIA_TYPES: dict[Form, str] = {
    "pdf": "application/pdf",
    "scan": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

# Every PDF reader brings these fonts, so none is embedded and none needs to be installed.
_CJK_FONTS = {
    "ja": "HeiseiMin-W3",
    "zh-CN": "STSong-Light",
    "zh-TW": "MSung-Light",
    "ko": "HYSMyeongJo-Medium",
}
_SCAN_DPI = 200
_EPOCH = datetime(2000, 1, 1)  # naive, as python-docx wants it


def paper(town: Town, page: Page) -> bytes:
    """The file that `page` is, in its `form` (pdf, scan or docx)."""
    makers: dict[Form, Callable[[Town, Page], bytes]] = {"pdf": _pdf, "scan": _scan, "docx": _docx}
    return makers[page.form](town, page)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _pdf(town: Town, page: Page) -> bytes:
    font, bold, wrap = "Times-Roman", "Times-Bold", None
    if town.lang in _CJK_FONTS:
        font = bold = _CJK_FONTS[town.lang]
        wrap = None if town.lang == "ko" else "CJK"
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    body = ParagraphStyle("body", fontName=font, fontSize=11, leading=15, spaceAfter=8, wordWrap=wrap)
    head = ParagraphStyle("head", body, fontName=bold, fontSize=12, spaceBefore=8)
    title = ParagraphStyle("title", head, fontSize=14, leading=19, alignment=1, spaceAfter=14)

    flow: list[Flowable] = [Paragraph(_escape(page.title), title)]
    for block in parse(page.text):
        if block.kind == "table":
            rows = [[Paragraph(_escape(cell), body) for cell in row] for row in block.rows]
            grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            flow += [Table(rows, style=grid, repeatRows=1), Spacer(0, 10)]
        elif block.kind == "list":
            flow += [Paragraph(_escape(item), body, bulletText="•") for (item,) in block.rows]
        else:
            flow.append(Paragraph(_escape(block.text), head if block.kind == "heading" else body))

    def letterhead(canvas: Canvas, template: SimpleDocTemplate) -> None:
        canvas.setFont(font, 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 1.4 * cm, town.title)
        canvas.drawCentredString(A4[0] / 2, 1.2 * cm, f"- {template.page} -")

    file = io.BytesIO()
    SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=2.4 * cm,
        rightMargin=2.4 * cm,
        topMargin=2.4 * cm,
        bottomMargin=2.2 * cm,
        title=page.title,
        author=town.title,
        invariant=1,
    ).build(flow, onFirstPage=letterhead, onLaterPages=letterhead)
    return file.getvalue()


def _scan(town: Town, page: Page) -> bytes:
    """The PDF of `page` as a copier gives it: grey page images, a little askew and noisy, and no text."""
    chance = random.Random(page.path)
    sheets = []
    with pypdfium2.PdfDocument(_pdf(town, page)) as pdf:
        for sheet in pdf:
            image = sheet.render(scale=_SCAN_DPI / 72, grayscale=True).to_pil()
            askew = image.rotate(chance.uniform(-0.6, 0.6), Image.Resampling.BICUBIC, fillcolor=255)
            noise = Image.frombytes("L", askew.size, chance.randbytes(askew.width * askew.height))
            sheets.append(Image.blend(askew, noise, 0.08))
    file = io.BytesIO()
    never = time.gmtime(0)
    sheets[0].save(
        file,
        "PDF",
        save_all=True,
        append_images=sheets[1:],
        resolution=_SCAN_DPI,
        creationDate=never,
        modDate=never,
    )
    return file.getvalue()


def _docx(town: Town, page: Page) -> bytes:
    document = docx.Document()
    document.core_properties.author = town.title
    document.core_properties.title = page.title
    document.core_properties.created = document.core_properties.modified = _EPOCH
    document.sections[0].left_margin = document.sections[0].right_margin = Cm(2.5)
    document.sections[0].header.paragraphs[0].text = town.title
    document.add_heading(page.title, level=1)
    for block in parse(page.text):
        if block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.kind == "list":
            for (item,) in block.rows:
                document.add_paragraph(item, style="List Bullet")
        elif block.kind == "heading":
            document.add_heading(block.text, level=2)
        else:
            document.add_paragraph(block.text)
    file = io.BytesIO()
    document.save(file)
    return _undated(file.getvalue())


def _undated(archive: bytes) -> bytes:
    """The same zip file with the hour of its making taken out of every entry."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry), zipfile.ZIP_DEFLATED)
    return file.getvalue()
