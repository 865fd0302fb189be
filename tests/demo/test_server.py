"""The demo towns over HTTP: each publishing system's lists, and the odd answers of real sites."""

import html
import http.client
import json
import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from demo.server import Request, Towns, serve
from demo.towns import Page, Town, load_towns

# Another base in each worker of a parallel run, and not the one that `make run` uses.
BASE_PORT = 18701 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with serve(BASE_PORT) as served:
        yield served


class Reply:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


def get(towns: Towns, slug: str, path: str, **headers: str) -> Reply:
    connection = http.client.HTTPConnection(urlsplit(towns.addresses[slug]).netloc, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Reply(connection.getresponse())
    finally:
        connection.close()


def listed(slug: str) -> list[Page]:
    town = next(town for town in load_towns() if town.slug == slug)
    return [page for page in town.pages if page.listed]


@pytest.mark.parametrize("town", load_towns(), ids=lambda town: town.slug)
def test_a_town_answers_with_every_document_and_a_page_around_it(towns: Towns, town: Town) -> None:
    assert get(towns, town.slug, "/").status == 200
    for page in town.pages:
        reply = get(towns, town.slug, page.path)
        assert reply.status == 200
        if page.form == "html":
            text = html.unescape(reply.body.decode(page.charset or town.charset))
            assert page.title in text
            assert town.footer in text
            assert all(headline in text for headline in page.related)
        else:
            assert reply.body[:4] in (b"%PDF", b"PK\x03\x04")


def test_a_copy_that_is_still_good_is_not_sent_again(towns: Towns) -> None:
    path = "/noticia/na-india-santos-assina-memorando-com-kochi"
    first = get(towns, "br-santos", path)
    assert get(towns, "br-santos", path, If_None_Match=first.headers["ETag"]).status == 304
    assert get(towns, "br-santos", path, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    assert get(towns, "br-santos", path, If_None_Match='"other"').status == 200
    assert get(towns, "br-santos", path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert get(towns, "br-santos", path, If_Modified_Since="some day").status == 200


def test_a_not_modified_answer_has_no_body_and_leaves_the_connection_usable(towns: Towns) -> None:
    connection = http.client.HTTPConnection(urlsplit(towns.addresses["br-santos"]).netloc, timeout=10)
    connection.request("GET", "/robots.txt")
    reply = Reply(connection.getresponse())
    for _ in range(2):
        connection.request("GET", "/robots.txt", headers={"If-None-Match": reply.headers["ETag"]})
        again = Reply(connection.getresponse())
        assert (again.status, again.body) == (304, b"")
    connection.close()


def test_robots_txt_forbids_the_drafts(towns: Towns) -> None:
    robots = RobotFileParser()
    robots.parse(get(towns, "ph-iloilo", "/robots.txt").text.splitlines())
    assert not robots.can_fetch("Hermana", f"{towns.addresses['ph-iloilo']}/drafts/2024/manta-agreement.html")
    assert robots.can_fetch("Hermana", f"{towns.addresses['ph-iloilo']}/news/2025/dinagyang-road-closures.html")
    assert "/drafts/2024/manta-agreement.html" in get(towns, "ph-iloilo", "/news").text


def test_robots_txt_names_the_sitemap(towns: Towns) -> None:
    assert f"Sitemap: {towns.addresses['cl-talca']}/sitemap.xml" in get(towns, "cl-talca", "/robots.txt").text


def test_listed_addresses_may_fail_or_lead_on(towns: Towns) -> None:
    assert get(towns, "cl-talca", "/noticias/feria-de-las-pulgas").status == 404
    assert get(towns, "cl-talca", "/noticias/cuenta-publica-2022").status == 500
    moved = get(towns, "cl-talca", "/noticias/antiguas/talca-utsunomiya")
    assert moved.status == 301
    assert moved.headers["Location"] == f"{towns.addresses['cl-talca']}/noticias/utsunomiya-seis-anos"
    assert get(towns, "cl-talca", "/no/such/page").status == 404


@pytest.mark.parametrize(
    ("slug", "path", "charset", "word"),
    [
        ("cl-talca", "/archivo/2008/zigong.htm", "iso-8859-1", "Germán Ibáñez"),
        ("cn-ningbo", "/art/2023/9/15/art_1229_58801.html", "gb18030", "罗萨里奥市"),
    ],
)
def test_old_pages_name_their_charset_only_in_the_page(
    towns: Towns, slug: str, path: str, charset: str, word: str
) -> None:
    reply = get(towns, slug, path)
    assert reply.headers["Content-Type"] == "text/html"
    text = reply.body.decode(charset)
    assert f'charset="{charset}"' in text or f"charset={charset}" in text
    assert word in text
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")


def test_wordpress_lists_posts_page_by_page(towns: Towns) -> None:
    reply = get(towns, "mx-colima", "/wp-json/wp/v2/posts?per_page=4&page=2")
    assert (reply.headers["X-WP-Total"], reply.headers["X-WP-TotalPages"]) == ("7", "2")
    posts = json.loads(reply.text)
    assert [set(post) >= {"id", "date", "link", "title", "content"} for post in posts] == [True] * 3
    assert posts[0]["link"].startswith(f"{towns.addresses['mx-colima']}/202")
    beyond = get(towns, "mx-colima", "/wp-json/wp/v2/posts?per_page=4&page=3")
    assert (beyond.status, json.loads(beyond.text)["code"]) == (400, "rest_post_invalid_page_number")


def test_wordpress_searches_and_cuts_down_to_the_fields_asked_for(towns: Towns) -> None:
    found = json.loads(get(towns, "mx-colima", "/wp-json/wp/v2/posts?search=taoyuan&_fields=link,title").text)
    assert [set(post) for post in found] == [{"link", "title"}]


def test_wordpress_keeps_pages_apart_from_posts(towns: Towns) -> None:
    pages = json.loads(get(towns, "mx-colima", "/wp-json/wp/v2/pages").text)
    assert [page["title"]["rendered"] for page in pages] == ["Atención ciudadana"]
    assert "atencion-ciudadana" not in get(towns, "mx-colima", "/feed/").text


@pytest.mark.parametrize(
    ("slug", "start", "following"),
    [
        ("br-londrina", "/noticias", r'class="proximo" rel="next" href="([^"]+)"'),
        ("ar-rosario", "/noticias", r'pager__item--next"><a href="([^"]+)"'),
        ("ph-iloilo", "/news", r'class="next" href="([^"]+)"'),
    ],
)
def test_a_list_leads_through_all_its_pages(towns: Towns, slug: str, start: str, following: str) -> None:
    text, pages, path = "", 0, start
    while path:
        reply = get(towns, slug, path).text
        text, pages = text + reply, pages + 1
        match = re.search(following, reply)
        path = match[1].replace("&amp;", "&") if match else ""
    assert pages > 1
    assert [page.title for page in listed(slug) if page.title not in html.unescape(text)] == []


def test_a_sitemap_index_leads_to_every_document(towns: Towns) -> None:
    index = get(towns, "cl-talca", "/sitemap.xml").text
    base = towns.addresses["cl-talca"]
    sitemaps = [location.removeprefix(base) for location in re.findall(r"<loc>(.+?)</loc>", index)]
    assert len(sitemaps) > 1
    addresses = "".join(get(towns, "cl-talca", path).text for path in sitemaps)
    assert all(f"<loc>{base}{page.path}</loc>" in addresses for page in listed("cl-talca"))


def test_a_feed_has_every_document_with_its_date(towns: Towns) -> None:
    feed = get(towns, "br-santos", "/rss.xml").text
    assert all(f"<title>{page.title}</title>" in feed for page in listed("br-santos"))
    assert feed.count("<pubDate>") == len(listed("br-santos"))


def test_what_was_asked_for_is_remembered(towns: Towns) -> None:
    get(towns, "tw-tainan", "/rss.xml?asked=1")
    assert Request("tw-tainan", "/rss.xml?asked=1", 200) in towns.requests


def test_a_head_request_is_answered_without_a_body(towns: Towns) -> None:
    connection = http.client.HTTPConnection(urlsplit(towns.addresses["br-santos"]).netloc, timeout=10)
    connection.request("HEAD", "/rss.xml")
    reply = Reply(connection.getresponse())
    connection.close()
    assert reply.body == b""
    assert int(reply.headers["Content-Length"]) > 0


def test_a_port_in_use_is_named_with_its_town(towns: Towns) -> None:
    with pytest.raises(OSError, match=f"port {BASE_PORT}.*ar-rosario"), serve(BASE_PORT):
        pass


def test_every_source_lies_on_a_host_of_its_own(towns: Towns) -> None:
    hosts = [urlsplit(source.urls[0]).netloc for source in towns.sources]
    assert len(set(hosts)) == len(hosts) == len(towns.addresses)
