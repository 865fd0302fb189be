"""The papers that go with the tables: `datapackage.json` for machines, `README.md` for people."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from releases.content import Content
from releases.describe import fields
from releases.schemas import frictionless
from releases.scopes import Scope
from releases.tables import CHANGES, TABLES

_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
_DEMO = "This release holds invented demonstration data. It says nothing about the world: do not cite it."


def datapackage(content: Content, scope: Scope, version: str, created: datetime, folder: Path) -> dict[str, Any]:
    """The Frictionless Data Package (v2) of the CSV files that lie in `folder`."""
    described = (*TABLES, CHANGES)
    speaking = {evidence.source for evidence in content.evidence}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"hermana-{scope.id}",
        "title": f"Hermana: {scope.title}",
        "description": " ".join([scope.description.strip(), *([_DEMO] if content.demo else [])]),
        "version": version,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [_LICENCE],
        "keywords": ["sister cities", "subnational diplomacy", *(region.name for region in scope.regions)],
        "sources": [
            {"title": source.name, **({"path": source.urls[0]} if source.urls else {})}
            for source in sorted(content.sources, key=lambda source: source.id)
            if source.id in speaking
        ]
        + [{"title": "GeoNames (place ids, names and coordinates; CC BY 4.0)", "path": "https://www.geonames.org/"}],
        "resources": [
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "type": "table",
                "title": table.name.capitalize(),
                "description": table.description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
                **_weighed(folder / f"{table.name}.csv"),
                "schema": frictionless(table, described),
            }
            for table in described
        ],
    }


def _weighed(file: Path) -> dict[str, Any]:
    body = file.read_bytes()
    return {"bytes": len(body), "hash": "sha256:" + hashlib.sha256(body).hexdigest()}


def readme(content: Content, scope: Scope, version: str, created: datetime, tables: Mapping[str, pd.DataFrame]) -> str:
    """What a reader of the dataset needs to know."""
    agreements = tables["agreements"]
    counted = "\n".join(f"| `{name}` | {len(table)} |" for name, table in tables.items())
    kinds = "\n".join(
        f"| {kind} | {number} |" for kind, number in agreements["kind"].value_counts().sort_index().items()
    )
    regions = "; ".join(f"{region.name} ({', '.join(region.countries)})" for region in scope.regions)
    warning = f"\n> **Warning.** {_DEMO}\n" if content.demo else ""
    return f"""# Hermana: {scope.title}, release {version}
{warning}
{scope.description.strip()} Read from what the governments themselves, registries and the press publish.
Each value leads to the words that say it: see the table `evidence`.

Made on {created:%Y-%m-%d}. Licence: {_LICENCE["name"]} ({_LICENCE["path"]}). Place ids, names and
coordinates come from GeoNames (CC BY 4.0). The quotes belong to their authors.

Cite as: *Hermana: {scope.title}*, release {version}.

## What is in it

| table | rows |
|---|---|
{counted}

| kind | agreements |
|---|---|
{kinds}

Scope: an agreement is in this release when each of these regions has one of its parties. {regions}

## The files

- a table each as `.csv` (UTF-8) and `.parquet`; all of them in `hermana.sqlite`
- `agreements.jsonl`: each agreement on a line with its parties, events, evidence and conflicts
- `datapackage.json`: every field described for machines (Frictionless Data Package)
- `changes.csv`: what is different from the release before
- `SHA256SUMS`: check with `sha256sum -c SHA256SUMS`

In Python: `hermana.load()`.

## How to read it

- An agreement at stage `proposed` or `announced` was not seen to be signed: leave it out of counts of agreements.
- Dates are EDTF (ISO 8601-2) and no more precise than their source: `2021`, `2021-05`, `2021-05-19`.
- An empty cell means that no source says so.
- In the CSV files a cell that a spreadsheet could take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a
  line break, or their wide forms) has an apostrophe before it, and so has one that begins with an apostrophe: drop the
  first apostrophe to have the text. Parquet, SQLite and JSON Lines hold the text as it is.
- In a cell with several items they stand apart by "; ".

## The fields

{fields((*TABLES, CHANGES), heading="###")}"""
