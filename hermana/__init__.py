"""Hermana: what cities signed with each other, read from what they publish.

For programs and notebooks::

    import hermana

    data = hermana.load()          # the newest release in data/processed, as pandas frames
    data.agreements.query("kind == 'sister_city'")

    page = {"id": "1", "text": "…", "publisher_place": {"name": "Colima", "country": "MX"}}
    for document, mentions in hermana.read([page]):
        ...
"""

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agreements.records import Document, Mention
    from releases.load import Dataset

__all__ = ["__version__", "load", "read"]

__version__ = "0.1.0"


def load(path: str | PathLike[str] | None = None) -> "Dataset":
    """A release of the dataset as pandas frames: `agreements`, `parties`, `events`, `evidence`, and the others.

    `path` is a release's folder, or that of all releases; without one the newest in `data/processed` (below
    HERMANA_DATA, where that is set). Raises FileNotFoundError, saying how to make one, where there is none.
    """
    import os
    from pathlib import Path

    from releases.load import load as load_release

    return load_release(Path(path or Path(os.environ.get("HERMANA_DATA", "data")) / "processed" / "latest"))


def read(documents: "Iterable[Mapping[str, object] | Document]") -> "Iterator[tuple[Document, list[Mention]]]":
    """Find the agreements that documents assert, one document after the other, in this process.

    A document is a mapping with `id` and `text` and any of `title`, `published` (ISO date), `publisher_place`
    (`{"name": …, "country": …}`), `lang` and `genre`; language and genre are found out where they are not given.
    Yields each document as it was understood, with its mentions; spans count in `document.text`.
    Raises ValueError, naming the field, for a mapping that is no document. The first call loads the reader (seconds).
    """
    import msgspec

    from agreements.records import Document
    from extractors.reading.reader import Reader
    from hermana.reading import to_document

    reader = Reader()
    for given in documents:
        document = given if isinstance(given, Document) else to_document(msgspec.json.encode(dict(given)))
        yield document, reader.read(document)
