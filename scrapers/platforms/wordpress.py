"""WordPress: its REST interface, or else its feed, or else its sitemap."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from scrapers.platforms.base import Index, Item, Page, Platform, Step, Unreadable, words
from scrapers.platforms.dates import listed_date
from scrapers.platforms.feed import read_feed
from scrapers.platforms.sitemap import read_sitemap

_PER_PAGE = 100
# Lists of posts by category, tag or author: nothing that the posts' own sitemaps do not name.
_ARCHIVES = re.compile(r"taxonom|users|author|categor|tag")


class WordPressPlatform(Platform):
    """Posts and pages of a WordPress site; the source's addresses are its home pages."""

    marks: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "generator": re.compile(r'<meta[^>]{1,300}?content="WordPress', re.IGNORECASE),
        "content folder": re.compile(r"/wp-(?:content|includes)/"),
        "REST link": re.compile(r"https://api\.w\.org/"),
    }

    def start(self) -> Iterable[Step]:
        """The newest posts of each site, or what it finds for each of the source's search words."""
        for url in self.source.urls:
            home = url if url.endswith("/") else f"{url}/"
            sitemap = Index(urljoin(home, "wp-sitemap.xml"), read_posts_sitemap)
            for word in self.source.search or [""]:
                feed = urljoin(home, "?" + urlencode({"s": word, "feed": "rss2"}) if word else "feed/")
                yield Index(_rest(home, "posts", 1, word), self.read_rest, Index(feed, read_feed, sitemap))

    def read_rest(self, page: Page) -> Iterator[Step]:
        """One page of posts or pages as JSON; the pages follow the posts."""
        try:
            entries = json.loads(page.text)
        except ValueError as error:
            raise Unreadable("no JSON where WordPress answers in JSON") from error
        if not isinstance(entries, list):
            raise Unreadable("WordPress lists no posts here")
        for entry in entries:
            url = page.link(str(entry.get("link", "")))
            if url is not None:
                title = words(entry.get("title", {}).get("rendered", ""))
                yield Item(url, listed_date(str(entry.get("date", "")), self.source.languages), title or None)
        home, _, rest = page.url.partition("wp-json/")
        kind = urlsplit(rest).path.rsplit("/", 1)[-1]
        query = parse_qs(urlsplit(page.url).query)
        number, word = int(query.get("page", ["1"])[0]), query.get("search", [""])[0]
        last = page.headers.get("x-wp-totalpages", "")
        more = number < int(last) if last.isdecimal() else len(entries) == _PER_PAGE
        if more:
            yield Index(_rest(home, kind, number + 1, word), self.read_rest)
        if kind == "posts" and number == 1:
            yield Index(_rest(home, "pages", 1, word), self.read_rest)


def read_posts_sitemap(page: Page) -> Iterator[Step]:
    """The posts and pages of a WordPress sitemap, without its lists by category, tag and author."""
    for step in read_sitemap(page):
        if isinstance(step, Item):
            yield step
        elif not _ARCHIVES.search(urlsplit(step.url).path):
            yield Index(step.url, read_posts_sitemap)


def _rest(home: str, kind: str, page: int, word: str) -> str:
    query = {"per_page": _PER_PAGE, "page": page, "_fields": "link,date,title"}
    return urljoin(home, f"wp-json/wp/v2/{kind}?" + urlencode({**query, "search": word} if word else query))
