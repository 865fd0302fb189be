"""The command line. Commands import what they need when they run: heavy libraries cost seconds.

Exit codes: 0 done; 1 it could not be done; 2 wrong usage; 3 done, but something needs a person
(a source in trouble, a release held back, lines that were refused); 130 stopped by Ctrl-C.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from pipelines.settings import Settings

NEEDS_A_PERSON = 3
STOPPED = "Stopped. What was done so far is kept; the next run goes on from there."

app = typer.Typer(
    name="hermana",
    help="Find out what cities signed with each other, from what they publish.\n\n"
    "[bold]hermana refresh[/bold] does it all: it visits the sources, reads what is new, decides which texts "
    "speak of the same agreement, and publishes the dataset. The other commands do a part of it, "
    "or look at what came of it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)
sources_app = typer.Typer(help="The publishers' sites: list, show, check and declare them.", no_args_is_help=True)
app.add_typer(sources_app, name="sources", rich_help_panel="Sources")

PIPELINE, LOOKING = "The pipeline", "Looking and asking"
Plain = Annotated[bool, typer.Option("--plain", help="Run without Prefect: the same work, no server, no run history.")]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON, for programs.")]
SourceIds = Annotated[list[str] | None, typer.Option("--source", help="Only this source (its id); can be repeated.")]


@app.callback()
def settings_of_all_commands(
    data: Annotated[
        Path | None, typer.Option(help="Folder for archive, database and releases (also HERMANA_DATA). [default: data]")
    ] = None,
) -> None:
    """Options that hold for every command."""
    if data is not None:
        os.environ["HERMANA_DATA"] = str(data)


# -- the pipeline


@app.command(rich_help_panel=PIPELINE)
def refresh(source: SourceIds = None, plain: Plain = False, json: Json = False) -> None:
    """Collect, extract, curate and release in a row: what a schedule runs."""
    from hermana import output

    report = _run("refresh", plain, sources=source or [])
    if json:
        output.as_json(report)
    else:
        output.refreshed(report, _settings())
    _finish(bool(report.collected.troubled) or report.released.state == "held_back")


@app.command(rich_help_panel=PIPELINE)
def collect(
    warc: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Take in the pages of a WARC file instead of visiting sources."),
    ] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(exists=True, file_okay=False, help="Take in all files below a folder instead."),
    ] = None,
    urls: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Fetch the addresses in a text file, one a line, instead."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="Visit only this source (its id); can be repeated. With --warc, --files or --urls: the source that "
            "they came from, which tells the publisher's place and languages."
        ),
    ] = None,
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Bring pages and files into the archive: from the sources, or from what you already have."""
    from hermana import output

    options: dict[str, Any] = {"sources": source or []}
    if warc or files or urls:
        from pipelines.stages import LOCAL, Given

        if source and len(source) > 1:
            _fail("name one --source for what you bring in", code=2)
        options = {"given": Given(warc or [], files or [], urls or [], source[0] if source else LOCAL)}
    report = _run("collect", plain, **options)
    if json:
        output.as_json(report)
    else:
        output.collected(report)
    _finish(bool(report.troubled or report.refused))


@app.command(rich_help_panel=PIPELINE)
def extract(plain: Plain = False, json: Json = False) -> None:
    """Read what is in the archive and was not read with the present extractor."""
    from hermana import output

    report = _run("extract", plain)
    if json:
        output.as_json(report)
    else:
        output.extracted(report)


@app.command(rich_help_panel=PIPELINE)
def curate(plain: Plain = False, json: Json = False) -> None:
    """Decide which mentions speak of the same agreement."""
    from hermana import output

    report = _run("curate", plain)
    if json:
        output.as_json(report)
    else:
        output.curated(report)


@app.command(rich_help_panel=PIPELINE)
def release(
    even_if_smaller: Annotated[
        bool, typer.Option("--even-if-smaller", help="Publish a release that is held back for being smaller.")
    ] = False,
    plain: Plain = False,
    json: Json = False,
) -> None:
    """Publish the dataset, unless it would equal the last release."""
    from hermana import output

    report = _run("release", plain, even_if_smaller=even_if_smaller)
    if json:
        output.as_json(report)
    else:
        output.released(report)
    _finish(report.state == "held_back")


@app.command(rich_help_panel=PIPELINE)
def serve() -> None:
    """Run the schedule: visits by each source's cadence, as Prefect deployments. Needs a Prefect server."""
    from pipelines import orchestrator

    if orchestrator.server_address() is None:
        _fail(
            "the schedule needs a standing Prefect server: run `prefect server start` in another terminal and "
            "`prefect config set PREFECT_API_URL=http://127.0.0.1:4200/api` once, then try again"
        )
    from pipelines.schedule import serve as serve_schedule

    serve_schedule(_settings())


# -- looking and asking


