"""Find the names of governments in text, and look them up where they stand apart (cells, publishers)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agreements.codes import Level
from agreements.ids import digest, sha256
from agreements.records import Place
from extractors.gazetteer import sounds, table
from extractors.gazetteer.affixes import affixes, strip_suffix, suffix_pattern
from extractors.gazetteer.fold import fold, key, unit_end

_LONGEST = 60  # folded characters of the longest name that is looked for
_SHORTEST = 3  # letters of the shortest Latin name that counts in running text
# Short names in Han, kana and hangul are other words too: without 市, 県, 시 … after them they count only for
# territories, countries and places of this many people.
_KNOWN = 100_000
# So are GeoNames' lesser names of one Latin word; they count for these.
_KNOWN_LATIN = 50_000
_TYPO_1 = 6  # letters that a name must have to be known with one letter wrong …
_TYPO_KNOWN = 5  # … in a known country, if it is a well-known place's
_TYPO_2 = 9  # … and with two
_OUTSTANDING = 10  # how many times the people of all other places of nearly that name the one must have
_TYPO_HEAD = 2  # letters at its beginning that must be right
# A name that is known by its sound alone stands without 市, 시 … only for a place of Spanish or Portuguese name with
# this many people, and in so many letters; with one it needs a letter less.
_KNOWN_BY_SOUND = 50_000
_SOUNDED = 4
_NEAR = 1.0  # degrees within which a city holds its districts

_HAN = "\u3005-\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_HANGUL = "\u1100-\u11ff\uac00-\ud7af"
_LETTER = rf"[^\W{_HAN}{_HIRAGANA}{_KATAKANA}{_HANGUL}]"
_START = re.compile(rf"(?<!{_LETTER}){_LETTER}|(?<![{_HANGUL}])[{_HANGUL}]|[{_HAN}{_HIRAGANA}{_KATAKANA}]")
_IS_LETTER = re.compile(_LETTER)
_IS_HANGUL = re.compile(f"[{_HANGUL}]")
_IS_KATAKANA = re.compile(f"[{_KATAKANA}]")
_SHORT = re.compile(f"[{_HAN}]{{1,2}}|[{_HANGUL}]{{1,2}}|[{_KATAKANA}]{{1,3}}|[{_HIRAGANA}]+")
# What may follow a name within a Korean word: after 시, 도 … its head, hall, people or council, and then
# particles, one after another, and the copula.
_OFFICES = "(?:장|청장|청|지사|민|의회|수)?"
_PARTICLES = (
    "(?:은|는|이|가|을|를|의|에|와|과|도|만|로|으로|이나|나|랑|이랑|하고|에서|에게|까지|부터|보다|처럼|라는|이라는|라고|측|간"
    "|이며|며|이고|이자|인|이다|입니다|및|등|내|산|여|출신|소재|현지)*"
    rf"(?![{_HANGUL}\d])"
)
_TITLE = re.compile(" (?:시|주|도|군|구)(?:장|지사)")  # 산체스 시장 is a mayor called Sánchez
_AFTER_NAME = re.compile(_PARTICLES)
_AFTER_SUFFIX = re.compile(_OFFICES + _PARTICLES)
# How "Suzhou, Jiangsu" and "Santiago (Chile)" name a place and what holds it.
_WITHIN = re.compile(r"\s*[,、，;/(（]\s*|\s[-–—]\s")
_CLOSING = re.compile(r"[\s)）.]+$")


_KATAKANA_RUN = re.compile(f"[{_KATAKANA}]+")
_HANGUL_RUN = re.compile(f"[{_HANGUL}]+(?: [{_HANGUL}]+){{0,3}}")
_DOTTED = re.compile(r"\w[・･·．]\w")  # the dot inside foreign names


@dataclass(frozen=True)
class Match:
    """A name in a text: `text[start:end]` as printed, and what it may name."""

    start: int
    end: int
    text: str
    places: tuple[str, ...]  # ids, the likeliest first
    country: str | None = None  # ISO 3166-1 code, if the name is a country's


class _Bearers(NamedTuple):
    """What bears a name: rows, the likeliest first; those of them whose main name it is; a country."""

    rows: list[int]
    main: list[int]
    country: str | None


class Gazetteer:
    """The world's cities, districts and first-level divisions by name, in six languages.

    Made by `load`; never changed by use.
    """

    def __init__(self, places: table.Table, index: table.Index, fingerprint: str) -> None:
        self._places = places
        self._index = index
        self.fingerprint = fingerprint  # changes with the shipped data

    @classmethod
    def load(cls, folder: Path | None = None) -> "Gazetteer":
        """The gazetteer in a folder, or the one that ships. FileNotFoundError says how to build it."""
        folder = folder or table.FOLDER
        places, index = table.read(folder)
        return cls(places, index, _fingerprint(folder))

    def place(self, place: str) -> Place:
        """The place of an id. KeyError names one that is not here."""
        return self._places.place(self._places.row(place))

    def country_name(self, code: str) -> str:
        """English name of a country by its ISO 3166-1 code. KeyError names a code that is none."""
        try:
            return self._places.country_names[code]
        except KeyError:
            raise KeyError(f"{code!r} is no country of ISO 3166-1") from None

    def find(self, text: str) -> list[Match]:
        """All names in a text, in order, none inside another; the longest at each place.

        Names in Latin letters are whole words that begin with a capital; katakana names are whole runs;
        Korean ones begin a word. What the index lacks in kana or hangul it may know by its sound. A Chinese,
        Japanese or Korean suffix (市, 省, 시 …) belongs to the match, and then only governments of its level count.
        """
        folded, offsets = fold(text)
        matches = []
        at = 0
        while start := _START.search(folded, at):
            at = start.start()
            match = self._match(text, folded, offsets, at)
            if match is None:
                at += 1
                continue
            matches.append(match)
            while at < len(folded) and offsets[at] < match.end:
                at += 1
        return _whole_names(text, matches)

    def lookup(self, name: str, country: str | None = None) -> list[Place]:
        """What a name given apart may name, the likeliest first: in one country, or in all.

        Takes affixes ("Prefeitura de", 市), what holds the place after a comma or in brackets, and, for names
        of Latin letters that nothing else bears, a letter wrong or two.
        """
        printed = _CLOSING.sub("", name.strip())
        found = self._rows_of(printed, country)
        if not found and (within := _WITHIN.search(printed, 1)):
            found = self._parted(printed[: within.start()], _CLOSING.sub("", printed[within.end() :]), country)
        if not found:
            found = self._by_sound(printed, country) or self._misspelt(key(printed), country)
        return [self._places.place(row) for row in found]

    def country(self, name: str) -> str | None:
        """ISO 3166-1 code of a country by any of its names; None where the name is no country's."""
        return self._bearers(key(name)).country

    def is_lesser_name(self, name: str, place: str) -> bool:
        """Whether a place bears the name, but only among those by which it is seldom called."""
        bearers, row = self._bearers(key(name)), self._places.row(place)
        return row in bearers.rows and row not in bearers.main

    def _bearers(self, folded: str) -> _Bearers:
        """What the index says of a folded name."""
        rows, main, country = [], [], None
        for row, is_main in self._index.bearers(folded):
            if row >= len(self._places):
                country = country or self._places.countries[row - len(self._places)]
                continue
            rows.append(row)
            if is_main:
                main.append(row)
        return _Bearers(rows, main, country)

    def _match(self, text: str, folded: str, offsets: list[int], at: int) -> Match | None:
        start = offsets[at]
        latin = _IS_LETTER.match(folded[at]) is not None
        if latin and not text[start].isupper():
            return None
        if start and _IS_KATAKANA.match(text[start]) and _IS_KATAKANA.match(text[start - 1]):
            return None
        for name in self._index.at_start(folded[at : at + _LONGEST]):
            stop = at + len(name)
            if stop < len(folded) and offsets[stop] == offsets[stop - 1]:
                continue
            end = unit_end(text, offsets[stop - 1])
            bearers = self._bearers(name)
            if not latin:
                match = self._cjk(text, start, end, name, bearers)
            elif len(name) >= _SHORTEST and not (end < len(text) and _IS_LETTER.match(text[end])):
                match = self._latin(text, start, end, name, bearers)
            else:
                match = None
            if match is not None:
                break
        else:
            match = None
        if latin or (match is not None and not _DOTTED.match(text, match.end - 1)):
            return match
        heard = self._heard(text, folded, offsets, at)
        return heard if heard is not None and (match is None or heard.end > match.end) else match

    def _heard(self, text: str, folded: str, offsets: list[int], at: int) -> Match | None:
        """The longest name that begins here and that the index knows by its sound in kana or hangul."""
        if run := _KATAKANA_RUN.match(folded, at):
            sound = sounds.of_kana
        elif run := _HANGUL_RUN.match(folded, at):
            sound = sounds.of_hangul
        else:
            return None
        known = self._index.sounding(sound(run[0]))
        for stop in range(run.end(), at + 1, -1) if known else ():
            if folded[stop - 1] == " ":
                continue
            end = unit_end(text, offsets[stop - 1])
            if sound(folded[at:stop]) in known and (match := self._sounded(text, offsets[at], end, folded[at:stop])):
                return match
        return None

    def _sounded(self, text: str, start: int, end: int, name: str) -> Match | None:
        """The match of a name that is known by its sound: with its suffix, else only for a well-known place."""
        bearers = self._sounding(name)
        letters = len(name.replace(" ", ""))
        enough = _SOUNDED if " " in name else _SOUNDED - 1
        suffix = suffix_pattern().match(text, end) if letters >= enough else None
        if suffix and not _TITLE.match(text, end):
            levels = affixes().suffix[suffix[1]]
            fitting = [row for row in bearers.rows if self._places.level(row) in levels]
            if fitting and _word_ends(text, suffix.end(), _AFTER_SUFFIX):
                return self._made(text, start, suffix.end(), fitting, None)
        if letters < _SOUNDED or name in _common_words() or not _word_ends(text, end, _AFTER_NAME):
            return None
        return self._made(text, start, end, [row for row in bearers.main if self._known(row, _KNOWN_BY_SOUND)], None)

    def _sounding(self, name: str) -> _Bearers:
        """What sounds in kana or hangul like a name; the main ones are those of Spanish or Portuguese name."""
        skeleton = sounds.of_kana(name) or sounds.of_hangul(name)
        return self._bearers(table.SOUND + skeleton) if skeleton else _Bearers([], [], None)

    def _latin(self, text: str, start: int, end: int, name: str, bearers: _Bearers) -> Match | None:
        """The match of a name in Latin letters between two boundaries."""
        if bearers.country is None and name in _common_words():
            marked = text[start:end].casefold() != name
            places = [row for row in bearers.main if marked and text[start:end] == self._places.names[row]]
        elif bearers.country is None and " " not in name:
            places = [row for row in bearers.rows if row in bearers.main or self._known(row, _KNOWN_LATIN)]
        else:
            places = bearers.rows
        return self._made(text, start, end, places, bearers.country)

    def _cjk(self, text: str, start: int, end: int, name: str, bearers: _Bearers) -> Match | None:
        """The match of a Chinese, Japanese or Korean name that ends at `end`, with its suffix."""
        places = bearers.rows
        if suffix := suffix_pattern().match(text, end):
            levels = affixes().suffix[suffix[1]]
            fitting = [row for row in places if self._places.level(row) in levels]
            if fitting and _word_ends(text, suffix.end(), _AFTER_SUFFIX):
                return self._made(text, start, suffix.end(), fitting, None)
        if not _word_ends(text, end, _AFTER_NAME):
            return None
        if bearers.country is None and name in _common_words():
            return None
        if bearers.country is None and _SHORT.fullmatch(text, start, end):
            places = [row for row in places if self._known(row)]
        return self._made(text, start, end, places, bearers.country)

    def _made(self, text: str, start: int, end: int, places: list[int], country: str | None) -> Match | None:
        if not places and country is None:
            return None
        return Match(start, end, text[start:end], tuple(self._places.ids[row] for row in places), country)

    def _known(self, row: int, people: int = _KNOWN) -> bool:
        return self._places.level(row) is Level.TERRITORY or self._places.population[row] >= people

    def _rows_of(self, printed: str, country: str | None) -> list[int]:
        """Rows of the places of a name as it is, else without its affix."""
        folded = key(printed)
        found = self._in_country(folded, country)
        if found:
            return found
        for bare, levels in (affixes().strip(folded), strip_suffix(printed)):
            if levels is not None:
                found = self._in_country(key(bare), country)
                fitting = [row for row in found if self._places.level(row) in levels]
                return fitting or self._by_sound(printed, country) or found
        return []

    def _in_country(self, folded: str, country: str | None) -> list[int]:
        return [row for row in self._bearers(folded).rows if country is None or self._places.country(row) == country]

    def _mainly(self, folded: str, country: str | None) -> list[int]:
        """Rows of the places whose main name it is: in one country, or in all."""
        return [row for row in self._bearers(folded).main if country is None or self._places.country(row) == country]

    def _parted(self, first: str, second: str, country: str | None) -> list[int]:
        """Rows of a name in two parts.

        They are a place and what holds it ("Suzhou, Anhui") or what it is ("São Paulo (state)"), or a city and its
        district ("Seoul – Songpa").
        """
        found = self._rows_of(first, country) or self._misspelt(key(first), country)
        if levels := affixes().alone(key(second)) or affixes().suffix.get(second):
            return [row for row in found if self._places.level(row) in levels] or found
        return self._districts(found, self._rows_of(second, country)) or self._held_by(found, second)

    def _districts(self, cities: list[int], found: list[int]) -> list[int]:
        """Those of the rows that are districts of the likeliest of the cities; none, where one is a territory."""
        if not cities or any(self._places.level(row) is Level.TERRITORY for row in [*cities[:1], *found]):
            return []
        people = self._places.population
        return [row for row in found if people[row] < people[cities[0]] and self._is_near(row, cities[0])]

    def _held_by(self, found: list[int], holder: str) -> list[int]:
        """Those of the rows that lie in the country, division or city that `holder` names; all, where it names none.

        No division holds itself: "Zacatecas, Zacatecas" is the city.
        """
        bearers = self._bearers(key(holder))
        holders = bearers.rows or self._rows_of(holder, None)
        divisions = {self._places.subdivision(row) for row in holders if self._places.level(row) is Level.TERRITORY}
        cities = [row for row in holders if self._places.level(row) is Level.CITY]
        return (
            [
                row
                for row in found
                if self._places.subdivision(row) in divisions and self._places.level(row) is Level.CITY
            ]
            or [row for row in found if any(self._is_near(row, city) for city in cities)]
            or [row for row in found if self._places.subdivision(row) in divisions]
            or [row for row in found if self._places.country(row) == bearers.country]
            or found
        )

    def _is_near(self, row: int, city: int) -> bool:
        """Whether a place lies in a city's division and near it, as its districts do."""
        division = self._places.subdivision(row)
        return (
            row != city
            and self._places.level(row) is Level.CITY
            and division is not None
            and division == self._places.subdivision(city)
            and self._places.distance(row, city) < _NEAR
        )

    def _by_sound(self, printed: str, country: str | None) -> list[int]:
        """Rows of the places whose name sounds like one in kana or hangul, with or without its suffix."""
        bare, levels = strip_suffix(key(printed))
        found = [row for name in (key(printed), bare) for row in self._sounding(name).rows]
        found = [row for row in dict.fromkeys(found) if country is None or self._places.country(row) == country]
        return [row for row in found if levels is None or self._places.level(row) in levels]

    def _misspelt(self, folded: str, country: str | None) -> list[int]:
        """The places of the one name that is a letter or two away: the only one, or much the best known."""
        letters = len(folded)
        if letters < (_TYPO_1 if country is None else _TYPO_KNOWN) or not _IS_LETTER.match(folded):
            return []
        return self._like(folded, country, _TYPO_HEAD) or (self._like(folded, country, 1) if country else [])

    def _like(self, folded: str, country: str | None, head: int) -> list[int]:
        """The places of the one name that is like a misspelt one and begins with so many of its letters."""
        letters = len(folded)
        names = self._index.beginning_with(folded[:head])
        most = 2 if letters >= _TYPO_2 else 1
        near = process.extract(folded, names, scorer=OSA.distance, score_cutoff=most, limit=None)
        for distance in range(1, most + 1):
            bearing = [self._mainly(name, country) for name, off, _ in near if off <= distance]
            found = {row for rows in bearing for row in rows}
            if len(found) == 1 and letters >= _TYPO_1:
                return list(found)
            if found:
                return self._best_known([[row for row in rows if self._known(row)] for rows in bearing])
        return []

    def _best_known(self, bearing: list[list[int]]) -> list[int]:
        """Of the rows of several names those of the one whose place has by far the most people; none, if none has."""
        people = self._places.population
        best = max(bearing, key=lambda rows: (max((people[row] for row in rows), default=-1), len(rows)))
        others = {row for rows in bearing for row in rows} - set(best)
        return best if all(people[row] * _OUTSTANDING < people[best[0]] for row in others) else []


