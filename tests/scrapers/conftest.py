"""A small web on loopback, and sources and settings to visit it with."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest

from agreements.codes import Cadence, SourceClass
from agreements.records import Source
from scrapers.job import CrawlSettings


class Answer(NamedTuple):
    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = {}
    asked: threading.Event | None = None  # set when the request is there
    wait: threading.Event | None = None  # the answer comes when this is set


class Site:
    """One site: answers by path, an ETag for each, and a log of what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, int]] = []
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = site.answers.get(self.path, Answer(b"<html><body>gone</body></html>", 404))
                etag = f'"{hashlib.md5(answer.body).hexdigest()}"'
                known = answer.status == 200 and self.headers.get("If-None-Match") == etag
                status = 304 if known else answer.status
                site.asked.append((self.path, status))
                site.agents.add(self.headers.get("User-Agent", ""))
                if answer.asked is not None:
                    answer.asked.set()
                if answer.wait is not None:
                    answer.wait.wait(30)
                self.send_response(status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if status == 200:
                    self.send_header("ETag", etag)
                if status != 304:
                    self.send_header("Content-Type", answer.content_type)
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def page(self, path: str, body: str, **answer: Any) -> None:
        self.answers[path] = Answer(f"<html lang=es><body>{body}</body></html>".encode(), **answer)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def new_site() -> Iterator[Callable[[], Site]]:
    sites: list[Site] = []

    def make() -> Site:
        sites.append(Site())
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def site(new_site: Callable[[], Site]) -> Site:
    return new_site()


@pytest.fixture
def answer() -> type[Answer]:
    return Answer


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def make(platform: str = "listing", urls: list[str] | None = None, **fields: Any) -> Source:
        values: dict[str, Any] = {
            "id": "mx-colima",
            "name": "Ayuntamiento de Colima",
            "source_class": SourceClass.GOVERNMENT,
            "platform": platform,
            "urls": urls or ["http://colima.example/"],
            "languages": ["es"],
            "cadence": Cadence.DAILY,
            "minimum": 1,
            "verified": None,
            "seen_at": "a test",
        }
        return Source(**{**values, **fields})

    return make


@pytest.fixture
def settings() -> CrawlSettings:
    return CrawlSettings(contact="https://hermana.example/contact", delay=0, timeout=20)
