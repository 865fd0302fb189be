"""What must hold of the training corpus: it is data that others train on."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agreements.codes import Genre, Kind, Level, Stage
from agreements.edtf import is_edtf

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted(CORPUS.glob("*/*.jsonl"))
LABELS = {"LOC", "PER", "ORG", "MISC"}
OCCASIONS = {"signing", "anniversary", "event", "exchange", "talks", "courtesy"}


def documents(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def quoted(document: dict[str, Any]) -> Iterator[str]:
    """All words that the annotation says stand in the text."""
    for one in (*document["agreements"], *document["contacts"]):
        for side in ("parties", "guests", "hosts"):
            for party in one.get(side, []):
                yield from party.get("surface", [])
        yield one["cue"]
        yield from (one[key] for key in ("signed_surface", "renewed_surface", "date_surface") if one.get(key))
    yield from (entity["text"] for entity in document["entities"])


def pairs(document: dict[str, Any]) -> Iterator[frozenset[tuple[str, str]]]:
    for agreement in document["agreements"]:
        parties = [(party["names"][0].casefold(), party["country"]) for party in agreement["parties"]]
        yield from (frozenset((a, b)) for a in parties for b in parties if a < b)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_quoted_word_stands_in_its_document(file: Path) -> None:
    for document in documents(file):
        text = f"{document['title']}\n{document['text']}"
        missing = [words for words in quoted(document) if not words or words not in text]
        assert not missing, document["id"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_code_is_one_of_its_list(file: Path) -> None:
    for document in documents(file):
        Genre(document["genre"])
        assert {entity["label"] for entity in document["entities"]} <= LABELS, document["id"]
        for agreement in document["agreements"]:
            Kind(agreement["kind"])
            stage = Stage(agreement["stage"])
            assert stage not in (Stage.ANNOUNCED, Stage.PROPOSED) or agreement["signed"] is None, document["id"]
            assert len({party["country"] for party in agreement["parties"]}) > 1, document["id"]
            assert all(is_edtf(agreement[key]) for key in ("signed", "renewed") if agreement[key]), document["id"]
        for contact in document["contacts"]:
            assert contact["occasion"] in OCCASIONS, document["id"]
            assert contact["date"] is None or is_edtf(contact["date"]), document["id"]
        for one in (*document["agreements"], *document["contacts"]):
            for party in (*one.get("parties", []), *one.get("guests", []), *one.get("hosts", [])):
                Level(party["level"])
                assert re.fullmatch("[A-Z]{2}", party["country"]), document["id"]
                assert party["names"], document["id"]


def test_no_document_has_the_id_of_another() -> None:
    ids = [document["id"] for file in FILES for document in documents(file)]
    assert len(ids) == len(set(ids))


def test_what_measures_is_apart_from_what_trains() -> None:
    part = {
        name: {
            pair for file in (CORPUS / name).glob("*.jsonl") for document in documents(file) for pair in pairs(document)
        }
        for name in ("train", "floor")
    }
    assert not part["train"] & part["floor"]


def test_each_language_has_documents_in_both_parts() -> None:
    for language in ("es", "pt", "en", "ja", "zh", "ko"):
        for name in ("train", "floor"):
            found = [d for file in (CORPUS / name).glob("*.jsonl") for d in documents(file) if d["lang"] == language]
            assert len(found) >= 20, (language, name)
