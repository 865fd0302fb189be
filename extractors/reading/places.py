"""Names of governments in a document: found by the gazetteer, cleared of persons and streets, linked to places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agreements.codes import Level
from agreements.records import Place
from extractors.gazetteer.affixes import strip_suffix
from extractors.gazetteer.link import Context, link
from extractors.gazetteer.names import Gazetteer, Match
from extractors.reading.language import Language
from extractors.reading.segments import Unit

_WELL_KNOWN = 100_000  # people
# Cities that ISO 3166-1 lists among the countries: the name is that of the city's own government.
_CITY_COUNTRIES = frozenset({"HK", "MO"})
_RIGHT_AFTER = 5  # characters between a place and the division that follows it
_SHORT = 3  # characters of a name that can end another by chance
_BEFORE = 40  # characters of context that affix patterns see
_BESIDE = 45  # characters within which a division names the place beside it
_CAPITAL_BEFORE = re.compile(r"(\S+) ([A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][\w’'.-]*) $")
_STOPS = '.!?:…—–-"”»•*'
_ABBREVIATED = 4  # letters and stop of a word before a full stop that ends no sentence
_CAPITAL_AFTER = re.compile(r" [A-ZÁÉÍÓÚÂÊÔÃÕÇÑ][a-záéíóúâêôãõçñ]*(?:[a-záéíóúâêôãõçñ]{2}|-[a-záéíóúâêôãõçñ]+)")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Name:
    """A government or a country that the text names at `start` to `end`.

    `place` is None for countries, agencies, names that the gazetteer lacks and names that nothing decides;
    `candidates` then holds what was considered.
    """

    start: int
    end: int
    text: str
    country: str | None
    level: Level | None  # None: a country
    place: Place | None = None
    candidates: tuple[str, ...] = field(default=())
    name: str = ""  # for agencies, their usual name
    namesakes: frozenset[str] = frozenset()  # countries that have a place of this name
    titled: bool = False  # words beside or a suffix say that it is a government

    @property
    def is_country(self) -> bool:
        """Whether it names a country as such."""
        return self.level is None

    @property
    def key(self) -> str:
        """What tells this government from others within one document."""
        return self.place.id if self.place else f"{self.country}:{self.name or self.text}".casefold()


def find_names(
    text: str, units: list[Unit], language: Language, gazetteer: Gazetteer, home: Place | None
) -> list[Name]:
    """All governments and countries named in the units, in order.

    `home` is the publisher's place, which weighs in where a name has several bearers.
    """
    matches = [match for unit in units for match in _matches(text, unit, gazetteer)]
    matches = [match for match in matches if not _is_other(text, match, language)]
    countries = [(match.start, match.country) for match in matches if match.country]
    divisions = [
        (match.start, match.end, frozenset(codes)) for match in matches if (codes := _divisions(match, gazetteer))
    ]
    names = [_name(text, match, language, gazetteer, countries, divisions, home, matches) for match in matches]
    names = _one_each(names, home)
    names += _agencies(text, units, language)
    names = _supported(_without_overlaps(names), home)
    unknown = _unknown(text, units, language, names)
    names = [name for name in names if not any(_is_tail(name, other) for other in unknown)]
    return _without_overlaps([*names, *unknown])


def _matches(text: str, unit: Unit, gazetteer: Gazetteer) -> list[Match]:
    found = gazetteer.find(text[unit.start : unit.end])
    return [replace(m, start=m.start + unit.start, end=m.end + unit.start) for m in found]


def _is_other(text: str, match: Match, language: Language) -> bool:
    """Whether the name belongs to a person, a street, a university … named like a place."""
    line = text.rfind("\n", 0, match.start) + 1
    before = text[max(line, match.start - _BEFORE) : match.start]
    if (
        language.home.fullmatch(match.text)
        or language.not_place_before.search(before)
        or language.not_place_after.match(text, match.end)
    ):
        return True
    if language.joined or match.country is not None or match.text.isupper():
        return False
    if any(p.match(text, match.end) for p in language.level_after.values()):
        return False
    stop = text.find("\n", match.end)
    if _is_title_case(text[line : stop if stop >= 0 else len(text)]):
        return False
    if _CAPITAL_AFTER.match(text, match.end):
        return True
    named = any(p.search(before) for p in language.level_before.values())
    if named or not (word := _CAPITAL_BEFORE.search(before)):
        return False
    begins = word[1][-1] in _STOPS and len(word[1]) > _ABBREVIATED
    return not begins and len(word[2]) > 1


def _is_title_case(line: str) -> bool:
    words: list[str] = _WORD.findall(line)
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def _divisions(match: Match, gazetteer: Gazetteer) -> set[str]:
    places = (gazetteer.place(place) for place in match.places)
    return {p.subdivision for p in places if p.level is Level.TERRITORY and p.subdivision}


def _name(
    text: str,
    match: Match,
    language: Language,
    gazetteer: Gazetteer,
    countries: Sequence[tuple[int, str]],
    divisions: list[tuple[int, int, frozenset[str]]],
    home: Place | None,
    matches: Sequence[Match],
) -> Name:
    if match.country in _CITY_COUNTRIES:
        place = next((p for p in map(gazetteer.place, match.places) if p.country == match.country), None)
        return Name(match.start, match.end, match.text, match.country, Level.CITY, place, name=match.text, titled=True)
    if match.country and not match.places:
        return Name(match.start, match.end, match.text, match.country, None)
    line = text.rfind("\n", 0, match.start) + 1
    before = text[max(line, match.start - _BEFORE) : match.start]
    level = next((lv for lv, p in language.level_after.items() if p.match(text, match.end)), None)
    level = level or next((lv for lv, p in language.level_before.items() if p.search(before)), None)
    if match.country and level is None:
        return Name(match.start, match.end, match.text, match.country, None)
    if level is None and _divides(match, matches, gazetteer):
        level = Level.TERRITORY
    near: dict[str, int] = {}
    for at, country in countries:
        if at != match.start:
            distance = abs(at - match.start) * (
                1 if "\n" not in text[min(at, match.start) : max(at, match.start)] else 4
            )
            near[country] = min(distance, near.get(country, distance))
    beside: frozenset[str] = frozenset().union(
        *(codes for start, end, codes in divisions if start != match.start and _gap(start, end, match) < _BESIDE)
    )
    context = Context(
        countries=near,
        subdivisions=beside,
        level=level,
        publisher_country=home.country if home else None,
        publisher=home.id if home else None,
        publisher_subdivision=home.subdivision if home else None,
    )
    linked = link(match, context, gazetteer)
    if not linked.candidates:
        return Name(match.start, match.end, match.text, match.country, None)
    best = gazetteer.place(linked.place or linked.candidates[0])
    titled = level is not None or any(_ends(p, match.text) for p in language.level_after.values())
    suffixed = _suffix_end(text, match, best.level, language)
    if suffixed is not None:  # 州 after the name of a city alone: a government that the gazetteer lacks
        printed = text[match.start : suffixed]
        other = Level.CITY if best.level is Level.TERRITORY else Level.TERRITORY
        return Name(match.start, suffixed, printed, best.country, other, titled=True)
    namesakes = frozenset(gazetteer.place(place).country for place in linked.candidates)
    name = Name(match.start, match.end, match.text, best.country, best.level, best, namesakes=namesakes, titled=titled)
    return name if linked.place else replace(name, place=None, candidates=linked.candidates, name=best.name)


def _suffix_end(text: str, match: Match, level: Level, language: Language) -> int | None:
    """Where the suffix after a name ends that says it is of another level than `level`; None without one."""
    if not language.joined:
        return None
    ends = {lv: m.end() for lv, pattern in language.level_after.items() if (m := pattern.match(text, match.end))}
    return next(iter(ends.values())) if ends and level not in ends else None


def _divides(match: Match, matches: Sequence[Match], gazetteer: Gazetteer) -> bool:
    """Whether the name can be the division of a place named right before it: "Manzanillo, Colima"."""
    before = [m for m in matches if 0 < match.start - m.end <= _RIGHT_AFTER]
    holders = {gazetteer.place(place).subdivision for m in before for place in m.places}
    return bool(_divisions(match, gazetteer) & (holders - {None}))


def _one_each(names: list[Name], home: Place | None) -> list[Name]:
    """The names with one government each: what words beside a name make of it once, it is in all the document.

    A name that means the publisher keeps its meaning, and so does one that is called two governments.
    """
    meant: dict[str, dict[str, Name]] = {}
    for at, name in enumerate(names):
        divides = name.level is Level.TERRITORY and at > 0 and name.start - names[at - 1].end <= _RIGHT_AFTER
        if name.titled and name.place and not divides:
            meant.setdefault(_stem(name), {})[name.place.id] = name

    def settled(name: Name) -> Name:
        called = list(meant.get(_stem(name), {}).values())
        if name.titled or name.is_country or len(called) != 1 or (home and name.place and name.place.id == home.id):
            return name
        one = called[0]
        return replace(name, country=one.country, level=one.level, place=one.place, candidates=(), name="")

    return [settled(name) for name in names]


def _stem(name: Name) -> str:
    return strip_suffix(name.text)[0].casefold()


def _supported(names: list[Name], home: Place | None) -> list[Name]:
    """The names without the little-known ones that nothing supports: other words are often spelt like a village."""
    told = {name.country for name in names if name.is_country or (name.level is Level.TERRITORY and name.titled)}
    told |= {name.country for name in names if name.place and name.place.population >= _WELL_KNOWN and _telling(name)}
    told |= {home.country} if home else set()
    return [name for name in names if name.titled or name.level in (None, Level.AGENCY) or name.country in told]


def _telling(name: Name) -> bool:
    """Whether a name is enough to tell its country: a division's short one may be part of another word (贝尼特斯)."""
    return name.level is Level.CITY or len(name.text) > _SHORT


