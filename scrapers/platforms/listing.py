"""Any page that lists documents, told by CSS selectors."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from parsel import Selector, SelectorList

from scrapers.platforms.base import Index, Item, Page, Platform, Step, Unreadable, words
from scrapers.platforms.dates import listed_date


class ListingPlatform(Platform):
    """A list whose entries, links, dates and next page the source's selectors name."""

    required: ClassVar[Mapping[str, str]] = {
        "items": "each entry of the list: the link to a document, or the element around it"
    }
    optional: ClassVar[Mapping[str, str]] = {
        "link": "within an entry, the link to the document; without it the first link",
        "date": "within an entry, its date",
        "title": "within an entry, its title; without it the words of the link",
        "next": "the link to the list's next page",
    }
    defaults: ClassVar[Mapping[str, str]] = {}
    """Selectors of this platform's own pages, for what a source does not declare."""

    def start(self) -> Iterable[Step]:
        """The source's addresses, each a first page of a list."""
        return [Index(url, self.read) for url in self.source.urls]

    def read(self, page: Page) -> Iterator[Step]:
        """The documents on one page of the list, and its next page."""
        if not page.html.css("body *"):
            raise Unreadable("no HTML page")
        for entry in page.html.css(self._selector("items")):
            link = self._within(entry, "link") or entry.xpath("descendant-or-self::a[@href]")
            url = page.link(link.attrib.get("href", "")) if link else None
            if url is None or url == page.url:
                continue
            title = words((self._within(entry, "title") or link).get())
            date = self._within(entry, "date")
            printed = (date.attrib.get("datetime") or words(date.get())) if date else ""
            yield Item(url, listed_date(printed, self.source.languages), title or None)
        following = self.following(page)
        if following is not None:
            yield Index(following, self.read)

    def following(self, page: Page) -> str | None:
        """The address of the list's next page; None on the last."""
        if not self._selector("next"):
            return None
        href = page.html.css(self._selector("next")).attrib.get("href")
        return page.link(href) if href else None

    def _within(self, entry: Selector, name: str) -> SelectorList[Selector]:
        """What the selector `name` finds in an entry; nothing where there is no such selector."""
        selector = self._selector(name)
        return entry.css(selector) if selector else SelectorList()

    def _selector(self, name: str) -> str:
        return self.source.selectors.get(name) or self.defaults.get(name, "")
