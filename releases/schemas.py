"""The declared tables as schemas of pandera, Frictionless, Arrow and SQLite."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow

from agreements.errors import MendableError
from releases.frames import DTYPES
from releases.tables import EDTF, SEPARATOR, Field, Table


class InvalidTableError(MendableError, ValueError):
    """A table that breaks its own declaration; the message names the table, the column and the values."""


def validate(table: Table, frame: pd.DataFrame) -> None:
    """Check a frame against its declaration. Raises InvalidTableError."""
    try:
        _pandera(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases[["column", "check", "failure_case"]].head(5).to_dict("records")
        listed = "; ".join(f"{case['column']}: {case['failure_case']!r} fails {case['check']}" for case in cases)
        raise InvalidTableError(f"table {table.name}: {listed}") from errors


def _pandera(table: Table) -> pa.DataFrameSchema:
    columns = {
        field.name: pa.Column(DTYPES[field.type], checks=_checks(field), nullable=not field.required)
        for field in table.fields
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key))


def _checks(field: Field) -> list[pa.Check]:
    checks: list[pa.Check] = []
    pattern = EDTF if field.type == "edtf" else field.pattern
    if field.codes:
        checks.append(pa.Check.isin(list(field.codes)))
    if pattern:
        checks.append(pa.Check.str_matches(f"^(?:{pattern})$"))
    if field.minimum is not None:
        checks.append(pa.Check.ge(field.minimum))
    if field.maximum is not None:
        checks.append(pa.Check.le(field.maximum))
    return checks


def frictionless(table: Table, described: Sequence[Table]) -> dict[str, Any]:
    """The Table Schema (Frictionless v2) of a table; it points only to tables that are `described` too."""
    names = {other.name for other in described}
    schema: dict[str, Any] = {
        "fields": [_frictionless_field(field) for field in table.fields],
        "missingValues": [""],
    }
    if all(field.required for field in table.fields if field.name in table.key):
        schema["primaryKey"] = list(table.key)
    references = [
        {"fields": [field], "reference": {"resource": other, "fields": ["id"]}}
        for field, other in table.references
        if other in names
    ]
    return schema | ({"foreignKeys": references} if references else {})


def _frictionless_field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": field.required}
    if field.codes:
        constraints["enum"] = list(field.codes)
    if field.type == "edtf" or field.pattern:
        constraints["pattern"] = EDTF if field.type == "edtf" else field.pattern
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    if field.maximum is not None:
        constraints["maximum"] = field.maximum
    described = {
        "name": field.name,
        "type": "string" if field.type == "edtf" else field.type,
        "description": field.description,
        "constraints": constraints,
    }
    return described | ({"delimiter": SEPARATOR} if field.type == "list" else {})


_ARROW = {
    "string": pyarrow.string(),
    "list": pyarrow.string(),
    "edtf": pyarrow.string(),
    "date": pyarrow.string(),
    "datetime": pyarrow.timestamp("us", tz="UTC"),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
}


def arrow(table: Table) -> pyarrow.Schema:
    """The schema of the Parquet file, with the descriptions and nothing about the machine."""
    return pyarrow.schema(
        [
            pyarrow.field(
                field.name, _ARROW[field.type], nullable=not field.required, metadata={"description": field.description}
            )
            for field in table.fields
        ]
    )


_SQLITE = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def create_table(table: Table) -> str:
    """The SQL that makes the table in SQLite."""
    lines = [
        f'"{field.name}" {_SQLITE.get(field.type, "TEXT")}{" NOT NULL" if field.required else ""}'
        for field in table.fields
    ]
    lines.append("UNIQUE ({})".format(", ".join(f'"{name}"' for name in table.key)))
    lines += [f'FOREIGN KEY ("{field}") REFERENCES "{other}" ("id")' for field, other in table.references]
    return f'CREATE TABLE "{table.name}" ({", ".join(lines)})'
