"""Web pages give their main text in blocks, their title and their day, and nothing of what stands around."""

from datetime import date

import pytest

from agreements.codes import BlockKind, RefusalReason
from extractors.documents.content import Content, Unreadable
from extractors.documents.html import read_html

NAV = '<nav><ul><li><a href="/">Inicio</a></li><li><a href="/n">Noticias</a></li></ul></nav>'
ASIDE = "<aside><h3>Relacionados</h3><ul><li><a href='/1'>El alcalde viaja a Busan y firma otro</a></li></ul></aside>"
FOOTER = "<footer>Todos los derechos reservados</footer>"
COOKIES = '<div class="cookie-notice">Usamos cookies para mejorar su experiencia en este sitio</div>'
PROSE = "<p>El alcalde firmó ayer en el palacio municipal un convenio de hermanamiento con la ciudad de Wuhan.</p>"


def _page(main: str, head: str = "", lang: str = "es") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{NAV}{COOKIES}<main>{main}</main>{ASIDE}{FOOTER}</body></html>"
    ).encode()


def _read(body: bytes, media_type: str = "text/html", url: str = "https://town.example/nota") -> Content:
    return read_html(body, media_type=media_type, url=url, fetched=date(2024, 6, 1), languages=[])


def _texts(content: Content, kind: BlockKind) -> list[str]:
    return [piece.text for piece in content.pieces if piece.kind is kind]


def test_menus_related_links_and_notices_stay_out() -> None:
    content = _read(_page(f"<h1>Convenio con Wuhan</h1>{PROSE}{PROSE.replace('ayer', 'hoy')}"))

    text = " ".join(piece.text for piece in content.pieces)
    assert "Wuhan" in text
    assert not any(word in text for word in ("Noticias", "cookies", "Busan", "derechos"))


def test_a_table_gives_rows_with_their_cells() -> None:
    table = (
        "<table><tr><th>Ciudad</th><th>País</th><th>Año</th></tr><tr><td>Nagoya</td><td>Japón</td><td>1978</td></tr>"
        "<tr><td><a href='/p'>Pekín</a></td><td></td><td>2009<br>renovado</td></tr></table>"
    )

    content = _read(_page(f"<h1>Ciudades hermanas</h1><h2>Asia</h2>{table}"))

    assert _texts(content, BlockKind.TABLE_ROW) == [
        "Ciudad | País | Año",
        "Nagoya | Japón | 1978",
        "Pekín |  | 2009 renovado",
    ]
    assert "Asia" in _texts(content, BlockKind.HEADING)


def test_a_table_that_arranges_the_page_is_no_data() -> None:
    content = _read(_page(f"<table><tr><td>{PROSE}</td></tr></table>"))

    assert not _texts(content, BlockKind.TABLE_ROW)
    assert "Wuhan" in _texts(content, BlockKind.PARAGRAPH)[0]


def test_a_directory_whose_every_entry_is_a_link_is_kept() -> None:
    cities = ["Nagoya (Japón)", "Pekín (China)", "Busan (Corea)", "Kioto (Japón)", "Cantón (China)"]
    items = "".join(f'<li><a href="/{number}">{city}</a></li>' for number, city in enumerate(cities))

    content = _read(_page(f"<h1>Ciudades hermanas</h1><ul>{items}</ul>"))

    assert _texts(content, BlockKind.LIST_ITEM) == cities


def test_lines_broken_by_hand_are_entries_and_broken_sentences_are_not() -> None:
    content = _read(_page(f"{PROSE}<p>Nagoya, Japón<br>Pekín, China</p><p>El convenio<br>fue firmado ayer.</p>"))

    assert _texts(content, BlockKind.PARAGRAPH)[1:] == [
        "Nagoya, Japón",
        "Pekín, China",
        "El convenio fue firmado ayer.",
    ]


def test_text_that_stands_in_no_paragraph_is_kept() -> None:
    lead = "O governador partiu ontem em viagem de sete dias à China e ao Japão para realizar novas parcerias."
    rest = f"<p>{PROSE}</p><p>Serão dois dias em Pequim.</p>"
    body = f"<article><h1>Viagem</h1><div id='corpo'><font>{lead}</font>{rest}</div></article>"

    content = _read(_page(body, lang="pt"))

    assert lead in _texts(content, BlockKind.PARAGRAPH)


