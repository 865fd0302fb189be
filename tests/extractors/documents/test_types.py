"""A file is what its bytes say."""

import io
import zipfile

import docx
import pytest

from extractors.documents.types import FileType, file_type


def _zip(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"%PDF-1.7\n...", FileType.PDF),
        (b"\r\n\r\n%PDF-1.4", FileType.PDF),
        (b"<!DOCTYPE html><html><body>about %PDF- files</body></html>", FileType.HTML),
        (b"\xef\xbb\xbf  <!-- saved --> <HTML><p>x", FileType.HTML),
        ("<html><p>漢字".encode("utf-16"), FileType.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x"><p>x', FileType.HTML),
        (b"<p>a fragment</p>", FileType.HTML),
        (b'<?xml version="1.0"?><rss><channel/></rss>', FileType.XML),
        (b"<urlset><url/></urlset>", FileType.XML),
        (b'{"title": {"rendered": "<p>x</p>"}}', FileType.JSON),
        (b"[not json", FileType.TEXT),
        (b"Convenio de amistad", FileType.TEXT),
        ("友好都市協定".encode("cp932"), FileType.TEXT),
        (b"\x89PNG\r\n\x1a\n123", FileType.PNG),
        (b"\xff\xd8\xff\xe0", FileType.JPEG),
        (b"II*\x00", FileType.TIFF),
        (b"PK\x03\x04 broken", FileType.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", FileType.UNKNOWN),
    ],
)
def test_type_goes_by_content(body: bytes, expected: FileType) -> None:
    assert file_type(body) is expected


def test_a_word_file_is_told_from_other_archives() -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)

    assert file_type(buffer.getvalue()) is FileType.DOCX
    assert file_type(_zip(readme="x")) is FileType.ZIP
