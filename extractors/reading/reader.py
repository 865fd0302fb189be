"""The reader: documents in, mentions out."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from agreements.ids import code_fingerprint, digest
from agreements.records import Document, Mention
from extractors.gazetteer.names import Gazetteer
from extractors.reading import language

if TYPE_CHECKING:
    from spacy.language import Language as Nlp


def passes_gate(text: str, code: str) -> bool:
    """Whether any word for an instrument stands in the text: only then is it worth reading."""
    return language.load(code).gate.search(text) is not None


class Reader:
    """Reads documents with one gazetteer. Reading changes nothing; the same document gives the same mentions.

    spaCy is loaded with the first document that passes the gate.
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._given = gazetteer
        self._pipelines: dict[str, Nlp] = {}

    def read(self, document: Document) -> list[Mention]:
        """The mentions in a document, in the order of their cues.

        Empty for a document without any, and for one in no language that the reader knows: the caller finds
        the language of a document out and sets `lang`.
        """
        code = (document.lang or "").split("-")[0]
        if code not in language.known() or not passes_gate(document.text, code):
            return []
        from extractors.reading import pipeline  # spaCy costs seconds: only who reads pays them

        if code not in self._pipelines:
            self._pipelines[code] = pipeline.build(code, self.gazetteer, self.fingerprint)
        mentions: list[Mention] = pipeline.run(self._pipelines[code], document)._.mentions
        return mentions

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer that was given, or the one that ships."""
        return self._given or Gazetteer.load()

    @cached_property
    def fingerprint(self) -> str:
        """Changes with the reader's code, its language files and the gazetteer."""
        return digest(code_fingerprint(Path(__file__).parent), self.gazetteer.fingerprint)
