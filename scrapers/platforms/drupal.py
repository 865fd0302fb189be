"""Drupal: a listing made with Views, paged by `page`."""

import re
from collections.abc import Mapping
from typing import ClassVar

from scrapers.platforms.base import Page, next_by_parameter
from scrapers.platforms.listing import ListingPlatform


class DrupalPlatform(ListingPlatform):
    """The rows of a view, as Drupal 7 to 11 mark them."""

    required: ClassVar[Mapping[str, str]] = {}
    optional: ClassVar[Mapping[str, str]] = {**ListingPlatform.required, **ListingPlatform.optional}
    defaults: ClassVar[Mapping[str, str]] = {
        "items": ".views-row, .view-content article, .view-content tbody tr",
        "link": ".views-field-title a, h2 a, h3 a, a[rel=bookmark], a",
        "date": "time, .date-display-single, .views-field-created, .views-field-field-fecha",
    }
    marks: ClassVar[Mapping[str, re.Pattern[str]]] = {
        "generator": re.compile(r'(?:<meta[^>]{1,300}?content="|x-generator: )Drupal', re.IGNORECASE),
        "settings": re.compile(r"drupal-settings-json|Drupal\.settings"),
        "files": re.compile(r"/sites/(?:default|all)/(?:files|themes|modules)/"),
        "cache header": re.compile(r"^x-drupal-", re.IGNORECASE | re.MULTILINE),
    }

    def following(self, page: Page) -> str | None:
        """The next page of the view."""
        return super().following(page) or next_by_parameter(page, "page")
