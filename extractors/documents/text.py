"""Plain text in any encoding."""

from collections.abc import Sequence

from agreements.codes import BlockKind, RefusalReason
from extractors.documents.charset import declared_charsets, decode
from extractors.documents.content import Content, Piece, Unreadable, clean, continues, join_lines
from extractors.documents.types import FileType

_WRAPPED = 60  # characters; where most lines of a paragraph are about as long, they were wrapped


def read_text(body: bytes, *, media_type: str, languages: Sequence[str]) -> Content:
    """The content of a text file: blank lines part paragraphs, and so do line ends that are no mere wrapping.

    Raises Unreadable (EMPTY) for white space.
    """
    pieces = [
        Piece(BlockKind.PARAGRAPH, text)
        for paragraph in _paragraphs(decode(body, declared_charsets(b"", media_type), languages))
        for text in _unwrapped(paragraph)
    ]
    if not pieces:
        raise Unreadable(RefusalReason.EMPTY, "the text file holds only white space")
    return Content(media_type=FileType.TEXT, pieces=pieces)


def _paragraphs(text: str) -> list[list[str]]:
    paragraphs: list[list[str]] = [[]]
    for line in map(clean, text.splitlines()):
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [lines for lines in paragraphs if lines]


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """A paragraph's lines joined where one runs on in the next: it is long, or the words say so."""
    joined = [[lines[0]]]
    for line in lines[1:]:
        if len(joined[-1][-1]) >= _WRAPPED or continues(joined[-1][-1], line):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [join_lines(part) for part in joined]
