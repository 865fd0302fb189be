"""Sources, as their YAML files declare them: `<folder>/<iso2>/<slug>.yml`, the file's stem being the id."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import yaml

from agreements.codes import Cadence, Genre, SourceClass
from agreements.errors import MendableError
from agreements.records import Source
from scrapers.platforms.base import Platform, platform, platform_names

_ID = re.compile(r"[a-z]{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELDS = {field.name: field for field in msgspec.structs.fields(Source)}
HOW_TO_FIND = {
    "id": "write the file's name without .yml: the country's two letters, a hyphen and a short name, as in mx-colima",
    "name": "copy the publisher's name from its home page, in its own language",
    "source_class": f"who publishes: one of {', '.join(SourceClass)}",
    "platform": "`hermana sources new URL` tells it from the page's marks",
    "urls": "a list of addresses that begin with http:// or https://; which ones, the platform says",
    "languages": "a list of BCP 47 tags of the texts, as in [es]",
    "cadence": f"how often it is visited: one of {', '.join(Cadence)}",
    "minimum": "count the documents on the site's list: a full visit is expected to find at least this many, 1 or more",
    "verified": "the day when `hermana sources check` last found it alive, as in 2026-05-19; null: never",
    "seen_at": "the public page, paper or list that names the address",
    "place": "name, country (ISO 3166-1, as in MX) and level (city, territory or agency) of the government",
    "genre": f"what its documents are, where they are all alike: one of {', '.join(Genre)}",
    "search": "a list of words to ask the site's own search for",
    "selectors": "a CSS selector for each name",
    "demo": "true only for an invented source",
}
"""Field of a source -> what belongs there and how to find it out."""


class Problem(NamedTuple):
    """One thing wrong in one declaration."""

    file: str
    field: str
    what: str
    how: str  # to find out what belongs there

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.what}" + (f" ({self.how})" if self.how else "")


class SourceError(MendableError, ValueError):
    """Declarations that cannot be used, with all that is wrong in all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def is_web_address(text: str) -> bool:
    """Whether `text` is an address with a host that can be fetched over HTTP."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


def load_source(path: Path) -> Source:
    """The source that a file declares. Raises SourceError."""
    source, problems = _read(path, path.name)
    if source is None:
        raise SourceError(problems)
    return source


def load_sources(folder: Path) -> list[Source]:
    """All sources declared below `folder`, sorted by id. Raises SourceError with what is wrong in any file."""
    sources, problems = [], []
    files = defaultdict(list)
    for path in sorted(folder.glob("*/*.yml")):
        label = path.relative_to(folder).as_posix()
        files[path.stem].append(label)
        source, wrong = _read(path, label)
        problems += wrong
        if source is not None:
            sources.append(source)
            country = source.id[:2]
            if path.parent.name != country:
                problems.append(Problem(label, "id", f"lies in {path.parent.name}/", f"move the file to {country}/"))
    for labels in files.values():
        problems += [
            Problem(label, "id", f"also declared in {labels[0]}", "give one of the two another name")
            for label in labels[1:]
        ]
    if problems:
        raise SourceError(problems)
    return sorted(sources, key=lambda source: source.id)


def _read(path: Path, label: str) -> tuple[Source | None, list[Problem]]:
    """The source in a file, or None and what is wrong with it."""
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [Problem(label, "file", f"cannot be read as YAML: {' '.join(str(error).split())}", "")]
    if not isinstance(declared, dict):
        return None, [Problem(label, "file", "declares no fields", "write `name: value` lines, see the README beside")]
    problems = [Problem(label, *problem) for problem in _problems(declared, path.stem)]
    return (None, problems) if problems else (msgspec.convert(declared, Source), [])


def _problems(declared: dict[str, Any], stem: str) -> Iterator[tuple[str, str, str]]:
    """Field, what is wrong and how to find out, for everything that is."""
    for name in declared.keys() - _FIELDS.keys():
        near = difflib.get_close_matches(str(name), _FIELDS, 1)
        yield str(name), "is no field of a source", f"did you mean {near[0]}?" if near else f"{', '.join(_FIELDS)}"
    sound: dict[str, Any] = {}
    for name, field in _FIELDS.items():
        if name in declared:
            try:
                sound[name] = msgspec.convert(declared[name], field.type)
            except msgspec.ValidationError as error:
                yield name, str(error), HOW_TO_FIND[name]
        elif field.required:
            yield name, "is missing", HOW_TO_FIND[name]
    if "id" in sound and (sound["id"] != stem or not _ID.fullmatch(stem)):
        yield "id", f"{sound['id']!r} does not fit the file name {stem}.yml", HOW_TO_FIND["id"]
    if sound.get("minimum", 1) < 1:
        yield "minimum", "must be 1 or more, else finding nothing would pass", HOW_TO_FIND["minimum"]
    for name in ("urls", "languages"):
        if sound.get(name) == []:
            yield name, "is empty", HOW_TO_FIND[name]
    for url in sound.get("urls", []):
        if not is_web_address(url):
            yield "urls", f"{url!r} is no web address", HOW_TO_FIND["urls"]
    place = sound.get("place")
    if place is not None and not re.fullmatch(r"[A-Z]{2}", place.country):
        yield "place", f"{place.country!r} is no ISO 3166-1 code of two capitals", HOW_TO_FIND["place"]
    if "platform" in sound:
        if sound["platform"] in platform_names():
            yield from _selector_problems(platform(sound["platform"]), sound)
        else:
            yield "platform", f"{sound['platform']!r} is none of {', '.join(platform_names())}", HOW_TO_FIND["platform"]


def _selector_problems(system: type[Platform], sound: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    selectors = sound.get("selectors", {})
    for name, meaning in system.required.items():
        if not selectors.get(name):
            yield f"selectors.{name}", f"is missing; platform {sound['platform']} needs it", f"CSS for {meaning}"
    known = {**system.required, **system.optional}
    for name in selectors.keys() - known.keys():
        yield (
            f"selectors.{name}",
            f"platform {sound['platform']} has no such selector",
            ", ".join(known) or "it has none",
        )
    for name, selector in selectors.items():
        try:
            _translate(selector)
        except ValueError as error:
            yield f"selectors.{name}", f"{selector!r} is no CSS selector: {error}", ""


def _translate(selector: str) -> None:
    """Raises ValueError for what is no CSS selector."""
    from parsel.csstranslator import HTMLTranslator

    try:
        HTMLTranslator().css_to_xpath(selector)
    except SyntaxError as error:  # cssselect's own error is one
        raise ValueError(str(error)) from error
