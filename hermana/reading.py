"""`hermana read`: a file of documents to a file of agreements."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from agreements.errors import MendableError
from agreements.records import Document, Record
from extractors.documents.language import detect
from extractors.reading.inputs import output, parse_line

if TYPE_CHECKING:
    from pipelines.runners import Progress
    from pipelines.settings import Settings


def to_document(line: bytes) -> Document:
    """The document that a line of JSON gives, with its language found out where it is not given.

    Raises ValueError that names the field.
    """
    document = parse_line(line)
    return document if document.lang else msgspec.structs.replace(document, lang=detect(document.text, []))


class OutputError(MendableError):
    """The result cannot be written where it was asked for."""


class ReadReport(Record, frozen=True):
    """What became of the lines; `refused` says why, by line number from 1."""

    documents: int
    agreements: int
    refused: dict[int, str]


def read_file(source: Path, target: Path, *, jobs: int, settings: "Settings", progress: "Progress") -> ReadReport:
    """Read the documents in `source` (JSON Lines) and write their agreements to `target`, in the order of the lines.

    A line that is no document, or that breaks the limits of a reading, is refused and the rest is read.
    `target` comes to be whole, at the end.
    """
    from extractors.documents.limits import Failure
    from pipelines.reading import read_documents

    if not target.parent.is_dir():
        raise OutputError(f"the folder {target.parent} is not there: make it, or name another file for the result")
    if target.exists() and target.samefile(source):
        raise OutputError(f"{target} is the file with the documents: name another one for the result")
    lines: dict[str, int] = {}
    refused: dict[int, str] = {}

    def documents() -> Iterator[Document]:
        with source.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    document = to_document(line)
                except ValueError as error:
                    refused[number] = str(error)
                    continue
                if document.id in lines:
                    refused[number] = f"id {document.id!r} is that of line {lines[document.id]}; ids must differ"
                    continue
                lines[document.id] = number
                yield document

    answers: dict[int, bytes] = {}
    found = 0
    with source.open("rb") as file:
        total = sum(1 for line in file if line.strip())
    progress("Reading", 0, total)
    for document, mentions in read_documents(
        documents(), jobs=jobs, seconds=settings.seconds, megabytes=settings.megabytes
    ):
        number = lines[document.id]
        if isinstance(mentions, Failure):
            refused[number] = mentions.detail
        else:
            answers[number] = msgspec.json.encode(output(document.id, mentions)) + b"\n"
            found += len(mentions)
        if (len(answers) + len(refused)) % 100 == 0:
            progress("Reading", len(answers) + len(refused), total)
    progress("Reading", total, total)
    partial = target.with_name(f".{target.name}.partial")
    partial.write_bytes(b"".join(answers[number] for number in sorted(answers)))
    partial.replace(target)
    return ReadReport(documents=len(answers), agreements=found, refused=dict(sorted(refused.items())))
