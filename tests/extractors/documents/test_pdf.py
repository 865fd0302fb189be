"""PDF files give paragraphs, tables and pages; what cannot be read is named."""

import io
from collections.abc import Callable
from functools import partial

import pytest
from reportlab.lib import colors, pdfencrypt
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table

from agreements.codes import BlockKind, RefusalReason
from extractors.documents import ocr
from extractors.documents.content import Content, Unreadable
from extractors.documents.pdf import read_pdf

Make = Callable[..., bytes]
Lines = Callable[..., Callable[[Canvas], None]]

PARAGRAPH = [
    "La ciudad de Salcedo y la ciudad de Wuhan acuerdan establecer relaciones de herma-",
    "namiento, con el fin de promover el intercambio cultural y educativo entre los dos",
    "pueblos.",
]


def _texts(content: Content, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [piece.text for piece in content.pieces if piece.kind is kind]


def _table(canvas: Canvas) -> None:
    rows = [["Ciudad", "País", "Año"], ["Nagoya", "Japón", "1978"], ["Pekín", "China", "2009"]]
    table = Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    table.wrapOn(canvas, 400, 400)
    table.drawOn(canvas, 72, 600)


def test_lines_become_paragraphs_and_hyphens_are_rejoined(pdf: Make, lines: Lines) -> None:
    content = read_pdf(pdf(lines(*PARAGRAPH, "Artículo 1. Las partes cooperarán.")), ["es"])

    assert _texts(content) == [
        "La ciudad de Salcedo y la ciudad de Wuhan acuerdan establecer relaciones de hermanamiento, con el fin de "
        "promover el intercambio cultural y educativo entre los dos pueblos.",
        "Artículo 1. Las partes cooperarán.",
    ]


def test_larger_letters_are_a_heading_and_pages_are_counted(pdf: Make, lines: Lines) -> None:
    def first(canvas: Canvas) -> None:
        lines("CONVENIO MARCO", size=20)(canvas)
        lines(*PARAGRAPH, top=700)(canvas)

    content = read_pdf(pdf(first, lines("Dado en Salcedo, a los doce días del mes de abril.")), ["es"])

    assert [(piece.kind, piece.page) for piece in content.pieces] == [
        (BlockKind.HEADING, 1), (BlockKind.PARAGRAPH, 1), (BlockKind.PARAGRAPH, 2),
    ]  # fmt: skip


def test_a_ruled_table_gives_rows_in_its_place(pdf: Make, lines: Lines) -> None:
    def page(canvas: Canvas) -> None:
        lines("La ciudad tiene estas ciudades hermanas:")(canvas)
        _table(canvas)
        lines("Esta lista fue revisada en el año dos mil veinte.", top=500)(canvas)

    content = read_pdf(pdf(page), ["es"])

    assert [piece.text for piece in content.pieces] == [
        "La ciudad tiene estas ciudades hermanas:",
        "Ciudad | País | Año",
        "Nagoya | Japón | 1978",
        "Pekín | China | 2009",
        "Esta lista fue revisada en el año dos mil veinte.",
    ]
    assert len(_texts(content, BlockKind.TABLE_ROW)) == 3


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ("Convenio con la ciudad de Wuhan", "Convenio con la ciudad de Wuhan"),
        ("Microsoft Word - convenio.doc", ""),
        ("convenio_final.docx", ""),
        ("Seagate Crystal Reports - CTA_Sit.rpt", ""),
        ("CamScanner 23-10-2023 11.53", ""),
        ("untitled", ""),
    ],
)
def test_only_a_title_that_a_person_wrote_is_taken(pdf: Make, lines: Lines, metadata: str, title: str) -> None:
    assert read_pdf(pdf(lines(*PARAGRAPH), title=metadata), ["es"]).title == title


def test_a_password_is_named(pdf: Make, lines: Lines) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_pdf(pdf(lines("secreto"), encrypt=pdfencrypt.StandardEncryption("sesame")), ["es"])

    assert refusal.value.reason is RefusalReason.ENCRYPTED


def test_a_file_that_only_forbids_printing_is_read(pdf: Make, lines: Lines) -> None:
    lock = pdfencrypt.StandardEncryption("", ownerPassword="sesame", canPrint=0)

    assert _texts(read_pdf(pdf(lines(*PARAGRAPH), encrypt=lock), ["es"]))


