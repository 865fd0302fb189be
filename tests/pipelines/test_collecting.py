"""Collecting: who is visited, what is taken in, and what is said of what is not."""

import gzip
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

import hermana
from agreements.codes import Cadence, SourceClass, SourceState
from agreements.records import Source
from pipelines import stages
from pipelines.runners import PlainRunner
from pipelines.settings import Settings, load_settings
from store.store import Store

NOTICE = "La calle estará cerrada por obras durante toda la semana, informó la dirección de obras públicas."
PACT = "Los alcaldes de Colima y de Matsue, Japón, firmaron el 21 de mayo de 2024 el convenio de hermanamiento."


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        text = {"aviso": NOTICE, "pacto": PACT}.get(self.path.split("/")[1].split("?")[0])
        page = (
            f"<html><head><title>{self.path}</title></head><body><main><h1>Nota</h1><p>{text}</p></main></body></html>"
        )
        body = page.encode() if text else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sources").mkdir()
    return load_settings(data=tmp_path / "data", sources=tmp_path / "sources", delay=0, jobs=1)


def declare(settings: Settings, id: str, url: str, **fields: object) -> None:
    source = Source(
        id=id,
        name="Ayuntamiento",
        source_class=SourceClass.GOVERNMENT,
        platform="urls",
        urls=[url],
        languages=["es"],
        cadence=Cadence.DAILY,
        minimum=1,
        verified=date(2026, 1, 1),
        seen_at="a test",
    )
    path = settings.sources / id[:2] / f"{id}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.yaml.encode(msgspec.structs.replace(source, **fields)))


def test_a_source_that_nobody_verified_is_left_out_and_named(settings: Settings, site: str):
    declare(settings, "mx-new", f"{site}/aviso", verified=None)
    report = stages.collect(settings, PlainRunner())
    assert report.visits == []
    assert "sources check mx-new" in report.skipped["mx-new"]


def test_naming_it_visits_it_all_the_same(settings: Settings, site: str):
    declare(settings, "mx-new", f"{site}/aviso", verified=None)
    (visit,) = stages.collect(settings, PlainRunner(), sources=["mx-new"]).visits
    assert (visit.state, visit.new) == (SourceState.FINE, 1)


def test_a_schedule_visits_the_sources_of_its_cadence(settings: Settings, site: str):
    declare(settings, "mx-daily", f"{site}/aviso")
    declare(settings, "mx-weekly", f"{site}/aviso?2", cadence=Cadence.WEEKLY)
    report = stages.collect(settings, PlainRunner(), cadence="weekly")  # as Prefect hands a parameter over
    assert [visit.source for visit in report.visits] == ["mx-weekly"]


def test_finding_nothing_is_trouble_and_kept(settings: Settings, site: str):
    declare(settings, "mx-gone", f"{site}/nowhere")
    report = stages.collect(settings, PlainRunner())
    assert [visit.source for visit in report.troubled] == ["mx-gone"]
    assert [run.state for run in Store(settings.database_url).runs()["mx-gone"]] == [report.troubled[0].state]


def test_a_list_of_addresses_is_fetched_into_the_same_archive(settings: Settings, site: str, tmp_path: Path):
    addresses = tmp_path / "addresses.txt"
    addresses.write_bytes(
        f"# seen in a paper\n{site}/aviso/1\n\nwww.no-scheme.example\n{site}/nowhere\n\xf3".encode("latin-1")
    )
    report = stages.collect(settings, PlainRunner(), given=stages.Given(urls=[addresses]))
    assert report.new == 1
    assert list(report.refused) == ["addresses.txt:4", "addresses.txt:6"]
    assert report.visits[0].errors == 1
    (body,) = Store(settings.database_url).bodies()
    assert (body.url, body.source) == (f"{site}/aviso/1", stages.LOCAL)


def test_what_a_killed_run_left_in_the_archive_is_found(settings: Settings, site: str):
    declare(settings, "mx-daily", f"{site}/aviso")
    stages.collect(settings, PlainRunner())
    (settings.data / "hermana.db").unlink()
    (warc,) = settings.raw.glob("*.warc.gz")
    with warc.open("ab") as file:
        file.write(gzip.compress(b"half a record")[:-4])
    report = stages.collect(settings, PlainRunner(), cadence=Cadence.HOURLY)
    assert report.recovered == 1


def test_captures_of_a_source_that_is_declared_no_more_stop_curating_by_name(settings: Settings, site: str):
    declare(settings, "mx-daily", f"{site}/aviso")
    stages.collect(settings, PlainRunner())
    (settings.sources / "mx" / "mx-daily.yml").unlink()
    (settings.data / "hermana.db").unlink()
    stages.extract(settings, PlainRunner())
    with pytest.raises(stages.UnknownSourceError, match="mx-daily"):
        stages.curate(settings, PlainRunner())


def test_the_demo_and_the_world_never_meet(settings: Settings, site: str):
    declare(settings, "mx-demo", f"{site}/pacto/1", demo=True)
    stages.refresh(settings, PlainRunner())
    assert list(hermana.load(settings.processed).agreements.sources) == ["mx-demo"]
    (settings.sources / "mx" / "mx-demo.yml").unlink()
    declare(settings, "mx-real", f"{site}/pacto/2")
    report = stages.refresh(settings, PlainRunner())
    assert report.released.state == "published"
    data = hermana.load(settings.processed)
    assert list(data.agreements.sources) == list(data.coverage.source) == ["mx-real"]
    assert not data.sources.demo.any()
