"""What the commands print: tables for people, JSON for programs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from agreements.codes import SourceState

if TYPE_CHECKING:
    from hermana.doctor import Check
    from hermana.show import Found
    from hermana.sources import Overview, SourceView
    from pipelines.reports import Collected, Curated, Extracted, Refreshed, Released
    from pipelines.runners import Progress as Report
    from pipelines.settings import Settings
    from scrapers.checks import CheckResult

console = Console(highlight=False)
aside = Console(stderr=True, highlight=False)  # progress and waiting: never in the way of a pipe

SHOWN = 10
"""Lines of a long list that are printed; the report file has them all."""


def as_json(report: object) -> None:
    """Print a record, or a list of them, as JSON."""
    print(msgspec.json.format(msgspec.json.encode(report)).decode())  # noqa: T201 - the command's output


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Say what is waited for, with a sign of life on a terminal."""
    if aside.is_terminal:
        with aside.status(message):
            yield
    else:
        aside.print(message)
        yield


@contextmanager
def progress() -> "Iterator[Report]":
    """Bars on a terminal, a line for each stage elsewhere; the value is what a runner reports to."""
    if not aside.is_terminal:
        yield _lines
        return
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=aside) as bars:
        known: dict[str, Any] = {}

        def report(title: str, done: int, total: int) -> None:
            if title not in known:
                known[title] = bars.add_task(title, total=total)
            bars.update(known[title], completed=done, total=total)

        yield report


def _lines(title: str, done: int, total: int) -> None:
    aside.print(f"{title}: {done} of {total}")


def refreshed(report: "Refreshed", settings: "Settings") -> None:
    """The end of a whole run: what was found, what was not read, and where the dataset lies."""
    from pipelines.reports import headline

    _visits(report.collected)
    _given(report.collected)
    _refused(report.extracted)
    found = Table("what", "how many", title="Found", title_justify="left")
    for what, count in (
        ("documents in the archive", report.extracted.bodies),
        ("gone through in this run", report.extracted.read),
        ("mentions of agreements", report.curated.mentions),
        ("agreements", report.curated.agreements),
        ("of these in scope and published", report.released.agreements),
        ("of these only proposed or announced", report.released.promised),
        ("mentions that wait for a person", len(report.curated.waiting)),
    ):
        found.add_row(what, str(count))
    console.print(found)
    if report.released.path:
        _examples(report.released.path)
    console.print(f"[bold]{escape(headline(report))}[/bold]")
    if report.released.path:
        console.print(f"Dataset: {escape(str(settings.processed / 'latest'))}", soft_wrap=True)
    console.print(f"Report:  {escape(str(settings.data / 'report.md'))} ({report.seconds:.0f} s)", soft_wrap=True)


def _examples(path: str) -> None:
    """Some rows of the release: those that most sources tell of."""
    from releases.load import load

    rows = load(path).agreements.sort_values(["mentions", "id"], ascending=[False, True]).head(SHOWN)
    table = Table("agreement", "kind", "stage", "signed", "told by", title="Told of most often", title_justify="left")
    for row in rows.itertuples():
        signed = row.signed if isinstance(row.signed, str) else "-"
        table.add_row(escape(str(row.title)), str(row.kind), str(row.stage), signed, escape(str(row.sources)))
    console.print(table)


def collected(report: "Collected") -> None:
    """How collecting went."""
    _visits(report)
    _given(report)
    console.print(f"{report.new} new captures in the archive.")


def extracted(report: "Extracted") -> None:
    """How extracting went."""
    _refused(report)
    if report.read:
        console.print(f"{report.read} of {report.bodies} bodies read, {report.mentions} mentions found.")
    else:
        console.print(f"Nothing to read: all {report.bodies} bodies are read already.")


def curated(report: "Curated") -> None:
    """How curating went."""
    done = "" if report.changed else "Nothing changed: "
    console.print(
        f"{done}{report.agreements} agreements from {report.mentions} mentions; "
        f"{len(report.waiting)} mentions wait for a person."
    )


def released(report: "Released") -> None:
    """How releasing went."""
    if report.version is None:
        console.print(f"No new release: {escape(report.detail)}.")
        return
    state = "Published" if report.state == "published" else "Unchanged"
    console.print(f"{state}: {report.agreements} agreements, {escape(str(report.path))}", soft_wrap=True)


def _visits(report: "Collected") -> None:
    if report.visits:
        table = Table(
            Column("source", no_wrap=True),
            "state",
            "seen",
            "new",
            "what happened",
            title="Sources",
            title_justify="left",
        )
        for visit in report.visits:
            table.add_row(
                visit.source, _state(visit.state.value), str(visit.documents), str(visit.new), escape(visit.detail)
            )
        console.print(table)
    if report.skipped:
        console.print(
            f"{len(report.skipped)} sources were not visited because nobody has verified them: look with "
            "`hermana sources check`, where there is internet, and set `verified` in their files."
        )


def _given(report: "Collected") -> None:
    if report.brought or report.known or report.refused:
        console.print(
            f"{report.brought} taken in, {report.known} in the archive already, {len(report.refused)} refused."
        )
        _some([f"{name}: {why}" for name, why in report.refused.items()])


def _refused(report: "Extracted") -> None:
    if report.standing:
        table = Table("why", "how many", title="In the archive, but not read", title_justify="left")
        for reason, count in report.standing.items():
            table.add_row(reason.replace("_", " "), str(count))
        console.print(table)
    _some([refusal.detail for refusal in report.refused])