def test_a_broken_file_is_named() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_pdf(b"%PDF-1.7\n nothing more", ["es"])

    assert refusal.value.reason is RefusalReason.BROKEN


def test_blank_pages_are_no_scan(pdf: Make) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_pdf(pdf(lambda canvas: None), ["es"])

    assert refusal.value.reason is RefusalReason.NO_TEXT


@pytest.mark.usefixtures("tesseract")
def test_a_scanned_page_among_others_is_read_by_ocr(pdf: Make, lines: Lines, scan) -> None:
    content = read_pdf(pdf(lines(*PARAGRAPH), scan("Firmado en Salcedo\nel 12 de abril de 2019")), ["es"])

    assert content.pieces[-1].text == "Firmado en Salcedo el 12 de abril de 2019"
    assert content.pieces[-1].page == 2
    assert content.ocr_confidence is not None
    assert 0.7 < content.ocr_confidence <= 1
    assert content.unread_pages == 0


@pytest.mark.usefixtures("tesseract")
def test_a_picture_without_words_among_pages_of_text_is_not_unread(pdf: Make, lines: Lines, scan) -> None:
    content = read_pdf(pdf(lines(*PARAGRAPH), scan(" ")), ["es"])

    assert len(content.pieces) == 1
    assert content.unread_pages == 0


def test_without_tesseract_a_scan_says_what_to_install(pdf: Make, scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_languages", lambda: frozenset({"eng"}))

    with pytest.raises(Unreadable) as refusal:
        read_pdf(pdf(scan("Firmado en Salcedo")), ["ja"])

    assert refusal.value.reason is RefusalReason.NEEDS_OCR
    assert "apt install tesseract-ocr-jpn" in refusal.value.detail


def test_without_tesseract_pages_with_text_are_read_and_scans_counted(
    pdf: Make, lines: Lines, scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "installed_languages", lambda: frozenset())

    content = read_pdf(pdf(lines(*PARAGRAPH), scan("Firmado en Salcedo")), ["es"])

    assert len(content.pieces) == 1
    assert content.unread_pages == 1


@pytest.mark.usefixtures("tesseract")
def test_pages_beyond_the_declared_number_are_counted_as_unread(pdf: Make, scan, monkeypatch) -> None:
    monkeypatch.setattr("extractors.documents.pdf.MAX_OCR_PAGES", 1)

    content = read_pdf(pdf(scan("Primera hoja del convenio"), scan("Segunda hoja"), scan("Tercera hoja")), ["es"])

    assert {piece.page for piece in content.pieces} == {1}
    assert content.unread_pages == 2


@pytest.mark.usefixtures("tesseract")
def test_a_picture_is_a_document_of_one_page(picture: Callable[[str], bytes]) -> None:
    content = ocr.read_image(picture("Acordo entre cidades\nassinado em 2019"), ocr.FileType.PNG, ["pt"])

    assert content.pieces[0].text == "Acordo entre cidades assinado em 2019"


@pytest.mark.usefixtures("tesseract")
def test_without_a_language_the_script_is_found_out(picture: Callable[[str], bytes]) -> None:
    content = ocr.read_image(picture("The mayor signed the\nagreement in 2019"), ocr.FileType.PNG, [])

    assert "signed the agreement" in content.pieces[0].text


def test_a_broken_picture_is_named() -> None:
    with pytest.raises(Unreadable) as refusal:
        ocr.read_image(b"\x89PNG\r\n\x1a\nbroken", ocr.FileType.PNG, ["es"])

    assert refusal.value.reason is RefusalReason.BROKEN


@pytest.mark.usefixtures("tesseract")
def test_a_huge_picture_is_not_unfolded() -> None:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")

    with pytest.raises(Unreadable) as refusal:
        ocr.read_image(buffer.getvalue(), ocr.FileType.PNG, ["es"])

    assert refusal.value.reason is RefusalReason.TOO_LARGE


def test_a_page_of_many_shapes_is_not_searched_for_tables(pdf: Make, lines: Lines) -> None:
    def plot(canvas: Canvas) -> None:
        lines("Plano de la ciudad de Salcedo, escala uno a mil")(canvas)
        for number in range(3500):
            canvas.line(100, 100 + number % 400, 400, 100 + number % 400)
            canvas.line(100 + number % 300, 100, 100 + number % 300, 500)

    assert _texts(read_pdf(pdf(partial(plot)), ["es"])) == ["Plano de la ciudad de Salcedo, escala uno a mil"]
