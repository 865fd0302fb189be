"""How pages are fetched: Scrapy's settings, and what Hermana asks of them beyond Scrapy's own middlewares."""

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from scrapers.blocking import block_name
from scrapers.job import CrawlSettings, Known


class Blocked(IgnoreRequest):
    """The publisher keeps us out; the message is the name of the page that says so."""


class Forbidden(IgnoreRequest):
    """The site's robots.txt forbids the address."""


def scrapy_settings(settings: CrawlSettings) -> dict[str, Any]:
    """Scrapy's settings for one visit."""
    return {
        "USER_AGENT": settings.identity,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": settings.user_agent.partition("/")[0],
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": settings.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(settings.concurrency),
        "DOWNLOAD_DELAY": settings.delay,
        "CONCURRENT_REQUESTS": settings.concurrency,  # a visit is to one site; none queue up behind a block page
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.concurrency,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_MAXSIZE": settings.max_size,
        "CLOSESPIDER_PAGECOUNT": settings.max_pages,
        "CLOSESPIDER_ERRORCOUNT": 1,  # an error of our own, such as a full disk, is no page's fault
        "RETRY_TIMES": 2,
        "RETRY_HTTP_CODES": [408, 500, 502, 503, 504, 522, 524],  # 429 is no fault: it asks us to stop
        "REDIRECT_MAX_TIMES": 5,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        # The whole lists, not changes to Scrapy's own: what is switched off there is still imported, at 0.6 s a visit.
        "DOWNLOADER_MIDDLEWARES_BASE": {
            SameSiteMiddleware: 50,
            RobotsMiddleware: 100,
            "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
            "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
            ConditionalMiddleware: 450,
            "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
            BlockMiddleware: 585,  # sees decompressed bodies (590), before a retry (550) knocks again
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
        },
        "EXTENSIONS_BASE": {
            "scrapy.extensions.corestats.CoreStats": 0,
            "scrapy.extensions.closespider.CloseSpider": 0,
            "scrapy.extensions.throttle.AutoThrottle": 0,
        },
        "LOG_LEVEL": settings.log_level,
        "LOG_VERSIONS": [],
        "STATS_DUMP": False,
    }


def site(url: str) -> str:
    """The host and port of an address; `www.` and a trailing dot do not make another site."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return host if parts.port in (None, default) else f"{host}:{parts.port}"


def response_headers(response: Response) -> dict[str, str]:
    """The headers of a response by their names in lower case."""
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }


class SameSiteMiddleware(OffsiteMiddleware):
    """Lets through only http and https addresses of the spider's sites, on redirects and retries too.

    Scrapy's own looks at host names without ports, and lets anything pass that is tried again.
    """

    def request_scheduled(self, request: Request, spider: Spider) -> None:  # noqa: ARG002 - Scrapy's signature
        """Drop links that lead off the site; a redirect goes on to `process_request`, to be named as a fault."""
        if "redirect_urls" not in request.meta:
            self.process_request(request)

    def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002 - Scrapy's signature
        """Refuse an address of another site."""
        if not self.should_follow(request, self.crawler.spider):
            raise IgnoreRequest(f"leads off the site to {site(request.url)}")

    def should_follow(self, request: Request, spider: Spider | None) -> bool:
        """Whether the address belongs to one of the spider's sites."""
        return request.url.startswith(("http://", "https://")) and site(request.url) in spider.sites  # type: ignore[union-attr]


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, with an error that can be told from others."""

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise Forbidden where the parsed robots.txt does not allow the address."""
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise Forbidden(str(error)) from error


class ConditionalMiddleware:
    """Asks for a document only if it changed since its last capture. Index pages are needed whole, for their links."""

    def __init__(self, history: dict[str, Known]) -> None:
        self._history = history

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the history of the crawler's spider."""
        return cls(crawler.spider.history)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        """Set the condition anew for each address of a chain of redirects."""
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        known = self._history.get(request.url)
        if known is None or not request.meta.get("conditional"):
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified


class BlockMiddleware:
    """Stops at a page that keeps visitors out, before it is retried or stored: nothing more is asked after it."""

    def __init__(self) -> None:
        self._name: str | None = None

    def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's signature
        """Raise Blocked for every request after such a page."""
        if self._name is not None:
            raise Blocked(self._name)

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise Blocked for such a page."""
        redirected = "redirect_urls" in request.meta
        name = block_name(response.status, response_headers(response), response.url, response.body, redirected)
        if name is not None:
            self._name = name
            raise Blocked(name)
        return response
