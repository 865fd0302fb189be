"""What each address of a town answers: pages in the manner of its publishing system, lists, feeds, sitemaps, files."""

import hashlib
import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cached_property, partial
from http import HTTPStatus
from typing import Any

import jinja2
from babel.dates import format_date

from demo.markup import parse
from demo.papers import MEDIA_TYPES, paper
from demo.towns import FOLDER, Page, Route, Town

Query = Mapping[str, str]
"""The parameters of an address, each with its last value."""

View = Callable[[Query, str], "Answer"]
"""Makes an answer from the parameters and the site's own address (no slash at its end)."""

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)

# Words that a publishing system puts on a page by itself, in the language of the site.
_WORDS = {
    "es": {"more": "Noticias relacionadas", "next": "Siguiente", "files": "Descargar", "published": "Publicado el"},
    "pt": {"more": "Notícias relacionadas", "next": "Próximo", "files": "Baixar arquivo", "published": "Publicado em"},
    "en": {"more": "Related stories", "next": "Next", "files": "Download", "published": "Posted on"},
    "ja": {"more": "関連記事", "next": "次へ", "files": "添付ファイル", "published": "更新日"},
    "zh-CN": {"more": "相关新闻", "next": "下一页", "files": "附件下载", "published": "发布时间"},
    "zh-TW": {"more": "相關新聞", "next": "下一頁", "files": "附件下載", "published": "發布日期"},
    "ko": {"more": "관련 소식", "next": "다음", "files": "첨부파일", "published": "등록일"},
}
_SHORT_DATES = {"es": "dd/MM/yyyy", "pt": "dd/MM/yyyy", "en": "MMMM d, yyyy"}  # elsewhere: yyyy-MM-dd
_NOON = time(12, 0, tzinfo=UTC)  # the files name only the day, which it is then in every town
_FEED_LENGTH = 10
_SUMMARY_LENGTH = 160  # characters


