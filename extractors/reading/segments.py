"""Where a document's own text lies: its units (paragraphs, rows, items) and their sentences."""

import re
from dataclasses import dataclass

from agreements.codes import BlockKind
from agreements.records import Document
from extractors.reading.language import Language

_ITEM = re.compile(r"\s*(?:[-•·*■●○▪►–—※]|\d{1,3}[.)、．]|[a-z]\))\s*\S")
_CELLS = re.compile(r"\s*[|｜\t]\s*|　{2,}| {3,}| / ")
_LAST_WORD = re.compile(r"(\w+)\W?$")


@dataclass(frozen=True)
class Unit:
    """A line of the text that stands for itself: `text[start:end]`."""

    start: int
    end: int
    kind: BlockKind


def units(document: Document, language: Language) -> list[Unit]:
    """The document's own lines in order, without menus, and without what follows a heading of related links.

    The blocks' borders are units' borders, and so is each line break within a block.
    """
    found: list[Unit] = []
    for start, end, kind in _lines(document):
        line = document.text[start:end]
        if not line.strip():
            continue
        if found and language.end_heading.match(line):
            break
        if language.skip_line.match(line) and kind is not BlockKind.TITLE:
            continue
        found.append(Unit(start, end, kind))
    return found


def sentences(text: str, unit: Unit, language: Language) -> list[tuple[int, int]]:
    """Start and end of each sentence of a unit; rows are one sentence."""
    if unit.kind is BlockKind.TABLE_ROW:
        return [(unit.start, unit.end)]
    found, start = [], unit.start
    for match in language.sentence_end.finditer(text, unit.start, unit.end):
        word = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
        if word and (word[1] in language.abbreviations or (len(word[1]) == 1 and word[1].isupper())):
            continue
        if match.end() > start:
            found.append((start, match.end()))
            start = match.end()
    if start < unit.end:
        found.append((start, unit.end))
    return found


def cells(text: str, line_start: int, line_end: int) -> list[tuple[int, int]]:
    """Start and end of the non-empty cells of a row; a line without separators is one cell."""
    found, start = [], line_start
    for match in _CELLS.finditer(text, line_start, line_end):
        found.append((start, match.start()))
        start = match.end()
    found.append((start, line_end))
    return [(a, b) for a, b in found if text[a:b].strip()]


def line_kind(line: str) -> BlockKind:
    """What a line of plain text is, by its marks."""
    if " | " in line or "\t" in line or "｜" in line:
        return BlockKind.TABLE_ROW
    return BlockKind.LIST_ITEM if _ITEM.match(line) else BlockKind.PARAGRAPH


def _lines(document: Document) -> list[tuple[int, int, BlockKind]]:
    blocks = [(block.start, block.end, block.kind) for block in document.blocks]
    if not blocks:
        blocks = [(0, len(document.text), BlockKind.PARAGRAPH)]
    lines = []
    for start, end, kind in blocks:
        at = start
        for line in document.text[start:end].split("\n"):
            lines.append((at, at + len(line), kind))
            at += len(line) + 1
    return lines
