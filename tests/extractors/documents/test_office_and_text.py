"""Word processor and text files."""

import io
import zipfile

import docx
import pytest

from agreements.codes import BlockKind, RefusalReason
from extractors.documents import office
from extractors.documents.content import Unreadable
from extractors.documents.office import read_docx
from extractors.documents.text import read_text


def _saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_paragraphs_lists_and_tables_keep_their_order() -> None:
    document = docx.Document()
    document.core_properties.title = "Convenio con Wuhan"
    document.add_heading("Convenio", level=1)
    document.add_paragraph("Las partes acuerdan:")
    document.add_paragraph("intercambiar estudiantes", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Ciudad", "País", "Wuhan", "China"], strict=True
    ):
        cell.text = text
    document.add_paragraph("Salcedo, 2019")

    content = read_docx(_saved(document))

    assert content.title == "Convenio con Wuhan"
    assert [(piece.kind, piece.text) for piece in content.pieces] == [
        (BlockKind.HEADING, "Convenio"),
        (BlockKind.PARAGRAPH, "Las partes acuerdan:"),
        (BlockKind.LIST_ITEM, "intercambiar estudiantes"),
        (BlockKind.TABLE_ROW, "Ciudad | País"),
        (BlockKind.TABLE_ROW, "Wuhan | China"),
        (BlockKind.PARAGRAPH, "Salcedo, 2019"),
    ]


def test_a_merged_cell_is_told_once() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=3).rows[0]
    row.cells[0].merge(row.cells[1]).text = "Asia"
    row.cells[2].text = "1978"

    assert read_docx(_saved(document)).pieces[0].text == "Asia |  | 1978"


def _broken() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<not-closed")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"), [(_broken(), RefusalReason.BROKEN), (_saved(docx.Document()), RefusalReason.EMPTY)]
)
def test_what_cannot_be_read_is_named(body: bytes, reason: RefusalReason) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_docx(body)

    assert refusal.value.reason is reason


def test_a_file_that_unfolds_too_far_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MAX_UNPACKED", 1000)

    with pytest.raises(Unreadable) as refusal:
        read_docx(_saved(docx.Document()))

    assert refusal.value.reason is RefusalReason.TOO_LARGE


def test_wrapped_lines_are_joined_and_short_ones_are_not() -> None:
    text = (
        "Ciudades hermanas\n\nLa ciudad de Salcedo firmó en el año dos mil diecinueve un convenio\n"
        "de hermanamiento con la ciudad de Wuhan.\n\nNagoya, Japón\nPekín, China\n"
    )

    content = read_text(text.encode("latin-1"), media_type="text/plain", languages=["es"])

    assert [piece.text for piece in content.pieces] == [
        "Ciudades hermanas",
        "La ciudad de Salcedo firmó en el año dos mil diecinueve un convenio de hermanamiento con la ciudad de Wuhan.",
        "Nagoya, Japón",
        "Pekín, China",
    ]


def test_white_space_is_empty() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_text(b" \n\t\n", media_type="text/plain", languages=[])

    assert refusal.value.reason is RefusalReason.EMPTY
