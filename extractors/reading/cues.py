"""The words that tell what sort of instrument a text speaks of, and what happened to it."""

import re
from dataclasses import dataclass

from agreements.codes import Kind, Stage
from extractors.reading.language import Language

NEGATION, BODY, HOME, DOMESTIC, CLOSING = "negation", "body", "home", "domestic", "closing"


@dataclass(frozen=True)
class Cue:
    """Words at `start` to `end`. `label` is a `Kind`, a `Stage` or one of the names of this module."""

    start: int
    end: int
    label: str

    @property
    def kind(self) -> Kind | None:
        """The kind of instrument that the words name, if they name one."""
        return Kind(self.label) if self.label in _KINDS else None

    @property
    def stage(self) -> Stage | None:
        """The stage that the words tell, if they tell one."""
        return Stage(self.label) if self.label in _STAGES else None


_KINDS = frozenset(Kind)
_STAGES = frozenset(Stage)


def find_cues(text: str, start: int, end: int, language: Language) -> list[Cue]:
    """All cues in `text[start:end]`, in order. Kinds never overlap: the earlier listed one stands."""
    found: list[Cue] = []
    for kind, pattern in language.kinds.items():
        for match in pattern.finditer(text, start, end):
            if all(match.end() <= cue.start or match.start() >= cue.end for cue in found):
                found.append(Cue(match.start(), match.end(), kind))
    patterns: dict[str, re.Pattern[str]] = {
        **{str(stage): pattern for stage, pattern in language.stages.items()},
        NEGATION: language.negation,
        BODY: language.bodies,
        HOME: language.home,
        DOMESTIC: language.domestic,
        CLOSING: language.closing,
    }
    found += [
        Cue(match.start(), match.end(), label)
        for label, pattern in patterns.items()
        for match in pattern.finditer(text, start, end)
    ]
    return sorted(found, key=lambda cue: (cue.start, cue.end, cue.label))
