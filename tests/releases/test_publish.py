"""When a release is made, what it holds, and when it is not made."""

import csv
import io
import json
import sqlite3
import subprocess
from datetime import timedelta

import frictionless
import pandas as pd
import pytest

import releases.publish
from releases.cells import plain_cell
from releases.load import load
from releases.publish import EvidenceError, HeldBack, Published, Unchanged
from releases.schemas import InvalidTableError
from releases.tables import TABLES
from releases.versions import NoReleaseError, settle


def rows(world, table, release="latest"):
    text = (world.processed / release / f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_release_is_published_and_loads_as_it_was_given(world):
    done = world.publish()
    assert isinstance(done, Published)
    assert (done.version, done.agreements, done.changes) == ("2026-11-23", 1, {"added": 1})
    dataset = load(world.processed)
    assert (dataset.version, dataset.path) == ("2026-11-23", done.path.resolve())
    (pact,) = dataset.agreements.to_dict("records")
    assert pact["title"] == "Colima (MX) – Matsue (JP)"
    assert (pact["signed"], pact["mentions"], pact["confidence"]) == ("2024-05-21", 1, 0.9)
    assert pd.isna(pact["renewed"])
    assert list(dataset.parties["names"]) == ["Colima; コリマ市", "=Matsue; 松江市"]
    assert list(dataset.conflicts["taken"]) == [True, False]
    assert dataset.evidence["page"].dropna().to_list() == [1]
    assert dataset.coverage["last_success"][0] == pd.Timestamp(world.now)
    assert {name: str(kind) for name, kind in dataset.evidence.dtypes.items()}["start"] == "Int64"


def test_every_file_is_there_and_sums_agree(world):
    release = world.publish().path
    tables = [table.name for table in TABLES]
    assert sorted(file.name for file in release.iterdir()) == sorted(
        [f"{name}.{suffix}" for name in tables for suffix in ("csv", "parquet")]
        + ["README.md", "SHA256SUMS", "agreements.jsonl", "changes.csv", "datapackage.json", "hermana.sqlite"]
    )
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=release, check=True)


def test_the_same_input_gives_the_same_bytes(world, elsewhere):
    world.publish()
    content = world.content()
    shuffled = {name: getattr(content, name)[::-1] for name in ("events", "evidence", "conflicts")}
    elsewhere.publish(world.changed(content, **shuffled))
    assert world.files("latest") == elsewhere.files("latest")


def test_a_release_is_a_valid_data_package_with_every_field_described(world):
    release = world.publish().path
    report = frictionless.Package(str(release / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "fieldName", "message"])
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert all(field["description"] for one in package["resources"] for field in one["schema"]["fields"])


def test_sqlite_holds_the_tables_and_their_links(world):
    with sqlite3.connect(world.publish().path / "hermana.sqlite") as database:
        joined = "SELECT a.title, p.name FROM agreements a JOIN parties p ON p.agreement = a.id ORDER BY p.place"
        assert database.execute(joined).fetchall() == [
            ("Colima (MX) – Matsue (JP)", "Colima"),
            ("Colima (MX) – Matsue (JP)", "Matsue"),
        ]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT taken, value FROM conflicts").fetchall() == [
            (1, "2024-05-21"),
            (0, "2024-05-22"),
        ]


def test_json_lines_hold_each_agreement_whole(world):
    (line,) = (world.publish().path / "agreements.jsonl").read_text("utf-8").splitlines()
    pact = json.loads(line)
    assert [party["names"] for party in pact["parties"]] == [["Colima", "コリマ市"], ["=Matsue", "松江市"]]
    assert (len(pact["events"]), len(pact["evidence"]), len(pact["conflicts"])) == (1, 4, 2)


def test_no_cell_is_a_formula_and_the_text_can_be_had_back(world):
    world.publish()
    quote = next(row["quote"] for row in rows(world, "evidence") if row["field"] == "kind")
    assert (quote, plain_cell(quote)) == ("'=SUMA(1;2)", "=SUMA(1;2)")
    assert rows(world, "parties")[0]["longitude"] == "-103.75"
    assert "=SUMA(1;2)" in set(load(world.processed).evidence["quote"])


