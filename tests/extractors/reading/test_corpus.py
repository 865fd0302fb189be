"""What must hold on every annotated document, where the shared data is at hand."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.reading.inputs import parse_line
from extractors.reading.language import known
from extractors.reading.reader import Reader, passes_gate


@pytest.fixture(params=known())
def lines(request: pytest.FixtureRequest, shared: Path) -> Iterator[bytes]:
    path = shared / "corpus" / f"{request.param}.jsonl"
    if not path.is_file():
        pytest.skip(f"needs {path.name} of the shared corpus")
    return iter(path.read_bytes().splitlines())


def test_the_gate_lets_every_document_with_an_agreement_pass(lines: Iterator[bytes]) -> None:
    for line in lines:
        document = parse_line(line)
        if json.loads(line)["agreements"]:
            assert passes_gate(document.text, document.lang or ""), document.id


def test_each_value_stands_on_words_of_the_document(lines: Iterator[bytes], reader: Reader) -> None:
    for line in lines:
        document = parse_line(line)
        for mention in reader.read(document):
            dates = [date.span for date in (mention.signed, mention.renewed, mention.ended) if date]
            for span in [mention.cue, *dates, *(party.span for party in mention.parties if party.span)]:
                assert span.text == document.text[span.start : span.end]
            assert len({party.country for party in mention.parties}) > 1