@app.command(rich_help_panel=LOOKING)
def read(
    documents: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", exists=True, dir_okay=False, help="One document a line.")
    ],
    result: Annotated[Path, typer.Argument(metavar="OUT.jsonl", dir_okay=False, help="Where the agreements go.")],
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read at once.")] = 1,
    json: Json = False,
) -> None:
    """Find the agreements in documents of your own: no crawl, no database.

    A line of IN.jsonl is a JSON object with `id` and `text` and any of `title`, `published` (as 2024-05-22),
    `publisher_place` (`{"name": "Colima", "country": "MX"}`), `lang` and `genre`. Lines that are not valid are
    refused by number, and the rest is read.
    """
    from hermana import output
    from hermana.reading import read_file

    settings = _settings()
    with output.progress() as progress:
        report = _guarded(lambda: read_file(documents, result, jobs=jobs, settings=settings, progress=progress))
    for line, why in report.refused.items():
        typer.echo(f"{documents}:{line}: {why}", err=True)
    if json:
        output.as_json(report)
    else:
        typer.echo(
            f"{report.documents} documents read, {report.agreements} agreements found, "
            f"{len(report.refused)} lines refused. The result is in {result}."
        )
    _finish(bool(report.refused))


@app.command(rich_help_panel=LOOKING)
def show(
    id: Annotated[str, typer.Argument(metavar="AGREEMENT|DOCUMENT|CAPTURE", help="An id (a-…, d-…) or a SHA-256.")],
    json: Json = False,
) -> None:
    """Show an agreement, a document or a capture, with its evidence."""
    from hermana import output
    from hermana.show import find

    found = _guarded(lambda: find(_settings(), id))
    if json:
        output.as_json(found)
    else:
        output.shown(found)


@app.command(rich_help_panel=LOOKING)
def doctor(json: Json = False) -> None:
    """Say what is installed, what is missing, and what that switches off."""
    from hermana import output
    from hermana.doctor import examine

    checks = examine(_settings())
    if json:
        output.as_json(checks)
    else:
        output.examined(checks)
    _finish(any(not check.fine for check in checks))


@app.command(rich_help_panel=LOOKING)
def review() -> None:
    """The analysts' page, where extracted records are decided on. Not built yet."""
    _fail(
        "the review page is not part of this version. Until it is: `hermana show ID` shows a record with its "
        "evidence, and the mentions that wait for a person are in data/report.md and in `hermana curate --json`"
    )


# -- sources


@sources_app.command("list")
def list_sources(json: Json = False) -> None:
    """List the declared sources and how their last visits went."""
    from hermana import output, sources

    rows = _guarded(lambda: sources.overview(_settings()))
    if json:
        output.as_json(rows)
    else:
        output.sources(rows)


@sources_app.command("show")
def show_source(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id of the source, as mx-colima.")], json: Json = False
) -> None:
    """Show a source's declaration and its visits."""
    from hermana import output, sources

    found = _guarded(lambda: sources.one(_settings(), id))
    if json:
        output.as_json(found)
    else:
        output.source(found)


@sources_app.command("check")
def check_sources(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Sources to check. [default: all]")] = None,
    json: Json = False,
) -> None:
    """Visit sources for a look: is the declaration right, does robots.txt allow it, what is found?"""
    from hermana import output, sources

    with output.progress() as progress:
        results = _guarded(lambda: sources.check(_settings(), ids or [], progress))
    if json:
        output.as_json(results)
    else:
        output.checked(results)
    _finish(any(result.problems for result in results))


@sources_app.command("new")
def new_source(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the page that lists the news or documents.")],
) -> None:
    """Look at a site, find out its platform and print the declaration of a new source for you to finish."""
    from hermana import output, sources

    with output.waiting(f"Looking at {url} ..."):
        declaration = _guarded(lambda: sources.draft(_settings(), url))
    typer.echo(declaration, nl=False)


# -- shared by the commands


def _settings() -> "Settings":
    from pipelines.settings import load_settings

    settings: Settings = _guarded(load_settings)
    return settings


def _run(stage: str, plain: bool, **options: Any) -> Any:
    """Run a stage or all of them, as Prefect's flow or plainly, and show how far it is."""
    from hermana import output
    from pipelines import orchestrator, stages
    from pipelines.runners import PlainRunner

    settings = _settings()
    _guarded(lambda: stages.preflight(settings, options.get("sources", [])))
    orchestrator.configure_logs()
    if plain:
        with output.progress() as progress:
            return _guarded(lambda: getattr(stages, stage)(settings, PlainRunner(progress), **options))
    orchestrator.leave_on_interrupt(STOPPED)
    address = orchestrator.server_address()
    where = f"the Prefect server at {address}" if address else "Prefect's own server, which starts in some 20 seconds"
    with output.waiting(f"Waiting for {where} (--plain does without) ..."):
        from pipelines import flows

        orchestrator.wake()
    with output.progress() as progress:
        return _guarded(lambda: getattr(flows, stage)(settings, progress=progress, **options))


def _guarded(call: Any) -> Any:
    """Call it; an error that a user can mend is one line and exit code 1, any other keeps its traceback."""
    from agreements.errors import MendableError

    try:
        return call()
    except MendableError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        typer.echo(STOPPED, err=True)
        raise typer.Exit(130) from None


def _fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(f"hermana: {message}", err=True)
    raise typer.Exit(code)


def _finish(needs_a_person: bool) -> None:
    if needs_a_person:
        raise typer.Exit(NEEDS_A_PERSON)


def main() -> None:
    """Entry point of the `hermana` command."""
    app()


if __name__ == "__main__":
    main()