def test_a_short_post_is_read() -> None:
    content = _read(_page("<article><h1>Aviso</h1><p>Llegó la delegación de Kioto.</p></article>"))

    assert "Llegó la delegación de Kioto." in _texts(content, BlockKind.PARAGRAPH)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "El alcalde firmó un convenio con la ciudad de Kioto."),
        ("pt", "O prefeito assinou um convênio com a cidade de Quioto."),
        ("en", "The mayor signed an agreement with the city of Kyoto."),
        ("ja", "市長はメキシコ市との姉妹都市提携の協定書に署名しました。"),
        ("zh", "市长与墨西哥城签署了建立友好城市关系协议书。"),
        ("ko", "시장은 멕시코시티와 자매결연 협정을 체결하였다."),
    ],
)
def test_all_six_languages_are_read_and_declared(lang: str, text: str) -> None:
    content = _read(_page(f"<h1>{text[:8]}</h1><p>{text}</p>", lang=lang))

    assert text in _texts(content, BlockKind.PARAGRAPH)
    assert content.lang == lang


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp"])
def test_a_page_in_an_old_encoding_with_a_lying_server_is_read(encoding: str) -> None:
    text = "本市は一九七八年にメキシコ市と姉妹都市提携を結び、市民の交流が続いています。"
    body = f"<html><body><main><h1>姉妹都市</h1><p>{text}</p></main></body></html>".encode(encoding)

    assert text in _texts(_read(body, "text/html; charset=iso-8859-1"), BlockKind.PARAGRAPH)


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Firma con Wuhan - Municipalidad de Salcedo</title>", "Firma con Wuhan", "Firma con Wuhan"),
        ("<title>Firma con Wuhan | Municipalidad</title>", "", "Firma con Wuhan"),
        ("<title>Firma con Wuhan | Municipalidad</title>", "Portal ciudadano", "Firma con Wuhan"),
        ('<meta property="og:title" content="Firma con Wuhan"><title>Portal</title>', "", "Firma con Wuhan"),
        ("", "Firma con Wuhan", "Firma con Wuhan"),
    ],
)
def test_the_title_is_the_articles_and_not_the_sites(head: str, heading: str, title: str) -> None:
    assert _read(_page(f"<h1>{heading}</h1>{PROSE}", head)).title == title


@pytest.mark.parametrize(
    ("head", "main"),
    [
        ('<meta property="article:published_time" content="2021-05-19T23:10:00-05:00">', ""),
        ('<meta name="DC.date.issued" content="2021-05-19">', ""),
        ('<script type="application/ld+json">{"datePublished": "2021-05-19T10:00:00Z"}</script>', ""),
        ("", '<article><time datetime="2021-05-19">19 may</time></article>'),
        ("", "<p>Publicado el: <b>19/05/2021</b></p>"),
        ("", "<p>发布时间：<span>2021-05-19</span></p>"),
        ("", "<p>掲載日：2021年5月19日</p>"),
        ("", "<p>등록일 2021.05.19</p>"),
    ],
)
def test_the_day_of_publication_is_found_as_sites_give_it(head: str, main: str) -> None:
    assert _read(_page(f"<h1>Firma</h1>{main}{PROSE}", head)).published == date(2021, 5, 19)


def test_no_page_is_younger_than_its_fetch() -> None:
    content = _read(_page(PROSE, '<meta property="article:published_time" content="2031-01-01">'))

    assert content.published is None


@pytest.mark.parametrize(
    "title",
    ["404 Not Found", "Error 404", "Página no encontrada", "Página não encontrada", "ページが見つかりません",
     "Access Denied", "Just a moment...", "500 Internal Server Error"],
)  # fmt: skip
def test_an_error_page_is_named(title: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        _read(_page(f"<h1>{title}</h1><p>Ir al inicio</p>", f"<title>{title}</title>"))

    assert refusal.value.reason is RefusalReason.IMPOSTOR
    assert title in refusal.value.detail


def test_a_login_page_is_named() -> None:
    with pytest.raises(Unreadable) as refusal:
        _read(_page('<h1>Iniciar sesión</h1><form><input type="password"></form>'))

    assert refusal.value.reason is RefusalReason.IMPOSTOR


def test_news_of_an_error_is_no_error_page() -> None:
    content = _read(_page(f"<h1>Ordenanza 404 aprobada por el concejo</h1>{PROSE}"))

    assert content.title == "Ordenanza 404 aprobada por el concejo"


@pytest.mark.parametrize(
    "body", [b"<html></html>", b"<!-- nothing -->", b"<html><body><nav>Inicio</nav></body></html>"]
)
def test_a_page_without_text_is_empty(body: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        _read(body)

    assert refusal.value.reason is RefusalReason.EMPTY
