"""Files that nobody here wrote go through the whole pipeline; each is read, or refused by name with a reason."""

from pathlib import Path

from agreements.codes import RefusalReason, SourceClass, Stage
from pipelines import stages
from pipelines.reports import Refreshed
from pipelines.runners import PlainRunner
from pipelines.settings import load_settings
from store.store import Store


def gone_through(given: stages.Given, folder: Path) -> tuple[Refreshed, Store]:
    """What `hermana collect` with what is given, and then `hermana refresh`, make of it."""
    (folder / "sources").mkdir()
    settings = load_settings(data=folder / "data", sources=folder / "sources")
    stages.collect(settings, PlainRunner(), given=given)
    report = stages.refresh(settings, PlainRunner())
    store = Store(settings.database_url)
    assert report.extracted.read == report.extracted.bodies == len(store.fingerprints())
    assert store.counts()["documents"] + len(report.extracted.refused) == report.extracted.bodies
    assert all(refusal.detail for refusal in report.extracted.refused)
    assert stages.extract(settings, PlainRunner()).read == 0, "what was refused is not tried again and again"
    return report, store


def test_what_a_municipality_publishes_as_pdf(shared: Path, tmp_path: Path):
    report, _ = gone_through(stages.Given(folders=[shared / "real" / "pdf" / "municipal"]), tmp_path)
    reasons = [refusal.reason for refusal in report.extracted.refused]
    assert report.extracted.bodies == 62
    assert reasons.count(RefusalReason.IMPOSTOR) == 8
    assert set(reasons) <= {RefusalReason.IMPOSTOR, RefusalReason.NOT_A_DOCUMENT, RefusalReason.NEEDS_OCR}


def test_files_that_were_made_to_break_readers(shared: Path, tmp_path: Path):
    report, _ = gone_through(stages.Given(folders=[shared / "real" / "pdf" / "hostile"]), tmp_path)
    reasons = {refusal.reason for refusal in report.extracted.refused}
    assert report.extracted.bodies == 379
    assert RefusalReason.CRASHED not in reasons
    assert {RefusalReason.ENCRYPTED, RefusalReason.BROKEN} <= reasons
    assert report.curated.mentions == 0
    assert report.released.state == "nothing"


def test_a_news_archive_about_other_things(shared: Path, tmp_path: Path):
    report, store = gone_through(stages.Given(warcs=[shared / "real" / "press" / "recife-posts.warc.gz"]), tmp_path)
    assert report.extracted.bodies == 4654
    assert report.extracted.refused == []
    assert all(source.source_class is SourceClass.PRESS for source in store.sources().values())
    told = {
        tuple(sorted(party.name for party in mention.parties)): mention.stage
        for mention in store.mentions()
        if {party.country for party in mention.parties} & {"CN", "JP", "KR", "TW", "IN"}
    }
    assert ("Guangzhou", "Recife") in told
    assert not [pair for pair, stage in told.items() if stage is Stage.SIGNED and pair != ("Guangzhou", "Recife")]
