"""The folder of releases: `<version>/` for each, `versions.json`, and `latest`, a link to the newest.

A release is there from the moment its folder is moved into place, whole. What a killed run left
behind is put right by `settle`.
"""

import json
import re
import shutil
from datetime import date
from pathlib import Path

from agreements.errors import MendableError

_VERSION = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d+))?")


class NoReleaseError(MendableError, FileNotFoundError):
    """There is no release where one was looked for."""


def versions(processed: Path) -> list[str]:
    """The releases in a folder, the oldest first."""
    found = [entry.name for entry in processed.iterdir() if entry.is_dir() and not entry.is_symlink()]
    return sorted((name for name in found if _VERSION.fullmatch(name)), key=_order)


def next_version(processed: Path, day: date) -> str:
    """The name for a release of `day`: `2026-11-23`, then `2026-11-23.2`. Never before one that is there."""
    newest = versions(processed)[-1:]
    name = day.isoformat()
    if newest and _order(newest[0]) >= _order(name):
        name, number = _order(newest[0])
        return f"{name}.{number + 1}"
    return name


def partial(processed: Path, version: str) -> Path:
    """Where a release is written before it is moved into place."""
    return processed / f".{version}.partial"


def settle(processed: Path) -> str | None:
    """Remove what is half-made, let `versions.json` and `latest` say what is there; gives the newest version."""
    processed.mkdir(parents=True, exist_ok=True)
    for leftover in processed.glob(".*.partial"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    known = versions(processed)
    if not known:
        return None
    listed = json.dumps({"versions": [_entry(processed / name) for name in known]}, indent=2) + "\n"
    index = processed / "versions.json"
    if not index.exists() or index.read_text("utf-8") != listed:
        fresh = processed / ".versions.json.partial"
        fresh.write_text(listed, "utf-8")
        fresh.replace(index)
    latest = processed / "latest"
    if not latest.is_symlink() or latest.readlink() != Path(known[-1]):
        link = processed / ".latest.partial"
        link.symlink_to(known[-1], target_is_directory=True)
        link.replace(latest)
    return known[-1]


def _entry(release: Path) -> dict[str, str]:
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    return {"version": package["version"], "created": package["created"], "path": release.name}


def _order(version: str) -> tuple[str, int]:
    match = _VERSION.fullmatch(version)
    assert match is not None
    return match[1], int(match[2] or 1)
