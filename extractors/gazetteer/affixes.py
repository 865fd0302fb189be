"""The words beside a name that say which government is meant ("estado de", "City of", 市, 도), from one file."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agreements.codes import Level
from extractors.gazetteer.fold import key

_FILE = Path(__file__).parent / "data" / "affixes.tsv"


@dataclass(frozen=True)
class Affixes:
    """Forms with the levels that they tell; `before` and `after` are folded words, `suffix` is as printed."""

    before: dict[str, frozenset[Level]]
    after: dict[str, frozenset[Level]]
    suffix: dict[str, frozenset[Level]]

    def alone(self, word: str) -> frozenset[Level]:
        """The levels of a folded word that says what a place is ("state", "provincia"); none of another word."""
        levels = self.after.get(word, frozenset()).union(*(self.before.get(f"{word} {of}", ()) for of in ("de", "of")))
        return levels if len(word) > _SUFFIXED else frozenset()

    def strip(self, name: str) -> tuple[str, frozenset[Level] | None]:
        """The folded name without one affix, and the levels that the affix tells.

        A name without any comes back as it is, with None; an affix is never all of a name.
        """
        words = name.split()
        for table, cut in ((self.before, 1), (self.after, -1)):
            for size in range(min(_LONGEST, len(words) - 1), 0, -1):
                affix, rest = (words[:size], words[size:]) if cut == 1 else (words[-size:], words[:-size])
                levels = table.get(" ".join(affix))
                if levels is not None:
                    return " ".join(rest), levels
        return name, None


_LONGEST = 6  # words in the longest form
_SUFFIXED = 2  # characters that a name must have before its suffix (広州 is no 州 called 広), and a word at least


@cache
def affixes() -> Affixes:
    """All affixes. A broken line raises ValueError with its number."""
    tables: dict[str, dict[str, frozenset[Level]]] = {"before": {}, "after": {}, "suffix": {}}
    for number, line in enumerate(_FILE.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            where, level, form = line.split("\t")
            table, known = tables[where], Level(level)
        except (ValueError, KeyError) as error:
            raise ValueError(f"{_FILE.name}, line {number}: write where, level and form, with tabs between") from error
        *head, last = form.rsplit(" ", 1)
        for ending in last.split("/"):
            text = " ".join([*head, ending])
            text = text if where == "suffix" else key(text)
            table[text] = table.get(text, frozenset()) | {known}
    return Affixes(**tables)


@cache
def suffix_pattern() -> re.Pattern[str]:
    """Finds the longest Chinese, Japanese or Korean suffix (group 1) at a position of a text.

    Koreans also write it apart (상파울루 시).
    """
    longest_first = sorted(affixes().suffix, key=lambda form: (-len(form), form))
    return re.compile(rf"(?:(?<=[\uac00-\ud7af]) )?({'|'.join(map(re.escape, longest_first))})")


def strip_suffix(name: str) -> tuple[str, frozenset[Level] | None]:
    """A name as printed without its Chinese, Japanese or Korean suffix, and the levels that the suffix tells."""
    for size in range(len(name) - _SUFFIXED, 0, -1):
        levels = affixes().suffix.get(name[-size:])
        if levels is not None:
            return name[:-size].rstrip(), levels
    return name, None
