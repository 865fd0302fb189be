"""Plone (Brazil's "Portal Padrão" among them): a folder's listing, paged by `b_start:int`."""

import re
from collections.abc import Mapping
from typing import ClassVar

from scrapers.platforms.base import Page, next_by_parameter
from scrapers.platforms.listing import ListingPlatform


class PlonePlatform(ListingPlatform):
    """The summary, standard and news listings of Plone 4 to 6."""

    required: ClassVar[Mapping[str, str]] = {}
    optional: ClassVar[Mapping[str, str]] = {**ListingPlatform.required, **ListingPlatform.optional}
    defaults: ClassVar[Mapping[str, str]] = {
        "items": "#content article.entry, #content .tileItem, #content-core .entries article",
        "link": "h2 a, .tileHeadline a, a.summary, a.url",
        "date": "time, .documentPublished, .summary-view-icon, .documentByLine",
    }
    marks: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "generator": re.compile(r'<meta[^>]{1,300}?content="Plone', re.IGNORECASE),
        "resources": re.compile(r"\+\+(?:plone|resource|theme)\+\+|portal_(?:css|javascripts|kss)/"),
        "body class": re.compile(r'<body[^>]{1,300}?class="[^"]{0,300}?\b(?:portaltype|template)-', re.IGNORECASE),
    }

    def following(self, page: Page) -> str | None:
        """The next batch of the folder."""
        return super().following(page) or next_by_parameter(page, "b_start:int")
