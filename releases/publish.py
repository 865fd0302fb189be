"""Publishing: what is known, within a scope, as an immutable release. Or not, with the reason."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from agreements.errors import MendableError
from agreements.records import Record
from releases.changes import changes
from releases.content import Content
from releases.frames import frames
from releases.load import Dataset, load
from releases.schemas import InvalidTableError, validate
from releases.scopes import Scope
from releases.tables import CHANGES, TABLES
from releases.versions import next_version, partial, settle
from releases.write import write

SHRINK_LIMIT = 0.1
"""The share of the last release's agreements that may be missing, beyond merges, without a person's consent."""


class Published(Record, frozen=True):
    """A new release; `changes` counts its changes by sort."""

    version: str
    path: Path
    agreements: int
    changes: dict[str, int]


class Unchanged(Record, frozen=True):
    """There was nothing new; `version` is the last release."""

    version: str
    path: Path
    agreements: int


class HeldBack(Record, frozen=True):
    """A release that would harm its readers; `reason` is for people. `first`: there was none of its world before."""

    reason: str
    first: bool


class EvidenceError(MendableError, ValueError):
    """Quotes that do not stand in the documents that they are said to come from."""


def publish(
    content: Content,
    processed: Path,
    now: datetime,
    scope: Scope,
    text_of: Callable[[str], str],
    *,
    let_pass: bool = False,
) -> Published | Unchanged | HeldBack:
    """Make a release of what `scope` covers, in `processed`, unless it equals the last one.

    `now` (UTC) names it; `text_of` gives the text of the document that was read from a capture, by the
    capture's SHA-256. A release that would be empty, or much smaller than the last, is held back unless
    a person lets it pass. It is written to one side, checked, and moved into place whole; `latest`
    moves after that.

    Raises EvidenceError and InvalidTableError, and leaves the last release as it was.
    """
    newest = settle(processed)
    last = load(processed / newest) if newest else None
    content = content.within(scope)
    if last is not None and bool(last.sources["demo"].any()) != any(source.demo for source in content.sources):
        last = None  # what is invented and the world are never measured by each other
    tables = frames(content)
    if last is not None and _equal(tables, last):
        return Unchanged(last.version, processed / last.version, len(last.agreements))
    changed = changes(last.agreements if last else None, tables["agreements"], content.survivor)
    counts = {str(change): int(count) for change, count in changed["change"].value_counts().sort_index().items()}
    reason = _harm(len(tables["agreements"]), counts, last)
    if reason and not let_pass:
        return HeldBack(reason, first=last is None)
    check_quotes(content, text_of)
    for table in TABLES:
        validate(table, tables[table.name])
    validate(CHANGES, changed)
    version = next_version(processed, now.date())
    aside = partial(processed, version)
    write(aside, content, tables, changed, scope=scope, version=version, created=now)
    check_package(aside)
    aside.rename(processed / version)
    settle(processed)
    return Published(version, processed / version, len(tables["agreements"]), counts)


def check_quotes(content: Content, text_of: Callable[[str], str]) -> None:
    """Check that every quote stands in its document's text where the evidence says. Raises EvidenceError."""
    texts: dict[str, str] = {}
    for evidence in sorted(content.evidence, key=lambda one: one.capture):
        if evidence.capture not in texts:
            texts = {evidence.capture: text_of(evidence.capture)}
        found = texts[evidence.capture][evidence.start : evidence.end]
        if found != evidence.quote or not found:
            raise EvidenceError(
                f"agreement {evidence.agreement}, {evidence.field}: the quote {evidence.quote!r} (mention "
                f"{evidence.mention}) is not in capture {evidence.capture} ({evidence.url}) at {evidence.start} to "
                f"{evidence.end}, where {found!r} stands; run `hermana extract` and `hermana curate` again"
            )


def check_package(folder: Path) -> None:
    """Check the files of a release against its data package. Raises InvalidTableError."""
    import frictionless  # a second to import

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    if not report.valid:
        errors = [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]
        listed = "; ".join([*(error.message for error in report.errors), *errors][:5])
        raise InvalidTableError(f"the data package is not valid: {listed}")


def _equal(tables: Mapping[str, pd.DataFrame], last: Dataset) -> bool:
    found: Mapping[str, pd.DataFrame] = vars(last)
    return all(tables[table.name].equals(found[table.name]) for table in TABLES if not table.passing)


def _harm(agreements: int, counts: Mapping[str, int], last: Dataset | None) -> str | None:
    if agreements == 0:
        return "it would be empty: no agreement is in scope"
    if last is None or len(last.agreements) == 0:
        return None
    missing = len(last.agreements) - counts.get("merged", 0) - agreements
    share = missing / len(last.agreements)
    if share > SHRINK_LIMIT:
        return (
            f"it would have {agreements} agreements after {len(last.agreements)} in release {last.version}: "
            f"{share:.0%} fewer; if that is right, let it pass with `hermana release --even-if-smaller`"
        )
    return None
