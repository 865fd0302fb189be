"""What goes into curating and what comes out."""

from agreements.records import Agreement, Capture, Conflict, Event, Evidence, Mention, Record, Source


class Testimony(Record, frozen=True):
    """A mention, the capture that it was read from and the source that published it.

    `current` is False where a newer capture of the same address replaced this one. Such a mention
    still counts for identity, and for a value only where no current one gives that value.
    """

    mention: Mention
    capture: Capture
    source: Source
    current: bool = True


class Unresolved(Record, frozen=True):
    """A mention that waits for an analyst and is not published until then; `why` is for people."""

    mention: Mention
    why: str


class Curation(Record, frozen=True):
    """What is known after curating. Every list is sorted, so that equal input gives equal output."""

    agreements: list[Agreement]
    events: list[Event]
    evidence: list[Evidence]
    conflicts: list[Conflict]
    identities: dict[str, str]  # mention id -> agreement id, of every mention that was placed
    redirects: dict[str, str]  # agreement id given up in this run -> the one that stays
    unresolved: list[Unresolved]
