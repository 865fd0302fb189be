"""What every file reader returns, and how pieces of text become a document's text and blocks."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agreements.codes import BlockKind, RefusalReason
from agreements.records import Block

# Bytes that a decoder let through but that no reader of text wants: controls, soft hyphens, zero-width and
# direction marks, non-characters, and lone surrogates, which no database or JSON file takes.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
# Scripts that are written without spaces between words; Hangul is not among them.
_UNSPACED = "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_ENDS_UNSPACED = re.compile(f"[{_UNSPACED}]$")
_STARTS_UNSPACED = re.compile(f"^[{_UNSPACED}]")
_ENDS_HYPHENATED = re.compile(r"[^\W\d_][-\u2010]$")


@dataclass(frozen=True)
class Piece:
    """A block's text before it has a place in a document: one line, no newline in it. `page` counts from 1."""

    kind: BlockKind
    text: str
    page: int | None = None


@dataclass(frozen=True)
class Content:
    """What a reader found in a file."""

    media_type: str
    pieces: list[Piece]
    title: str = ""
    published: date | None = None
    lang: str | None = None  # as the file declares it
    ocr_confidence: float | None = None  # 0 to 1; None: not a scan
    unread_pages: int = 0  # pages that hold no text and were not read by OCR


class Unreadable(Exception):  # noqa: N818 - a finding about a file, not a fault of the program
    """Raised by a reader for a file that gives no document; `detail` names the thing and the mend, for people."""

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def clean(text: str) -> str:
    """`text` on one line: composed (NFC), without invisible characters, each run of white space one space."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def join_lines(lines: Iterable[str]) -> str:
    """The lines of one paragraph as one line: hyphenated words rejoined, no space between Han characters or kana."""
    joined = ""
    for line in lines:
        if not joined or not line:
            joined += line
        elif _ENDS_HYPHENATED.search(joined) and line[0].islower():
            joined = joined[:-1] + line
        elif _ENDS_UNSPACED.search(joined) and _STARTS_UNSPACED.search(line):
            joined += line
        else:
            joined += f" {line}"
    return joined


def continues(line: str, following: str) -> bool:
    """Whether a line break between the two lies within a sentence, as far as the words alone tell."""
    return following[:1].islower() or line[-1:] in {",", "、", "，", "-"}


def join_cells(cells: Sequence[str]) -> str:
    """The text of a table row: its cells joined by " | ", empty where all of them are."""
    return " | ".join(cells) if any(cells) else ""


def assemble(title: str, pieces: Iterable[Piece]) -> tuple[str, list[Block]]:
    """A document's text and its blocks, in order, one per line.

    The title stands first; a heading near the beginning that repeats it is dropped, and so are empty pieces.
    """
    kept = [piece for piece in pieces if piece.text]
    if title:
        for index, piece in enumerate(kept[:3]):
            if piece.text.casefold() == title.casefold():
                del kept[index]
                break
        kept.insert(0, Piece(BlockKind.TITLE, title, kept[0].page if kept else None))
    blocks = []
    start = 0
    for piece in kept:
        end = start + len(piece.text)
        blocks.append(Block(piece.kind, start, end, piece.page))
        start = end + 1
    return "\n".join(piece.text for piece in kept), blocks
