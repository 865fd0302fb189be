"""Visits over real HTTP on loopback. Each is a process of its own, so that a test asks much of one visit."""

import gzip
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agreements.codes import CaptureRole, SourceState
from agreements.records import Capture, Source
from scrapers.archive import read_body, repair, scan
from scrapers.crawl import crawl
from scrapers.job import CrawlSettings, Job, Known

MakeSource = Callable[..., Source]
LIST = {"items": "li", "date": "i", "next": "a.next"}


def captures(raw: Path) -> list[Capture]:
    return [capture for path in sorted(raw.glob("*.warc.gz")) for capture in scan(path, raw)]


def history(raw: Path) -> dict[str, Known]:
    return {capture.url: Known.of(capture) for capture in captures(raw)}


def documents(raw: Path, site: Any) -> dict[str, Capture]:
    found = [capture for capture in captures(raw) if capture.role is CaptureRole.DOCUMENT]
    assert len({capture.url for capture in found}) == len(found)
    return {capture.url.removeprefix(site.url): capture for capture in found}


def test_a_first_visit_archives_everything_and_a_second_nothing(
    tmp_path: Path, new_site: Callable[[], Any], answer: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    site, other = new_site(), new_site()
    other.page("/away", "another publisher")
    site.answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /drafts/\n", content_type="text/plain")
    site.page(
        "/news",
        "<ul><li><a href=/one>Uno</a> <i>22/05/2024</i></li><li><a href=/latin>Año</a></li>"
        "<li><a href=/drafts/x>borrador</a></li><li><a href=/gone>x</a></li><li><a href=/broken>x</a></li>"
        f"<li><a href=/moved>x</a></li><li><a href=/leaves>x</a></li><li><a href={other.url}/away>x</a></li></ul>"
        "<a class=next href='/news?p=2'>más</a>",
    )
    site.page("/news?p=2", "<ul><li><a href=/ley-1.pdf>Ley 1</a></li></ul><a class=next href='/news'>inicio</a>")
    site.page("/one", "<main>Hermanamiento con Matsue <a href=/acuerdo.pdf>texto</a></main>")
    site.answers["/latin"] = answer("<p>Año</p>".encode("latin-1"), content_type="text/html; charset=iso-8859-1")
    site.answers["/ley-1.pdf"] = answer(b"%PDF ley", content_type="application/pdf")
    site.answers["/acuerdo.pdf"] = answer(b"%PDF acuerdo", content_type="application/pdf")
    site.page("/drafts/x", "nobody may see this")
    site.answers["/broken"] = answer(b"error", status=500)
    site.answers["/moved"] = answer(status=301, headers={"Location": "/target"})
    site.page("/target", "moved here")
    site.answers["/leaves"] = answer(status=302, headers={"Location": f"{other.url}/away"})
    source = make_source("listing", [f"{site.url}/news"], selectors=LIST, minimum=9)

    first = crawl(source, tmp_path, {}, settings)
    found = documents(tmp_path, site)
    assert set(found) == {"/one", "/latin", "/ley-1.pdf", "/acuerdo.pdf", "/target"}
    assert (first.state, first.documents, first.new, first.unchanged) == (SourceState.FINE, 5, 5, 0)
    assert (first.errors, first.complete) == (3, True)
    for word in ("fewer than the 9 expected", "404 Not Found", "500 Internal Server Error", "leads off the site"):
        assert word in first.detail
    assert (found["/one"].published, found["/one"].title) == (date(2024, 5, 22), "Uno")
    assert (found["/acuerdo.pdf"].published, found["/acuerdo.pdf"].title) == (date(2024, 5, 22), None)
    assert found["/latin"].media_type == "text/html; charset=iso-8859-1"
    assert read_body(tmp_path, found["/latin"]).decode("latin-1") == "<p>Año</p>"
    indexes = [capture.url for capture in captures(tmp_path) if capture.role is CaptureRole.INDEX]
    assert indexes == [f"{site.url}/news", f"{site.url}/news?p=2"]
    assert "/drafts/x" not in dict(site.asked)
    assert [path for path, _ in site.asked].count("/broken") == 3
    assert not other.asked
    assert site.agents == {"Hermana/0.1 (+https://hermana.example/contact)"}

    site.asked.clear()
    second = crawl(source, tmp_path, history(tmp_path), settings)
    assert (second.state, second.documents, second.new, second.unchanged) == (SourceState.NOTHING_NEW, 5, 0, 5)
    assert len(list(tmp_path.iterdir())) == 1
    statuses = dict(site.asked)
    assert {statuses[path] for path in ("/one", "/ley-1.pdf", "/acuerdo.pdf", "/target")} == {304}
    assert statuses["/news"] == 200

    site.page("/one", "<main>Corregido <a href=/acuerdo.pdf>texto</a></main>")
    site.answers["/twin"] = site.answers["/ley-1.pdf"]
    site.page("/news?p=2", "<ul><li><a href=/ley-1.pdf>Ley 1</a></li><li><a href=/twin>Ley 1</a></li></ul>")
    # A site without ETags: the bytes themselves say what is unchanged.
    bare = {url: Known(known.sha256, known.warc, known.offset) for url, known in history(tmp_path).items()}
    site.asked.clear()
    third = crawl(source, tmp_path, bare, settings)
    assert dict(site.asked)["/acuerdo.pdf"] == 200
    assert (third.state, third.documents, third.new, third.unchanged) == (SourceState.FINE, 6, 1, 4)
    assert len([c for c in captures(tmp_path) if c.role is CaptureRole.DOCUMENT]) == 5 + 2


@pytest.fixture
def wordpress(site: Any, answer: Any) -> Any:
    posts = [
        {"link": f"{site.url}/2024/05/22/{n}/", "date": f"2024-05-2{n}T09:00:00", "title": {"rendered": f"Nota {n}"}}
        for n in (1, 2)
    ]
    listed = json.dumps(posts).encode()
    rest = "/wp-json/wp/v2/{}?per_page=100&page=1&_fields=link%2Cdate%2Ctitle"
    site.answers[rest.format("posts")] = answer(listed, content_type="application/json")
    page = json.dumps([{"link": f"{site.url}/directorio/", "date": "2020-01-01T00:00:00", "title": {"rendered": "D"}}])
    site.answers[rest.format("pages")] = answer(page.encode(), content_type="application/json")
    for path in ("/2024/05/22/1/", "/2024/05/22/2/", "/directorio/"):
        site.page(path, f"page {path}")
    return site


def test_wordpress_gives_the_pages_themselves_with_their_dates(
    tmp_path: Path, wordpress: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    run = crawl(make_source("wordpress", [f"{wordpress.url}/"]), tmp_path, {}, settings)
    assert (run.state, run.new, run.errors) == (SourceState.FINE, 3, 0)
    found = documents(tmp_path, wordpress)
    assert found["/2024/05/22/1/"].published == date(2024, 5, 21)
    assert found["/directorio/"].title == "D"
    assert all(capture.media_type.startswith("text/html") for capture in found.values())


def test_wordpress_without_rest_or_feed_is_read_by_its_gzipped_sitemap(
    tmp_path: Path, site: Any, answer: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    site.answers["/robots.txt"] = answer(b"User-agent: *\nDisallow: /wp-json/\n", content_type="text/plain")
    site.page("/feed/", "no feed here, but a page of words")
    nested = f"<sitemapindex><sitemap><loc>{site.url}/wp-sitemap-posts-post-1.xml.gz</loc></sitemap></sitemapindex>"
    site.answers["/wp-sitemap.xml"] = answer(nested.encode(), content_type="application/xml")
    urls = gzip.compress(f"<urlset><url><loc>{site.url}/one</loc></url></urlset>".encode(), mtime=0)
    site.answers["/wp-sitemap-posts-post-1.xml.gz"] = answer(urls, content_type="application/gzip")
    site.page("/one", "una nota")
    run = crawl(make_source("wordpress", [site.url]), tmp_path, {}, settings)
    assert (run.state, run.new, run.errors, run.complete) == (SourceState.FINE, 1, 0, True)
    assert set(documents(tmp_path, site)) == {"/one"}
    assert not any(path.startswith("/wp-json/") for path, _ in site.asked)


def test_a_block_page_stops_the_source_and_is_not_stored(
    tmp_path: Path, site: Any, answer: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    site.page("/news", "".join(f"<li><a href=/{n}>x</a></li>" for n in range(30)))
    for n in range(30):
        site.answers[f"/{n}"] = answer(b"<script src=/cdn-cgi/challenge-platform/x></script>", status=403)
    run = crawl(make_source("listing", [f"{site.url}/news"], selectors=LIST), tmp_path, {}, settings)
    assert (run.state, run.complete) == (SourceState.BLOCKED, False)
    assert "Cloudflare challenge" in run.detail
    assert not documents(tmp_path, site)
    assert len(site.asked) < 8


def test_silence_and_failure_have_different_names(
    tmp_path: Path, site: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    site.page("/redesigned", "<div>new layout</div>")
    empty = crawl(make_source("listing", [f"{site.url}/redesigned"], selectors=LIST), tmp_path, {}, settings)
    assert empty.state is SourceState.NOTHING_FOUND
    gone = crawl(make_source("listing", [f"{site.url}/moved-away"], selectors=LIST), tmp_path, {}, settings)
    assert (gone.state, gone.complete) == (SourceState.FAILING, False)
    assert "404 Not Found" in gone.detail


def test_limits_cut_a_visit_short_and_say_so(
    tmp_path: Path, site: Any, answer: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    site.page("/news", "".join(f"<li><a href=/{n}>x</a></li>" for n in range(40)))
    for n in range(40):
        site.page(f"/{n}", f"page {n}")
    site.answers["/39"] = answer(b"x" * 200_000)
    few = msgspec.structs.replace(settings, max_pages=8, max_size=100_000)
    run = crawl(make_source("listing", [f"{site.url}/news"], selectors=LIST), tmp_path, {}, few)
    assert not run.complete
    assert run.documents < 20
    assert "cut short by a limit" in run.detail
    assert "/39" not in documents(tmp_path, site)


def test_a_crashed_process_is_a_failing_source_with_its_last_words(
    tmp_path: Path, site: Any, make_source: MakeSource, settings: CrawlSettings, caplog: pytest.LogCaptureFixture
) -> None:
    raw = tmp_path / "raw"
    raw.write_text("no folder: nothing can be written here")
    site.page("/one", "a page")
    with caplog.at_level(logging.INFO, "scrapers.crawl"):
        run = crawl(make_source("urls", [f"{site.url}/one"]), raw, {}, settings)
    assert (run.state, run.complete, run.errors) == (SourceState.FAILING, False, 1)
    assert "FileExistsError" in run.detail
    assert "Traceback" in caplog.text


class SlowVisit:
    """A running visit whose last document is asked for and not answered, until the test lets it."""

    def __init__(self, folder: Path, site: Any, answer: Any, source: Source, settings: CrawlSettings) -> None:
        self.raw = folder / "raw"
        self.result = folder / "result.json"
        self.hold = threading.Event()
        asked = threading.Event()
        site.page("/news", "".join(f"<li><a href=/{n}>x</a></li>" for n in ("last", "a", "b", "c")))
        for n in "abc":
            site.page(f"/{n}", f"page {n}")
        site.answers["/last"] = answer(b"<p>last</p>", asked=asked, wait=self.hold)
        one_by_one = msgspec.structs.replace(settings, concurrency=1)
        job = folder / "job.json"
        job.write_bytes(msgspec.json.encode(Job(source, one_by_one, str(self.raw), str(self.result))))
        self.child = subprocess.Popen([sys.executable, "-m", "scrapers.crawl", str(job)], stdin=subprocess.PIPE)
        assert asked.wait(60)


@pytest.fixture
def slow_source(site: Any, make_source: MakeSource) -> Source:
    return make_source("listing", [f"{site.url}/news"], selectors=LIST)


@pytest.fixture
def slow_visit(
    tmp_path: Path, site: Any, answer: Any, slow_source: Source, settings: CrawlSettings
) -> Iterator[SlowVisit]:
    visit = SlowVisit(tmp_path, site, answer, slow_source, settings)
    yield visit
    visit.hold.set()
    visit.child.kill()
    visit.child.communicate()


def test_a_kill_in_mid_visit_costs_only_the_document_in_hand(
    slow_visit: SlowVisit, site: Any, slow_source: Source, settings: CrawlSettings
) -> None:
    raw = slow_visit.raw
    slow_visit.child.kill()
    slow_visit.child.wait()
    slow_visit.hold.set()
    [file] = raw.iterdir()
    with file.open("ab") as cut_short:
        cut_short.write(file.read_bytes()[:100])
    assert repair(file) == 100
    kept = len(documents(raw, site))
    assert kept >= 2
    run = crawl(slow_source, raw, history(raw), settings)
    assert (run.state, run.documents, run.new, run.unchanged) == (SourceState.FINE, 4, 4 - kept, kept)
    assert set(documents(raw, site)) == {"/a", "/b", "/c", "/last"}


def test_a_visit_does_not_outlive_its_parent(slow_visit: SlowVisit) -> None:
    assert slow_visit.child.stdin is not None
    slow_visit.child.stdin.close()
    assert slow_visit.child.wait(timeout=20) != 0
    assert not slow_visit.result.exists()
