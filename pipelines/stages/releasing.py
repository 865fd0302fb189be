"""From agreements to a release."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from agreements.clock import now
from agreements.codes import SourceState, Stage
from agreements.records import Source, SourceRun
from pipelines.reports import Released
from pipelines.runners import Runner
from pipelines.settings import Settings
from pipelines.stages.workspace import of_one_world, workspace
from store.store import Store

if TYPE_CHECKING:
    from releases.content import Coverage


def release(settings: Settings, runner: Runner, *, even_if_smaller: bool = False) -> Released:
    """Publish what is curated and in scope, unless it equals the last release or would harm its readers."""
    with workspace(settings) as store:
        (report,) = runner.each(
            lambda _: _release(settings, store, even_if_smaller), [None], title="Releasing", name=lambda _: "publish"
        )
        return report


def _release(settings: Settings, store: Store, even_if_smaller: bool) -> Released:
    from releases.content import Content
    from releases.publish import HeldBack, Unchanged, publish
    from releases.scopes import load_scope

    content = Content(
        agreements=store.agreements(),
        events=store.events(),
        evidence=store.evidence(),
        conflicts=store.conflicts(),
        sources=_publishing(settings, store),
        coverage=_coverage(settings, store),
        redirects=store.redirects(),
    )

    scope = load_scope(settings.scope)

    def text_of(capture: str) -> str:
        document = store.document_of(capture)
        return document.text if document else ""

    result = publish(content, settings.processed, now(), scope, text_of, let_pass=even_if_smaller)
    if isinstance(result, HeldBack):
        return Released(state="nothing" if result.first else "held_back", detail=result.reason)
    return Released(
        state="unchanged" if isinstance(result, Unchanged) else "published",
        version=result.version,
        path=str(result.path),
        agreements=result.agreements,
        promised=sum(a.stage in (Stage.PROPOSED, Stage.ANNOUNCED) for a in content.within(scope).agreements),
    )


def _publishing(settings: Settings, store: Store) -> list[Source]:
    """The sources from which the archive holds anything, or that were visited."""
    active = {capture.source for capture in store.captures("")} | set(store.runs())
    return [source for source in of_one_world(settings, store.sources().values()) if source.id in active]


def _coverage(settings: Settings, store: Store) -> "list[Coverage]":
    """How far each source has been collected, from what is lasting: the same after a kill as without one."""
    from releases.content import Coverage

    documents: Counter[str] = Counter()
    newest: dict[str, datetime] = {}
    refused = {refusal.capture for refusal in store.refusals()}
    gave_none: Counter[str] = Counter()
    for capture in store.bodies():
        (gave_none if capture.sha256 in refused else documents)[capture.source] += 1
    for capture in store.captures(""):
        newest[capture.source] = max(capture.fetched_at, newest.get(capture.source, capture.fetched_at))
    runs = store.runs()
    return [
        Coverage(
            source=source.id,
            state=_state(runs.get(source.id, []), newest.get(source.id)),
            last_success=max((run.started_at for run in runs.get(source.id, []) if run.complete), default=None),
            last_new=newest.get(source.id),
            documents=documents[source.id],
            refused=gave_none[source.id],
        )
        for source in _publishing(settings, store)
    ]


def _state(runs: list[SourceRun], last_new: datetime | None) -> SourceState | None:
    """The state of the last visit; one of the day on which something new came is fine, also when done twice."""
    if not runs:
        return None
    last = runs[-1]
    if last.state is SourceState.NOTHING_NEW and last_new and last_new.date() == last.started_at.date():
        return SourceState.FINE
    return last.state
