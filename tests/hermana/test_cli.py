"""The command line: helps a newcomer, tells programs, and says in one line what a person can mend."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from hermana.cli import NEEDS_A_PERSON, app

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]
DOCUMENT = {
    "id": "a",
    "title": "Colima y Matsue, ciudades hermanas",
    "published": "2024-05-22",
    "publisher_place": {"name": "Colima", "country": "MX"},
    "text": "El alcalde y su homólogo de Matsue, Japón, firmaron ayer un convenio de hermanamiento entre ambas.",
}


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERMANA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")


def hermana(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(command: str):
    result = hermana(command, "--help")
    assert result.exit_code == 0
    assert command in hermana("--help").output


def test_the_help_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['hermana', '--help']\n"
        "from hermana.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'prefect', 'pandas', 'scrapy', 'sqlalchemy', 'pydantic', 'trafilatura'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_documents_are_read_and_bad_lines_refused_by_number(tmp_path: Path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [json.dumps(DOCUMENT), "{not json", json.dumps({"id": "b"}), json.dumps(DOCUMENT), ""]
    lines.append(json.dumps({"id": "c", "text": "La calle estará cerrada el lunes."}))
    source.write_text("\n".join(lines))
    result = hermana("read", str(source), str(target))
    assert result.exit_code == NEEDS_A_PERSON
    for wrong in (f"{source}:2:", f"{source}:3: text", f"{source}:4: id 'a' is that of line 1"):
        assert wrong in result.stderr
    answers = [json.loads(line) for line in target.read_text().splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "c"]
    (pact,) = answers[0]["agreements"]
    assert sorted((party["name"], party["country"], party["level"]) for party in pact["parties"]) == [
        ("Colima", "MX", "city"),
        ("Matsue", "JP", "city"),
    ]
    assert (pact["kind"], pact["stage"], pact["signed"]) == ("sister_city", "signed", "2024-05-21")
    assert answers[1]["agreements"] == []


def test_files_come_in_and_are_read_and_shown(tmp_path: Path):
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "note.txt").write_text(DOCUMENT["title"] + "\n\n" + DOCUMENT["text"])
    (pages / "empty.pdf").write_bytes(b"")
    assert hermana("collect", "--plain", "--files", str(pages)).exit_code == 0
    report = json.loads(hermana("extract", "--plain", "--json").stdout)
    assert (report["read"], [refusal["reason"] for refusal in report["refused"]]) == (2, ["empty"])
    again = json.loads(hermana("extract", "--plain", "--json").stdout)
    assert again["read"] == 0
    assert again["standing"] == {"empty": 1}
    shown = hermana("show", report["refused"][0]["capture"])
    assert "not read: empty" in shown.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "a-nothing"), "nothing in"),
        (("refresh", "--plain", "--source", "xx-nowhere"), "no such source: xx-nowhere"),
        (("sources", "show", "xx-nowhere"), "no such source: xx-nowhere"),
        (("review",), "not part of this version"),
    ],
)
def test_what_a_person_can_mend_is_one_line(words: tuple[str, ...], said: str):
    result = hermana(*words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HERMANA_DELAY", "soon")
    result = hermana("sources", "list")
    assert result.exit_code == 1
    assert "HERMANA_DELAY" in result.stderr


def test_a_half_declared_source_stops_a_run_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "sources" / "mx").mkdir(parents=True)
    (tmp_path / "sources" / "mx" / "mx-half.yml").write_text("id: mx-half\n")
    monkeypatch.setenv("HERMANA_SOURCES", str(tmp_path / "sources"))
    result = hermana("refresh", "--plain")
    assert result.exit_code == 1
    assert "mx-half.yml: platform" in result.stderr


def test_two_runs_never_work_in_one_folder(tmp_path: Path):
    from pipelines.settings import load_settings
    from pipelines.stages import workspace

    with workspace(load_settings()):
        result = hermana("refresh", "--plain")
    assert result.exit_code == 1
    assert "another run is at work" in result.stderr


def test_the_shipped_sources_are_listed():
    listed = json.loads(hermana("sources", "list", "--json").stdout)
    assert {"jp-clair", "co-bogota"} <= {row["id"] for row in listed}


def test_the_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    from extractors.documents import ocr

    monkeypatch.setattr(ocr, "installed_languages", lambda: frozenset({"eng"}))
    result = hermana("doctor", "--json")
    (tesseract,) = (check for check in json.loads(result.stdout) if check["part"] == "Tesseract")
    assert (tesseract["fine"], result.exit_code) == (False, NEEDS_A_PERSON)
    assert "tesseract-ocr-jpn" in tesseract["remark"]


def test_the_schedule_asks_for_a_standing_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    done = subprocess.run([sys.executable, "-m", "hermana.cli", "serve"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "prefect server start" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HERMANA_SCOPE", "/nowhere/scope.yml", "/nowhere/scope.yml"),
        ("HERMANA_SOURCES", "/nowhere/sources", "folder of sources /nowhere/sources is not there"),
        ("HERMANA_DATABASE", "nosuch://database", "cannot be opened"),
        ("HERMANA_DATA", "/proc/nowhere", "/proc/nowhere cannot be made"),
    ],
)
def test_a_setting_that_leads_nowhere_stops_a_run_before_it_begins(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(name, value)
    result = hermana("refresh", "--plain")
    assert result.exit_code == 1
    assert said in result.stderr


def test_a_damaged_database_is_named(tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "hermana.db").write_bytes(b"no database at all" * 100)
    result = hermana("extract", "--plain")
    assert result.exit_code == 1
    assert "hermana.db cannot be opened" in result.stderr


def test_the_documents_are_never_overwritten_by_the_result(tmp_path: Path):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(DOCUMENT))
    assert hermana("read", str(source), str(source)).exit_code == 1
    assert json.loads(source.read_text()) == DOCUMENT
    assert "is not there" in hermana("read", str(source), str(tmp_path / "nowhere" / "out.jsonl")).stderr


def test_what_waits_for_a_person_can_be_seen(tmp_path: Path):
    pages = tmp_path / "pages"
    pages.mkdir()
    text = "El alcalde de Colima firmó con el alcalde de Zzyzxville, Japón, el convenio de hermanamiento el 2 de mayo."
    (pages / "note.txt").write_text(f"Hermanamiento\n\n{text}")
    hermana("collect", "--plain", "--files", str(pages))
    hermana("extract", "--plain")
    waiting = json.loads(hermana("curate", "--plain", "--json").stdout)["waiting"]
    ((mention, why),) = waiting.items()
    assert mention.startswith("m-")
    assert "Zzyzxville" in why


def test_a_scan_waits_for_tesseract_and_is_tried_once_when_it_comes(tmp_path: Path):
    scans = tmp_path / "scans"
    scans.mkdir()
    Image.new("L", (300, 200), 255).save(scans / "scan.png")

    def extracted(**environment: str) -> dict[str, object]:
        command = [sys.executable, "-m", "hermana.cli", "extract", "--plain", "--json"]
        return json.loads(subprocess.run(command, env=os.environ | environment, capture_output=True, check=True).stdout)

    hermana("collect", "--plain", "--files", str(scans))
    first, again = extracted(PATH=str(tmp_path)), extracted(PATH=str(tmp_path))
    assert (first["read"], first["standing"]) == (1, {"needs_ocr": 1})
    assert (again["read"], again["standing"]) == (0, {"needs_ocr": 1})
    if shutil.which("tesseract") is None:
        pytest.skip("the rest needs Tesseract")
    assert extracted()["read"] == 1
    assert extracted()["read"] == 0
