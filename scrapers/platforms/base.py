"""What a platform is: where a visit starts, and pure functions that read index pages into links.

A platform opens no connection. It says which pages list a site's documents (`Index`) and which
addresses are documents (`Item`); fetching, politeness and the archive are the crawl's.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from parsel import Selector
from w3lib.encoding import html_to_unicode
from w3lib.html import get_base_url

from agreements.records import Source

_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|odt)$", re.IGNORECASE)
_MOST_ATTACHMENTS = 20
_CONTENT = "main, [role=main], article, #content, #conteudo, #contenido, .content, .entry-content"


class Unreadable(Exception):  # noqa: N818 - it names the page's state, as the crawl reports it
    """An index page that is not what the platform expects there. The message says what it is instead."""


@dataclass(frozen=True)
class Page:
    """A fetched page."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case

    @cached_property
    def text(self) -> str:
        """The body as text, by the declared charset or the page's own word."""
        return html_to_unicode(self.headers.get("content-type"), self.body, default_encoding="utf-8")[1]

    @cached_property
    def html(self) -> Selector:
        """The body as HTML, to be asked with CSS."""
        return Selector(self.text, type="html")

    def link(self, href: str) -> str | None:
        """The absolute address of a link on this page, without fragment; None where it leads to no web page."""
        try:
            url = urldefrag(urljoin(self._base, href.strip())).url
            return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
        except ValueError:
            return None

    @cached_property
    def _base(self) -> str:
        return get_base_url(self.text, self.url)


@dataclass(frozen=True)
class Item:
    """The address of a document, with what the index said of it."""

    url: str
    published: date | None = None
    title: str | None = None


Reader = Callable[[Page], Iterable["Item | Index"]]


@dataclass(frozen=True)
class Index:
    """A page that lists documents, and how to read it. `otherwise` is asked where it cannot be had or read."""

    url: str
    read: Reader
    otherwise: Index | None = None


Step = Item | Index


class Platform(ABC):
    """A publishing system, for one source."""

    required: ClassVar[Mapping[str, str]] = {}
    """CSS selectors that a source must declare: name -> what it selects."""

    optional: ClassVar[Mapping[str, str]] = {}
    """CSS selectors that a source may declare: name -> what it selects."""

    marks: ClassVar[Mapping[str, re.Pattern[str]]] = {}
    """How the platform is known by: name of a mark -> what the page or one of its `name: value` headers holds."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @abstractmethod
    def start(self) -> Iterable[Step]:
        """Where a visit begins."""


def platform_names() -> list[str]:
    """The platforms there are, sorted."""
    package = import_module("scrapers.platforms")
    return sorted(module.name for module in iter_modules(package.__path__) if module.name not in ("base", "dates"))


def platform(name: str) -> type[Platform]:
    """The platform of this name. Raises KeyError, with the names there are, for another."""
    if name not in platform_names():
        raise KeyError(f"{name!r} is no platform; there are: {', '.join(platform_names())}")
    module = import_module(f"scrapers.platforms.{name}")
    return next(
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Platform) and thing.__module__ == module.__name__
    )


def attachments(page: Page) -> Iterator[str]:
    """Addresses of the documents (PDF, Word, ODT) of the same host that a page's content links to."""
    if "html" not in page.headers.get("content-type", "html"):
        return
    content = page.html.css(_CONTENT) or page.html.css("body")
    links = (page.link(href) for href in content.css("a::attr(href)").getall())
    host = urlsplit(page.url).netloc
    found = dict.fromkeys(
        url for url in links if url and urlsplit(url).netloc == host and _ATTACHMENT.search(urlsplit(url).path)
    )
    yield from list(found)[:_MOST_ATTACHMENTS]


def words(markup: str | None) -> str:
    """The words of a piece of HTML, blanks collapsed."""
    return " ".join(Selector(markup or "").xpath("string()").get("").split())


def next_by_parameter(page: Page, name: str) -> str | None:
    """The link on `page` to the next page of the same list, told by the number in query parameter `name`.

    Only a greater number than the page's own counts, so that a list never leads back.
    """

    def number(url: str) -> int:
        value = parse_qs(urlsplit(url).query).get(name, ["0"])[0]
        return int(value) if value.isdecimal() else 0

    path = urlsplit(page.url).path
    links = {page.link(href) for href in page.html.css("a::attr(href)").getall()}
    later = [url for url in links if url and urlsplit(url).path == path and number(url) > number(page.url)]
    return min(later, key=lambda url: (number(url), url), default=None)
