"""Each platform reads its index pages into links; no network."""

import gzip
import json
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from agreements.records import Source
from scrapers.platforms.base import Index, Item, Page, Step, Unreadable, attachments, platform, platform_names
from scrapers.platforms.dates import listed_date

MakeSource = Callable[..., Source]


def html(body: str, url: str = "http://a.example/news/", **headers: str) -> Page:
    return Page(url, f"<html><body>{body}</body></html>".encode(), {"content-type": "text/html", **headers})


def start(source: Source) -> list[Step]:
    return list(platform(source.platform)(source).start())


def first_index(source: Source) -> Index:
    step = start(source)[0]
    assert isinstance(step, Index)
    return step


def items(steps: Iterable[Step]) -> list[Item]:
    return [step for step in steps if isinstance(step, Item)]


def indexes(steps: Iterable[Step]) -> list[str]:
    return [step.url for step in steps if isinstance(step, Index)]


def test_platforms_are_found_by_their_modules() -> None:
    assert platform_names() == ["drupal", "feed", "listing", "plone", "sitemap", "urls", "wordpress"]
    for name in platform_names():
        assert platform(name).__module__ == f"scrapers.platforms.{name}"
    with pytest.raises(KeyError, match="joomla"):
        platform("joomla")


def test_a_listing_gives_links_dates_titles_and_its_next_page(make_source: MakeSource) -> None:
    source = make_source(
        "listing",
        ["http://a.example/news/"],
        selectors={"items": "li.e", "date": ".d", "title": "b", "next": "a.next"},
    )
    page = html(
        "<ul><li class=e><b>Firma con  Matsue</b> <a href='1.pdf'>leer</a> <i class=d>22/05/2024</i></li>"
        "<li class=e><b>Sin enlace</b></li><li class=e><a href='mailto:a@b.c'>x</a></li>"
        "<li class=e><a href='/2#top'>Otra</a></li></ul><a class=next href='?p=2'>más</a>"
    )
    steps = list(first_index(source).read(page))
    assert items(steps) == [
        Item("http://a.example/news/1.pdf", date(2024, 5, 22), "Firma con Matsue"),
        Item("http://a.example/2", None, "Otra"),
    ]
    assert indexes(steps) == ["http://a.example/news/?p=2"]


def test_the_entries_of_a_listing_may_be_the_links_themselves(make_source: MakeSource) -> None:
    for name in ("listing", "drupal", "plone"):
        source = make_source(name, ["http://a.example/news/"], selectors={"items": "a[href$='.pdf']"})
        steps = first_index(source).read(html("<a href=/ley-1.pdf>Ley 1</a><a href=/other>x</a>"))
        assert items(steps) == [Item("http://a.example/ley-1.pdf", None, "Ley 1")]


def test_relative_links_follow_the_pages_base_and_its_charset(make_source: MakeSource) -> None:
    source = make_source("listing", selectors={"items": "a"})
    body = "<html><head><base href='http://a.example/docs/'></head><body><a href=x>Año</a></body></html>"
    page = Page("http://a.example/", body.encode("latin-1"), {"content-type": "text/html; charset=iso-8859-1"})
    assert items(first_index(source).read(page)) == [Item("http://a.example/docs/x", None, "Año")]


def test_plone_walks_a_folder_by_batches(make_source: MakeSource) -> None:
    source = make_source("plone", ["http://a.example/noticias"])
    page = html(
        "<div id=content><article class=entry><h2><a class=url href=/noticias/a>A</a></h2>"
        "<span class=documentPublished>publicado 22/05/2024 10h00</span></article></div>"
        "<a href='/noticias?b_start:int=0'>1</a><a href='/noticias?b_start:int=40'>3</a>"
        "<a href='/noticias?b_start:int=20'>2</a><a href='/outro?b_start:int=30'>x</a>",
        "http://a.example/noticias",
    )
    steps = list(first_index(source).read(page))
    assert items(steps) == [Item("http://a.example/noticias/a", date(2024, 5, 22), "A")]
    assert indexes(steps) == ["http://a.example/noticias?b_start:int=20"]
    last = html("<a href='/noticias?b_start:int=0'>1</a>", "http://a.example/noticias?b_start:int=40")
    assert indexes(first_index(source).read(last)) == []


