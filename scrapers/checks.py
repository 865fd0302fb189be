"""Whether a source is alive and declared right, and drafts of new declarations. Both ask the real site."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from agreements.codes import Cadence, SourceClass, SourceState
from agreements.errors import MendableError
from agreements.records import Capture, Source
from scrapers.archive import read_response, scan
from scrapers.crawl import CrawlError, run_visit
from scrapers.declarations import HOW_TO_FIND
from scrapers.job import CrawlSettings, Visit
from scrapers.monitors import judge
from scrapers.platforms.base import Page, platform, platform_names

_PAGES = 12  # responses that a check may cost the site
_LOOK = 200_000  # characters of a page that show its marks
_ANY = "listing"  # the platform for pages without a mark of any other


class AddressError(MendableError, ValueError):
    """What was given as an address is none."""


class Guess(NamedTuple):
    """The platform that a page seems to be of, and the names of the marks that say so."""

    platform: str
    marks: list[str]


class CheckResult(msgspec.Struct, frozen=True):
    """What a check of a source found. `problems` is empty for a source that is alive and declared right."""

    source: str
    state: SourceState
    detail: str
    robots_allowed: bool
    guess: Guess | None  # None: no page answered
    listed: int  # links to documents on the list pages that were read
    dated: int  # of these, with a date
    documents: int  # documents that answered
    problems: list[str]


def fingerprint(html: str, headers: Mapping[str, str]) -> Guess:
    """The platform of a page by its text and its headers (names in lower case); `listing` where no mark is seen."""
    head = "\n".join(f"{name}: {value}" for name, value in headers.items())
    guesses = [
        Guess(
            name,
            [mark for mark, sign in platform(name).marks.items() if sign.search(html[:_LOOK]) or sign.search(head)],
        )
        for name in platform_names()
    ]
    best = max(guesses, key=lambda guess: len(guess.marks))
    return best if best.marks else Guess(_ANY, [])


def check(source: Source, settings: CrawlSettings) -> CheckResult:
    """Visit the beginning of a source, in an archive that is thrown away, and say what holds and what does not."""
    with tempfile.TemporaryDirectory(prefix="hermana-check-") as folder:
        raw = Path(folder)
        try:
            visit = run_visit(source, raw, {}, _bounded(settings))
        except CrawlError as error:
            return CheckResult(source.id, SourceState.FAILING, str(error), True, None, 0, 0, 0, [str(error)])
        captures = _captures(raw)
        guess = _guess(raw, captures[0]) if captures else None
    state, detail = judge(visit, minimum=1)
    problems = list(_problems(source, visit, state, detail, guess))
    return CheckResult(
        source.id,
        state,
        detail,
        robots_allowed=not visit.forbidden,
        guess=guess,
        listed=visit.listed,
        dated=visit.dated,
        documents=visit.documents,
        problems=problems,
    )


def draft(url: str, settings: CrawlSettings) -> str:
    """The YAML of a new declaration for the site at `url`; comments say what must still be filled in, and how."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or not host:
        raise AddressError(f"{url!r} is no web address: give one that begins with http:// or https://")
    country = host.rsplit(".", 1)[-1] if len(host.rsplit(".", 1)[-1]) == 2 else "xx"
    slug = host.split(".", 1)[0]
    probe = Source(
        f"{country}-{slug}", host, SourceClass.GOVERNMENT, "urls", [url], ["und"], Cadence.WEEKLY, 1, None, url
    )
    page, guess, remark = None, Guess(_ANY, []), ""
    with tempfile.TemporaryDirectory(prefix="hermana-draft-") as folder:
        raw = Path(folder)
        try:
            remark = judge(run_visit(probe, raw, {}, _bounded(settings)), minimum=1)[1]
        except CrawlError as error:
            remark = str(error)
        captures = _captures(raw)
        if captures:
            page, guess = _page(raw, captures[0]), _guess(raw, captures[0])
    seen = f"its marks: {', '.join(guess.marks)}" if guess.marks else "no mark of another platform was seen"
    lines = [] if page else [f"# {url} could not be read: {remark}"]
    lines += [
        f"# To be saved as scrapers/sources/{country}/{probe.id}.yml. Fill in each null.",
        _line("id", probe.id, HOW_TO_FIND["id"]),
        _line("name", _name(page), HOW_TO_FIND["name"]),
        f"place: {{name: null, country: {_text(country.upper() if country != 'xx' else None)}, level: null}}"
        f"  # {HOW_TO_FIND['place']}; null for another publisher",
        _line("source_class", None, HOW_TO_FIND["source_class"]),
        _line("platform", guess.platform, seen),
        f"urls: [{_text(url)}]",
        f"languages: {_text([_language(page)])}  # {HOW_TO_FIND['languages']}",
        _line("cadence", None, HOW_TO_FIND["cadence"]),
        _line("minimum", None, HOW_TO_FIND["minimum"]),
        _line("verified", None, HOW_TO_FIND["verified"]),
        _line("seen_at", None, HOW_TO_FIND["seen_at"]),
    ]
    system = platform(guess.platform)
    if system.required:
        lines.append("selectors:")
        lines += [f"  {_line(name, None, f'CSS for {meaning}')}" for name, meaning in system.required.items()]
        lines += [f"  # {name}: CSS for {meaning}" for name, meaning in system.optional.items()]
    for feed in page.html.css("link[rel=alternate][type*=rss], link[rel=alternate][type*=atom]") if page else []:
        lines.append(
            f"# It names a feed, for platform `feed`: {page.link(feed.attrib.get('href', '')) if page else ''}"
        )
    return "\n".join(lines) + "\n"


def _problems(source: Source, visit: Visit, state: SourceState, detail: str, guess: Guess | None) -> list[str]:
    problems = []
    if visit.forbidden:
        problems.append(f"robots.txt forbids {', '.join(visit.forbidden[:3])}")
    if state not in (SourceState.FINE, SourceState.NOTHING_NEW):
        problems.append(detail)
    if guess is not None and guess.marks and platform(source.platform).marks and guess.platform != source.platform:
        problems.append(f"declared {source.platform}, but looks like {guess.platform} ({', '.join(guess.marks)})")
    if "date" in source.selectors and visit.listed and not visit.dated:
        problems.append(f"no date found on the list by {source.selectors['date']!r}")
    return problems


def _bounded(settings: CrawlSettings) -> CrawlSettings:
    return msgspec.structs.replace(settings, max_pages=min(settings.max_pages, _PAGES))


def _captures(raw: Path) -> list[Capture]:
    return [capture for path in sorted(raw.glob("*.warc.gz")) for capture in scan(path, raw)]


def _page(raw: Path, capture: Capture) -> Page:
    head, body = read_response(raw, capture.warc, capture.offset, capture.sha256)
    return Page(capture.url, body, {name.lower(): value for name, value in head.fields})


def _guess(raw: Path, capture: Capture) -> Guess:
    page = _page(raw, capture)
    return fingerprint(page.text, page.headers)


def _name(page: Page | None) -> str | None:
    if page is None:
        return None
    name = page.html.css("meta[property='og:site_name']::attr(content), title::text").get("")
    return " ".join(name.split()) or None


def _language(page: Page | None) -> str | None:
    return (page.html.css("html").attrib.get("lang") or None) if page else None


def _line(field: str, value: str | None, remark: str) -> str:
    return f"{field}: {_text(value)}  # {remark}"


def _text(value: object) -> str:
    """A value as YAML, which takes JSON's way of writing."""
    return json.dumps(value, ensure_ascii=False)
