"""Ids depend on content alone."""

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agreements.ids import code_fingerprint, digest


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_an_id_is_short_and_plain(parts: list[str]):
    assert len(digest(*parts)) == 12
    assert set(digest(*parts)) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_parts_do_not_run_into_each_other():
    assert digest("ab", "c") != digest("a", "bc")


def test_an_id_is_the_same_in_every_process():
    code = "from agreements.ids import digest; print(digest('Colima', '松江'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest("Colima", "松江")


def test_a_fingerprint_tells_code_and_data_but_not_papers(tmp_path: Path):
    (tmp_path / "code.py").write_text("1")
    before = code_fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("words")
    assert code_fingerprint(tmp_path) == before
    (tmp_path / "words.yml").write_text("a: b")
    assert code_fingerprint(tmp_path) != before
