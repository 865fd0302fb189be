"""Cells of a CSV file that a spreadsheet does not take for formulas."""

import re

_RISKY = re.compile(r"[=+\-@\t\r\n＝＋－＠']")


def safe_cell(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet could take it for a formula; see `plain_cell`."""
    return "'" + text if _RISKY.match(text) else text


def plain_cell(cell: str) -> str:
    """The text that `safe_cell` was given."""
    return cell.removeprefix("'")
