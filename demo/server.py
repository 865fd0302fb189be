"""The demo towns over HTTP: a server for each, on a port of its own on 127.0.0.1.

`serve()` runs them for as long as its block lasts; `python -m demo.server` until it is interrupted.
"""

import errno
import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from agreements.records import Source
from demo.site import Answer, Site
from demo.towns import FOLDER, load_towns

HOST = "127.0.0.1"
BASE_PORT = 8701
_POLL_SECONDS = 0.05  # how soon a server notices that it shall stop

_log = logging.getLogger(__name__)


class Request(NamedTuple):
    """A request that a town answered; `path` with its query, as it was sent."""

    town: str
    path: str
    status: int


@dataclass(frozen=True)
class Towns:
    """The towns as they are being served: their sources with real addresses, and what was asked of them so far."""

    sources: list[Source]
    addresses: dict[str, str]
    requests: list[Request] = field(default_factory=list)


@cache
def build_sites() -> tuple[Site, ...]:
    """The sites of all towns by slug, made once in a process (scans take a second each)."""
    return tuple(Site(town) for town in load_towns())


def load_sources(addresses: dict[str, str]) -> list[Source]:
    """The declared sources by id, with the towns' addresses filled in. Raises ValueError that names the file."""
    sources = []
    for file in sorted((FOLDER / "sources").glob("*/*.yml"), key=lambda file: file.stem):
        host = urlsplit(addresses[file.stem]).netloc
        try:
            sources.append(msgspec.yaml.decode(file.read_text("utf-8").replace("{host}", host), type=Source))
        except ValueError as error:
            raise ValueError(f"sources/{file.parent.name}/{file.name}: {error}") from error
    return sources


@contextmanager
def serve(base_port: int = BASE_PORT) -> Iterator[Towns]:
    """Serve all towns, on the ports from `base_port` on, in the order of their slugs, while the block lasts.

    Raises OSError that names the port and the town where a port is taken.
    """
    sites = build_sites()
    addresses = {site.town.slug: f"http://{HOST}:{port}" for port, site in enumerate(sites, base_port)}
    towns = Towns(load_sources(addresses), addresses)
    with ExitStack() as stack:
        for port, site in enumerate(sites, base_port):
            server = _listen(site, port, towns.requests)
            stack.callback(server.server_close)
            thread = threading.Thread(target=server.serve_forever, args=(_POLL_SECONDS,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
        yield towns


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Site, port: int, requests: list[Request]) -> None:
        self.site = site
        self.requests = requests
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name server what 127.0.0.1 is called, which can take seconds."""
        TCPServer.server_bind(self)


def _listen(site: Site, port: int, requests: list[Request]) -> _Server:
    try:
        return _Server(site, port, requests)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(
            errno.EADDRINUSE,
            f"port {port}, where the demo town {site.town.slug} should answer, is in use: "
            "stop what listens there (another run of the demo?) and try again",
        ) from error


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds that a silent connection is kept

    def do_GET(self) -> None:
        """Answer, or say that the client's copy is still good."""
        parts = urlsplit(self.path)
        base = f"http://{HOST}:{self.server.server_address[1]}"
        answer = self.server.site.answer(unquote(parts.path), dict(parse_qsl(parts.query)), base)
        status = 304 if answer.status == 200 and self._is_current(answer) else answer.status
        body = b"" if status == 304 else answer.body
        self.server.requests.append(Request(self.server.site.town.slug, self.path, status))
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status == 200:
            self.send_header("ETag", answer.etag)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - likewise

    def _is_current(self, answer: Answer) -> bool:
        """Whether the copy that the client holds is the same; its ETag counts before its date (RFC 9110, 13.2.2)."""
        if tags := self.headers["If-None-Match"]:
            return answer.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since, modified = self.headers["If-Modified-Since"], answer.headers.get("Last-Modified")
        if not (since and modified):
            return False
        try:
            return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
        except ValueError:
            return False

    def log_message(self, format: str, *args: object) -> None:
        """Keep requests off the terminal: `Towns.requests` has them."""
        _log.debug(format, *args)


def main() -> None:
    """Serve until interrupted."""
    with serve() as towns:
        for slug, address in towns.addresses.items():
            print(f"{slug:12} {address}/", flush=True)  # noqa: T201 - the addresses are this command's output
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")  # noqa: T201 - likewise


if __name__ == "__main__":
    main()
