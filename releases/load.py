"""Reading a release back."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from releases.frames import dtypes, frame
from releases.tables import TABLES, Table
from releases.versions import NoReleaseError


@dataclass(frozen=True, eq=False)
class Dataset:
    """A release as pandas frames; the release's README describes every column.

    Dates are EDTF text (`2021`, `2021-05`, `2021-05-19`), lists are text with "; " between the items,
    moments are UTC, empty cells are NaN, NA or NaT.
    """

    version: str
    path: Path
    agreements: pd.DataFrame
    parties: pd.DataFrame
    events: pd.DataFrame
    evidence: pd.DataFrame
    sources: pd.DataFrame
    conflicts: pd.DataFrame
    coverage: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Dataset {self.version}: {len(self.agreements)} agreements, {self.path}>"


def load(path: Path | str) -> Dataset:
    """Load a release: the newest of a folder of releases (its `latest`), or the one whose own folder is given.

    Raises NoReleaseError when there is none.
    """
    given = Path(path)
    release = next((one for one in (given / "latest", given) if (one / "datapackage.json").exists()), None)
    if release is None:
        raise NoReleaseError(f"there is no release in {given}: make one with `hermana refresh`, or give its folder")
    release = release.resolve()
    frames = {table.name: _read(release, table) for table in TABLES}
    version = json.loads((release / "datapackage.json").read_text("utf-8"))["version"]
    return Dataset(version=version, path=release, **frames)


def _read(release: Path, table: Table) -> pd.DataFrame:
    """A table of a release, which may be older than some of today's tables and fields: those are empty or absent."""
    file = release / f"{table.name}.parquet"
    if not file.exists():
        return frame(table, [])
    read = pd.read_parquet(file)
    return read.astype({name: dtype for name, dtype in dtypes(table).items() if name in read})
