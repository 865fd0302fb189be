import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.codes import BlockKind, Genre
from extractors.reading.inputs import output, parse_line
from extractors.reading.reader import Reader


def line(**fields: object) -> bytes:
    return json.dumps({"id": "a", "text": "uno", **fields}).encode()


def test_title_and_lines_become_blocks() -> None:
    document = parse_line(line(title="Lista", text="Kioto | Japón\n\n- Lima\nfin", genre="directory"))
    blocks = [(block.kind, document.text[block.start : block.end]) for block in document.blocks]
    assert blocks == [
        (BlockKind.TITLE, "Lista"),
        (BlockKind.TABLE_ROW, "Kioto | Japón"),
        (BlockKind.LIST_ITEM, "- Lima"),
        (BlockKind.PARAGRAPH, "fin"),
    ]
    assert document.genre is Genre.DIRECTORY


def test_other_fields_are_passed_over() -> None:
    assert parse_line(line(agreements=[], url="x")).id == "a"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": None}, "id is missing"),
        ({"text": 5}, "text: a text is needed, not 5"),
        ({"published": "last year"}, "published: 'last year' is no date"),
        ({"genre": "poem"}, "genre: 'poem' is none of"),
        ({"publisher_place": "Lima"}, "publisher_place: an object"),
        ({"publisher_place": {"name": "Lima"}}, "publisher_place: country is missing"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_line(line(**fields))


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe", b""])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="the line"):
        parse_line(raw)


@given(st.text(max_size=40), st.text(min_size=1, max_size=120))
def test_blocks_lie_in_order_in_the_text(title: str, text: str) -> None:
    document = parse_line(line(title=title, text=text))
    assert all(document.text[b.start : b.end].strip() for b in document.blocks)
    assert all(a.end < b.start for a, b in zip(document.blocks, document.blocks[1:], strict=False))


def test_output_gives_what_the_scorer_reads(reader: Reader) -> None:
    document = parse_line(
        line(
            text="Xalapa firmó ayer un convenio de hermanamiento con la ciudad de Kioto, Japón.",
            lang="es",
            published="2020-03-05",
            publisher_place={"name": "Xalapa", "country": "MX"},
        )
    )
    result = json.loads(json.dumps(output(document.id, reader.read(document))))
    [agreement] = result["agreements"]
    assert result["id"] == "a"
    assert {party["country"] for party in agreement["parties"]} == {"MX", "JP"}
    assert (agreement["kind"], agreement["stage"], agreement["signed"]) == ("sister_city", "signed", "2020-03-04")
    assert agreement["spans"]["signed"]["text"] == "ayer"
