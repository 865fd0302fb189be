"""The parts that stand before the assembler, each on its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from agreements.codes import BlockKind, Genre, Kind, Level, Stage
from agreements.records import Block, Document
from extractors.gazetteer.names import Gazetteer
from extractors.reading import pipeline
from extractors.reading.cues import find_cues
from extractors.reading.language import known, load
from extractors.reading.places import find_names
from extractors.reading.reader import Reader
from extractors.reading.segments import cells, sentences, units
from extractors.reading.tokenizer import ScriptTokenizer


@pytest.fixture(scope="module")
def gazetteer(reader: Reader) -> Gazetteer:
    return reader.gazetteer


def whole(text: str) -> Document:
    return Document(id="d", text=text, blocks=[Block(BlockKind.PARAGRAPH, 0, len(text))])


def named(text: str, lang: str, gazetteer: Gazetteer) -> list[tuple[str, str | None, Level | None]]:
    own = units(whole(text), load(lang))
    return [(n.text, n.country, n.level) for n in find_names(text, own, load(lang), gazetteer, None)]


class TestTokenizer:
    @given(st.text())
    def test_the_tokens_are_the_text(self, text: str) -> None:
        assert ScriptTokenizer(Vocab())(text).text == text

    def test_words_stay_whole_and_ideographs_stand_alone(self) -> None:
        tokens = [token.text for token in ScriptTokenizer(Vocab())("Xalapa e 上海市 12-5")]
        assert tokens == ["Xalapa", "e", "上", "海", "市", "12", "-", "5"]


class TestSegments:
    def test_each_line_is_a_unit_and_links_after_the_text_are_none(self) -> None:
        text = "Título\n\nInicio › Prensa\nPrimer párrafo.\nLo más leído\nOtra noticia"
        assert [text[u.start : u.end] for u in units(whole(text), load("es"))] == ["Título", "Primer párrafo."]

    def test_sentences_end_at_full_stops_but_not_after_a_title(self) -> None:
        text = "El Sr. Ruiz firmó. Luego habló J. Pérez."
        [unit] = units(whole(text), load("es"))
        assert [text[a:b] for a, b in sentences(text, unit, load("es"))] == [
            "El Sr. Ruiz firmó. ",
            "Luego habló J. Pérez.",
        ]

    def test_a_row_has_cells(self) -> None:
        text = "Kioto | Japón | | 1980"
        assert [text[a:b] for a, b in cells(text, 0, len(text))] == ["Kioto", "Japón", "1980"]


class TestPlaces:
    def test_a_division_and_a_country_beside_decide_between_namesakes(self, gazetteer: Gazetteer) -> None:
        assert ("Córdoba", "ES", Level.CITY) in named("la ciudad de Córdoba, España", "es", gazetteer)
        assert ("Córdoba", "AR", Level.CITY) in named("la ciudad de Córdoba, Argentina", "es", gazetteer)

    def test_words_beside_tell_the_level(self, gazetteer: Gazetteer) -> None:
        assert ("São Paulo", "BR", Level.TERRITORY) in named("o estado de São Paulo", "pt", gazetteer)
        assert ("São Paulo", "BR", Level.CITY) in named("a cidade de São Paulo", "pt", gazetteer)

    @pytest.mark.parametrize(
        ("lang", "text"),
        [
            ("es", "dijo el alcalde Valencia en su discurso"),
            ("es", "la Universidad de Guadalajara firmó"),
            ("es", "en la calle Kioto esquina con otra"),
            ("en", "students of Osaka University came"),
            ("ja", "福岡大学の学生"),
        ],
    )
    def test_persons_universities_and_streets_are_no_places(self, lang: str, text: str, gazetteer: Gazetteer) -> None:
        assert named(text, lang, gazetteer) == []

    def test_a_government_that_the_gazetteer_lacks_is_known_by_its_form(self, gazetteer: Gazetteer) -> None:
        found = named("我市与墨西哥特科卢特拉马约尔市签署协议", "zh", gazetteer)
        assert ("特科卢特拉马约尔市", "MX", Level.CITY) in found


class TestCues:
    @pytest.mark.parametrize(
        ("lang", "text", "kind", "stage"),
        [
            ("es", "firmaron un convenio de hermanamiento", Kind.SISTER_CITY, Stage.SIGNED),
            ("es", "SUSCRIBIRÁ UN MEMORANDUM DE ENTENDIMIENTO", Kind.MEMORANDUM, Stage.ANNOUNCED),
            ("pt", "renovaram o acordo de amizade", Kind.FRIENDSHIP, Stage.RENEWED),
            ("en", "signed a letter of intent", Kind.LETTER_OF_INTENT, Stage.SIGNED),
            ("ja", "友好都市協定を締結しました", Kind.FRIENDSHIP, Stage.SIGNED),
            ("zh", "續簽合作備忘錄", Kind.MEMORANDUM, Stage.RENEWED),
            ("ko", "자매결연 협정을 체결했다", Kind.SISTER_CITY, Stage.SIGNED),
        ],
    )
    def test_words_tell_kind_and_stage(self, lang: str, text: str, kind: Kind, stage: Stage) -> None:
        cues = find_cues(text, 0, len(text), load(lang))
        assert kind in [cue.kind for cue in cues]
        assert stage in [cue.stage for cue in cues]


class TestPipeline:
    def test_components_declare_what_they_need_and_give(self, reader: Reader) -> None:
        nlp = pipeline.build("es", reader.gazetteer, "f")
        assert nlp.pipe_names == list(pipeline.COMPONENTS)
        assert nlp.get_pipe_meta("hermana_mentions").assigns == ["doc._.mentions"]
        assert "doc._.home" in nlp.get_pipe_meta("hermana_places").requires

    def test_everything_found_is_a_span(self, reader: Reader) -> None:
        text = "Xalapa y Kioto firmaron ayer un convenio de hermanamiento."
        document = Document(id="d", text=text, lang="es", genre=Genre.NEWS, blocks=whole(text).blocks)
        doc = pipeline.run(pipeline.build("es", reader.gazetteer, "f"), document)
        assert [span.text for span in doc.spans["places"]] == ["Xalapa", "Kioto"]
        assert {span.label_ for span in doc.spans["cues"]} >= {"sister_city", "signed"}
        assert list(doc.spans["dates"]) == []  # no publication date to count from


@pytest.mark.parametrize("code", known())
def test_each_language_file_is_whole(code: str) -> None:
    language = load(code)
    assert set(language.kinds) == set(Kind) - {Kind.OTHER}
    assert set(language.stages) == set(Stage)


def test_a_language_without_a_file_is_named() -> None:
    with pytest.raises(KeyError, match=r"xx\.yml"):
        load("xx")


@pytest.mark.parametrize(
    ("lang", "text", "no_place"),
    [
        ("pt", "A prefeita e o prefeito Han Do-yun falaram. Han Do-yun agradeceu.", "Han"),
        ("es", "La Feria de Todos los Santos abre mañana.", "Santos"),
        ("zh", "副市长费尔南多·安德拉德致辞。", "德拉"),
        ("ko", "코로나19로 하늘길이 막혔다.", "코로"),
    ],
)
def test_a_part_of_another_name_is_no_place(lang: str, text: str, no_place: str, gazetteer: Gazetteer) -> None:
    assert no_place not in [name for name, _, _ in named(text, lang, gazetteer)]