def test_drupal_walks_the_rows_of_a_view(make_source: MakeSource) -> None:
    source = make_source("drupal", ["http://a.example/news"])
    page = html(
        "<div class=views-row><h3><a href=/node/1>One</a></h3><time datetime='2024-05-22T10:00:00Z'>Wed</time></div>"
        "<ul class=pager><li><a href='?page=1'>next</a></li></ul>",
        "http://a.example/news",
    )
    steps = list(first_index(source).read(page))
    assert items(steps) == [Item("http://a.example/node/1", date(2024, 5, 22), "One")]
    assert indexes(steps) == ["http://a.example/news?page=1"]


def test_wordpress_lists_posts_then_pages_by_rest(make_source: MakeSource) -> None:
    first = first_index(make_source("wordpress", ["http://a.example/sitio"]))
    assert first.url == "http://a.example/sitio/wp-json/wp/v2/posts?per_page=100&page=1&_fields=link%2Cdate%2Ctitle"
    post = {
        "link": "http://a.example/sitio/2024/05/22/firma/",
        "date": "2024-05-22T09:00:00",
        "title": {"rendered": "Firma &#8211; <i>Matsue</i>"},
    }
    steps = list(first.read(Page(first.url, json.dumps([post]).encode(), {"x-wp-totalpages": "2"})))
    assert items(steps) == [Item("http://a.example/sitio/2024/05/22/firma/", date(2024, 5, 22), "Firma – Matsue")]
    assert [url.split("v2/")[1].split("&_")[0] for url in indexes(steps)] == [
        "posts?per_page=100&page=2",
        "pages?per_page=100&page=1",
    ]
    last = Page(first.url.replace("page=1", "page=2"), b"[]", {"x-wp-totalpages": "2"})
    assert list(first.read(last)) == []


def test_wordpress_asks_the_sites_search_for_each_word(make_source: MakeSource) -> None:
    source = make_source("wordpress", ["http://a.example/"], search=["hermana", "友好"])
    steps = start(source)
    assert [step.url.rsplit("&", 1)[1] for step in steps] == ["search=hermana", "search=%E5%8F%8B%E5%A5%BD"]
    assert isinstance(steps[0], Index)
    more = steps[0].read(Page(steps[0].url, b"[]", {"x-wp-totalpages": "3"}))
    assert all(url.endswith("search=hermana") for url in indexes(more))


def test_wordpress_without_rest_goes_by_feed_then_by_sitemap(make_source: MakeSource) -> None:
    first = first_index(make_source("wordpress", ["http://a.example/"]))
    for body in (b"<html>no</html>", b'{"code":"rest_disabled"}'):
        with pytest.raises(Unreadable):
            list(first.read(Page(first.url, body)))
    assert first.otherwise is not None
    assert first.otherwise.url == "http://a.example/feed/"
    last = first.otherwise.otherwise
    assert last is not None
    assert last.url == "http://a.example/wp-sitemap.xml"
    sitemap = b"""<sitemapindex><sitemap><loc>http://a.example/wp-sitemap-posts-post-1.xml</loc></sitemap>
        <sitemap><loc>http://a.example/wp-sitemap-taxonomies-category-1.xml</loc></sitemap></sitemapindex>"""
    assert indexes(last.read(Page(last.url, sitemap))) == ["http://a.example/wp-sitemap-posts-post-1.xml"]


