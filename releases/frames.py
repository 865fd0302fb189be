"""Content to pandas frames, typed and sorted as `releases.tables` declares."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from agreements.records import Agreement
from releases.content import Content
from releases.tables import (
    AGREEMENTS,
    CONFLICTS,
    COVERAGE,
    EVENTS,
    EVIDENCE,
    PARTIES,
    SEPARATOR,
    SOURCES,
    TABLES,
    Table,
    Type,
)

Rows = Iterable[dict[str, Any]]

DTYPES: dict[Type, str] = {
    "string": "str",
    "list": "str",
    "edtf": "str",
    "date": "str",
    "datetime": "datetime64[us, UTC]",
    "integer": "Int64",
    "number": "float64",
    "boolean": "bool",
}
"""The pandas type of each type of field. Lists are one text, dates keep the precision of their source."""


def frame(table: Table, rows: Rows) -> pd.DataFrame:
    """The rows as a frame with the table's columns, types and order."""
    names = [field.name for field in table.fields]
    cells = [[_cell(row[name]) for name in names] for row in rows]
    made = pd.DataFrame(cells, columns=names, dtype="object").astype(dtypes(table))
    return made.sort_values(list(table.key), kind="stable", na_position="first", ignore_index=True)


def frames(content: Content) -> dict[str, pd.DataFrame]:
    """Every table of the dataset by name."""
    rows = {
        AGREEMENTS.name: _agreements(content),
        PARTIES.name: _parties(content),
        EVENTS.name: ({**_fields(event), "kind": str(event.kind)} for event in content.events),
        EVIDENCE.name: map(_fields, content.evidence),
        SOURCES.name: _sources(content),
        CONFLICTS.name: map(_fields, content.conflicts),
        COVERAGE.name: map(_fields, content.coverage),
    }
    return {table.name: frame(table, rows[table.name]) for table in TABLES}


def dtypes(table: Table) -> dict[str, str]:
    """The pandas type of each column."""
    return {field.name: DTYPES[field.type] for field in table.fields}


def title(agreement: Agreement) -> str:
    """The parties with their countries, as a reader names an agreement."""
    return " – ".join(f"{party.name} ({party.country})" for party in agreement.parties)


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _cell(value: Any) -> Any:
    """A record's value as a cell: an empty one is None."""
    if isinstance(value, list):
        value = SEPARATOR.join(value)
    return None if value == "" else value


def _agreements(content: Content) -> Rows:
    former: dict[str, list[str]] = {}
    for old in sorted(content.redirects):
        former.setdefault(content.survivor(old), []).append(old)
    for agreement in content.agreements:
        yield {
            **_fields(agreement),
            "title": title(agreement),
            "mentions": len(agreement.mentions),
            "former_ids": former.get(agreement.id, []),
        }


def _parties(content: Content) -> Rows:
    for agreement in content.agreements:
        for party in agreement.parties:
            yield {"agreement": agreement.id, **_fields(party)}


def _sources(content: Content) -> Rows:
    for source in content.sources:
        place = source.place
        yield {
            **_fields(source),
            "place": place and place.name,
            "country": place and place.country,
            "level": place and place.level,
            "verified": source.verified and source.verified.isoformat(),
        }
