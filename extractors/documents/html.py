"""Web pages: the main text in blocks, the title, and the day of publication.

trafilatura finds the main text. It takes some directories for menus, because every row is a link; where it
lost rows or items that stand in the page's own content, the content is read whole instead.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date

import trafilatura
from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.settings import Document as MainText

from agreements.codes import BlockKind, RefusalReason
from extractors.documents.charset import declared_charsets, decode
from extractors.documents.content import Content, Piece, Unreadable, clean, continues, join_cells, join_lines
from extractors.documents.types import FileType

# What it says of a page without main text, a refusal says.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# The tags of HTML and of trafilatura's output.
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "head", "caption"}
_ITEMS = {"li", "dt", "dd", "item"}
_ROWS = ("tr", "row")
_CELLS = ("td", "th", "cell")
_BREAKS = {"br", "lb"}
_PREFORMATTED = {"pre", "code"}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font", "hi", "i", "ins",
    "kbd", "label", "mark", "q", "ref", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_SILENT = {
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "button", "select", "textarea",
    "input", "rt", "rp", "graphic", "title", "meta", "link",
}  # fmt: skip
_FURNITURE = {"nav", "footer", "aside"}
_MAYBE_FURNITURE = {"header", "form"}  # some sites put the article, or the whole page, into one
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:menus?|nav|navbar|navigation|breadcrumbs?|sidebar|widgets?|cookies?|consent|related|relatedposts|"
    r"relacionad[oa]s|share|sharedaddy|social|footer|header|pagination|paginat(?:or|e)|comments?|skip|search|login|"
    r"popup|modal|newsletter|banner|topicpath|pankuzu)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTENT = (
    "//*[@itemprop='articleBody']",
    "//main",
    "//*[@role='main']",
    "//article",
    "//*[@id='content' or @id='main' or @id='contents' or @id='conteudo' or @id='contenido' or @id='tmp_contents']",
)
_LAYOUT_CELL = 1000  # characters; a table with a longer cell arranges a page and holds no data
_LOST_ROWS = 2  # rows that trafilatura must have dropped before its text is given up
_LOST_ITEMS = 3
_NAME_LENGTH = 60  # characters; longer list items that are only links are headlines of other pages

_PROSE_LENGTH = 80  # characters; a shorter paragraph may be a label or a button

_STATUS_PAGE = re.compile(
    r"(?:http |error )*\(?(?:40[0134]|410|50[0234])\b(?! *(?:anos|años|years|personas|pessoas|people))"
    r"|.{0,30}\b(?:page|file|url|document|content) (?:was |could |can)?(?:not|n['’]t) (?:be )?(?:found|available)"
    r"|not found|.{0,30}p[áa]gina (?:solicitada )?(?:n[ãa]o|no) (?:fue |foi )?(?:encontrada|existe|encontrad[ao])"
    r"|.{0,30}(?:no se (?:ha )?(?:encontr[óo]|encontrado) la p[áa]gina|no encontrad[oa]|n[ãa]o encontrad[oa])"
    r"|access (?:denied|forbidden)|acceso (?:denegado|prohibido)|acesso negado|forbidden|unauthorized"
    r"|just a moment|attention required|are you a robot|checking your browser"
    r"|.{0,30}(?:ページが見つかりません|お探しのページ|页面不存在|找不到.{0,6}页面|無法找到|找不到網頁"
    r"|페이지를 찾을 수 없)"
    r"|(?:internal )?server error|service unavailable|bad gateway"
    r"|(?:site|sitio) (?:en|under) (?:maintenance|mantenimiento)",
    re.IGNORECASE,
)
_LOGIN_PAGE = re.compile(
    r"(?:.{0,20}\b)?(?:log ?in|sign in|iniciar sesi[óo]n|inicie sesi[óo]n|fazer login"
    r"|entrar|acceder|ログイン|登录|登錄|로그인)\b",
    re.IGNORECASE,
)
_STATUS_LENGTH = 1200  # characters; a page with more to say than that is no error page

_DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish_date",
    "date",
)
_DAY = re.compile(r"(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})")
_LINKED_DATA_DAY = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})')
_GAP = r"(?:\s|:|：|】|<[^>]{0,200}>|&nbsp;){0,8}"
_LABELLED_DAY = re.compile(
    rf"(?:发布时间|发布日期|發布日期|發佈日期|掲載日|公開日|登録日|更新日|등록일|작성일|게시일){_GAP}"
    r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})"
    rf"|(?:publicad[oa](?: el| em| en)?|fecha de publicaci[óo]n|data de publica[çc][ãa]o){_GAP}"
    r"(?P<day_first>\d{1,2})[/.-](?P<then_month>\d{1,2})[/.-](?P<year_last>\d{4})",
    re.IGNORECASE,
)
_FIRST_YEAR = 1995  # no page of the web was published before


def read_html(body: bytes, *, media_type: str, url: str, fetched: date, languages: Sequence[str]) -> Content:
    """The content of a web page.

    `media_type` is the server's, for its charset; `fetched` is the latest day that the page can be from.
    Raises Unreadable for a page without text, an error page and a login page.
    """
    text = decode(body, declared_charsets(body, media_type), languages)
    tree = _parse(text)
    pieces = _main_pieces(tree)
    length = sum(len(piece.text) for piece in pieces)
    title = _title(tree)
    if length < _STATUS_LENGTH:
        _refuse_impostors(tree, title, pieces)
    if not pieces:
        raise Unreadable(RefusalReason.EMPTY, f"the page {title!r} has no main text")
    return Content(
        media_type=FileType.HTML,
        pieces=pieces,
        title=title,
        published=_published(tree, text, url, fetched),
        lang=(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").lower() or None,
    )


def _parse(text: str) -> HtmlElement:
    # UTF-8 with a parser told so: a page's own declaration may lie, and lxml takes none in a str.
    markup = text.replace("\x00", "").encode("utf-8", errors="replace")
    try:
        return document_fromstring(markup, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except etree.ParserError as error:  # only comments, or nothing at all
        raise Unreadable(RefusalReason.EMPTY, "the page is empty") from error


def _main_pieces(tree: HtmlElement) -> list[Piece]:
    extracted = trafilatura.bare_extraction(tree, favor_precision=True, fast=True, include_comments=False)
    pieces = _pieces(extracted.body) if isinstance(extracted, MainText) else []
    root = _content(tree)
    whole = _pieces(_without_furniture(tree if root is None else root))
    if not pieces or _directory_lost(pieces, whole):
        return whole
    return pieces if root is None else _prose_restored(pieces, whole)


def _directory_lost(pieces: Sequence[Piece], whole: Sequence[Piece]) -> bool:
    """Whether `pieces` lacks rows, or items that look like names, which the page's content has."""
    kept = {piece.text for piece in pieces}
    missing = [piece for piece in whole if piece.text not in kept]
    rows = [piece for piece in missing if piece.kind is BlockKind.TABLE_ROW]
    items = [piece for piece in missing if piece.kind is BlockKind.LIST_ITEM and len(piece.text) <= _NAME_LENGTH]
    return len(rows) >= _LOST_ROWS or len(items) >= _LOST_ITEMS