def _word_ends(text: str, end: int, after: re.Pattern[str]) -> bool:
    """Whether a name in kana or hangul may end here: at the end of its run, or before Korean particles."""
    if _IS_HANGUL.match(text[end - 1]):
        return after.match(text, end) is not None
    if _IS_KATAKANA.match(text[end - 1]):
        return not _IS_KATAKANA.match(text[end : end + 1])
    return True


def _whole_names(text: str, matches: list[Match]) -> list[Match]:
    """Matches without those that are a part of a longer foreign name (クルーゼス in モジ・ダス・クルーゼス).

    Names in a row (ブラジル・サンパウロ) are kept: each neighbour of a dot is a match, or is a country's.
    """
    starts, ends = {match.start for match in matches}, {match.end for match in matches}

    def part(match: Match) -> bool:
        before = _DOTTED.match(text, match.start - 2) if match.start > 1 else None
        after = _DOTTED.match(text, match.end - 1)
        return bool((before and match.start - 1 not in ends) or (after and match.end + 1 not in starts))

    return [match for match in matches if match.country is not None or not part(match)]


@cache
def _common_words() -> frozenset[str]:
    lines = (table.FOLDER / "common-words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(key(word) for line in lines if not line.startswith("#") for word in line.split())


@cache
def _fingerprint(folder: Path) -> str:
    """Stands for the data in a folder and for the rules by which names are read."""
    files = [folder / table.PLACES, folder / table.NAMES, *sorted(table.FOLDER.glob("*.t*"))]
    return digest(*(sha256(path.read_bytes()) for path in files))
