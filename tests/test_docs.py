"""The documentation says what the code does."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from agreements.records import Source
from extractors.reading.inputs import output
from extractors.reading.reader import Reader
from hermana.reading import to_document
from pipelines.settings import Settings
from releases.describe import page
from scrapers.platforms.base import platform_names

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_the_fields_are_described_as_they_are_declared():
    assert read("fields.md") == page(), "run `python -m releases.describe > docs/fields.md`"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str):
    lines = read("running-on-a-schedule.md").splitlines()
    (row,) = (line for line in lines if line.startswith(f"| `HERMANA_{name.upper()}`"))
    default = Settings.model_fields[name].default
    if isinstance(default, float) or name == "batch":
        assert f"{default:g}" in row


@pytest.mark.parametrize("field", Source.__struct_fields__)
def test_every_field_of_a_source_is_documented(field: str):
    assert field == "demo" or f"`{field}`" in read("adding-a-source.md")


@pytest.mark.parametrize("name", platform_names())
def test_every_platform_is_documented(name: str):
    assert f"| `{name}` |" in read("adding-a-source.md")


def test_links_between_the_pages_lead_somewhere():
    for page_path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page_path.read_text("utf-8")):
            assert (page_path.parent / target).exists(), f"{page_path.name} points to {target}"


def test_the_example_of_reading_is_what_the_reader_says():
    given, answer = re.findall(r"```json\n(.*)\n```", read("reading-documents.md"))
    document = to_document(given.encode())
    assert json.loads(msgspec.json.encode(output(document.id, Reader().read(document)))) == json.loads(answer)
