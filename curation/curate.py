"""Mentions in, agreements out: `curate` is the whole of this stage."""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from agreements import edtf
from agreements.codes import DateBasis, EventKind, Genre, LegalForm, PartyBasis, SourceClass, Stage
from agreements.records import Agreement, AgreementParty, Conflict, Event, Evidence, Mention, Place, Publisher, Span
from curation import identity, values
from curation.cluster import Cluster, Member, cluster
from curation.parties import UnresolvedError, fold, places_of
from curation.records import Curation, Testimony, Unresolved
from curation.rules import PROMISES


def curate(testimonies: Iterable[Testimony], place: Callable[[str], Place], identities: Mapping[str, str]) -> Curation:
    """Decide which mentions are one agreement and what is known of it.

    `place` gives the gazetteer's entry for an id (KeyError where there is none); `identities` are the
    agreement ids of earlier runs by mention id. Mentions whose parties are not known well enough come
    back as `unresolved`. The result does not depend on the order of `testimonies`.
    """
    members, unresolved = _members(testimonies, place)
    pacts = cluster(members)
    ids, redirects = identity.assign(pacts, identities)
    told = sorted(zip(ids, pacts, strict=True), key=lambda pair: pair[0])
    records = [_Pact(agreement, pact) for agreement, pact in told]
    return Curation(
        agreements=[one.agreement() for one in records],
        events=[event for one in records for event in one.events()],
        evidence=[evidence for one in records for evidence in one.evidence()],
        conflicts=[conflict for one in records for conflict in one.conflicts()],
        identities=dict(sorted((member.mention.id, agreement) for agreement, pact in told for member in pact)),
        redirects=redirects,
        unresolved=unresolved,
    )


def _members(testimonies: Iterable[Testimony], place: Callable[[str], Place]) -> tuple[list[Member], list[Unresolved]]:
    ordered = sorted(testimonies, key=lambda told: (told.mention.id, told.source.id, not told.current, *_fetch(told)))
    members: list[Member] = []
    unresolved: list[Unresolved] = []
    for _, group in groupby(ordered, key=lambda told: told.mention.id):
        told = tuple(group)
        mention = told[0].mention
        try:
            members.append(Member(mention, places_of(mention, place), told))
        except UnresolvedError as why:
            unresolved.append(Unresolved(mention, str(why)))
    return members, unresolved


def _fetch(told: Testimony) -> tuple[str, str, str]:
    return told.capture.fetched_at.isoformat(), told.capture.sha256, told.capture.url


