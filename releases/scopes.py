"""Scopes: which pairs of regions a release covers. Each is a YAML file of country lists."""

from pathlib import Path

import msgspec
import yaml

from agreements.errors import MendableError
from agreements.records import Agreement, Record

FOLDER = Path(__file__).parent / "scopes"
"""The scopes that ship."""


class Region(Record, frozen=True):
    """A side of a scope; countries are ISO 3166-1 alpha-2 codes."""

    name: str
    countries: list[str]


class Scope(Record, frozen=True):
    """The regions that an agreement must join to be in a release."""

    id: str
    title: str
    description: str
    regions: list[Region]


class ScopeError(MendableError, ValueError):
    """A file that is no scope."""


def load_scope(path: Path) -> Scope:
    """Read a scope's YAML file. Raises ScopeError, naming the file and the mend, when it is no scope."""
    try:
        scope = msgspec.convert(yaml.safe_load(path.read_text("utf-8")), Scope)
    except (OSError, msgspec.ValidationError, yaml.YAMLError) as error:
        raise ScopeError(f"{path}: {error}; see {FOLDER.name}/asia-latin-america.yml for the fields") from error
    if len(scope.regions) < 2:
        raise ScopeError(f"{path}: a scope joins two regions or more; add one under `regions`")
    odd = [code for region in scope.regions for code in region.countries if len(code) != 2 or not code.isupper()]
    if odd:
        raise ScopeError(f"{path}: {odd[0]!r} is no ISO 3166-1 alpha-2 code; write two capital letters in quotes")
    return scope


def in_scope(agreement: Agreement, scope: Scope) -> bool:
    """Whether each region of `scope` has at least one party of `agreement`."""
    countries = {party.country for party in agreement.parties}
    return all(countries & set(region.countries) for region in scope.regions)
