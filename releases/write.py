"""Writing a release's files. The same input gives the same bytes, in every file."""

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyarrow
import pyarrow.parquet

from agreements.records import Record
from releases.cells import safe_cell
from releases.content import Content
from releases.package import datapackage, readme
from releases.schemas import arrow, create_table
from releases.scopes import Scope
from releases.tables import CHANGES, TABLES, Table


def write(
    folder: Path,
    content: Content,
    tables: Mapping[str, pd.DataFrame],
    changed: pd.DataFrame,
    *,
    scope: Scope,
    version: str,
    created: datetime,
) -> None:
    """Write all files of a release into `folder`, which must not exist.

    `tables` are those of `content` (`releases.frames.frames`), `changed` the table `changes`.
    """
    folder.mkdir()
    for table in TABLES:
        _write_csv(folder / f"{table.name}.csv", table, tables[table.name])
        _write_parquet(folder / f"{table.name}.parquet", table, tables[table.name])
    _write_csv(folder / "changes.csv", CHANGES, changed)
    _write_sqlite(folder / "hermana.sqlite", tables)
    _write_jsonl(folder / "agreements.jsonl", content)
    package = datapackage(content, scope, version, created, folder)
    _write_text(folder / "datapackage.json", json.dumps(package, indent=2, ensure_ascii=False) + "\n")
    _write_text(folder / "README.md", readme(content, scope, version, created, tables))
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(folder.iterdir())]
    _write_text(folder / "SHA256SUMS", "".join(sums))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _rows(table: Table, frame: pd.DataFrame) -> Iterable[list[Any]]:
    """The cells row by row as text, numbers and booleans, None for empty ones."""
    for row in frame.itertuples(index=False, name=None):
        yield [
            None if pd.isna(cell) else cell.strftime("%Y-%m-%dT%H:%M:%SZ") if field.type == "datetime" else cell
            for field, cell in zip(table.fields, row, strict=True)
        ]


def _write_csv(path: Path, table: Table, frame: pd.DataFrame) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in table.fields])
        for row in _rows(table, frame):
            writer.writerow([_csv_cell(cell) for cell in row])


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return safe_cell(cell)
    return str(cell).lower() if isinstance(cell, bool) else cell


def _write_parquet(path: Path, table: Table, frame: pd.DataFrame) -> None:
    made = pyarrow.Table.from_pandas(frame, schema=arrow(table), preserve_index=False)
    pyarrow.parquet.write_table(made.replace_schema_metadata(None), path)


def _write_sqlite(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA page_size = 4096")
    with connection:
        for table in TABLES:
            connection.execute(create_table(table))
            places = ", ".join("?" * len(table.fields))
            connection.executemany(
                f'INSERT INTO "{table.name}" VALUES ({places})',  # noqa: S608 - a declared name
                _rows(table, tables[table.name]),
            )
    connection.close()


def _write_jsonl(path: Path, content: Content) -> None:
    attached = {
        "events": _by_agreement(content.events),
        "evidence": _by_agreement(content.evidence),
        "conflicts": _by_agreement(content.conflicts),
    }
    with path.open("wb") as file:
        for agreement in sorted(content.agreements, key=lambda agreement: agreement.id):
            whole = {
                **msgspec.to_builtins(agreement),
                **{name: records.get(agreement.id, []) for name, records in attached.items()},
            }
            file.write(msgspec.json.encode(whole) + b"\n")


def _by_agreement(records: Iterable[Any]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.agreement, []).append(record)
    # Records with None and text in one field do not compare: their JSON does.
    return {agreement: sorted(of_it, key=msgspec.json.encode) for agreement, of_it in found.items()}