class _Pact:
    """The mentions of one agreement, on the way to its records."""

    def __init__(self, agreement: str, pact: Cluster) -> None:
        self.id = agreement
        self.members = pact
        self.places = {member.mention.id: member.places for member in pact}
        # A source that shows one document at several addresses is one voice.
        self.voices = [
            next(group)
            for member in pact
            for _, group in groupby(member.testimonies, key=lambda voice: voice.source.id)
        ]
        self.signed = values.dates_said(self.voices, "signed")
        self.renewals = values.occasions(values.dates_said(self.voices, "renewed"))
        self.ended = values.dates_said(self.voices, "ended")
        self.kinds = values.kinds_said(self.voices)
        self.speaking = values.heard(self.voices, lambda _: True)

    def agreement(self) -> Agreement:
        """The agreement itself, every field merged."""
        renewed = values.best_date(self.renewals[-1]) if self.renewals else None
        ended = values.best_date(self.ended)
        sources = {evidence.source: evidence.source_class for evidence in self.evidence()}
        parties = self._parties()
        return Agreement(
            id=self.id,
            parties=parties,
            kind=values.best_kind(self.kinds),
            stage=self._stage(),
            signed=values.best_date(self.signed),
            renewed=renewed,
            ended=ended,
            legal_form=self._legal_form(),
            source_class=min(sources.values(), key=lambda one: one.rank),
            sources=sorted(sources),
            told_by=sorted(party.place for party in parties if self._tells(party)),
            mentions=sorted(member.mention.id for member in self.members),
            languages=sorted({voice.mention.lang for voice in self.speaking}),
            confidence=values.confidence(self.speaking),
            native_labels=sorted({voice.mention.native_label for voice in self.speaking} - {""}),
        )

    def events(self) -> list[Event]:
        """What happened, in the order of the code list and of time; an event without a date has None."""
        stages = {stage: self._saying(stage) for stage in Stage}
        found: list[Event] = []
        signed = values.best_date(self.signed)
        if signed or stages[Stage.SIGNED]:
            agreeing = [
                voice.mention.id
                for date, voices in self.signed.items()
                if signed and edtf.compatible(signed, date)
                for voice in voices
            ]
            undated = [m.id for m in stages[Stage.SIGNED] if not values.asserted(m, "signed")]
            found.append(self._event(EventKind.SIGNED, signed, agreeing + undated))
        for occasion in self.renewals:
            mentions = [voice.mention.id for voices in occasion.values() for voice in voices]
            found.append(self._event(EventKind.RENEWED, values.best_date(occasion), mentions))
        if stages[Stage.RENEWED] and not self.renewals:
            found.append(self._event(EventKind.RENEWED, None, [mention.id for mention in stages[Stage.RENEWED]]))
        laws = [voice.mention.id for voice in self.speaking if voice.mention.genre is Genre.LAW]
        if laws:
            found.append(self._event(EventKind.APPROVED, None, laws))
        ended = values.best_date(self.ended)
        if ended or stages[Stage.ENDED]:
            ending = [voice.mention.id for voices in self.ended.values() for voice in voices]
            found.append(self._event(EventKind.ENDED, ended, ending + [mention.id for mention in stages[Stage.ENDED]]))
        return found

    def conflicts(self) -> list[Conflict]:
        """The fields on which those heard differ, with every value that was said."""
        kind = values.best_kind(self.kinds)
        differing = [("kind", self.kinds, str(kind))] if len(self.kinds) > 1 else []
        for field, said in (("signed", self.signed), ("ended", self.ended)):
            taken = values.best_date(said)
            if taken and values.contradicting(said, taken):
                differing.append((field, said, taken))
        return [
            Conflict(self.id, field, value, value == taken, sorted({voice.source.id for voice in voices}))
            for field, said, taken in differing
            for value, voices in said.items()
        ]

    def evidence(self) -> list[Evidence]:
        """The words behind every value, of all who are heard on it."""
        found: list[Evidence] = []
        for voice in self.speaking:
            mention = voice.mention
            for party, place in zip(mention.parties, self.places[mention.id], strict=True):
                # A publisher that no word names is meant by the words that tell of the act ("our city signed").
                found.append(self._quote(voice, "party", place.id, party.span or mention.cue, party.basis))
            found.append(self._quote(voice, "kind", mention.kind, mention.cue, DateBasis.STATED))
            found.append(self._quote(voice, "stage", mention.stage, mention.cue, DateBasis.STATED))
        for field in ("signed", "renewed", "ended"):
            for value, voices in values.dates_said(self.voices, field).items():
                for voice in voices:
                    date = values.asserted(voice.mention, field)
                    assert date is not None
                    found.append(self._quote(voice, field, value, date.span, date.basis))
        # A document that names one party twice in the same words says it once.
        found.sort(key=lambda one: (*_words(one), one.basis))
        return [next(same) for _, same in groupby(found, key=_words)]

    def _quote(self, voice: Testimony, field: str, value: str, span: Span, basis: DateBasis | PartyBasis) -> Evidence:
        return Evidence(
            agreement=self.id,
            mention=voice.mention.id,
            field=field,
            value=str(value),
            source=voice.source.id,
            source_class=voice.source.source_class,
            url=voice.capture.url,
            capture=voice.capture.sha256,
            page=span.page,
            start=span.start,
            end=span.end,
            quote=span.text,
            lang=voice.mention.lang,
            basis=str(basis),
        )

    def _event(self, kind: EventKind, date: str | None, mentions: list[str]) -> Event:
        return Event(self.id, kind, date, sorted(set(mentions)))

    def _saying(self, stage: Stage) -> list[Mention]:
        return [voice.mention for voice in self.speaking if voice.mention.stage is stage]

    def _stage(self) -> Stage:
        return values.furthest_stage(
            (voice.mention.stage for voice in self.speaking),
            ended=values.best_date(self.ended),
            renewed=values.best_date(self.renewals[-1]) if self.renewals else None,
        )

    def _legal_form(self) -> LegalForm:
        told = [voice for voice in self.speaking if voice.mention.stage not in PROMISES]
        if any(voice.mention.genre is Genre.AGREEMENT for voice in told):
            return LegalForm.SIGNED_TEXT
        if any(voice.mention.genre is Genre.LAW for voice in self.speaking):
            return LegalForm.LAW
        if all(_lists(voice) for voice in self.speaking):
            return LegalForm.REGISTRY_ENTRY
        return LegalForm.REPORTED

    def _parties(self) -> list[AgreementParty]:
        places: dict[str, Place] = {}
        printed: dict[str, set[str]] = {}
        for member in self.members:
            for party, place in zip(member.mention.parties, member.places, strict=True):
                known = places.setdefault(place.id, place)
                if place.name < known.name:  # an agency is spelled in several ways
                    places[place.id] = place
                printed.setdefault(place.id, set()).add(party.printed or party.name)
        return [
            AgreementParty(
                place=place.id,
                name=place.name,
                country=place.country,
                level=place.level,
                subdivision=place.subdivision,
                latitude=place.latitude,
                longitude=place.longitude,
                names=sorted(printed[place.id]),
            )
            for _, place in sorted(places.items())
        ]

    def _tells(self, party: AgreementParty) -> bool:
        """Whether the party's own publications are among those that speak."""
        names = {fold(name) for name in (party.name, *party.names)}
        own = [voice for voice in self.speaking if _is_government(voice.source.place, party)]
        return any(
            (voice.source.place and fold(voice.source.place.name) in names) or self._means_itself(voice, party)
            for voice in own
        )

    def _means_itself(self, voice: Testimony, party: AgreementParty) -> bool:
        return any(
            said.basis is PartyBasis.PUBLISHER and place.id == party.place
            for said, place in zip(voice.mention.parties, self.places[voice.mention.id], strict=True)
        )


def _is_government(publisher: Publisher | None, party: AgreementParty) -> bool:
    """Whether the publisher can be the government of `party`, going by country and level."""
    return publisher is not None and publisher.country == party.country and publisher.level in (None, party.level)


def _words(one: Evidence) -> tuple[str, str, str, str, int, int]:
    return one.field, one.value, one.source, one.mention, one.start, one.end


def _lists(voice: Testimony) -> bool:
    return voice.source.source_class is SourceClass.REGISTRY or voice.mention.genre is Genre.DIRECTORY