@pytest.mark.parametrize(
    "feed",
    [
        "<?xml version='1.0'?><rss><channel><link>http://a.example/</link><item><title>Firma</title>"
        "<link> http://a.example/1 </link><pubDate>Wed, 22 May 2024 23:30:00 -0600</pubDate></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='self' href='/f'/><entry><title>Firma</title>"
        "<link rel='enclosure' href='/x'/><link href='/1'/><published>2024-05-22T09:00:00Z</published></entry></feed>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><item><title>Firma</title><link>http://a.example/1</link>"
        "<dc:date>2024-05-22</dc:date></item></rdf:RDF>",
    ],
    ids=["rss", "atom", "rss 1.0"],
)
def test_feeds_give_links_with_their_dates(make_source: MakeSource, feed: str) -> None:
    index = first_index(make_source("feed", ["http://a.example/feed"]))
    assert list(index.read(Page(index.url, feed.encode()))) == [Item("http://a.example/1", date(2024, 5, 22), "Firma")]


def test_what_is_no_feed_or_sitemap_is_unreadable(make_source: MakeSource) -> None:
    for name in ("feed", "sitemap"):
        index = first_index(make_source(name))
        for body in (b"", b"<html><body>404</body></html>", b"not xml"):
            with pytest.raises(Unreadable):
                list(index.read(Page(index.url, body)))


def test_sitemaps_may_be_nested_and_gzipped(make_source: MakeSource) -> None:
    index = first_index(make_source("sitemap", ["http://a.example/sitemap.xml.gz"]))
    nested = b"<sitemapindex><sitemap><loc>http://a.example/s1.xml</loc></sitemap></sitemapindex>"
    urls = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://a.example/1</loc>
        <lastmod>2024-05-22</lastmod></url></urlset>"""
    assert indexes(index.read(Page(index.url, gzip.compress(nested)))) == ["http://a.example/s1.xml"]
    assert items(index.read(Page(index.url, urls))) == [Item("http://a.example/1")]


def test_given_addresses_are_documents(make_source: MakeSource) -> None:
    assert start(make_source("urls", ["http://a.example/1", "http://a.example/2.pdf"])) == [
        Item("http://a.example/1"),
        Item("http://a.example/2.pdf"),
    ]


def test_attachments_are_documents_of_the_same_host_within_the_content() -> None:
    page = html(
        "<nav><a href=/menu.pdf>m</a></nav><main><a href=/a.PDF?v=2>a</a><a href=b.docx>b</a><a href=/c.html>c</a>"
        "<a href=http://other.example/d.pdf>d</a><a href=/a.PDF?v=2>again</a></main>"
    )
    assert list(attachments(page)) == ["http://a.example/a.PDF?v=2", "http://a.example/news/b.docx"]
    many = html("".join(f"<a href=/{n}.pdf>x</a>" for n in range(100)))
    assert len(list(attachments(many))) == 20
    assert list(attachments(Page("http://a.example/x.pdf", b"%PDF", {"content-type": "application/pdf"}))) == []


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("2024-05-22T10:00:00-03:00", [], date(2024, 5, 22)),
        ("发布时间: 2024年5月22日", ["zh"], date(2024, 5, 22)),
        ("등록일 2024. 5. 22.", ["ko"], date(2024, 5, 22)),
        ("22/05/2024 10h00", ["pt"], date(2024, 5, 22)),
        ("03/04/2024", ["es"], date(2024, 4, 3)),
        ("03/04/2024", ["en"], None),
        ("22 de mayo de 2024", ["es"], date(2024, 5, 22)),
        ("Publicado el 22 mayo, 2024", ["es"], date(2024, 5, 22)),
        ("1º de março de 1998", ["pt"], date(1998, 3, 1)),
        ("May 22nd, 2024", ["en"], date(2024, 5, 22)),
        ("22 May 2024", ["en"], date(2024, 5, 22)),
        ("mayo de 2024", ["es"], None),
        ("31/02/2024", ["es"], None),
        ("", ["es"], None),
    ],
)
def test_dates_on_lists_are_whole_days_read_in_one_way(text: str, languages: list[str], expected: date | None) -> None:
    assert listed_date(text, languages) == expected
