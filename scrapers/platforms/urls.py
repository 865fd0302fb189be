"""Just the given addresses, each a document."""

from collections.abc import Iterable

from scrapers.platforms.base import Item, Platform, Step


class UrlsPlatform(Platform):
    """No index: every address of the source is a document."""

    def start(self) -> Iterable[Step]:
        """The source's addresses."""
        return [Item(url) for url in self.source.urls]
