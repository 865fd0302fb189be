import gzip
import os
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from agreements.ids import sha256
from agreements.records import Capture
from scrapers.archive import read_body, scan
from scrapers.imports import import_files, import_warc

SHARED = Path(os.environ.get("HERMANA_SHARED", Path(__file__).parents[3] / "shared"))


def captures(raw: Path) -> list[Capture]:
    return [capture for path in sorted(raw.glob("*.warc.gz")) for capture in scan(path, raw)]


def record(url: str, body: bytes, status: str = "200 OK", *, compressed: bool = True, **headers: str) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    fields = [("Content-Type", "text/html"), *((name.replace("_", "-"), value) for name, value in headers.items())]
    http = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
    dated = {"WARC-Date": "2019-05-07T12:00:00.25Z"}
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=dated
        )
    )
    return out.getvalue()


@pytest.mark.parametrize("compressed", [True, False])
def test_good_responses_are_taken_and_the_others_refused_by_name(tmp_path: Path, compressed: bool) -> None:
    warc = tmp_path / "theirs.warc"
    warc.write_bytes(
        record("http://a/1", b"one", compressed=compressed)
        + record("http://a/2", b"gone", "404 Not Found", compressed=compressed)
        + record("http://a/3", b"one", compressed=compressed)
        + record("http://a/4", b"four", compressed=compressed)
    )
    report = import_warc(warc, tmp_path / "raw", "press", {sha256(b"four")})
    assert (report.read, report.new, report.known) == (4, 1, 2)
    assert report.refused == [("http://a/2", "status 404")]
    [capture] = captures(tmp_path / "raw")
    assert (capture.url, capture.source) == ("http://a/1", "press")
    assert capture.fetched_at == datetime(2019, 5, 7, 12, tzinfo=UTC)
    assert read_body(tmp_path / "raw", capture) == b"one"


def test_bodies_are_decoded_of_what_their_headers_name(tmp_path: Path) -> None:
    warc = tmp_path / "theirs.warc.gz"
    chunked = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    warc.write_bytes(
        record("http://a/1", gzip.compress(b"zipped"), Content_Encoding="gzip")
        + record("http://a/2", chunked, Transfer_Encoding="chunked")
        + record("http://a/3", b"??", Content_Encoding="compress")
    )
    report = import_warc(warc, tmp_path / "raw", "press")
    assert report.refused == [("http://a/3", "content coding 'compress' is not known")]
    assert [read_body(tmp_path / "raw", capture) for capture in captures(tmp_path / "raw")] == [b"zipped", b"abcde"]


def test_broken_records_are_passed_over_and_the_rest_is_read(tmp_path: Path) -> None:
    records = [record(f"http://a/{n}", f"page {n} ".encode() * 40) for n in range(6)]
    broken_start = bytes(10) + records[1][10:]
    broken_middle = records[3][:40] + bytes(20) + records[3][60:]
    warc = tmp_path / "theirs.warc.gz"
    warc.write_bytes(b"".join([records[0], broken_start, records[2], broken_middle, records[4], records[5][:-60]]))
    report = import_warc(warc, tmp_path / "raw", "press")
    assert [capture.url for capture in captures(tmp_path / "raw")][:3] == ["http://a/0", "http://a/2", "http://a/4"]
    assert report.read == report.new + report.known + len(report.refused)
    assert len(report.refused) >= 2
    assert all("theirs.warc.gz after byte" in name or name == "http://a/5" for name, _ in report.refused)


@pytest.mark.parametrize("content", [b"hello, no archive", b"PK\x03\x04 zip", gzip.compress(b"plain")])
def test_what_is_no_warc_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "theirs.warc.gz"
    path.write_bytes(content)
    report = import_warc(path, tmp_path / "raw", "press")
    assert (report.read, report.new) == (1, 0)
    assert report.refused == [("theirs.warc.gz after byte 0", "no readable WARC record")]


def test_a_folder_is_taken_in_without_its_own_path(tmp_path: Path) -> None:
    folder = tmp_path / "secret place" / "papers"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "ley nº 5.pdf").write_bytes(b"%PDF-1.7")
    (folder / "b.html").write_bytes(b"<html>")
    (folder / "c.html").write_bytes(b"<html>")
    (folder / "empty.pdf").write_bytes(b"")
    raw = tmp_path / "raw"
    report = import_files(folder, raw, "mx-papers")
    assert (report.read, report.new, report.known, report.refused) == (4, 3, 1, [])
    found = captures(raw)
    assert [(capture.url, capture.media_type) for capture in found] == [
        ("file:///2024/ley%20n%C2%BA%205.pdf", "application/pdf"),
        ("file:///b.html", "text/html"),
        ("file:///empty.pdf", "application/pdf"),
    ]
    assert [read_body(raw, capture) for capture in found] == [b"%PDF-1.7", b"<html>", b""]
    assert b"secret" not in b"".join(gzip.decompress(path.read_bytes()) for path in raw.iterdir())


def test_importing_again_takes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF")
    raw = tmp_path / "raw"
    import_files(folder, raw, "mx-papers")
    known = {capture.sha256 for capture in captures(raw)}
    again = import_files(folder, raw, "mx-papers", known)
    assert (again.new, again.known) == (0, 1)
    assert len(list(raw.iterdir())) == 1


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="nowhere"):
        import_files(tmp_path / "nowhere", tmp_path / "raw", "mx-papers")


@pytest.mark.skipif(not (SHARED / "real").is_dir(), reason="the folder of real files is not here")
def test_real_collections_pass_whole(tmp_path: Path) -> None:
    posts = import_warc(SHARED / "real" / "press" / "recife-posts.warc.gz", tmp_path, "br-recife")
    assert (posts.read, posts.new, posts.refused) == (4654, 4654, [])
    for name, count in (("municipal", 62), ("hostile", 379)):
        files = import_files(SHARED / "real" / "pdf" / name, tmp_path, f"pdf-{name}")
        assert (files.read, files.new + files.known, files.refused) == (count, count, [])
    assert len(captures(tmp_path)) == 4654 + 62 + 379
