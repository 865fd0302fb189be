"""Finding what an id stands for, with all that belongs to it."""

from typing import TYPE_CHECKING

from agreements.errors import MendableError
from agreements.records import Agreement, Capture, Conflict, Document, Event, Evidence, Mention, Record, Refusal
from store.store import Store

if TYPE_CHECKING:
    from pipelines.settings import Settings


class UnknownIdError(MendableError):
    """Nothing in the store bears this id."""


class Found(Record, frozen=True):
    """What an id stands for; what does not apply is empty. Offsets count in the document's text."""

    captures: list[Capture] = []
    refusal: Refusal | None = None
    document: Document | None = None
    mentions: list[Mention] = []
    agreement: Agreement | None = None
    evidence: list[Evidence] = []
    events: list[Event] = []
    conflicts: list[Conflict] = []


def find(settings: "Settings", id: str) -> Found:
    """What an agreement's id, a document's id or (the beginning of) a capture's SHA-256 stands for.

    A merged agreement leads to the one that it was merged into. Raises UnknownIdError.
    """
    store = Store(settings.database_url)
    try:
        found = _agreement(store, id) if id.startswith("a-") else _text(store, id)
    finally:
        store.close()
    if found is None:
        raise UnknownIdError(
            f"nothing in {settings.data} is called {id!r}: "
            "give an agreement (a-…), a document (d-…) or a capture's SHA-256"
        )
    return found


def _agreement(store: Store, id: str) -> Found | None:
    redirects = store.redirects()
    while id in redirects:
        id = redirects[id]
    agreement = next((one for one in store.agreements() if one.id == id), None)
    if agreement is None:
        return None
    return Found(
        agreement=agreement, evidence=store.evidence(id), events=store.events(id), conflicts=store.conflicts(id)
    )


def _text(store: Store, id: str) -> Found | None:
    captures = store.captures(id.removeprefix("d-"))
    if not captures or len({capture.sha256 for capture in captures}) > 1:
        return None
    sha256 = captures[0].sha256
    document = store.document_of(sha256)
    return Found(
        captures=captures,
        refusal=next((one for one in store.refusals() if one.capture == sha256), None),
        document=document,
        mentions=store.mentions(document.id) if document else [],
    )
