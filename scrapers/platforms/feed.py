"""RSS (0.9x, 1.0, 2.0) and Atom feeds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from typing import ClassVar

from lxml import etree

from scrapers.platforms.base import Index, Item, Page, Platform, Step, Unreadable
from scrapers.platforms.dates import listed_date


class FeedPlatform(Platform):
    """The entries of each feed, and of the feeds that it names as its next pages."""

    marks: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "root element": re.compile(
            r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<[!?][^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE
        )
    }

    def start(self) -> Iterable[Step]:
        """The source's addresses, each a feed."""
        return [Index(url, read_feed) for url in self.source.urls]


def read_feed(page: Page) -> Iterator[Step]:
    """The entries of a feed, with their dates and titles."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(page.body.lstrip(), parser) if page.body.strip() else None
    if root is None or etree.QName(root).localname not in ("rss", "RDF", "feed"):
        raise Unreadable("no RSS or Atom feed")
    for entry in root.iterfind(".//{*}item"):
        yield from _entry(page, entry)
    for entry in root.iterfind(".//{*}entry"):
        yield from _entry(page, entry)
    for link in root.iterfind(".//{*}link[@rel='next']"):
        following = page.link(link.get("href", ""))
        if following and following != page.url:
            yield Index(following, read_feed)


def _entry(page: Page, entry: etree._Element) -> Iterator[Item]:
    links = [link for link in entry.iterfind("{*}link") if link.get("rel", "alternate") == "alternate"]
    url = page.link(links[0].get("href") or links[0].text or "") if links else None
    if url is not None:
        title = " ".join((entry.findtext("{*}title") or "").split())
        yield Item(url, _published(entry), title or None)


def _published(entry: etree._Element) -> date | None:
    for name in ("pubDate", "published", "date"):
        text = entry.findtext(f"{{*}}{name}")
        if text:
            try:
                return parsedate_to_datetime(text).date()
            except ValueError:
                return listed_date(text, [])
    return None
