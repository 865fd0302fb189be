"""The page about the fields: `python -m releases.describe > docs/fields.md` makes it from the declared tables."""

from collections.abc import Sequence

from releases.tables import CHANGES, TABLES, Field, Table

_INTRODUCTION = """\
# The dataset's fields

This page is made from the declarations in `releases/tables.py` by `python -m releases.describe`; a test keeps it
current. The same descriptions stand in each release's `datapackage.json`.

A release is a folder `data/processed/<version>/` with each table as CSV and as Parquet, all of them in one SQLite
file, `agreements.jsonl` (each agreement with everything that belongs to it), `datapackage.json` (Frictionless Data
Package), `changes.csv` against the release before, and checksums. Load it with

```python
import hermana

data = hermana.load("data/processed/latest")
data.agreements[["title", "kind", "stage", "signed"]]
```

Types: *edtf* is a date no more precise than its source (`2021`, `2021-05` or `2021-05-19`, ISO 8601-2); *list* is
text with `; ` between the items (`agreements.jsonl` has true lists). An empty cell means that no source says it.
A CSV cell that a spreadsheet would take for a formula begins with an apostrophe; `hermana.load` reads Parquet, where
nothing is changed.
"""


def page() -> str:
    """The whole page as Markdown."""
    return _INTRODUCTION + "\n" + fields((*TABLES, CHANGES), heading="##")


def fields(tables: Sequence[Table], *, heading: str) -> str:
    """The fields of tables as Markdown, each table under a heading of that depth."""
    return "\n".join(_table(table, heading) for table in tables)


def _table(table: Table, heading: str) -> str:
    lines = [f"{heading} {table.name}", "", f"{table.description}. Key: {', '.join(table.key)}.", ""]
    lines += ["| field | type | always there | meaning |", "|---|---|---|---|"]
    lines += [_row(field) for field in table.fields]
    return "\n".join([*lines, ""])


def _row(field: Field) -> str:
    codes = f" One of: {', '.join(f'`{code}`' for code in field.codes)}." if field.codes else ""
    meaning = f"{field.description}.{codes}".replace("|", "/")
    return f"| `{field.name}` | {field.type} | {'yes' if field.required else 'no'} | {meaning} |"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 - the command's output
