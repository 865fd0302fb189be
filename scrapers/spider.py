"""The one spider: it walks what a platform finds, and archives what it meets."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from agreements.clock import now
from agreements.codes import CaptureRole
from agreements.ids import sha256
from scrapers.archive import Headers, Writer, read_response
from scrapers.fetch import Blocked, Forbidden, response_headers, scrapy_settings, site
from scrapers.job import Fault, Job, Visit
from scrapers.platforms.base import Index, Item, Page, Step, Unreadable, attachments, platform

_Found = TypeVar("_Found")


class SourceSpider(Spider):
    """One visit to one source."""

    def __init__(self, job: Job, steps: Sequence[Step], writer: Writer, visit: Visit) -> None:
        super().__init__(job.source.id)
        self.history = job.history
        self.sites = {site(url) for url in job.source.urls}
        self._raw = Path(job.raw)
        self._steps = steps
        self._writer = writer
        self._visit = visit
        self._hashes = {known.sha256 for known in job.history.values()}

    async def start(self) -> AsyncIterator[Request]:
        """Where the platform begins."""
        for step in self._steps:
            yield self._request(step)

    def closed(self, reason: str) -> None:
        """Note whether the visit ran to its end."""
        self._visit.finished = reason == "finished"

    def _request(self, step: Step) -> Request:
        if isinstance(step, Index):
            return Request(step.url, self._on_index, errback=self._failed, cb_kwargs={"step": step})
        meta = {"conditional": True, "handle_httpstatus_list": [304]}
        return Request(step.url, self._on_document, errback=self._failed, cb_kwargs={"step": step}, meta=meta)

    def _on_index(self, response: Response, step: Index) -> Iterator[Request]:
        self._archive(response, CaptureRole.INDEX)
        try:
            found = _read(step.read, Page(response.url, response.body, response_headers(response)))
        except Unreadable as error:
            yield from self._without(step, Fault(step.url, str(error)))
            return
        items = [following for following in found if isinstance(following, Item)]
        self._visit.indexes += 1
        self._visit.listed += len(items)
        self._visit.dated += sum(item.published is not None for item in items)
        for following in found:
            yield self._request(following)

    def _on_document(self, response: Response, step: Item) -> Iterator[Request]:
        self._visit.documents += 1
        if response.status == HTTPStatus.NOT_MODIFIED:
            known = self.history[response.url]
            self._visit.unchanged += 1
            # Its attachments may have changed, or a kill may have come before they were fetched.
            head, body = read_response(self._raw, known.warc, known.offset, known.sha256)
            page = Page(response.url, body, {name.lower(): value for name, value in head.fields})
        else:
            page = Page(response.url, response.body, response_headers(response))
            digest = sha256(response.body)
            if not self._archive(response, CaptureRole.DOCUMENT, step):
                self._visit.unchanged += 1
            elif digest not in self._hashes:
                self._visit.new += 1
                self._hashes.add(digest)
        try:
            for url in _read(attachments, page):
                yield self._request(Item(url, step.published))
        except Unreadable as error:
            self._visit.faults.append(Fault(response.url, str(error)))

    def _archive(self, response: Response, role: CaptureRole, item: Item | None = None) -> bool:
        """Store the response, unless its address answered with the same bytes last time; says whether it did."""
        known = self.history.get(response.url)
        if known is not None and known.sha256 == sha256(response.body):
            return False
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in _pairs(response)]
        self._writer.response(
            response.url,
            Headers(_status(response.status), fields),
            response.body,
            role=role,
            fetched_at=now(),
            published=item.published if item else None,
            title=item.title if item else None,
        )
        return True

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        step: Step = request.cb_kwargs["step"]
        error = failure.value
        if isinstance(error, Blocked):
            self._visit.blocked = str(error)
            raise CloseSpider("blocked")
        if isinstance(error, Forbidden):
            yield from self._without(step, None)
        else:
            answer = _status(error.response.status) if isinstance(error, HttpError) else str(error)
            yield from self._without(step, Fault(step.url, answer or type(error).__name__))

    def _without(self, step: Step, fault: Fault | None) -> Iterator[Request]:
        """Do without a page: ask for what can stand in for it, or note why. No fault: robots.txt forbids the page."""
        if isinstance(step, Index) and step.otherwise is not None:
            yield self._request(step.otherwise)
        elif fault is None:
            self._visit.forbidden.append(step.url)
        elif isinstance(step, Index):
            self._visit.index_faults.append(fault)
        else:
            self._visit.faults.append(fault)


def run(job: Job) -> Visit:
    """Visit the job's source in this process, once: Scrapy's reactor cannot start again."""
    source = job.source
    steps = list(platform(source.platform)(source).start())
    visit = Visit()
    process = CrawlerProcess(scrapy_settings(job.settings))
    with Writer(Path(job.raw), source.id, user_agent=job.settings.identity) as writer:
        crawler = process.create_crawler(SourceSpider)
        process.crawl(crawler, job=job, steps=steps, writer=writer, visit=visit)
        process.start()
    counts = crawler.stats.get_stats() if crawler.stats else {}
    if counts.get("finish_reason") in (None, "closespider_errorcount"):
        raise SystemExit("the visit broke off at this error")
    visit.requests = counts.get("downloader/request_count", 0)
    return visit


def _read(reader: Callable[[Page], Iterable[_Found]], page: Page) -> list[_Found]:
    """What a reader finds on a page. A page that breaks the reader is Unreadable too, and the visit goes on."""
    try:
        return list(reader(page))
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _pairs(response: Response) -> Iterator[tuple[bytes, bytes]]:
    for name, values in response.headers.items():
        for value in values:
            yield name, value


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)
