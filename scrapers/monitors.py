"""How a visit went, judged from its counts. Finding nothing is never a pass."""

from agreements.codes import SourceState
from scrapers.job import Fault, Visit

_NAMED = 3


def judge(visit: Visit, minimum: int) -> tuple[SourceState, str]:
    """State of the source and a sentence for people; `minimum` is what a full visit is expected to find."""
    counts = f"{visit.documents} documents, {visit.new} new, {visit.unchanged} unchanged"
    remarks = _remarks(visit, minimum)
    if visit.blocked:
        return SourceState.BLOCKED, _sentence(f"stopped by a block page ({visit.blocked})", counts, *remarks)
    if visit.documents == 0:
        if visit.index_faults or visit.faults:
            return SourceState.FAILING, _sentence("nothing could be had", *remarks)
        if visit.forbidden:
            return SourceState.BLOCKED, _sentence("robots.txt forbids all that was asked for", *remarks)
        where = f"{visit.indexes} list pages" if visit.indexes else "the addresses"
        return SourceState.NOTHING_FOUND, _sentence(f"no document found on {where}; has the layout changed?", *remarks)
    if visit.index_faults and visit.indexes == 0:
        return SourceState.FAILING, _sentence("no list page could be read", counts, *remarks)
    return (SourceState.FINE if visit.new else SourceState.NOTHING_NEW), _sentence(counts, *remarks)


def is_complete(visit: Visit) -> bool:
    """Whether the visit saw the whole of the source: no limit, block page or unreadable list cut it short."""
    return visit.finished and not visit.blocked and not visit.index_faults


def _remarks(visit: Visit, minimum: int) -> list[str]:
    remarks = []
    if is_complete(visit) and 0 < visit.documents < minimum:
        remarks.append(f"fewer than the {minimum} expected")
    if not visit.finished and not visit.blocked:
        remarks.append("cut short by a limit")
    if visit.index_faults:
        remarks.append(_named("list pages failed", visit.index_faults))
    if visit.faults:
        remarks.append(_named("documents failed", visit.faults))
    if visit.forbidden:
        remarks.append(f"{len(visit.forbidden)} forbidden by robots.txt")
    return remarks


def _named(what: str, faults: list[Fault]) -> str:
    shown = ", ".join(f"{fault.url} ({fault.reason})" for fault in faults[:_NAMED])
    more = f" and {len(faults) - _NAMED} more" if len(faults) > _NAMED else ""
    return f"{len(faults)} {what}: {shown}{more}"


def _sentence(*parts: str) -> str:
    return "; ".join(parts)
