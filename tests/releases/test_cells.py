"""Cells of a CSV file are no formulas, and every field is described."""

from hypothesis import given
from hypothesis import strategies as st

from releases.cells import plain_cell, safe_cell
from releases.describe import page
from releases.tables import CHANGES, TABLES


@given(st.text())
def test_a_safe_cell_gives_back_its_text_and_is_no_formula(text):
    cell = safe_cell(text)
    assert plain_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_field_is_documented():
    text = page()
    for table in (*TABLES, CHANGES):
        assert f"## {table.name}" in text
        assert all(f"| `{field.name}` |" in text for field in table.fields)
