"""A capture becomes a document, or a refusal that names the reason."""

from collections.abc import Callable
from datetime import date

import pytest

from agreements.codes import BlockKind, Cadence, CaptureRole, Genre, Level, RefusalReason, SourceClass
from agreements.ids import sha256
from agreements.records import Document, Publisher, Refusal, Source

Read = Callable[..., Document | Refusal]

TOWN = Source(
    id="do-salcedo", name="Salcedo", source_class=SourceClass.GOVERNMENT, platform="wordpress", urls=[],
    languages=["es"], cadence=Cadence.DAILY, minimum=1, verified=None, seen_at="https://example.org",
    place=Publisher("Salcedo", "DO", Level.CITY), genre=Genre.PRESS_RELEASE,
)  # fmt: skip
PROSE = "El alcalde firmó ayer en el palacio municipal un convenio de hermanamiento con la ciudad china de Wuhan. "
PAGE = (
    "<html lang='es'><head><title>Firma con Wuhan</title></head>"
    f"<body><main><h1>Firma con Wuhan</h1><p>{PROSE}</p></main></body></html>"
)


def test_a_page_becomes_a_located_document(read: Read) -> None:
    document = read(PAGE.encode(), TOWN)

    assert isinstance(document, Document)
    assert document.id == f"d-{sha256(PAGE.encode())[:12]}"
    assert document.text == f"Firma con Wuhan\n{PROSE.strip()}"
    assert [block.kind for block in document.blocks] == [BlockKind.TITLE, BlockKind.PARAGRAPH]
    assert (document.lang, document.genre, document.publisher) == ("es", Genre.PRESS_RELEASE, TOWN.place)
    assert document.media_type == "text/html"


def test_without_a_source_the_language_is_found_out(read: Read) -> None:
    document = read(PAGE.encode())

    assert isinstance(document, Document)
    assert (document.lang, document.genre, document.publisher) == ("es", None, None)


def test_the_listings_date_goes_before_the_pages(read: Read) -> None:
    dated = PAGE.replace("<head>", '<head><meta name="date" content="2020-01-01">').encode()

    listed, declared, impossible = (
        read(dated, TOWN, published=date(2019, 5, 7)), read(dated, TOWN), read(dated, TOWN, published=date(2031, 1, 1)),
    )  # fmt: skip

    assert isinstance(listed, Document)
    assert isinstance(declared, Document)
    assert isinstance(impossible, Document)
    assert listed.published == date(2019, 5, 7)
    assert declared.published == impossible.published == date(2020, 1, 1)


def test_a_pdf_takes_its_title_from_the_listing_or_its_first_heading(read: Read, pdf, lines) -> None:
    body = pdf(lines("CONVENIO MARCO", PROSE[:90], PROSE[:80]))

    listed, unlisted = read(body, TOWN, title="Convenio con Wuhan"), read(body, TOWN)

    assert isinstance(listed, Document)
    assert isinstance(unlisted, Document)
    assert listed.title == "Convenio con Wuhan"
    assert unlisted.title == "CONVENIO MARCO"
    assert unlisted.text.count("CONVENIO MARCO") == 1
    assert all(block.page == 1 for block in unlisted.blocks)


@pytest.mark.parametrize(
    ("body", "changes", "reason"),
    [
        (b"", {}, RefusalReason.EMPTY),
        (b" \n ", {}, RefusalReason.EMPTY),
        (b"<?xml version='1.0'?><rss/>", {}, RefusalReason.NOT_A_DOCUMENT),
        (b'{"posts": []}', {}, RefusalReason.NOT_A_DOCUMENT),
        (PAGE.encode(), {"role": CaptureRole.INDEX}, RefusalReason.NOT_A_DOCUMENT),
        (b"\x00\x01\x02\x03", {}, RefusalReason.UNKNOWN_TYPE),
        (b"%PDF-1.4 broken", {}, RefusalReason.BROKEN),
        (b"<h1>404 Not Found</h1>", {"url": "https://town.example/ley.pdf"}, RefusalReason.IMPOSTOR),
        (PAGE.encode(), {"url": "https://town.example/ley.pdf"}, RefusalReason.IMPOSTOR),
        (PAGE.encode(), {"media_type": "application/pdf"}, RefusalReason.IMPOSTOR),
        ("La ville de Lyon a signé un accord de jumelage avec Canton. ".encode() * 9, {}, RefusalReason.OTHER_LANGUAGE),
    ],
)
def test_every_refusal_has_its_reason_and_names_the_address(
    read: Read, body: bytes, changes, reason: RefusalReason
) -> None:
    refusal = read(body, TOWN, **changes)

    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason
    assert "https://town.example/" in refusal.detail


def test_an_article_saved_under_a_files_name_is_read(read: Read) -> None:
    article = PAGE.replace("</p>", PROSE * 8 + "</p>").encode()

    assert isinstance(read(article, TOWN, url="https://town.example/nota.pdf"), Document)


def test_real_municipal_files_are_told_apart(read: Read, shared) -> None:
    files = sorted((shared / "real" / "pdf" / "municipal").glob("*.pdf"))
    pages = [path for path in files if not path.read_bytes().startswith(b"%PDF")]

    refused = [read(path.read_bytes(), None, url=f"file:///{path.name}") for path in pages]

    assert len(refused) == 9
    assert all(isinstance(refusal, Refusal) for refusal in refused)