def _some(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        console.print(f"  {escape(line)}", soft_wrap=True)
    if len(lines) > SHOWN:
        console.print(f"  and {len(lines) - SHOWN} more; `--json` and the report of `hermana refresh` name them all")


def _state(state: str) -> str:
    colour = {"fine": "green", "nothing_new": "green", "nothing_found": "yellow"}.get(state, "red")
    return f"[{colour}]{state.replace('_', ' ')}[/{colour}]"


def examined(checks: "Sequence[Check]") -> None:
    """What `doctor` found."""
    table = Table("", "part", "found", "what it is for, or how to mend it")
    for check in checks:
        table.add_row(
            "[green]yes[/green]" if check.fine else "[red]no[/red]",
            check.part,
            escape(check.found),
            escape(check.remark),
        )
    console.print(table)


def sources(rows: "Sequence[Overview]") -> None:
    """The declared sources."""
    table = Table(Column("id", no_wrap=True), "publisher", "platform", "visited", "verified", "last visit")
    for row in rows:
        table.add_row(
            row.id,
            escape(row.name),
            row.platform,
            row.cadence.value,
            str(row.verified or "never"),
            _state(row.state.value) if row.state else "-",
        )
    console.print(table)


def source(found: "SourceView") -> None:
    """One source and its visits."""
    table = Table(show_header=False, box=None)
    for field, value in msgspec.structs.asdict(found.source).items():
        table.add_row(field, escape(str(value)))
    console.print(table)
    for run in found.runs[-SHOWN:]:
        console.print(f"{run.started_at:%Y-%m-%d %H:%M}  {_state(run.state.value)}  {escape(run.detail)}")


def checked(results: "Sequence[CheckResult]") -> None:
    """What checks of sources found."""
    table = Table(Column("source", no_wrap=True), "state", "platform seen", "listed", "dated", "answered", "problems")
    for result in results:
        table.add_row(
            result.source,
            _state(result.state.value),
            result.guess.platform if result.guess else "-",
            str(result.listed),
            str(result.dated),
            str(result.documents),
            str(len(result.problems)),
        )
    console.print(table)
    for result in results:
        for problem in result.problems:
            console.print(f"{result.source}: {escape(problem)}", soft_wrap=True)
    if results and all(result.state is SourceState.FAILING for result in results):
        console.print("No site answered: is there internet here?")


def shown(found: "Found") -> None:
    """An agreement, a document or a capture."""
    for capture in found.captures:
        console.print(f"[bold]capture[/bold] {capture.sha256}", soft_wrap=True)
        console.print(
            f"  {escape(capture.url)}  ({capture.source}, {capture.fetched_at:%Y-%m-%d %H:%M})", soft_wrap=True
        )
    if found.refusal is not None:
        console.print(f"  not read: {found.refusal.reason.value}: {escape(found.refusal.detail)}", soft_wrap=True)
    if found.document is not None:
        document = found.document
        console.print(f"[bold]document[/bold] {document.id}  {escape(document.title)}", soft_wrap=True)
        day = document.published or "on an unknown day"
        console.print(f"  {document.lang}, {document.media_type}, published {day}")
        console.print(_marked(document.text, found.mentions), soft_wrap=True)
    for mention in found.mentions:
        parties = " + ".join(f"{party.name} ({party.country})" for party in mention.parties)
        signed = mention.signed.edtf if mention.signed else "-"
        console.print(
            f"[bold]mention[/bold] {mention.id}  {escape(parties)}  {mention.kind}  {mention.stage}  {signed}",
            soft_wrap=True,
        )
    if found.agreement is not None:
        _agreement(found)


def _agreement(found: "Found") -> None:
    agreement = found.agreement
    assert agreement is not None
    console.print(f"[bold]agreement[/bold] {agreement.id}")
    for party in agreement.parties:
        console.print(f"  {escape(party.name)} ({party.country}, {party.level})  {escape(', '.join(party.names))}")
    dates = {"signed": agreement.signed, "renewed": agreement.renewed, "ended": agreement.ended}
    told = ", ".join(f"{what} {date}" for what, date in dates.items() if date)
    console.print(f"  {agreement.kind}, stage {agreement.stage}" + (f": {told}" if told else ""))
    console.print(f"  legal form {agreement.legal_form}, confidence {agreement.confidence:.2f}")
    names = {party.place: party.name for party in agreement.parties}
    for evidence in found.evidence:
        page = f"page {evidence.page}, " if evidence.page else ""
        value = names.get(evidence.value, evidence.value)
        console.print(f"  [bold]{evidence.field}[/bold] {escape(value)}: “{escape(evidence.quote)}”", soft_wrap=True)
        console.print(
            f"    {escape(evidence.url)} ({page}{evidence.start} to {evidence.end}, capture {evidence.capture[:12]})",
            soft_wrap=True,
        )
    for conflict in found.conflicts:
        taken = "taken" if conflict.taken else "not taken"
        console.print(
            f"  conflict on {conflict.field}: {escape(conflict.value)} ({taken}; {', '.join(conflict.sources)})"
        )


def _marked(text: str, mentions: "Sequence[Any]") -> "Any":
    """The text with the words behind the mentions' values marked."""
    from rich.text import Text

    shown = Text(text)
    for mention in mentions:
        spans = [mention.cue, *(party.span for party in mention.parties)]
        spans += [date.span for date in (mention.signed, mention.renewed, mention.ended) if date]
        for span in spans:
            if span is not None:
                shown.stylize("reverse", span.start, span.end)
    return shown
