"""The small part of Markdown that the towns' documents are written in."""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list", "table"]


@dataclass(frozen=True)
class Block:
    """A piece of a text.

    `rows` holds one row with one cell (heading, paragraph), a row for each list item, or the rows of
    a table, the header first.
    """

    kind: BlockKind
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The words of a heading or paragraph."""
        return self.rows[0][0]


def _kind(line: str) -> BlockKind:
    for mark, kind in (("## ", "heading"), ("- ", "list"), ("|", "table")):
        if line.startswith(mark):
            return kind  # type: ignore[return-value]  # a literal of the tuple above
    return "paragraph"


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def parse(text: str) -> list[Block]:
    """Blocks of `text` in their order. The lines of a paragraph are joined by a space."""
    blocks = []
    for kind, lines in groupby((line.strip() for line in text.splitlines()), key=lambda line: line and _kind(line)):
        if kind == "heading":
            blocks += [Block("heading", ((line[3:].strip(),),)) for line in lines]
        elif kind == "list":
            blocks.append(Block("list", tuple((line[2:].strip(),) for line in lines)))
        elif kind == "table":
            rows = tuple(_cells(line) for line in lines if not set(line) <= set("|-: "))
            blocks.append(Block("table", rows))
        elif kind:
            blocks.append(Block("paragraph", ((" ".join(lines),),)))
    return blocks
