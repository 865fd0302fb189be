"""The shipped form of the gazetteer: places in columns, folded names in a trie, and which names which.

A name's bearers are numbers of three bytes, the likeliest first: a row of the table, with the highest bit set where
the name is one of the place's lesser ones. Rows past the last place are countries. Skeletons of how names sound in kana
and hangul stand among the names, behind a sign that no name begins with.
"""

import math
import sys
import zlib
from array import array
from itertools import accumulate
from pathlib import Path

import marisa_trie
import msgspec

from agreements.codes import Level
from agreements.records import Place

FOLDER = Path(__file__).parent / "data"
PLACES = "places.bin"
NAMES = "names.marisa"
LEVELS = (Level.CITY, Level.TERRITORY)
SOUND = "~"  # stands in the trie before the skeletons of how names sound
_ROW = 3  # bytes
_LESSER = 1 << 23


class Columns(msgspec.Struct):
    """Places by column. The arrays are little-endian; texts are joined by newlines."""

    ids: str
    names: str
    country: bytes  # uint16: index in `countries`
    subdivision: bytes  # uint16: index in `subdivisions`
    level: bytes  # uint8: index in LEVELS
    latitude: bytes  # float32; NaN: not known
    longitude: bytes
    population: bytes  # uint32; of a territory: that of its cities in the gazetteer together
    countries: list[str]  # ISO 3166-1 alpha-2
    country_names: list[str]  # in English
    subdivisions: list[str]  # ISO 3166-2; the first is "", for none
    bearers: bytes = b""  # of all names, in the order of the trie's ids
    counts: bytes = b""  # uint16: how many bearers each name has


def pack(code: str, values: list[int] | list[float]) -> bytes:
    """Numbers as little-endian bytes; `code` is that of `array`."""
    column = array(code, values)
    if sys.byteorder == "big":
        column.byteswap()
    return column.tobytes()


def _unpack(code: str, raw: bytes) -> "array[int]":
    column: array[int] = array(code)
    column.frombytes(raw)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def write(columns: Columns, index: dict[str, list[tuple[int, bool]]], folder: Path) -> None:
    """Write both files: the places, and each folded name's rows, with whether the name is a main one there.

    The same content gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trie = marisa_trie.Trie(sorted(index))
    names = sorted(index, key=trie.key_id)
    columns.counts = pack("H", [len(index[name]) for name in names])
    columns.bearers = b"".join(
        (row if main else row | _LESSER).to_bytes(_ROW, "big") for name in names for row, main in index[name]
    )
    (folder / PLACES).write_bytes(zlib.compress(msgspec.msgpack.encode(columns), 9))
    trie.save(str(folder / NAMES))


def _degrees(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 5)


class Index:
    """Folded names, and who bears them."""

    def __init__(self, trie: marisa_trie.Trie, columns: Columns) -> None:
        self._trie = trie
        self._bearers = columns.bearers
        self._starts = array("I", accumulate(_unpack("H", columns.counts), initial=0))

    def bearers(self, name: str) -> list[tuple[int, bool]]:
        """Rows that bear a folded name, the likeliest first, each with whether it is a main name there."""
        number = self._trie.get(name)
        if number is None:
            return []
        span = range(self._starts[number] * _ROW, self._starts[number + 1] * _ROW, _ROW)
        numbers = [int.from_bytes(self._bearers[at : at + _ROW], "big") for at in span]
        return [(number & ~_LESSER, not number & _LESSER) for number in numbers]

    def at_start(self, text: str) -> list[str]:
        """The names that a text begins with, the longest first."""
        names: list[str] = self._trie.prefixes(text)
        return names[::-1]

    def sounding(self, skeleton: str) -> set[str]:
        """The skeletons of names that a longer one begins with, or is."""
        return {name[len(SOUND) :] for name in self.at_start(SOUND + skeleton)} if skeleton else set()

    def beginning_with(self, head: str) -> list[str]:
        """All names that begin so."""
        names: list[str] = self._trie.keys(head)
        return names


class Table:
    """The shipped places, by row and by id."""

    def __init__(self, columns: Columns) -> None:
        self.ids = columns.ids.split("\n")
        self.names = columns.names.split("\n")
        self.countries = columns.countries
        self.country_names = dict(zip(columns.countries, columns.country_names, strict=True))
        self.population = _unpack("I", columns.population)
        self._country = _unpack("H", columns.country)
        self._subdivision = _unpack("H", columns.subdivision)
        self._level = columns.level
        self._latitude = _unpack("f", columns.latitude)
        self._longitude = _unpack("f", columns.longitude)
        self._subdivisions = columns.subdivisions
        self._row = {place: row for row, place in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def country(self, row: int) -> str:
        """ISO 3166-1 code of the place in a row."""
        return self.countries[self._country[row]]

    def subdivision(self, row: int) -> str | None:
        """ISO 3166-2 code of the division that holds, or is, the place in a row."""
        return self._subdivisions[self._subdivision[row]] or None

    def level(self, row: int) -> Level:
        """Level of the place in a row."""
        return LEVELS[self._level[row]]

    def distance(self, one: int, other: int) -> float:
        """Degrees, at most, by which two rows' places lie apart; 0 where one's position is not known."""
        apart = (self._latitude[one] - self._latitude[other], self._longitude[one] - self._longitude[other])
        return 0.0 if any(map(math.isnan, apart)) else max(map(abs, apart))

    def row(self, place: str) -> int:
        """The row of a place. KeyError names an id that is not here."""
        try:
            return self._row[place]
        except KeyError:
            raise KeyError(f"no place {place!r} in this gazetteer") from None

    def place(self, row: int) -> Place:
        """The place in a row."""
        return Place(
            id=self.ids[row],
            name=self.names[row],
            country=self.country(row),
            level=self.level(row),
            subdivision=self.subdivision(row),
            latitude=_degrees(self._latitude[row]),
            longitude=_degrees(self._longitude[row]),
            population=self.population[row],
        )


def read(folder: Path) -> tuple[Table, Index]:
    """The table and the index in a folder. FileNotFoundError says how to build them."""
    for name in (PLACES, NAMES):
        if not (folder / name).is_file():
            raise FileNotFoundError(
                f"the gazetteer's {name} is missing in {folder}: run `python -m extractors.gazetteer.build`"
            )
    columns = msgspec.msgpack.decode(zlib.decompress((folder / PLACES).read_bytes()), type=Columns)
    trie = marisa_trie.Trie()
    trie.load(str(folder / NAMES))
    return Table(columns), Index(trie, columns)
