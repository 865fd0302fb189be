"""What a release is made from."""

from datetime import datetime

from agreements.codes import SourceState
from agreements.records import Agreement, Conflict, Event, Evidence, Record, Source
from releases.scopes import Scope, in_scope


class Coverage(Record, frozen=True):
    """How far one source has been collected. Moments are UTC."""

    source: str
    state: SourceState | None  # of the last run; None where there was none
    last_success: datetime | None
    last_new: datetime | None
    documents: int  # that were read
    refused: int  # captures that gave no document


class Content(Record, frozen=True):
    """Everything that is known; a release takes from it what its scope covers."""

    agreements: list[Agreement]
    events: list[Event]
    evidence: list[Evidence]
    conflicts: list[Conflict]
    sources: list[Source]
    coverage: list[Coverage]
    redirects: dict[str, str] = {}  # agreement id given up, in any run -> the one that it led to

    def within(self, scope: Scope) -> "Content":
        """The part of it that is about agreements in `scope`. Sources and coverage stay whole.

        An id that was given up and is borne again, because a merge turned out wrong, leads nowhere else.
        """
        alive = {agreement.id for agreement in self.agreements}
        agreements = [agreement for agreement in self.agreements if in_scope(agreement, scope)]
        ids = {agreement.id for agreement in agreements}
        return Content(
            agreements=agreements,
            events=[event for event in self.events if event.agreement in ids],
            evidence=[evidence for evidence in self.evidence if evidence.agreement in ids],
            conflicts=[conflict for conflict in self.conflicts if conflict.agreement in ids],
            sources=self.sources,
            coverage=self.coverage,
            redirects={old: new for old, new in self.redirects.items() if old not in alive},
        )

    @property
    def demo(self) -> bool:
        """Whether any of its evidence comes from an invented source."""
        invented = {source.id for source in self.sources if source.demo}
        return any(evidence.source in invented for evidence in self.evidence)

    def survivor(self, agreement: str) -> str:
        """The id that `agreement` bears today, through any chain of merges."""
        seen = {agreement}
        while (heir := self.redirects.get(agreement)) is not None and heir not in seen:
            seen.add(heir)
            agreement = heir
        return agreement
