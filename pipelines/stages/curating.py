"""From mentions to agreements."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from agreements.ids import code_fingerprint, digest
from agreements.records import Capture
from pipelines.reports import Curated
from pipelines.runners import Runner
from pipelines.settings import Settings
from pipelines.stages.workspace import known_sources, of_one_world, workspace
from store.store import Store

if TYPE_CHECKING:
    from curation.records import Testimony


def curate(settings: Settings, runner: Runner) -> Curated:
    """Decide which mentions are one agreement; does nothing when neither mentions nor code changed."""
    with workspace(settings) as store:
        (report,) = runner.each(
            lambda _: _curate(settings, store), [None], title="Curating", name=lambda _: "curate all mentions"
        )
        return report


def _curate(settings: Settings, store: Store) -> Curated:
    import curation
    import extractors.gazetteer
    from curation.curate import curate as decide
    from extractors.gazetteer.names import Gazetteer

    testimonies = _testimonies(settings, store)
    inputs = digest(
        code_fingerprint(Path(curation.__file__).parent),
        code_fingerprint(Path(extractors.gazetteer.__file__).parent),
        *(msgspec.json.encode(testimony).decode() for testimony in testimonies),
    )
    mentions = len({testimony.mention.id for testimony in testimonies})
    if inputs == store.curated_inputs():
        return Curated(changed=False, mentions=mentions, agreements=store.counts()["agreements"], waiting=store.queue())
    known = store.identities()
    result = decide(testimonies, Gazetteer.load().place, known)
    store.save_curation(
        agreements=result.agreements,
        evidence=result.evidence,
        events=result.events,
        conflicts=result.conflicts,
        queue={one.mention.id: one.why for one in result.unresolved},
        identities=result.identities,
        redirects=result.redirects,
        inputs=inputs,
    )
    return Curated(
        changed=True,
        mentions=mentions,
        agreements=len(result.agreements),
        waiting={one.mention.id: one.why for one in result.unresolved},
        redirects=len(result.redirects),
    )


def _testimonies(settings: Settings, store: Store) -> "list[Testimony]":
    """Each mention with each capture of the bytes that it was read from; the demo's or the world's, never both."""
    from curation.records import Testimony

    sources = {source.id: source for source in of_one_world(settings, known_sources(store).values())}
    superseded = store.superseded()
    captures: dict[str, list[Capture]] = {}
    for capture in store.captures(""):
        captures.setdefault(capture.sha256, []).append(capture)
    return [
        Testimony(mention, capture, sources[capture.source], capture.sha256 not in superseded)
        for mention in store.mentions()
        for capture in captures[mention.capture or ""]
        if capture.source in sources
    ]
