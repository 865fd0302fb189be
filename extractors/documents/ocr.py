"""Pictures of text to text, by Tesseract, one page at a time."""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import fmean

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from agreements.codes import BlockKind, RefusalReason
from extractors.documents.content import Content, Piece, Unreadable, clean, join_lines
from extractors.documents.lifeline import die_with_parent
from extractors.documents.types import FileType

MAX_OCR_PAGES = 10
"""Pages of one document that are read by OCR; agreements are shorter, and a page costs some seconds."""

OCR_DPI = 300
MAX_PIXELS = 25_000_000
"""Pixels of one page; A3 at 300 dpi has 17 million."""

_PAGE_SECONDS = 60
TESSERACT = {"es": "spa", "pt": "por", "en": "eng", "ja": "jpn", "zh": "chi_sim", "ko": "kor"}
_TRADITIONAL = {"zh-hant", "zh-tw", "zh-hk", "zh-mo"}
_BY_SCRIPT = {"Japanese": ["jpn"], "Han": ["chi_sim"], "HanS": ["chi_sim"], "HanT": ["chi_tra"], "Hangul": ["kor"],
              "Korean": ["kor"]}  # fmt: skip
_LATIN = ["spa", "por", "eng"]


@dataclass(frozen=True)
class OcrPage:
    """What was read on one page; `confidences` has a number from 0 to 1 for each word."""

    pieces: list[Piece]
    confidences: list[float]


def read_image(body: bytes, media_type: FileType, languages: Sequence[str]) -> Content:
    """The content of a picture file, each frame a page.

    `languages` are BCP 47 tags; with none the script is found out. Raises Unreadable for a broken, huge or
    wordless picture, and NEEDS_OCR where Tesseract or a language of it is missing.
    """
    try:
        with Image.open(io.BytesIO(body)) as image:
            count = getattr(image, "n_frames", 1)
            pages = read_pages(_frames(image), languages)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable(RefusalReason.BROKEN, f"the picture cannot be opened: {error}") from error
    except Image.DecompressionBombError as error:
        raise Unreadable(RefusalReason.TOO_LARGE, f"the picture unfolds to too many pixels: {error}") from error
    if not any(page.confidences for page in pages):
        raise Unreadable(RefusalReason.NO_TEXT, "OCR finds no word in the picture")
    return Content(
        media_type=media_type,
        pieces=[piece for page in pages for piece in page.pieces],
        ocr_confidence=confidence(pages),
        unread_pages=max(0, count - MAX_OCR_PAGES),
    )


def _frames(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
        if number > MAX_OCR_PAGES:
            return
        if frame.width * frame.height > MAX_PIXELS:
            raise Unreadable(
                RefusalReason.TOO_LARGE, f"page {number} has {frame.width} x {frame.height} pixels, over {MAX_PIXELS}"
            )
        yield number, (ImageOps.exif_transpose(frame) or frame).convert("L")


def read_pages(pages: Iterable[tuple[int, Image.Image]], languages: Sequence[str]) -> list[OcrPage]:
    """Reads numbered pictures of pages. Raises Unreadable: NEEDS_OCR if Tesseract lacks a language."""
    installed = installed_languages()
    names = [_tesseract_name(tag) for tag in languages if _tesseract_name(tag)]
    _require([*names] or _LATIN, installed)
    read = []
    for number, image in pages:
        picture = _portable(image)
        if not names:
            names = _by_script(picture)
            _require(names, installed)
        read.append(_read_page(picture, number, names))
    return read


def confidence(pages: Sequence[OcrPage]) -> float | None:
    """The mean confidence over all words, 0 to 1; None where there is no word."""
    words = [value for page in pages for value in page.confidences]
    return round(fmean(words), 3) if words else None


def _tesseract_name(tag: str) -> str:
    if tag.lower() in _TRADITIONAL:
        return "chi_tra"
    return TESSERACT.get(tag.partition("-")[0], "")


@cache
def installed_languages() -> frozenset[str]:
    """The languages of the Tesseract that is installed; empty without one."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    listing = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    return frozenset(listing.stdout.splitlines()[1:])  # the first line is a heading


def _require(names: Sequence[str], installed: frozenset[str]) -> None:
    if missing := [name for name in names if name not in installed]:
        packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
        raise Unreadable(
            RefusalReason.NEEDS_OCR,
            f"a scan: to read it, install Tesseract with {', '.join(missing)} (Debian: apt install {packages})",
        )


def _portable(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PPM")
    return buffer.getvalue()


def _by_script(picture: bytes) -> list[str]:
    """The languages that a page's script may be in, Latin where Tesseract cannot tell."""
    report = _tesseract(picture, "--psm", "0", "-l", "osd") if "osd" in installed_languages() else ""
    script = next((line.partition(":")[2].strip() for line in report.splitlines() if line.startswith("Script:")), "")
    return _BY_SCRIPT.get(script, _LATIN)


def _read_page(picture: bytes, number: int, names: Sequence[str]) -> OcrPage:
    table = _tesseract(picture, "-l", "+".join(names), "tsv")
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row.get("level") == "5" and (row.get("text") or "").strip()]
    pieces = []
    for _, paragraph in groupby(words, key=lambda row: (row["block_num"], row["par_num"])):
        lines = [
            # Tesseract cuts Japanese and Chinese into single characters: they join without spaces, like lines.
            join_lines(clean(word["text"]) for word in line)
            for _, line in groupby(paragraph, key=lambda row: row["line_num"])
        ]
        pieces.append(Piece(BlockKind.PARAGRAPH, join_lines(lines), number))
    return OcrPage(pieces, [max(0.0, float(word["conf"])) / 100 for word in words])


def _tesseract(picture: bytes, *options: str) -> str:
    """What Tesseract prints for a picture; nothing for one that it cannot take or is not done with in time."""
    program = shutil.which("tesseract") or "tesseract"
    try:
        done = subprocess.run(  # noqa: S603 - no argument comes from a document
            [program, "stdin", "stdout", "--dpi", str(OCR_DPI), *options],
            input=picture,
            capture_output=True,
            timeout=_PAGE_SECONDS,
            # Several workers run at once; threads of Tesseract's own only make them slower.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            preexec_fn=die_with_parent,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", errors="replace")
