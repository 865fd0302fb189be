"""Scopes are files of country lists."""

import pytest

from releases.scopes import FOLDER, in_scope, load_scope


def test_the_shipped_scope_joins_asia_and_latin_america():
    scope = load_scope(FOLDER / "asia-latin-america.yml")
    asia, america = (set(region.countries) for region in scope.regions)
    assert {"CN", "TW", "JP", "KR", "IN", "ID", "UZ", "TR", "HK", "MO"} <= asia
    assert {"MX", "BR", "AR", "CU", "PR", "HT", "BZ"} <= america
    assert not asia & america
    assert not {"ES", "US", "RU", "AU"} & (asia | america)


def test_an_agreement_is_in_scope_with_a_party_in_each_region(world):
    scope = load_scope(FOLDER / "asia-latin-america.yml")
    assert in_scope(world.agreement(), scope)
    assert in_scope(world.agreement(parties=(world.colima, world.matsue, world.sevilla)), scope)
    assert not in_scope(world.agreement(parties=(world.colima, world.sevilla)), scope)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: x\ntitle: X\ndescription: X\nregions: []\n", "a scope joins two regions or more"),
        ("id: x\n", "missing required field"),
        (
            "id: x\ntitle: X\ndescription: X\nregions:\n"
            "- {name: A, countries: [Japan]}\n- {name: B, countries: [MX]}\n",
            "'Japan' is no ISO 3166-1 alpha-2 code",
        ),
        (":\n -", "while parsing"),
    ],
)
def test_a_file_that_is_no_scope_is_refused_by_name(tmp_path, text, said):
    file = tmp_path / "odd.yml"
    file.write_text(text)
    with pytest.raises(ValueError, match=f"(?s)odd.yml.*{said}"):
        load_scope(file)