def _gap(start: int, end: int, match: Match) -> int:
    return max(start - match.end, match.start - end, 0)


def _agencies(text: str, units: list[Unit], language: Language) -> list[Name]:
    return [
        Name(m.start(), m.end(), m.group(), agency.country, Level.AGENCY, name=agency.name)
        for agency in language.agencies
        for unit in units
        for m in agency.pattern.finditer(text, unit.start, unit.end)
    ]


def _unknown(text: str, units: list[Unit], language: Language, names: list[Name]) -> list[Name]:
    """Governments that the gazetteer lacks, known by their form, in the country that stands beside them."""
    found = []
    for name in names:
        if name.country is None or not (name.is_country or name.level is Level.TERRITORY):
            continue
        at = name.end
        while after := language.unknown_after.match(text, at):  # a country, then its province, then the city
            found.append(_beside(text, after.start("name"), after.end(), name.country, language))
            if found[-1].level is not Level.TERRITORY:
                break
            at = after.end()
        line = text.rfind("\n", 0, name.start) + 1
        before = language.unknown_before.search(text[line : name.start])
        if before:
            found.append(_beside(text, line + before.start("name"), line + before.end("name"), name.country, language))
    for unit in units:
        for match in language.unknown_place.finditer(text, unit.start, unit.end):
            near = [n for n in names if n.country and unit.start <= n.start < unit.end and n.level is not Level.AGENCY]
            near = [n for n in near if n.is_country or n.level is Level.TERRITORY]
            country = min(near, key=lambda n: abs(n.start - match.start())).country if near else None
            end = match.end() if language.joined else match.end("name")
            found.append(_beside(text, match.start("name"), end, country, language))
    found = [name for name in found if not language.home.fullmatch(name.text)]
    return [name for name in found if all(_apart(name, other) or _is_tail(other, name) for other in names)]


def _apart(one: Name, other: Name) -> bool:
    return one.end <= other.start or one.start >= other.end


def _is_tail(name: Name, longer: Name) -> bool:
    """Whether a short name is only the end of a longer transliteration: 约尔市 in 蒙特约尔市."""
    inside = longer.start < name.start and name.end == longer.end
    return inside and len(name.text) <= _SHORT and len(longer.text) >= len(name.text) + 2


def _beside(text: str, start: int, end: int, country: str | None, language: Language) -> Name:
    territory = language.level_after.get(Level.TERRITORY)
    level = Level.TERRITORY if territory and _ends(territory, text[start:end]) else Level.CITY
    return Name(start, end, text[start:end], country, level, titled=True)


def _ends(suffix: re.Pattern[str], name: str) -> bool:
    return any(suffix.fullmatch(name, at) for at in range(1, len(name)))


def _without_overlaps(names: list[Name]) -> list[Name]:
    """Where names overlap, agencies stand before others and longer ones before shorter ones."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n.level is not Level.AGENCY, n.start - n.end, n.start, n.country or "~")):
        if all(_apart(name, other) for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda n: n.start)
