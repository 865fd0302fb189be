"""The README's picture, from the report of the last `make run`: `python docs/picture.py > docs/run.svg`."""

import re
import sys

import msgspec
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from hermana import output
from pipelines.reports import Refreshed
from pipelines.settings import load_settings

FONTS_FROM_AFAR = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)


def main() -> None:
    settings = load_settings()
    report = msgspec.json.decode((settings.data / "report.json").read_bytes(), type=Refreshed)
    output.console = Console(record=True, width=110, file=sys.stderr, highlight=False, force_terminal=True)
    output.refreshed(report, settings)
    svg = output.console.export_svg(title="make run", code_format=FONTS_FROM_AFAR.sub("", CONSOLE_SVG_FORMAT))
    print(svg)


if __name__ == "__main__":
    main()
