"""The demo towns as files: what they hold, and that the answers beside them fit."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest

from demo.expected import load_expected
from demo.markup import Block, parse
from demo.server import build_sites, load_sources
from demo.towns import FOLDER, load_town, load_towns
from scrapers.declarations import load_sources as load_declarations

TOWNS = load_towns()
PAGES = {f"{town.slug}:{page.path}": page for town in TOWNS for page in town.pages}
EXPECTED = load_expected()
ASIA = {"CN", "IN", "JP", "KR", "PH", "TH", "TW"}
LATIN_AMERICA = {"AR", "BR", "CL", "CO", "EC", "HN", "MX", "PE", "PY"}


def test_there_are_enough_towns_documents_and_languages() -> None:
    assert len(TOWNS) >= 12
    assert len(PAGES) >= 70
    assert {town.lang.split("-")[0] for town in TOWNS} == {"es", "pt", "en", "ja", "zh", "ko"}
    assert {town.theme for town in TOWNS} == {"wordpress", "drupal", "plone", "list", "sitemap", "rss"}


def test_documents_come_in_every_form() -> None:
    forms = Counter(page.form for page in PAGES.values())
    assert forms["scan"] == 2
    assert forms["docx"] == 1
    assert forms["pdf"] >= 6


def test_about_half_of_the_documents_tell_of_no_agreement() -> None:
    telling = {document for agreement in EXPECTED for document in agreement.documents}
    assert 0.4 <= 1 - len(telling) / len(PAGES) <= 0.7


def test_no_address_is_used_twice_in_a_town() -> None:
    for town in TOWNS:
        paths = [entry.path for entry in (*town.pages, *town.routes)]
        assert len(paths) == len(set(paths)), town.slug


def test_attachments_are_documents_of_the_same_town() -> None:
    for town in TOWNS:
        assert {path for page in town.pages for path in page.links} <= {page.path for page in town.pages}, town.slug


@pytest.mark.parametrize("agreement", EXPECTED, ids=lambda agreement: "-".join(p.name for p in agreement.parties))
def test_an_expected_agreement_rests_on_documents_that_may_be_read(agreement) -> None:
    towns = {town.slug: town for town in TOWNS}
    for document in agreement.documents:
        assert document in PAGES
        slug, path = document.split(":")
        assert not path.startswith(tuple(towns[slug].robots))


def test_scope_is_asia_with_latin_america() -> None:
    for agreement in EXPECTED:
        countries = {party.country for party in agreement.parties}
        in_scope = bool(countries & ASIA) and bool(countries & LATIN_AMERICA)
        assert in_scope != agreement.out_of_scope, countries


def test_an_agreement_is_expected_once() -> None:
    pairs = Counter((frozenset((p.name, p.country) for p in a.parties), a.kind) for a in EXPECTED)
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_what_was_not_signed_has_no_signing_date() -> None:
    for agreement in EXPECTED:
        if agreement.stage in ("announced", "proposed"):
            assert agreement.signed is None


def test_every_town_has_a_complete_declaration() -> None:
    declared = load_declarations(FOLDER / "sources")
    assert [source.id for source in declared] == [town.slug for town in TOWNS]
    assert all(source.demo for source in declared)


def test_sources_get_the_address_of_their_town() -> None:
    sources = load_sources({town.slug: f"http://{town.slug}.example" for town in TOWNS})
    assert all(url.startswith(f"http://{source.id}.example/") for source in sources for url in source.urls)


def test_a_listed_document_counts_towards_the_minimum() -> None:
    for source in load_sources({town.slug: "http://town.example" for town in TOWNS}):
        town = next(town for town in TOWNS if town.slug == source.id)
        assert source.minimum <= sum(page.listed for page in town.pages)


def test_two_builds_give_the_same_bytes() -> None:
    def fingerprint() -> dict[str, str]:
        return {
            f"{site.town.slug}:{path}": sha256(answer.body).hexdigest()
            for site in build_sites.__wrapped__()
            for path, answer in site.documents.items()
        }

    assert fingerprint() == fingerprint()


def _text_layer(body: bytes) -> str:
    with pypdfium2.PdfDocument(body) as pdf:
        return "".join("".join(page.get_textpage().get_text_range() for page in pdf).split())


def test_a_pdf_has_a_text_layer_and_a_scan_has_none() -> None:
    for site in build_sites():
        for page in site.town.pages:
            if page.form in ("pdf", "scan"):
                text = _text_layer(site.documents[page.path].body)
                wanted = "".join(page.title.split()) if page.form == "pdf" else ""
                assert wanted in text if wanted else not text, page.path


def test_markup_has_headings_lists_tables_and_joined_lines() -> None:
    text = "One\nparagraph\n\n## Head\n\n- a\n- b\n\n| h1 | h2 |\n| --- | --- |\n| 1 | |\n"
    assert parse(text) == [
        Block("paragraph", (("One paragraph",),)),
        Block("heading", (("Head",),)),
        Block("list", (("a",), ("b",))),
        Block("table", (("h1", "h2"), ("1", ""))),
    ]


@pytest.mark.parametrize(("file", "text"), [("town.yml", "nam: X"), ("01-x.md", "---\ntitle: X\n---\ntext")])
def test_a_faulty_file_is_named(tmp_path: Path, file: str, text: str) -> None:
    good = (FOLDER / "towns" / "mx-colima" / "town.yml").read_text("utf-8")
    (tmp_path / "town.yml").write_text(good, "utf-8")
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(ValueError, match=f"{tmp_path.name}/{file}"):
        load_town(tmp_path)
