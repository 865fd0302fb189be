"""XML sitemaps, with sitemap indexes and gzip."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from scrapers.archive import MAX_BODY
from scrapers.platforms.base import Index, Item, Page, Platform, Step, Unreadable


class SitemapPlatform(Platform):
    """Every address of each sitemap, nested ones included."""

    marks: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "root element": re.compile(
            r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<[!?][^>]*>\s*)*<(?:urlset|sitemapindex)\b", re.IGNORECASE
        )
    }

    def start(self) -> Iterable[Step]:
        """The source's addresses, each a sitemap."""
        return [Index(url, read_sitemap) for url in self.source.urls]


def read_sitemap(page: Page) -> Iterator[Step]:
    """The addresses of a sitemap. It gives no dates: a sitemap's `lastmod` is no date of publication."""
    # Here, not above: Scrapy costs a second, and platforms are also loaded to check declarations.
    from scrapy.utils.gz import gunzip
    from scrapy.utils.sitemap import Sitemap

    try:
        body = gunzip(page.body, max_size=MAX_BODY) if page.body.startswith(b"\x1f\x8b") else page.body
        sitemap = Sitemap(body.lstrip())
    except Exception as error:
        raise Unreadable("no sitemap") from error
    if sitemap.type not in ("urlset", "sitemapindex"):
        raise Unreadable("no sitemap")
    for entry in sitemap:
        url = page.link(entry["loc"])
        if url is not None:
            yield Item(url) if sitemap.type == "urlset" else Index(url, read_sitemap)
