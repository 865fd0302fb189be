"""What a run says of itself: to a person as Markdown, to a machine as JSON."""

from collections import Counter

from agreements.codes import SourceState
from agreements.records import Record, Refusal, SourceRun


class Collected(Record, frozen=True):
    """What collecting did. `skipped` and `refused` say why, by source id or by name."""

    visits: list[SourceRun] = []
    skipped: dict[str, str] = {}
    brought: int = 0  # captures from files and archives that were given
    known: int = 0  # of what was given, bodies that the archive had already
    refused: dict[str, str] = {}
    recovered: int = 0  # captures found in the archive that an interrupted run had left unindexed

    @property
    def new(self) -> int:
        """Captures that were not in the index before."""
        return sum(visit.new for visit in self.visits) + self.brought + self.recovered

    @property
    def troubled(self) -> list[SourceRun]:
        """Visits that went wrong: nothing found, blocked or failing."""
        return [v for v in self.visits if v.state not in (SourceState.FINE, SourceState.NOTHING_NEW)]


class Extracted(Record, frozen=True):
    """What extracting did in this run, and all that the archive holds and could not be read."""

    bodies: int  # in the archive, to be read as documents
    read: int = 0  # in this run
    mentions: int = 0  # found in this run
    refused: list[Refusal] = []  # in this run
    unread_pages: dict[str, int] = {}  # of documents read in this run but not to their end, by document id
    standing: dict[str, int] = {}  # refusals of this and earlier runs, by reason


class Curated(Record, frozen=True):
    """What curating came to. `changed` is False where nothing had to be decided anew."""

    changed: bool
    mentions: int
    agreements: int
    waiting: dict[str, str]  # mentions that a person must look at, with the reason, by id
    redirects: int = 0


class Released(Record, frozen=True):
    """What releasing did: `state` is published, unchanged, held_back, or nothing (there was none yet to publish).

    In the last two cases `detail` says why.
    """

    state: str
    version: str | None = None
    path: str | None = None
    agreements: int = 0
    promised: int = 0  # of these, proposed or announced and not seen to be signed
    detail: str = ""


class Refreshed(Record, frozen=True):
    """A whole run."""

    collected: Collected
    extracted: Extracted
    curated: Curated
    released: Released
    seconds: float


def as_markdown(report: Refreshed) -> str:
    """The report of a run for people; every refused file stands in it with its reason."""
    c, e = report.collected, report.extracted
    lines = ["# Run of Hermana", "", f"{headline(report)}", "", "## Sources", ""]
    if c.visits:
        lines += ["| source | state | seen | new | detail |", "|---|---|---|---|---|"]
        lines += [f"| {v.source} | {v.state} | {v.documents} | {v.new} | {_cell(v.detail)} |" for v in c.visits]
    else:
        lines += ["No source was visited."]
    lines += [f"- {source} was not visited: {why}" for source, why in c.skipped.items()]
    if c.brought or c.known or c.refused:
        lines += ["", "## Files and archives that were given", ""]
        lines += [f"{c.brought} taken into the archive, {c.known} known already, {len(c.refused)} refused."]
        lines += [f"- {_cell(name)}: {why}" for name, why in c.refused.items()]
    lines += [
        "",
        "## Reading",
        "",
        f"{e.bodies} bodies in the archive, {e.read} read in this run, {e.mentions} mentions.",
    ]
    lines += [f"- {reason}: {count} in all" for reason, count in e.standing.items()]
    if e.unread_pages:
        lines += ["", "## Read, but not to the end", ""]
        lines += [f"- `{document}`: {pages} pages were not read" for document, pages in e.unread_pages.items()]
    if report.curated.waiting:
        lines += ["", "## Mentions that wait for a person, and why", ""]
        lines += [f"- `{mention}`: {_cell(why)}" for mention, why in report.curated.waiting.items()]
    if e.refused:
        lines += ["", "## Not read, in this run", ""]
        lines += [f"- `{refusal.capture[:12]}` {refusal.reason}: {_cell(refusal.detail)}" for refusal in e.refused]
    return "\n".join(lines) + "\n"


def headline(report: Refreshed) -> str:
    """One sentence that says what came of a run."""
    if report.released.version is None:
        return f"No new release: {report.released.detail}."
    signed = report.released.agreements - report.released.promised
    found = f"{signed} agreements and {report.released.promised} plans for one in release {report.released.version}"
    if not report.collected.new and not report.extracted.read and not report.curated.changed:
        return f"Nothing new: {found} as before."
    return f"{found}, from {report.collected.new} new captures and {report.extracted.read} documents read."


def refusals_by_reason(refusals: list[Refusal]) -> dict[str, int]:
    """How many refusals there are of each reason, the most frequent first."""
    return dict(Counter(refusal.reason.value for refusal in refusals).most_common())


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())