@dataclass(frozen=True)
class Answer:
    """A response to a GET: `media_type` with its charset where the server states one."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @cached_property
    def etag(self) -> str:
        """The validator for conditional requests."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class Site:
    """A town's web site. Documents are made once; lists depend on what is asked and on the site's own address."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.documents = {page.path: self._document(page) for page in town.pages}
        self._sitemaps: list[str] = []
        self._entries: list[Page | Route] = [*(page for page in town.pages if page.listed), *town.routes]
        self._views: dict[str, View] = {"/robots.txt": self._robots, "/": self._list, town.index: self._list}
        self._views |= {route.path: partial(self._route, route) for route in town.routes}
        match town.theme:
            case "wordpress":
                posts = [page for page in town.pages if page.form == "html" and _is_post(page)]
                pages = [page for page in town.pages if page.form == "html" and not _is_post(page)]
                self._views["/wp-json/wp/v2/posts"] = partial(self._rest, "post", posts)
                self._views["/wp-json/wp/v2/pages"] = partial(self._rest, "page", pages)
                self._views["/feed/"] = partial(self._feed, posts)
                self._add_sitemaps("/wp-sitemap.xml", "/wp-sitemap-posts-post-{}.xml", posts)
                self._add_sitemaps("/wp-sitemap.xml", "/wp-sitemap-posts-page-{}.xml", pages)
            case "rss":
                self._views["/rss.xml"] = partial(self._feed, self._entries)
            case "sitemap":
                self._add_sitemaps("/sitemap.xml", "/sitemap-{}.xml", self._entries)

    def answer(self, path: str, query: Query, base: str) -> Answer:
        """The response to a GET of `path`; `base` is the site's own address without a slash at its end."""
        if path in self.documents:
            return self.documents[path]
        if path in self._views:
            return self._views[path](query, base)
        return self._status(404)

    def _document(self, page: Page) -> Answer:
        headers = {"Last-Modified": format_datetime(_moment(page.published), usegmt=True)} if page.published else {}
        if page.form != "html":
            return Answer(paper(self.town, page), MEDIA_TYPES[page.form], headers=headers)
        titles = {other.path: other.title for other in self.town.pages}
        charset = page.charset or self.town.charset
        body = self._html(
            charset=charset,
            heading=page.title,
            page=page,
            blocks=parse(page.text),
            files=[(titles.get(path, path.rsplit("/", 1)[-1]), path) for path in page.links],
        )
        return Answer(body.encode(charset, "xmlcharrefreplace"), _html_type(charset), headers=headers)

    def _html(self, *, charset: str, heading: str, page: Page | None = None, **more: Any) -> str:
        locale = self.town.lang.replace("-", "_")
        short = _SHORT_DATES.get(self.town.lang, "yyyy-MM-dd")
        return _TEMPLATES.get_template(f"{self.town.theme}.html").render(
            town=self.town,
            charset=charset,
            heading=heading,
            page=page,
            words=_WORDS[self.town.lang],
            long_date=partial(format_date, format="long", locale=locale),
            short_date=partial(format_date, format=short, locale=locale),
            **more,
        )

    def _status(self, status: int, **headers: str) -> Answer:
        """A page that holds nothing but its status."""
        body = self._html(charset="utf-8", heading=f"{status} {HTTPStatus(status).phrase}", entries=[], next_page=None)
        return Answer(body.encode(), status=status, headers=headers)

    def _route(self, route: Route, _query: Query, base: str) -> Answer:
        return self._status(route.status, **({"Location": base + route.location} if route.location else {}))

    def _robots(self, _query: Query, base: str) -> Answer:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in self.town.robots or [""])]
        lines += [f"Sitemap: {base}{path}" for path in self._views if path in ("/sitemap.xml", "/wp-sitemap.xml")]
        return Answer("\n".join(lines).encode(), "text/plain; charset=utf-8")

    def _list(self, query: Query, _base: str) -> Answer:
        """The list of documents, page by page as the town's system counts them."""
        size, charset = self.town.page_size, self.town.charset
        name, first, step = {"plone": ("b_start:int", 0, size), "drupal": ("page", 0, 1)}.get(
            self.town.theme, ("page", 1, 1)
        )
        here = _number(query, name, first)
        start = (here - first) * size // step
        body = self._html(
            charset=charset,
            heading=self.town.title,
            entries=self._entries[start : start + size],
            next_page=f"{self.town.index}?{name}={here + step}" if start + size < len(self._entries) else None,
        )
        return Answer(body.encode(charset, "xmlcharrefreplace"), _html_type(charset))

    def _feed(self, entries: Sequence[Page | Route], _query: Query, base: str) -> Answer:
        items = [
            {
                "title": entry.title,
                "link": base + entry.path,
                "date": format_datetime(_moment(entry.published)) if entry.published else None,
                "summary": _summary(entry) if isinstance(entry, Page) else "",
            }
            for entry in entries[:_FEED_LENGTH]
        ]
        body = _TEMPLATES.get_template("feed.xml").render(town=self.town, base=base, items=items)
        return Answer(body.encode(), "application/rss+xml; charset=utf-8")

    def _add_sitemaps(self, index: str, pattern: str, entries: Sequence[Page | Route]) -> None:
        """Serve `entries` in sitemaps of `page_size` addresses each, named by `pattern` and listed in `index`."""
        size = self.town.page_size
        for number, start in enumerate(range(0, len(entries), size), 1):
            self._views[pattern.format(number)] = partial(self._sitemap, entries[start : start + size])
            self._sitemaps.append(pattern.format(number))
        self._views[index] = self._sitemap_index

    def _sitemap_index(self, _query: Query, base: str) -> Answer:
        return _xml(_TEMPLATES.get_template("sitemap_index.xml").render(base=base, paths=self._sitemaps))

    def _sitemap(self, entries: Sequence[Page | Route], _query: Query, base: str) -> Answer:
        return _xml(_TEMPLATES.get_template("sitemap.xml").render(base=base, entries=entries))

    def _rest(self, kind: str, pages: Sequence[Page], query: Query, base: str) -> Answer:
        """A collection of WordPress's REST interface, newest first."""
        words = query.get("search", "").casefold().split()
        found = [page for page in pages if all(word in f"{page.title} {page.text}".casefold() for word in words)]
        size, number = _number(query, "per_page", 10), _number(query, "page", 1)
        total_pages = -(-len(found) // size)
        if number > max(total_pages, 1):
            error = {"code": f"rest_{kind}_invalid_page_number", "message": "Out of range.", "data": {"status": 400}}
            return _json(error, status=400)
        items = [self._post(kind, page, base) for page in found[(number - 1) * size : number * size]]
        if "_fields" in query:
            items = [{key: item[key] for key in query["_fields"].split(",") if key in item} for item in items]
        return _json(items, headers={"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(total_pages)})

    def _post(self, kind: str, page: Page, base: str) -> dict[str, Any]:
        """A post or page as WordPress's REST interface gives it. Raises ValueError for one without a date."""
        if page.published is None:
            raise ValueError(f"{self.town.slug}{page.path}: a WordPress site dates every document; add `published`")
        stamp = _moment(page.published).strftime("%Y-%m-%dT%H:%M:%S")
        return {
            "id": 1000 + self.town.pages.index(page),
            "date": stamp,
            "date_gmt": stamp,
            "slug": page.path.strip("/").rsplit("/", 1)[-1],
            "status": "publish",
            "type": kind,
            "link": base + page.path,
            "title": {"rendered": html.escape(page.title)},
            "excerpt": {"rendered": f"<p>{html.escape(_summary(page))}</p>\n", "protected": False},
            "content": {"rendered": _TEMPLATES.get_template("content.html").render(blocks=parse(page.text))},
        }


def _is_post(page: Page) -> bool:
    """Whether WordPress keeps it as a post (its address begins with the date) and not as a page."""
    return page.path[1:5].isdigit()


def _moment(day: date) -> datetime:
    return datetime.combine(day, _NOON)


def _number(query: Query, name: str, default: int) -> int:
    """The whole number that a parameter holds; `default` where it holds none, as such systems do."""
    value = query.get(name, "")
    return int(value) if value.isdecimal() else default


def _summary(page: Page) -> str:
    """The beginning of a document, as lists and feeds show it."""
    return next((block.text for block in parse(page.text) if block.kind == "paragraph"), "")[:_SUMMARY_LENGTH]


def _html_type(charset: str) -> str:
    """The Content-Type of a page. Old servers name no charset, and the page's own <meta> must be believed."""
    return "text/html; charset=utf-8" if charset == "utf-8" else "text/html"


def _xml(text: str) -> Answer:
    return Answer(text.encode(), "application/xml; charset=utf-8")


def _json(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(body, "application/json; charset=utf-8", status, headers or {})
