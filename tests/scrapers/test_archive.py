import fcntl
import subprocess
import sys
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.codes import CaptureRole
from agreements.ids import sha256
from agreements.records import Capture
from scrapers.archive import ArchiveError, Headers, Writer, read_body, repair, scan

HTML = Headers("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"abc"')])
THEN = datetime(2024, 5, 22, 10, 30, tzinfo=UTC)


def write(raw: Path, *bodies: bytes) -> list[Capture]:
    with Writer(raw, "mx-colima") as writer:
        return [
            writer.response(f"http://a.example/{n}", HTML, body, role=CaptureRole.DOCUMENT, fetched_at=THEN)
            for n, body in enumerate(bodies)
        ]


def only_file(raw: Path) -> Path:
    [path] = raw.glob("*.warc.gz")
    return path


@settings(max_examples=40, deadline=None)
@given(
    bodies=st.lists(st.binary(max_size=3000), min_size=1, max_size=4),
    title=st.text(max_size=40),
    published=st.none() | st.dates(),
    role=st.sampled_from(CaptureRole),
)
def test_the_index_can_be_rebuilt_from_the_files_alone(
    bodies: list[bytes], title: str, published: date | None, role: CaptureRole
) -> None:
    with TemporaryDirectory() as folder:
        raw = Path(folder)
        with Writer(raw, "jp-matsue") as writer:
            written = [
                writer.response(
                    f"http://a.example/{n}", HTML, body, role=role, fetched_at=THEN, published=published, title=title
                )
                for n, body in enumerate(bodies)
            ]
        assert list(scan(only_file(raw), raw)) == written
        assert [read_body(raw, capture) for capture in written] == bodies
        assert {capture.published for capture in written} == {published}
        assert list(scan(only_file(raw), raw, written[-1].offset)) == written[-1:]


def test_titles_keep_every_script_and_sign(tmp_path: Path) -> None:
    title = "松江市とコリマ市\nHermanamiento: «100 %» – Ñandú"
    with Writer(tmp_path, "jp-matsue") as writer:
        writer.response("http://a/", HTML, b"x", role=CaptureRole.DOCUMENT, fetched_at=THEN, title=title)
    assert [capture.title for capture in scan(only_file(tmp_path), tmp_path)] == [title]


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(min_value=1, max_value=10_000))
def test_a_file_cut_short_anywhere_keeps_its_whole_records(cut: int) -> None:
    with TemporaryDirectory() as folder:
        raw = Path(folder)
        written = write(raw, b"one" * 50, b"two" * 50, b"three" * 50)
        path = only_file(raw)
        whole = path.read_bytes()
        kept = whole[: len(whole) - cut % len(whole)]
        path.write_bytes(kept)
        before = list(scan(path, raw))
        assert before == written[: len(before)]
        lost = repair(path)
        assert len(kept) - lost == path.stat().st_size
        assert list(scan(path, raw)) == before
        assert repair(path) == 0


def test_repair_leaves_a_file_alone_that_is_being_written(tmp_path: Path) -> None:
    write(tmp_path, b"one", b"two")
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-3])
    with path.open("rb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert repair(path) == 0
    assert repair(path) > 0


def test_damage_before_the_end_is_named_and_never_cut(tmp_path: Path) -> None:
    _, second, _ = write(tmp_path, b"one" * 99, b"two" * 99, b"three" * 99)
    path = only_file(tmp_path)
    damaged = bytearray(path.read_bytes())
    damaged[second.offset + 30 : second.offset + 60] = bytes(30)
    path.write_bytes(damaged)
    with pytest.raises(ArchiveError, match=f"damaged in the record at byte {second.offset}"):
        repair(path)
    assert path.read_bytes() == bytes(damaged)


def test_bytes_that_are_not_the_captures_are_refused(tmp_path: Path) -> None:
    [capture] = write(tmp_path, b"one")
    other = Capture(**{**{f: getattr(capture, f) for f in capture.__struct_fields__}, "sha256": sha256(b"two")})
    with pytest.raises(ArchiveError, match="not those of capture"):
        read_body(tmp_path, other)
    only_file(tmp_path).unlink()
    with pytest.raises(ArchiveError, match="the file is missing"):
        read_body(tmp_path, capture)


def test_bodies_are_stored_decoded_under_headers_that_say_so(tmp_path: Path) -> None:
    on_the_wire = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "7")]
    with Writer(tmp_path, "mx-colima") as writer:
        headers = Headers("200 OK", [*on_the_wire, ("Content-Type", "text/html")])
        writer.response("http://a/", headers, b"decoded body", role=CaptureRole.DOCUMENT, fetched_at=THEN)
    record = only_file(tmp_path).read_bytes()
    text = b""
    while record:
        inflate = zlib.decompressobj(31)
        text += inflate.decompress(record)
        record = inflate.unused_data
    http = text.partition(b"HTTP/1.1 200 OK\r\n")[2]
    assert http.startswith(b"Content-Type: text/html\r\nContent-Length: 12\r\n\r\ndecoded body")
    assert f"WARC-Payload-Digest: sha256:{sha256(b'decoded body')}".encode() in text


def test_other_tools_find_every_digest_right(tmp_path: Path) -> None:
    write(tmp_path, b"one", b"", "três".encode())
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(only_file(tmp_path))], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_name_is_never_taken_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1716373800")
    write(tmp_path, b"one")
    write(tmp_path, b"two")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "20240522T103000Z-mx-colima-1.warc.gz",
        "20240522T103000Z-mx-colima-2.warc.gz",
    ]


def test_a_writer_that_stored_nothing_leaves_no_file(tmp_path: Path) -> None:
    with Writer(tmp_path / "raw", "mx-colima"):
        pass
    assert not list(tmp_path.iterdir())
