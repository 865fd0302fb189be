"""Ids of agreements: minted once from the earliest mention, kept through every later run."""

from collections.abc import Mapping, Sequence
from itertools import count

from agreements.ids import digest
from curation.cluster import Cluster, Member


def assign(pacts: Sequence[Cluster], identities: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """An id for each of `pacts` (sorted by their earliest mention), and the redirects of ids that met.

    `identities` are the ids recorded by earlier runs, by mention id. A recorded id goes to the pact of
    the earliest mention that bears it. Of several that meet in one pact, that of the earliest mention
    stays. A better extractor may give other mention ids: then the id is known again by its capture.
    """
    recorded = set(identities.values())
    claimed: dict[str, int] = {}
    everyone = sorted((member.born, index) for index, pact in enumerate(pacts) for member in pact)
    for born, index in everyone:
        if born.mention in identities:
            claimed.setdefault(identities[born.mention], index)
    for index, pact in enumerate(pacts):
        for capture in dict.fromkeys(member.born.capture for member in pact):
            known = _minted_before(capture, pact[0], recorded)
            if not any(claimed.get(one) == index for one in known):
                free = next((one for one in known if one not in claimed), None)
                if free is not None:
                    claimed[free] = index
    held: dict[int, list[str]] = {}
    for known_id, index in claimed.items():
        held.setdefault(index, []).append(known_id)
    ids: list[str] = []
    redirects: dict[str, str] = {}
    taken = recorded.copy()
    for index, pact in enumerate(pacts):
        stays, *given_up = held.get(index) or [_mint(pact[0], taken)]
        taken.add(stays)
        ids.append(stays)
        redirects |= dict.fromkeys(given_up, stays)
    return ids, dict(sorted(redirects.items()))


def _candidate(capture: str, member: Member, ordinal: int) -> str:
    return "a-" + digest(capture, *member.keys, str(ordinal))


def _minted_before(capture: str, member: Member, recorded: set[str]) -> list[str]:
    """The recorded ids that were minted from `capture` for the parties of `member`, by ordinal."""
    found: list[str] = []
    for ordinal in count():
        candidate = _candidate(capture, member, ordinal)
        if candidate not in recorded:
            return found
        found.append(candidate)
    return found


def _mint(member: Member, taken: set[str]) -> str:
    """The first id for the member's capture and parties that nothing bears yet."""
    minted = (_candidate(member.born.capture, member, ordinal) for ordinal in count())
    return next(candidate for candidate in minted if candidate not in taken)