def test_only_what_is_in_scope_is_published(world):
    spanish = world.agreement("colima-sevilla", (world.colima, world.sevilla))
    world.publish(world.content(world.agreement(), spanish))
    dataset = load(world.processed)
    for table in (dataset.events, dataset.evidence, dataset.parties):
        assert set(table["agreement"]) == {world.id("colima-matsue")}


def test_invented_sources_are_named_as_such(world):
    release = world.publish(world.content(sources=[world.source(demo=True)])).path
    assert "invented demonstration data" in (release / "README.md").read_text("utf-8")
    assert "invented demonstration data" in (release / "datapackage.json").read_text("utf-8")
    assert rows(world, "sources")[0]["demo"] == "true"


def test_a_release_about_the_world_says_nothing_of_demonstrations(world):
    release = world.publish(world.content(sources=[world.source(), world.source("town", demo=True)])).path
    assert "invented demonstration" not in (release / "README.md").read_text("utf-8")


def test_nothing_is_published_when_nothing_changed(world):
    first = world.publish()
    before = world.files("latest")
    visited = [world.changed(world.content().coverage[0], last_success=world.now + timedelta(days=1))]
    again = world.publish(world.content(coverage=visited), now=world.now + timedelta(days=1))
    assert again == Unchanged(first.version, first.path, agreements=1)
    assert world.files("latest") == before
    assert [entry.name for entry in sorted(world.processed.iterdir())] == ["2026-11-23", "latest", "versions.json"]


def test_changes_are_told_field_by_field(world):
    world.publish(world.content(*world.many(12)))
    renewed = world.agreement("0", renewed="2026", mentions=["m-1", "m-2"])
    kept = world.many(12)[3:]
    heir = {world.id("1"): world.id("5"), world.id("5"): world.id("4")}
    chain = [one for one in kept if one.id != world.id("5")]
    done = world.publish(world.content(renewed, *chain, world.agreement("new"), redirects=heir))
    assert (done.version, done.agreements) == ("2026-11-23.2", 10)
    assert done.changes == {"added": 1, "changed": 3, "merged": 2, "withdrawn": 1}
    told = {(row["change"], row["agreement"], row["field"], row["old"], row["new"]) for row in rows(world, "changes")}
    assert told == {
        ("added", world.id("new"), "", "", ""),
        ("changed", world.id("0"), "mentions", "1", "2"),
        ("changed", world.id("0"), "renewed", "", "2026"),
        ("changed", world.id("4"), "former_ids", "", "; ".join(sorted([world.id("1"), world.id("5")]))),
        ("merged", world.id("1"), "id", world.id("1"), world.id("4")),
        ("merged", world.id("5"), "id", world.id("5"), world.id("4")),
        ("withdrawn", world.id("2"), "", "", ""),
    }


def test_versions_are_named_by_day_and_listed(world):
    for number, day in enumerate([0, 0, 1]):
        world.publish(world.content(*world.many(1 + number)), now=world.now + timedelta(days=day))
    listed = json.loads((world.processed / "versions.json").read_text("utf-8"))["versions"]
    assert [entry["version"] for entry in listed] == ["2026-11-23", "2026-11-23.2", "2026-11-24"]
    assert (world.processed / "latest").readlink().name == "2026-11-24"
    assert len(load(world.processed / "2026-11-23").agreements) == 1


def test_an_empty_release_is_held_back(world):
    done = world.publish(world.content(world.agreement(parties=(world.colima, world.sevilla))))
    assert done == HeldBack("it would be empty: no agreement is in scope", first=True)
    assert list(world.processed.iterdir()) == []


def test_a_shrunken_release_is_held_back_until_a_person_lets_it_pass(world):
    world.publish(world.content(*world.many(10)))
    held = world.publish(world.content(*world.many(8)))
    assert isinstance(held, HeldBack)
    assert "8 agreements after 10 in release 2026-11-23: 20% fewer" in held.reason
    assert load(world.processed).version == "2026-11-23"
    assert isinstance(world.publish(world.content(*world.many(8)), let_pass=True), Published)