def _prose_restored(pieces: list[Piece], whole: Sequence[Piece]) -> list[Piece]:
    """`pieces`, or `whole` up to their end where they lack a paragraph that stands among them.

    Text that stands in a division and not in a paragraph is what gets lost. What follows the last kept
    piece stays out: there the teasers of other pages begin.
    """
    kept = "".join(_squeezed(piece.text) for piece in pieces)
    found = [_squeezed(piece.text) in kept for piece in whole]
    if True not in found:
        return pieces
    end = len(found) - found[::-1].index(True)
    lost = any(not there and len(piece.text) >= _PROSE_LENGTH for piece, there in zip(whole[:end], found, strict=False))
    return list(whole[:end]) if lost else pieces


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _content(tree: HtmlElement) -> HtmlElement | None:
    """The one element that the page marks as its content, if it marks one."""
    for path in _CONTENT:
        found = tree.xpath(path)
        if len(found) == 1 and clean(found[0].text_content()):
            return found[0]
    return None


def _without_furniture(root: HtmlElement) -> HtmlElement:
    """A copy of an element without what stands around the content on every page of the site."""
    root = deepcopy(root)
    half = len(root.text_content()) / 2
    for element in list(root.iterdescendants()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        named = _FURNITURE_NAME.search(f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}")
        doubtful = element.tag in _MAYBE_FURNITURE or named or "hidden" in element.attrib
        small = element.find(".//h1") is None and len(element.text_content()) < half
        if element.tag in _FURNITURE or (doubtful and small):
            element.drop_tree()
    return root


def _pieces(root: etree._Element) -> list[Piece]:
    """The blocks of a tree of HTML or of trafilatura's output, in reading order."""
    return list(_Blocks().read(root))


class _Blocks:
    """Walks a tree and cuts it into pieces: inline tags run on, every other tag begins and ends a piece."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._pieces: list[Piece] = []

    def read(self, root: etree._Element) -> list[Piece]:
        self._inside(root, BlockKind.PARAGRAPH)
        self._end(BlockKind.PARAGRAPH)
        return self._pieces

    def _inside(self, element: etree._Element, kind: BlockKind, *, preformatted: bool = False) -> None:
        self._say(element.text, preformatted=preformatted)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SILENT:
                self._element(child, kind, preformatted=preformatted)
            self._say(child.tail, preformatted=preformatted)

    def _element(self, element: etree._Element, kind: BlockKind, *, preformatted: bool) -> None:
        tag = element.tag
        if tag in _BREAKS:
            self._words.append("\n")
        elif tag in _INLINE:
            self._inside(element, kind, preformatted=preformatted)
        elif tag == "table" and (rows := _data_rows(element)):
            self._end(kind)
            self._pieces += [Piece(BlockKind.TABLE_ROW, row) for row in rows]
        else:
            self._end(kind)
            inner = _kind_of(str(tag), kind)
            self._inside(element, inner, preformatted=preformatted or tag in _PREFORMATTED)
            self._end(inner)

    def _say(self, text: str | None, *, preformatted: bool) -> None:
        if text:
            self._words.append(text if preformatted else text.replace("\n", " ").replace("\r", " "))

    def _end(self, kind: BlockKind) -> None:
        if self._words:
            self._pieces += [Piece(kind, text) for text in _paragraphs("".join(self._words))]
            self._words.clear()


def _kind_of(tag: str, around: BlockKind) -> BlockKind:
    if tag in _HEADINGS:
        return BlockKind.HEADING
    if tag in _ITEMS:
        return BlockKind.LIST_ITEM
    return around if around in {BlockKind.LIST_ITEM, BlockKind.HEADING} else BlockKind.PARAGRAPH


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text with line breaks: a break within a sentence is none."""
    lines: list[str] = []
    for line in map(clean, text.split("\n")):
        if lines and not (line and continues(lines[-1], line)):
            yield join_lines(lines)
            lines = []
        if line:
            lines.append(line)
    if lines:
        yield join_lines(lines)


def _data_rows(table: etree._Element) -> list[str]:
    """The rows of a table as text; none for a table that only arranges the page."""
    if table.find(".//table") is not None:
        return []
    rows = [
        [" ".join(piece.text for piece in _pieces(cell)) for cell in row if cell.tag in _CELLS]
        for row in table.iter(*_ROWS)
    ]
    cells = [cell for row in rows for cell in row]
    if max(map(len, rows), default=0) < 2 or max(map(len, cells)) > _LAYOUT_CELL:
        return []
    return [text for row in rows if (text := join_cells(row))]


def _title(tree: HtmlElement) -> str:
    """The page's title without the site's name.

    A heading that the page's declared titles confirm is best; the declared titles often carry the site's
    name, and a heading alone may be the site's logo.
    """
    declared = [clean(str(text)) for text in tree.xpath("//meta[@property='og:title']/@content")]
    declared += [clean(element.text_content()) for element in tree.xpath("//head/title")]
    declared = [text for text in declared if text]
    headings = [text for element in tree.iter("h1") if (text := clean(element.text_content()))]
    for heading in headings:
        if any(heading.casefold() in text.casefold() for text in declared):
            return heading
    if len(headings) == 1 and not declared:
        return headings[0]
    if declared:
        return re.split(r" [|»–—·-] |[|｜]", declared[0])[0].strip() or declared[0]
    return headings[0] if headings else ""


def _refuse_impostors(tree: HtmlElement, title: str, pieces: Sequence[Piece]) -> None:
    said = [title, *(clean(element.text_content()) for element in tree.iter("h1", "h2"))]
    said += [piece.text for piece in pieces[:2] if len(piece.text) < 100]
    for text in said:
        if _STATUS_PAGE.match(text):
            raise Unreadable(RefusalReason.IMPOSTOR, f"an error page of the server: {text[:120]!r}")
    if tree.xpath("//input[@type='password']") and any(_LOGIN_PAGE.match(text) for text in said):
        raise Unreadable(RefusalReason.IMPOSTOR, f"a login page: {title[:120]!r}")


def _published(tree: HtmlElement, text: str, url: str, fetched: date) -> date | None:
    """The day of publication: declared, else labelled in the page, else what htmldate makes of it."""
    for words in _declared_days(tree):
        match = _DAY.match(words.strip())
        if match and (day := _day(*match.groups(), latest=fetched)):
            return day
    for match in _LABELLED_DAY.finditer(text):
        year, month, day_of_month = match["year"], match["month"], match["day"]
        if year is None:
            year, month, day_of_month = match["year_last"], match["then_month"], match["day_first"]
        if day := _day(year, month, day_of_month, latest=fetched):
            return day
    found = find_date(
        tree, url=url, extensive_search=False, original_date=True, min_date=date(_FIRST_YEAR, 1, 1).isoformat(),
        max_date=fetched.isoformat(),
    )  # fmt: skip
    return _day(*found.split("-"), latest=fetched) if found else None


def _declared_days(tree: HtmlElement) -> Iterator[str]:
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        named.setdefault(name.lower(), meta.get("content") or "")
    yield from (named[name] for name in _DATE_NAMES if name in named)
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _LINKED_DATA_DAY.findall(script.text or "")[:1]
    yield from map(str, tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime"))
    times = "//time[@datetime][not(contains(@class, 'updated')) or contains(@class, 'published')]/@datetime"
    yield from map(str, tree.xpath(f"//article{times} | //main{times}")[:1])


def _day(year: str, month: str, day: str, *, latest: date) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR and found <= latest else None
