"""What the tests of the file readers share: captures, and files made on the spot."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from agreements.codes import CaptureRole
from agreements.ids import sha256
from agreements.records import Capture, Document, Refusal, Source
from extractors.documents.ocr import installed_languages
from extractors.documents.read import read_document

FETCHED = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def read() -> Callable[..., Document | Refusal]:
    """Reads a body as if just fetched; keywords change the capture, `source` gives the source."""

    def read_body(body: bytes, source: Source | None = None, **changes: Any) -> Document | Refusal:
        fields: dict[str, Any] = {
            "sha256": sha256(body), "url": "https://town.example/page", "source": "town", "role": CaptureRole.DOCUMENT,
            "fetched_at": FETCHED, "media_type": "", "warc": "town.warc.gz", "offset": 0,
        }  # fmt: skip
        return read_document(body, Capture(**{**fields, **changes}), source)

    return read_body


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """A PDF whose pages are drawn by the functions given, each called with the canvas."""

    def make(*pages: Callable[[Canvas], object], title: str | None = None, **options: Any) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, invariant=1, **options)
        if title:
            canvas.setTitle(title)
        for draw in pages:
            draw(canvas)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return make


def _write(lines: list[str], size: int, top: int, canvas: Canvas) -> None:
    text = canvas.beginText(72, top)
    text.setFont("Helvetica", size)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


@pytest.fixture
def lines() -> Callable[..., Callable[[Canvas], None]]:
    """Draws lines of text one below the other."""
    return lambda *words, size=11, top=760: partial(_write, list(words), size, top)


@pytest.fixture
def picture() -> Callable[[str], bytes]:
    """A PNG, 300 dpi, with large black words on white."""
    from PIL import Image, ImageDraw, ImageFont

    def draw(words: str) -> bytes:
        image = Image.new("L", (2000, 600), 255)
        ImageDraw.Draw(image).multiline_text((80, 80), words, fill=0, font=ImageFont.load_default(size=60), spacing=20)
        buffer = io.BytesIO()
        image.save(buffer, "PNG", dpi=(300, 300))
        return buffer.getvalue()

    return draw


@pytest.fixture
def scan(picture: Callable[[str], bytes]) -> Callable[[str], Callable[[Canvas], None]]:
    """Draws a page that is a picture of words."""

    def of(words: str) -> Callable[[Canvas], None]:
        image = ImageReader(io.BytesIO(picture(words)))
        return lambda canvas: canvas.drawImage(image, 40, 500, 480, 144) and None

    return of


@pytest.fixture
def tesseract() -> None:
    """Skips where Tesseract cannot read Spanish and Portuguese."""
    if not {"spa", "por", "eng"} <= installed_languages():
        pytest.skip("Tesseract with spa, por and eng is not installed")
