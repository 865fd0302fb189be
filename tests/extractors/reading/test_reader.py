"""The guidelines, rule by rule, on short documents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.codes import DateBasis, Genre, Kind, Level, PartyBasis, Stage
from agreements.records import Document, Mention
from extractors.reading.language import known, load
from extractors.reading.reader import Reader, passes_gate

from .conftest import Read

XALAPA = ("Xalapa", "MX")
RECIFE = ("Recife", "BR")
PRESS, NEWS, LAW, AGREEMENT, DIRECTORY = (
    Genre.PRESS_RELEASE,
    Genre.NEWS,
    Genre.LAW,
    Genre.AGREEMENT,
    Genre.DIRECTORY,
)


def told(mentions: list[Mention]) -> list[tuple[set[str], Kind, Stage, str | None]]:
    """Countries and names of the parties, kind, stage and date of signing."""
    return [
        ({f"{p.name} {p.country}" for p in m.parties}, m.kind, m.stage, m.signed.edtf if m.signed else None)
        for m in mentions
    ]


class TestPairs:
    def test_both_sides_named(self, read: Read) -> None:
        found = read(
            "Los alcaldes de Arequipa, Perú, y Suzhou, China, firmaron ayer un memorándum de entendimiento.",
            lang="es",
            published="2022-03-09",
            genre=NEWS,
        )
        assert told(found) == [({"Arequipa PE", "Suzhou CN"}, Kind.MEMORANDUM, Stage.SIGNED, "2022-03-08")]

    def test_the_publisher_is_meant_where_no_name_stands(self, read: Read) -> None:
        [mention] = read(
            "Nuestra ciudad firmó ayer un convenio de hermanamiento con la ciudad de Kioto, Japón.",
            lang="es",
            published="2022-03-09",
            publisher=XALAPA,
            genre=PRESS,
        )
        home = next(party for party in mention.parties if party.country == "MX")
        assert home.basis is PartyBasis.PUBLISHER
        assert home.span is not None
        assert home.span.text == "Nuestra ciudad"

    def test_a_place_is_named_alone_though_its_province_stands_beside(self, read: Read) -> None:
        found = read(
            "Recife assinou ontem um acordo de cooperação com Shenzhen, na província de Guangdong, China.",
            lang="pt",
            published="2022-03-09",
            publisher=RECIFE,
            genre=PRESS,
        )
        assert told(found) == [({"Recife BR", "Shenzhen CN"}, Kind.COOPERATION, Stage.SIGNED, "2022-03-08")]

    def test_several_partners_are_several_agreements_with_their_own_dates(self, read: Read) -> None:
        found = read(
            "La ciudad está hermanada con Kioto, Japón (1980), con Busan, Corea del Sur (1994), y con Cantón, China.",
            lang="es",
            publisher=XALAPA,
            genre=PRESS,
        )
        dates = {next(p.country for p in m.parties if p.country != "MX"): m.signed for m in found}
        assert {country: date.edtf if date else None for country, date in dates.items()} == {
            "JP": "1980",
            "KR": "1994",
            "CN": None,
        }

    def test_one_act_in_a_network_has_all_its_parties(self, read: Read) -> None:
        [mention] = read(
            "Recife, Kobe, no Japão, e Busan, na Coreia do Sul, assinaram hoje a carta de fundação da Rede de Portos.",
            lang="pt",
            published="2022-03-09",
            publisher=RECIFE,
            genre=PRESS,
        )
        assert mention.kind is Kind.NETWORK
        assert {party.country for party in mention.parties} == {"BR", "JP", "KR"}

    def test_two_instruments_of_one_sentence_keep_their_partners(self, read: Read) -> None:
        found = read(
            "Siguen en vigor el acuerdo de hermanamiento con Kioto, Japón, y el memorándum de entendimiento con Busan, "
            "Corea del Sur.",
            lang="es",
            publisher=XALAPA,
            genre=PRESS,
        )
        kinds = {next(p.country for p in m.parties if p.country != "MX"): m.kind for m in found}
        assert kinds == {"JP": Kind.SISTER_CITY, "KR": Kind.MEMORANDUM}

    def test_a_territory_is_no_city(self, read: Read) -> None:
        [mention] = read(
            "The State of São Paulo, Brazil, and Gyeonggi Province, South Korea, signed a friendship agreement today.",
            lang="en",
            published="2022-03-09",
            genre=NEWS,
        )
        assert {party.level for party in mention.parties} == {Level.TERRITORY}

    def test_an_agency_is_the_other_side_of_its_aid(self, read: Read) -> None:
        [mention] = read(
            "La Municipalidad y la KOICA firmaron ayer un convenio de donación para el acueducto.",
            lang="es",
            published="2022-03-09",
            publisher=("Comayagua", "HN"),
            genre=PRESS,
        )
        assert mention.kind is Kind.DEVELOPMENT_COOPERATION
        assert {(p.country, p.level) for p in mention.parties} == {("HN", Level.CITY), ("KR", Level.AGENCY)}


class TestStages:
    @pytest.mark.parametrize(
        ("text", "stage", "signed"),
        [
            ("El alcalde firmará en mayo un convenio de hermanamiento con Kioto, Japón.", Stage.ANNOUNCED, None),
            ("El alcalde propuso un hermanamiento con la ciudad de Kioto, Japón.", Stage.PROPOSED, None),
            ("Xalapa está hermanada con Kioto, Japón, desde 1980.", Stage.IN_FORCE, "1980"),
            ("El Cabildo dio por terminado el hermanamiento con Kioto, Japón, firmado en 1980.", Stage.ENDED, "1980"),
        ],
    )
    def test_spanish(self, read: Read, text: str, stage: Stage, signed: str | None) -> None:
        [mention] = read(text, lang="es", published="2022-03-09", publisher=XALAPA, genre=PRESS)
        assert (mention.stage, mention.signed.edtf if mention.signed else None) == (stage, signed)

    def test_a_renewal_has_two_dates(self, read: Read) -> None:
        [mention] = read(
            "Recife renovou ontem o acordo de cidades-irmãs com Nagoia, Japão, firmado em 1986.",
            lang="pt",
            published="2022-03-09",
            publisher=RECIFE,
            genre=PRESS,
        )
        assert mention.signed is not None
        assert mention.renewed is not None
        assert (mention.stage, mention.signed.edtf, mention.renewed.edtf) == (Stage.RENEWED, "1986", "2022-03-08")
        assert mention.renewed.basis is DateBasis.RELATIVE

    def test_the_furthest_state_that_is_told_counts(self, read: Read) -> None:
        found = read(
            "Xalapa es ciudad hermana de Kioto, Japón.\n"
            "El convenio de hermanamiento con Kioto se firmó el 3 de mayo de 2001.",
            lang="es",
            publisher=XALAPA,
            genre=PRESS,
        )
        assert [(stage, signed) for _, _, stage, signed in told(found)] == [(Stage.SIGNED, "2001-05-03")]

    def test_a_letter_of_intent_to_twin_is_one_letter(self, read: Read) -> None:
        found = read(
            "Xalapa firmó ayer una carta de intención para el hermanamiento con la ciudad de Kioto, Japón.",
            lang="es",
            published="2022-03-09",
            publisher=XALAPA,
            genre=PRESS,
        )
        assert [kind for _, kind, _, _ in told(found)] == [Kind.LETTER_OF_INTENT]

    def test_a_law_that_declares_alone_announces(self, read: Read) -> None:
        found = read(
            "Art. 1º São declaradas cidades-irmãs o Município de Recife e a cidade de Nagoia, no Japão.",
            title="LEI Nº 7.418, DE 9 DE ABRIL DE 2019",
            lang="pt",
            publisher=RECIFE,
            genre=LAW,
        )
        assert [(stage, signed) for _, _, stage, signed in told(found)] == [(Stage.ANNOUNCED, None)]


class TestForms:
    def test_a_table_is_one_agreement_a_row_and_leaves_domestic_ones_out(self, read: Read) -> None:
        found = read(
            "Ciudad | País | Fecha\nKioto | Japón | 20/10/1980\nCuritiba | Brasil | 1987 | Convenio de cooperación\n"
            "Mérida, Yucatán | México | 2004 | Nacional",
            title="Ciudades hermanas de Xalapa",
            lang="es",
            publisher=XALAPA,
            genre=DIRECTORY,
        )
        assert [(kind, stage, signed) for _, kind, stage, signed in told(found)] == [
            (Kind.SISTER_CITY, Stage.IN_FORCE, "1980-10-20"),
            (Kind.COOPERATION, Stage.IN_FORCE, "1987"),
        ]

    def test_headings_tell_the_kind_of_the_rows_below(self, read: Read) -> None:
        found = read(
            "■ 자매결연도시\n1 / 중국 칭다오시 / 1998. 4. 21.\n■ 우호교류도시\n1 / 일본 교토시 / 2001. 2. 19.",
            title="해외교류도시",
            lang="ko",
            publisher=("Goyang", "KR"),
            genre=DIRECTORY,
        )
        assert [(kind, signed) for _, kind, _, signed in told(found)] == [
            (Kind.SISTER_CITY, "1998-04-21"),
            (Kind.FRIENDSHIP, "2001-02-19"),
        ]

    def test_an_agreement_text_is_dated_by_its_closing(self, read: Read) -> None:
        found = read(
            "El Gobierno del Estado de Jalisco, de los Estados Unidos Mexicanos, y la Prefectura de Kioto, del Japón, "
            "considerando el tratado de 1888, han convenido lo siguiente:\nARTÍCULO I. Las Partes cooperarán.\n"
            "Hecho en Guadalajara, el veintisiete de noviembre de dos mil quince.",
            title="ACUERDO DE AMISTAD ENTRE EL ESTADO DE JALISCO Y LA PREFECTURA DE KIOTO",
            lang="es",
            genre=AGREEMENT,
        )
        assert [(kind, stage, signed) for _, kind, stage, signed in told(found)] == [
            (Kind.FRIENDSHIP, Stage.SIGNED, "2015-11-27")
        ]

    @pytest.mark.parametrize(
        ("lang", "text", "publisher", "countries"),
        [
            ("ja", "本市は昨日、ブラジルのサンパウロ市と姉妹都市協定を締結しました。", ("Nagoya", "JP"), {"JP", "BR"}),
            ("zh", "我市昨日与墨西哥瓜达拉哈拉市签署建立友好城市关系协议书。", ("Wuhan", "CN"), {"CN", "MX"}),
            ("zh", "本市昨日與日本京都市簽署姊妹市協議。", ("Taichung", "TW"), {"TW", "JP"}),
            ("ko", "우리 시는 어제 멕시코 과달라하라시와 자매결연 협정을 체결했다.", ("Busan", "KR"), {"KR", "MX"}),
            (
                "en",
                "The City signed a sister city agreement with Osaka, Japan, yesterday.",
                ("Manila", "PH"),
                {"PH", "JP"},
            ),
            ("pt", "A Prefeitura assinou ontem acordo de cidades-irmãs com Nagoia, no Japão.", RECIFE, {"BR", "JP"}),
        ],
    )
    def test_six_languages(
        self, read: Read, lang: str, text: str, publisher: tuple[str, str], countries: set[str]
    ) -> None:
        [mention] = read(text, lang=lang, published="2022-03-09", publisher=publisher, genre=PRESS)
        assert {party.country for party in mention.parties} == countries
        assert (mention.kind, mention.stage) == (Kind.SISTER_CITY, Stage.SIGNED)
        assert mention.signed is not None
        assert mention.signed.edtf == "2022-03-08"


class TestNothing:
    @pytest.mark.parametrize(
        ("lang", "text"),
        [
            ("es", "Una delegación de Kioto, Japón, visitó ayer el Palacio Municipal y plantó un cerezo."),
            ("es", "Xalapa y Mérida, Yucatán, firmaron ayer un convenio de hermanamiento."),
            ("es", "La Universidad Veracruzana y la Universidad de Kioto firmaron ayer un convenio de cooperación."),
            ("es", "México y Japón firmaron ayer un memorándum de entendimiento."),
            ("es", "No existe convenio de hermanamiento con la ciudad de Kioto, Japón."),
            (
                "es",
                "Se repararon los baches.\nNotas relacionadas\nXalapa firmó un hermanamiento con Kioto, Japón",
            ),
            ("es", "Xalapa y la ciudad de Kioto, Japón, trabajarán juntas por el turismo."),
        ],
    )
    def test_visits_domestic_twins_universities_states_and_denials(self, read: Read, lang: str, text: str) -> None:
        assert read(text, lang=lang, published="2022-03-09", publisher=XALAPA, genre=PRESS) == []

    def test_a_language_without_a_file_is_left_unread(self, reader: Reader) -> None:
        assert reader.read(Document(id="d", text="Jumelage avec Kyoto, Japon", lang="fr")) == []
        assert reader.read(Document(id="d", text="hermanamiento con Kioto, Japón", lang=None)) == []


def test_reading_again_gives_the_same(read: Read) -> None:
    about = {"lang": "es", "publisher": XALAPA, "genre": PRESS}
    text = "Xalapa está hermanada con Kioto, Japón, desde 1980."
    first = read(text, **about)
    assert first == read(text, **about)
    assert first[0].id.startswith("m-")
    assert first[0].fingerprint == Reader().fingerprint


def test_the_gate_turns_away_what_names_no_instrument() -> None:
    assert passes_gate("firmaron un CONVENIO DE HERMANAMIENTO", "es")
    assert not passes_gate("Se repararon los baches de la avenida.", "es")


WORDS = [
    "Kioto",
    "Japón",
    "hermanamiento",
    "firmaron",
    "ayer",
    "京都市",
    "姉妹都市",
    "署名",
    "|",
    "\n",
    " ",
    "자매결연",
    "1980",
    "📷",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=25).map(" ".join),
    st.sampled_from(known()),
)
def test_odd_text_is_read_without_falling_over(reader: Reader, text: str, lang: str) -> None:
    document = Document(id="d", text=text, lang=lang)
    for mention in reader.read(document):
        assert mention.cue.text == text[mention.cue.start : mention.cue.end]
        assert all(
            party.span is None or party.span.text == text[party.span.start : party.span.end]
            for party in mention.parties
        )
    assert load(lang).code == lang


class TestGenreByForm:
    def test_an_instrument_is_known_by_its_recitals_though_a_city_publishes_it(self, read: Read) -> None:
        found = read(
            "La Municipalidad de Xalapa, representada por su Alcaldesa, y el Gobierno de la ciudad de Kioto, Japón, "
            "en adelante “las Partes”, convienen en lo siguiente:\n"
            "Primero\n"
            "Las Partes fomentarán el intercambio de jardineros.\n"
            "Suscrito en Xalapa, a los catorce días del mes de\n"
            "marzo de dos mil\n"
            "veintitrés, en dos ejemplares.",
            lang="es",
            title="Convenio de Hermanamiento entre la Municipalidad de Xalapa y la ciudad de Kioto",
            published="2023-04-02",
            publisher=XALAPA,
        )
        assert told(found) == [({"Xalapa de Enríquez MX", "Kyoto JP"}, Kind.SISTER_CITY, Stage.SIGNED, "2023-03-14")]

    def test_short_lines_with_dates_are_rows(self, read: Read) -> None:
        found = read(
            "Suzhou, China (1998)\nKioto, Japón (2003)\nSuwon, Corea del Sur (2011)",
            lang="es",
            title="Ciudades hermanas",
            publisher=XALAPA,
        )
        assert {mention.genre for mention in found} == {DIRECTORY}
        assert {mention.signed.edtf for mention in found if mention.signed} == {"1998", "2003", "2011"}


class TestEnding:
    def test_what_ends_was_signed_and_is_ended_all_the_same(self, read: Read) -> None:
        [mention] = read(
            "Artículo 1.- DAR POR TERMINADO el Convenio de Hermanamiento suscrito con la ciudad de Kioto, Japón.",
            lang="es",
            publisher=XALAPA,
            genre=LAW,
        )
        assert mention.stage is Stage.ENDED

    def test_the_day_from_which_it_is_over_is_not_that_of_signing(self, read: Read) -> None:
        [mention] = read(
            "本市與日本京都市的姊妹市關係自112年5月2日起終止。\n兩市於民國88年3月4日締結姊妹市。",
            lang="zh",
            published="2023-05-03",
            publisher=("Taichung", "TW"),
            genre=PRESS,
        )
        assert mention.stage is Stage.ENDED
        assert mention.signed is not None
        assert mention.signed.edtf == "1999-03-04"
        assert mention.ended is not None
        assert mention.ended.edtf == "2023-05-02"


class TestOneGovernment:
    def test_a_name_is_in_all_the_document_what_words_beside_it_say_once(self, read: Read) -> None:
        found = read(
            "O Estado e a província japonesa de Aomori assinaram ontem um memorando de entendimento.\n"
            "Em Aomori já era noite.",
            lang="pt",
            title="Memorando com Aomori é assinado",
            published="2022-03-09",
            publisher=("Ceará", "BR"),
            genre=PRESS,
        )
        assert [{(p.name, p.level) for p in mention.parties} for mention in found] == [
            {("Ceará", Level.TERRITORY), ("Aomori", Level.TERRITORY)}
        ]

    def test_a_korean_province_before_its_city_is_no_party(self, read: Read) -> None:
        found = read(
            "전주시는 지난 8일 브라질 파라나주 쿠리치바시청에서 쿠리치바시와 자매결연 협정을 체결했다.",
            lang="ko",
            published="2024-05-10",
            publisher=("Jeonju", "KR"),
            genre=PRESS,
        )
        assert told(found) == [({"Jeonju KR", "Curitiba BR"}, Kind.SISTER_CITY, Stage.SIGNED, "2024-05-08")]

    def test_a_letter_of_intent_does_not_make_a_plan_to_twin_besides(self, read: Read) -> None:
        found = read(
            "本県と中国江蘇省は昨日、姉妹提携に向けた意向書に署名しました。\n江蘇省との姉妹提携に関する議案を来年提出する予定です。",
            lang="ja",
            published="2023-01-23",
            publisher=("Gifu", "JP"),
            genre=PRESS,
        )
        assert [mention.kind for mention in found] == [Kind.LETTER_OF_INTENT]

    def test_port_authorities_are_no_cities(self, read: Read) -> None:
        found = read(
            "A Autoridade Portuária de Recife e o Grupo Portuário Internacional de Xangai assinaram ontem um aditivo "
            "ao acordo de cooperação.",
            lang="pt",
            title="Porto de Recife e porto de Xangai ampliam parceria",
            published="2023-07-20",
            publisher=RECIFE,
            genre=PRESS,
        )
        assert found == []
