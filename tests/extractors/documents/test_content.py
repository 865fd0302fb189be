"""Pieces become text and blocks whose offsets can be trusted."""

from hypothesis import given
from hypothesis import strategies as st

from agreements.codes import BlockKind
from extractors.documents.content import Piece, assemble, clean, join_lines

pieces = st.lists(st.builds(Piece, st.sampled_from(BlockKind), st.text().map(clean), st.none() | st.integers(1, 9)))


@given(title=st.text().map(clean), pieces=pieces)
def test_blocks_are_not_empty_and_cover_all_text_but_newlines(title: str, pieces: list[Piece]) -> None:
    text, blocks = assemble(title, pieces)

    position = 0
    for number, block in enumerate(blocks):
        assert block.start == position + (1 if number else 0)
        assert block.end > block.start
        assert "\n" not in text[block.start : block.end]
        position = block.end
    assert position == len(text)


@given(st.text())
def test_clean_text_is_one_line_that_databases_take(text: str) -> None:
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert cleaned == clean(cleaned)
    assert cleaned == " ".join(cleaned.split())


def test_the_title_stands_first_and_once() -> None:
    heading = Piece(BlockKind.HEADING, "Convenio con Wuhan")
    body = Piece(BlockKind.PARAGRAPH, "Fue firmado ayer.")

    text, blocks = assemble("Convenio con Wuhan", [heading, body])

    assert text == "Convenio con Wuhan\nFue firmado ayer."
    assert [block.kind for block in blocks] == [BlockKind.TITLE, BlockKind.PARAGRAPH]


def test_lines_join_as_their_script_asks() -> None:
    assert (
        join_lines(["el convenio de herma-", "namiento fue", "firmado"]) == "el convenio de hermanamiento fue firmado"
    )
    assert join_lines(["姉妹都市", "提携"]) == "姉妹都市提携"
    assert join_lines(["자매결연", "협정"]) == "자매결연 협정"
    assert join_lines(["Kita-", "Kyushu"]) == "Kita- Kyushu"