def test_merges_are_no_shrinking(world):
    world.publish(world.content(*world.many(10)))
    merged = {world.id("8"): world.id("1"), world.id("9"): world.id("1")}
    assert isinstance(world.publish(world.content(*world.many(8), redirects=merged)), Published)


def test_an_id_that_came_back_after_a_merge_is_no_former_id(world):
    world.publish(
        world.content(*world.many(2), redirects={world.id("1"): world.id("0"), world.id("old"): world.id("0")})
    )
    former = load(world.processed).agreements.set_index("id")["former_ids"]
    assert former.dropna().to_dict() == {world.id("0"): world.id("old")}


def test_a_quote_that_is_not_in_the_text_fails_by_name(world):
    world.publish()
    with pytest.raises(EvidenceError, match=rf"{world.id('0')}, party: the quote 'Colima' .* {world.capture}"):
        world.publish(world.content(*world.many(2)), text_of=lambda _: "otra cosa")
    assert load(world.processed).version == "2026-11-23"


def test_a_table_that_breaks_its_declaration_fails_by_name(world):
    with pytest.raises(InvalidTableError, match="table agreements: signed: '21 May 2024'"):
        world.publish(world.content(world.agreement(signed="21 May 2024"), events=[]))


def test_evidence_of_a_source_that_is_not_declared_fails_by_name(world):
    with pytest.raises(InvalidTableError, match="evidence"):
        world.publish(world.content(sources=[], coverage=[]))
    assert [entry.name for entry in world.processed.iterdir() if not entry.name.endswith(".partial")] == []


@pytest.mark.parametrize("moment", ["write", "check_package"])
def test_a_failure_on_the_way_leaves_the_last_release_as_it_was(world, monkeypatch, moment):
    world.publish()
    before = world.files("latest")
    whole = getattr(releases.publish, moment)

    def torn(*args, **more):
        whole(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(releases.publish, moment, torn)
    with pytest.raises(KeyboardInterrupt):
        world.publish(world.content(*world.many(2)))
    assert world.files("latest") == before
    monkeypatch.undo()
    done = world.publish(world.content(*world.many(2)))
    assert (done.version, load(world.processed).version) == ("2026-11-23.2", "2026-11-23.2")
    assert list(world.processed.glob(".*")) == []


def test_a_kill_between_the_move_and_the_link_is_put_right(world, elsewhere):
    for one in (world, elsewhere):
        one.publish()
        one.publish(one.content(*one.many(2)))
    (world.processed / "latest").unlink()
    (world.processed / "latest").symlink_to("2026-11-23")
    (world.processed / "versions.json").unlink()
    assert isinstance(world.publish(world.content(*world.many(2))), Unchanged)
    for name in ("latest", "versions.json"):
        paths = [one.processed / name for one in (world, elsewhere)]
        assert len({path.readlink() if path.is_symlink() else path.read_bytes() for path in paths}) == 1


def test_leftovers_of_a_killed_run_are_removed(world):
    half = world.processed / ".2026-11-22.partial"
    half.mkdir(parents=True)
    (half / "agreements.csv").write_text("id\n")
    assert settle(world.processed) is None
    assert not half.exists()


def test_a_release_with_fewer_fields_than_today_still_loads(world):
    release = world.publish().path
    pd.read_parquet(release / "agreements.parquet").drop(columns="former_ids").to_parquet(
        release / "agreements.parquet", index=False
    )
    (release / "coverage.parquet").unlink()
    dataset = load(release)
    assert "former_ids" not in dataset.agreements
    assert len(dataset.coverage) == 0
    assert isinstance(world.publish(), Published)


def test_no_release_is_a_clear_error(world):
    with pytest.raises(NoReleaseError, match=r"there is no release in .*: make one with `hermana refresh`"):
        load(world.processed)
