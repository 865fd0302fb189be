"""Which mentions speak of one agreement.

Mentions can only meet when their parties are the same places. Among those, `curation.rules` says
which kinds a pair has once and which it can have several of; the latter are told apart by dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from agreements import edtf
from agreements.codes import Kind
from agreements.records import Mention, Place
from curation.records import Testimony
from curation.rules import CLOSE_KINDS, ONE_PER_PAIR, PROMISES
from curation.values import asserted


class Birth(NamedTuple):
    """When and where a mention came to be known; earlier ones sort first."""

    archived: str
    fetched: datetime
    capture: str
    start: int  # of its cue in the text
    mention: str


@dataclass(frozen=True)
class Member:
    """A mention with the places of its parties and everything that testifies to it."""

    mention: Mention
    places: tuple[Place, ...]  # in the order of the mention's parties
    testimonies: tuple[Testimony, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The ids of the parties' places, sorted: A-B is B-A."""
        return tuple(sorted({place.id for place in self.places}))

    @cached_property
    def born(self) -> Birth:
        """What orders mentions from the earliest.

        It goes by arrival in the archive: what is imported later takes no id from what was known before, and a
        rebuilt database mints the ids that the years minted.
        """
        archived, fetched, sha = min(
            (told.capture.archived, told.capture.fetched_at, told.capture.sha256) for told in self.testimonies
        )
        return Birth(archived, fetched, sha, self.mention.cue.start, self.mention.id)

    @cached_property
    def current(self) -> bool:
        """Whether a capture that nothing replaced says it."""
        return any(told.current for told in self.testimonies)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where it was published."""
        return frozenset(told.capture.url for told in self.testimonies)

    @cached_property
    def published(self) -> date | None:
        """When it was first published, where a capture knows."""
        return min((told.capture.published for told in self.testimonies if told.capture.published), default=None)

    @cached_property
    def signed(self) -> str | None:
        """The signing date that it asserts; a promise asserts none."""
        date = asserted(self.mention, "signed")
        return date.edtf if date else None

    @cached_property
    def said_on(self) -> date | None:
        """A day by which the agreement it speaks of had been signed, for a mention without that date."""
        later = self.mention.renewed or self.mention.ended
        return edtf.bounds(later.edtf)[1] if later else self.published


Cluster = tuple[Member, ...]
"""The mentions of one agreement, from the earliest."""


def cluster(members: Iterable[Member]) -> list[Cluster]:
    """The members as clusters, one for each agreement, sorted by their earliest mention."""
    ordered = sorted(members, key=lambda member: (member.keys, member.born))
    found = [
        pact for _, group in groupby(ordered, key=lambda member: member.keys) for pact in _pacts_of_a_pair(list(group))
    ]
    return sorted(found, key=_born)


def _born(pact: Cluster) -> Birth:
    return pact[0].born


def _pacts_of_a_pair(members: list[Member]) -> list[Cluster]:
    pacts: list[Cluster] = []
    for kind in Kind:
        told = [member for member in members if member.mention.kind is kind]
        if told and kind in ONE_PER_PAIR:
            pacts.append(tuple(told))
        elif told:
            pacts.extend(_told_apart_by_date(told))
    return _joined_across_kinds(sorted(pacts, key=_born))


class _Instrument:
    """An instrument in the making: its narrowest signing date and its members."""

    def __init__(self, signed: str | None, members: list[Member]) -> None:
        self.signed = signed
        self.members = members

    def take(self, member: Member) -> None:
        """Add a member, and its date where it is compatible and narrower."""
        self.members.append(member)
        if member.signed and (self.signed is None or _refines(member.signed, self.signed)):
            self.signed = member.signed


def _refines(fine: str, coarse: str) -> bool:
    return len(fine) > len(coarse) and edtf.compatible(fine, coarse)


def _told_apart_by_date(members: list[Member]) -> list[Cluster]:
    """The instruments of one kind that one pair signed.

    Narrow dates go first, so that a bare year joins the day that it holds. What a replaced capture
    said comes after all that is current, so that a corrected date is no second instrument.
    """
    instruments: list[_Instrument] = []

    dated = [member for member in members if member.signed]
    for member in sorted(dated, key=lambda m: (not m.current, -len(m.signed or ""), m.signed, m.born)):
        fitting = [one for one in instruments if one.signed and edtf.compatible(one.signed, member.signed or "")]
        meant = _newest_by(member.said_on, fitting) or next(iter(fitting), None)
        meant = meant or _mended_by(member, instruments)
        if meant is None:
            instruments.append(_Instrument(member.signed, [member]))
        else:
            meant.take(member)
    known = sorted(instruments, key=lambda one: one.signed or "")
    old: list[Member] = []
    to_come: list[Member] = []
    for member in members:
        if member.signed:
            continue
        promised = member.mention.stage in PROMISES
        mended = _mended_by(member, known)
        meant = mended or (_next_from if promised else _newest_by)(member.said_on, known)
        if meant is not None:
            meant.take(member)
        else:
            (to_come if promised and known else old).append(member)
    found = [one.members for one in instruments] + [rest for rest in (old, to_come) if rest]
    return [tuple(sorted(one, key=lambda member: member.born)) for one in found]


def _newest_by(day: date | None, instruments: Sequence[_Instrument]) -> _Instrument | None:
    """The newest instrument signed by `day`: what a text of that day speaks of; the newest of all without a day."""
    signed = [one for one in instruments if day is None or edtf.bounds(one.signed or "")[0] <= day]
    return max(signed, key=lambda one: one.signed or "", default=None)


def _next_from(day: date | None, instruments: Sequence[_Instrument]) -> _Instrument | None:
    """The first instrument signed on or after `day`: what a promise of that day led to."""
    if day is None:
        return _newest_by(None, instruments)
    signed = [one for one in instruments if edtf.bounds(one.signed or "")[1] >= day]
    return min(signed, key=lambda one: one.signed or "", default=None)


def _mended_by(member: Member, instruments: Sequence[_Instrument]) -> _Instrument | None:
    """The instrument that the same address speaks of today, for a mention whose capture was replaced."""
    if member.current:
        return None
    for one in instruments:
        if any(other.current and other.addresses & member.addresses for other in one.members):
            return one
    return None


def _joined_across_kinds(pacts: list[Cluster]) -> list[Cluster]:
    """Pacts of close kinds signed on one day are one, unless one document tells them apart."""
    joined: list[Cluster] = []
    for pact in pacts:
        for index, other in enumerate(joined):
            if _one_instrument(other, pact):
                joined[index] = tuple(sorted(other + pact, key=lambda member: member.born))
                break
        else:
            joined.append(pact)
    return joined


def _one_instrument(one: Cluster, other: Cluster) -> bool:
    kinds = {member.mention.kind for member in one + other}
    days = [{m.signed for m in pact if m.signed and len(m.signed) == len("2021-05-19")} for pact in (one, other)]
    documents = [{m.mention.document for m in pact} for pact in (one, other)]
    return any(kinds <= close for close in CLOSE_KINDS) and bool(days[0] & days[1]) and not documents[0] & documents[1]
