from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from agreements.codes import SourceState
from agreements.records import Source
from scrapers.checks import Guess, check, draft, fingerprint
from scrapers.declarations import SourceError, load_source
from scrapers.job import CrawlSettings

MakeSource = Callable[..., Source]


@pytest.mark.parametrize(
    ("html", "headers", "platform"),
    [
        ('<meta name="generator" content="WordPress 6.5"><link href="/wp-content/x.css">', {}, "wordpress"),
        ("<p>x</p>", {"link": '<http://a/wp-json/>; rel="https://api.w.org/"'}, "wordpress"),
        ('<body class="template-listing_view portaltype-folder">', {}, "plone"),
        ("<p>x</p>", {"x-generator": "Drupal 10 (https://www.drupal.org)"}, "drupal"),
        ('<?xml version="1.0"?>\n<!-- x --><rss version="2.0">', {}, "feed"),
        ('<?xml version="1.0"?><sitemapindex>', {}, "sitemap"),
        ("<html><body>flat</body></html>", {}, "listing"),
        ("<html><body>an article about the &lt;rss&gt; element</body></html>", {}, "listing"),
    ],
)
def test_platforms_are_known_by_their_marks(html: str, headers: dict[str, str], platform: str) -> None:
    guess = fingerprint(html, headers)
    assert guess.platform == platform
    assert bool(guess.marks) == (platform != "listing")


def test_a_check_says_what_holds_and_what_does_not(
    site: Any, answer: Any, make_source: MakeSource, settings: CrawlSettings
) -> None:
    site.page("/news", "<link href=/wp-content/x.css><ul><li><a href=/1>uno</a><i>sin fecha</i></li></ul>")
    site.page("/1", "una nota")
    selectors = {"items": "li", "date": "i"}
    good = check(make_source("listing", [f"{site.url}/news"], selectors=selectors), settings)
    assert (good.state, good.robots_allowed, good.documents, good.listed, good.dated) == (
        SourceState.FINE,
        True,
        1,
        1,
        0,
    )
    assert good.guess == Guess("wordpress", ["content folder"])
    assert good.problems == ["no date found on the list by 'i'"]

    site.answers["/robots.txt"] = answer(b"User-agent: Hermana\nDisallow: /news\n", content_type="text/plain")
    forbidden = check(make_source("drupal", [f"{site.url}/news"]), settings)
    assert (forbidden.state, forbidden.robots_allowed) == (SourceState.BLOCKED, False)
    assert "robots.txt forbids" in forbidden.problems[0]


def test_a_draft_says_what_is_known_and_refuses_to_load_until_filled_in(
    site: Any, tmp_path: Path, settings: CrawlSettings
) -> None:
    site.page("/", "<title>Ayuntamiento</title><link rel=alternate type='application/rss+xml' href=/feed/>")
    text = draft(f"{site.url}/", settings)
    drafted = yaml.safe_load(text)
    assert (drafted["name"], drafted["languages"], drafted["platform"]) == ("Ayuntamiento", ["es"], "listing")
    assert drafted["urls"] == [f"{site.url}/"]
    assert f"{site.url}/feed/" in text
    path = tmp_path / f"{drafted['id']}.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_source(path)
    missing = {problem.field for problem in caught.value.problems}
    assert {"cadence", "minimum", "source_class", "seen_at", "place"} <= missing


def test_a_draft_for_a_site_that_does_not_answer_says_so(site: Any, settings: CrawlSettings) -> None:
    text = draft(f"{site.url}/nothing-here", settings)
    assert "could not be read" in text
    assert "404 Not Found" in text
    with pytest.raises(ValueError, match="no web address"):
        draft("colima.example", settings)
