import pytest

from agreements.codes import SourceState
from scrapers.job import Fault, Visit
from scrapers.monitors import is_complete, judge

GONE = Fault("http://a/1", "404 Not Found")


def visit(**counts: object) -> Visit:
    return Visit(**{"finished": True, "indexes": 1, "requests": 9, **counts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "state", "words"),
    [
        (visit(documents=5, new=2, unchanged=3), SourceState.FINE, "5 documents, 2 new, 3 unchanged"),
        (visit(documents=5, unchanged=5), SourceState.NOTHING_NEW, "0 new"),
        (visit(), SourceState.NOTHING_FOUND, "has the layout changed?"),
        (visit(indexes=0), SourceState.NOTHING_FOUND, "no document found"),
        (visit(documents=5, new=2, blocked="captcha"), SourceState.BLOCKED, "captcha"),
        (visit(indexes=0, forbidden=["http://a/"]), SourceState.BLOCKED, "robots.txt"),
        (visit(indexes=0, index_faults=[GONE]), SourceState.FAILING, "http://a/1 (404 Not Found)"),
        (visit(faults=[GONE] * 5), SourceState.FAILING, "and 2 more"),
        (visit(documents=5, new=5, faults=[GONE]), SourceState.FINE, "1 documents failed"),
        (visit(documents=2, new=2), SourceState.FINE, "fewer than the 3 expected"),
        (visit(documents=3, new=3), SourceState.FINE, "3 documents, 3 new, 0 unchanged"),
        (visit(documents=2, new=2, finished=False), SourceState.FINE, "cut short"),
        (visit(documents=5, new=5, forbidden=["http://a/x"]), SourceState.FINE, "1 forbidden by robots.txt"),
    ],
)
def test_a_visit_has_one_state_and_says_why(seen: Visit, state: SourceState, words: str) -> None:
    judged, detail = judge(seen, minimum=3)
    assert judged is state
    assert words in detail


def test_a_visit_cut_short_is_not_judged_by_the_minimum() -> None:
    assert "expected" not in judge(visit(documents=1, new=1, finished=False), minimum=9)[1]


def test_a_visit_is_complete_only_if_nothing_cut_it_short() -> None:
    assert is_complete(visit(documents=5, faults=[GONE]))
    assert not is_complete(visit(finished=False))
    assert not is_complete(visit(blocked="captcha"))
    assert not is_complete(visit(index_faults=[GONE]))
