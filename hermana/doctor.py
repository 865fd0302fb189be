"""`hermana doctor`: what is installed, what is missing, and what that switches off."""

import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from agreements.errors import MendableError
from agreements.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.settings import Settings

PACKAGES = (
    "scrapy",
    "trafilatura",
    "pypdfium2",
    "pdfplumber",
    "spacy",
    "sqlalchemy",
    "prefect",
    "pandas",
    "frictionless",
)


class Check(Record, frozen=True):
    """One part: whether it is fine, what was found, and what it is for or how to mend it."""

    part: str
    fine: bool
    found: str
    remark: str


def examine(settings: "Settings") -> list[Check]:
    """Look at every part that Hermana stands on."""
    return [
        Check("Python", True, platform.python_version(), sys.executable),
        *(_package(name) for name in PACKAGES),
        _ocr(),
        _gazetteer(),
        _sources(settings),
        _data(settings),
        _prefect(),
    ]


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name), "")
    except PackageNotFoundError:
        return Check(name, False, "missing", "run `make run`, or install the package again")


def _ocr() -> Check:
    from extractors.documents.ocr import TESSERACT, installed_languages

    installed = installed_languages()
    missing = sorted(set(TESSERACT.values()) - installed)
    if not missing:
        return Check("Tesseract", True, ", ".join(sorted(installed)), "reads scans")
    found = "missing" if not installed else f"without {', '.join(missing)}"
    packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
    return Check("Tesseract", False, found, f"scans wait until it is there: apt-get install tesseract-ocr {packages}")


def _gazetteer() -> Check:
    from extractors.gazetteer.names import Gazetteer

    return _tried("gazetteer", lambda: Gazetteer.load().fingerprint, "finds the governments' names")


def _sources(settings: "Settings") -> Check:
    from pipelines.stages import declared_sources

    def counted() -> str:
        declared = declared_sources(settings).values()
        never = sum(1 for source in declared if source.verified is None and not source.demo)
        return f"{len(declared)} declared, {never} of them never verified"

    return _tried("sources", counted, str(settings.sources))


def _data(settings: "Settings") -> Check:
    def described() -> str:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe = settings.data / ".doctor"
        probe.touch()
        probe.unlink()
        return f"{shutil.disk_usage(settings.data).free // 2**30} GB free"

    return _tried("data folder", described, str(settings.data))


def _prefect() -> Check:
    from pipelines.orchestrator import server_address

    address = server_address()
    if address is None:
        return Check(
            "Prefect server", True, "none standing", "each run starts its own, in some 20 s; --plain does without"
        )
    return Check("Prefect server", True, address, "runs and schedule are kept there")


def _tried(part: str, look: "Callable[[], str]", remark: str) -> Check:
    try:
        return Check(part, True, look(), remark)
    except (MendableError, OSError) as error:
        return Check(part, False, "not usable", str(error))
