"""What the components before the assembler found in one document, in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agreements.codes import BlockKind, Genre, Level
from agreements.records import Document, Place
from extractors.reading.cues import Cue
from extractors.reading.dates import FoundDate
from extractors.reading.language import Language
from extractors.reading.places import Name


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]` with what it names. `unit` counts the document's units from 0; unit 0 is its title."""

    start: int
    end: int
    unit: int
    kind: BlockKind
    names: Sequence[Name]
    dates: Sequence[FoundDate]
    cues: Sequence[Cue]

    def has(self, label: str) -> bool:
        """Whether a cue of this label stands in the sentence."""
        return any(cue.label == label for cue in self.cues)

    @cached_property
    def kinds(self) -> list[Cue]:
        """The cues that name an instrument."""
        return [cue for cue in self.cues if cue.kind]

    @cached_property
    def stages(self) -> list[Cue]:
        """The cues that tell a stage."""
        return [cue for cue in self.cues if cue.stage]

    @cached_property
    def governments(self) -> list[Name]:
        """The governments named, each once, without the divisions and countries that only say where one lies."""
        return governments(self.names)


@dataclass(frozen=True)
class View:
    """One document as the assembler sees it."""

    document: Document
    language: Language
    genre: Genre
    home: Place | None
    sentences: Sequence[Sentence]


_TOUCHING = 2  # characters between a division and the place that it begins: "マット・グロッソ州クイアバ市"
_WITHIN = 28  # characters between a place and the division named to say where it lies


def governments(names: Sequence[Name]) -> list[Name]:
    """The governments among `names`, each once, without those that only say where another lies."""
    found: dict[str, Name] = {}
    places = [name for name in names if not name.is_country]
    for name in places:
        if not any(_holds(name, other) for other in places):
            found.setdefault(name.key, name)
    return list(found.values())


def _holds(name: Name, other: Name) -> bool:
    """Whether `name` is the division of `other`, named beside it only to say where it lies."""
    if name.level is not Level.TERRITORY or other.level is not Level.CITY:
        return False
    if 0 <= other.start - name.end <= _TOUCHING:
        return True
    if name.place is None or other.place is None or name.place.subdivision != other.place.subdivision:
        return False
    return 0 <= name.start - other.end <= _WITHIN
