"""What a release changes against the one before it."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from releases.frames import frame
from releases.tables import AGREEMENTS, CHANGES


def changes(before: pd.DataFrame | None, after: pd.DataFrame, survivor: Callable[[str], str]) -> pd.DataFrame:
    """The table `changes` between two tables of agreements; everything is added where there was none before.

    `survivor` gives the id that an agreement bears today (`Content.survivor`).
    """
    old = _by_id(before) if before is not None else {}
    new = _by_id(after)
    rows: list[dict[str, Any]] = [_row("added", id) for id in new if id not in old]
    for id, agreement in old.items():
        heir = survivor(id)
        if id in new:
            rows += [
                _row("changed", id, field.name, agreement.get(field.name), new[id][field.name])
                for field in AGREEMENTS.fields
                if agreement.get(field.name) != new[id][field.name]
            ]
        elif heir in new:
            rows.append(_row("merged", id, "id", id, heir))
        else:
            rows.append(_row("withdrawn", id))
    return frame(CHANGES, rows)


def _row(
    change: str, agreement: str, field: str = "", old: str | None = None, new: str | None = None
) -> dict[str, Any]:
    return {"change": change, "agreement": agreement, "field": field, "old": old, "new": new}


def _by_id(agreements: pd.DataFrame) -> dict[str, Mapping[str, str | None]]:
    """Each agreement's cells as text, None for an empty one."""
    texts = agreements.astype("object").where(agreements.notna(), None)
    return {
        row["id"]: {str(name): None if cell is None else str(cell) for name, cell in row.items()}
        for row in texts.to_dict("records")
    }
