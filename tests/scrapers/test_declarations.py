from pathlib import Path

import pytest

import scrapers
from agreements.codes import Cadence, Level, SourceClass
from scrapers.declarations import SourceError, load_source, load_sources

GOOD = """
id: mx-colima
name: Ayuntamiento de Colima
place: {name: Colima, country: MX, level: city}
source_class: government
platform: listing
urls: ["http://colima.example/noticias"]
selectors: {items: ".noticia", next: "a.sig"}
languages: [es]
cadence: daily
minimum: 10
verified: 2026-05-19
seen_at: https://example.org/list
"""


def declare(folder: Path, text: str = GOOD, name: str = "mx/mx-colima.yml") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(SourceError) as caught:
        load_sources(folder)
    return {(problem.file, problem.field) for problem in caught.value.problems}


def test_a_declaration_becomes_a_source(tmp_path: Path) -> None:
    source = load_source(declare(tmp_path))
    assert source.id == "mx-colima"
    assert (source.source_class, source.cadence) == (SourceClass.GOVERNMENT, Cadence.DAILY)
    assert source.place is not None
    assert source.place.level is Level.CITY
    assert source.verified is not None
    assert source.verified.isoformat() == "2026-05-19"
    assert load_sources(tmp_path) == [source]


def test_every_fault_of_every_file_is_named_with_a_way_to_mend_it(tmp_path: Path) -> None:
    declare(
        tmp_path, "id: mx-colima\nplatform: joomla\nminimum: many\nkadence: daily\nplace: {name: C, country: Mex}\n"
    )
    declare(tmp_path, GOOD.replace("items:", "item:").replace('"a.sig"', '"a["'), "ar/ar-rosario.yml")
    declare(tmp_path, "id: [", "br/br-londrina.yml")
    declare(tmp_path, "", "br/br-santos.yml")
    found = problems(tmp_path)
    first = {"name", "source_class", "platform", "urls", "languages", "cadence", "minimum", "verified", "seen_at"}
    assert {("mx/mx-colima.yml", field) for field in {*first, "kadence", "place"}} <= found
    assert {field for file, field in found if file == "ar/ar-rosario.yml"} == {
        "id",
        "selectors.items",
        "selectors.item",
        "selectors.next",
    }
    assert ("br/br-londrina.yml", "file") in found
    assert ("br/br-santos.yml", "file") in found
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path)
    assert all(problem.what for problem in caught.value.problems)
    assert "did you mean cadence?" in str(caught.value)
    assert "one of hourly, daily, weekly, monthly" in str(caught.value)
    assert "CSS for each entry of the list" in str(caught.value)


def test_an_id_is_declared_once_and_in_its_countrys_folder(tmp_path: Path) -> None:
    declare(tmp_path)
    declare(tmp_path, GOOD, "cl/mx-colima.yml")
    with pytest.raises(SourceError) as caught:
        load_sources(tmp_path)
    assert "lies in cl/" in str(caught.value)
    assert "also declared in cl/mx-colima.yml" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ("minimum: 0", "minimum"),
        ("urls: []", "urls"),
        ("urls: [ftp://colima.example/]", "urls"),
        ("languages: []", "languages"),
        ("verified: soon", "verified"),
        ("demo: maybe", "demo"),
    ],
)
def test_values_that_would_fail_later_fail_at_once(tmp_path: Path, wrong: str, field: str) -> None:
    name = wrong.partition(":")[0]
    kept = [line for line in GOOD.splitlines() if not line.startswith(f"{name}:")]
    declare(tmp_path, "\n".join([*kept, wrong]))
    assert problems(tmp_path) == {("mx/mx-colima.yml", field)}


def test_the_sources_that_ship_load_and_none_claims_to_be_verified() -> None:
    sources = load_sources(Path(scrapers.__file__).parent / "sources")
    assert len(sources) >= 6
    assert [source.id for source in sources] == sorted(source.id for source in sources)
    assert all(source.verified is None and source.seen_at.startswith("http") for source in sources)
