"""Ids are minted once and outlive mentions, runs and extractors."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.ids import digest


def ids(curation):
    return [one.id for one in curation.agreements]


def test_an_id_is_minted_from_the_earliest_capture_and_the_parties(tell, curated):
    late, early = tell("1", "2", fetched=9), tell("2", "1", fetched=3, page="2")
    assert ids(curated(late, early)) == ["a-" + digest(early.mention.capture, "1", "2", "0")]


def test_two_agreements_of_one_pair_in_one_capture_differ_by_number(tell, curated):
    told = curated(
        tell("3", "4", kind="memorandum", signed="2018", cue=0),
        tell("3", "4", kind="memorandum", signed="2023", cue=90),
    )
    capture = told.evidence[0].capture
    by_date = {one.signed: one.id for one in told.agreements}
    assert by_date == {"2018": "a-" + digest(capture, "3", "4", "0"), "2023": "a-" + digest(capture, "3", "4", "1")}


def test_a_new_mention_joins_the_recorded_id_even_if_it_is_older(tell, curated):
    first = curated(tell("1", "2", fetched=5))
    then = curated(tell("1", "2", fetched=5), tell("1", "2", fetched=1, page="2"), identities=first.identities)
    assert ids(then) == ids(first)
    assert set(then.identities.values()) == set(ids(first))
    assert then.redirects == {}


def test_a_rebuilt_database_mints_the_id_that_was_minted_before_an_old_page_was_imported(tell, curated):
    known = tell("1", "2", fetched=5, archived="20260105T000000Z")
    imported = tell("1", "2", fetched=1, page="2", archived="20270301T000000Z")
    assert ids(curated(known, imported)) == ids(curated(known))


def test_a_better_extractor_with_other_mention_ids_keeps_the_id(tell, curated):
    first = curated(tell("1", "2", fetched=1), tell("1", "2", fetched=2, page="2"))
    better = {"extractor": "x2", "signed": "2024", "kind": "friendship"}
    then = curated(
        tell("1", "2", fetched=1, **better), tell("1", "2", fetched=2, page="2", **better), identities=first.identities
    )
    assert ids(then) == ids(first)
    assert not set(then.identities) & set(first.identities)


def test_ids_that_meet_leave_a_redirect_to_that_of_the_earliest_mention(tell, curated):
    older = tell("3", "4", kind="memorandum", signed="2023-09-14", fetched=1)
    newer = tell("3", "4", kind="memorandum", signed="2023-09-15", fetched=2, source="ningbo")
    apart = curated(older, newer)
    older_id, newer_id = apart.identities[older.mention.id], apart.identities[newer.mention.id]
    corrected = tell("3", "4", kind="memorandum", signed="2023-09-14", fetched=3, version="2", source="ningbo")
    replaced = type(newer)(newer.mention, newer.capture, newer.source, False)
    together = curated(older, replaced, corrected, identities=apart.identities)
    assert ids(together) == [older_id]
    assert together.redirects == {newer_id: older_id}


def test_ids_meet_also_when_a_better_extractor_brings_them_together(tell, curated):
    apart = curated(
        tell("3", "4", kind="memorandum", signed="2023", fetched=1),
        tell("3", "4", kind="sister_city", signed="2023", fetched=2, page="2"),
    )
    together = curated(
        tell("3", "4", kind="memorandum", signed="2023", fetched=1, extractor="x2"),
        tell("3", "4", kind="memorandum", signed="2023", fetched=2, page="2", extractor="x2"),
        identities=apart.identities,
    )
    assert set(ids(together)) | set(together.redirects) == set(ids(apart))
    assert set(together.redirects.values()) == set(ids(together))


def test_when_one_agreement_turns_out_to_be_two_the_earliest_mention_keeps_the_id(tell, curated):
    early, late = (
        tell("3", "4", kind="memorandum", signed="2018"),
        tell("3", "4", kind="memorandum", page="2", fetched=2),
    )
    first = curated(early, late)
    dated = tell("3", "4", kind="memorandum", signed="2023", page="2", fetched=2, extractor="x2")
    then = curated(early, dated, identities=first.identities)
    assert then.identities[early.mention.id] == ids(first)[0]
    assert then.identities[dated.mention.id] not in first.identities.values()
    assert then.redirects == {}


def test_an_agreement_that_vanished_from_a_capture_is_not_merged_into_its_neighbour(tell, curated):
    stays = tell("3", "4", kind="memorandum", signed="2018", cue=0)
    first = curated(stays, tell("3", "4", kind="memorandum", signed="2023", cue=90))
    then = curated(stays, identities=first.identities)
    assert ids(then) == [first.identities[stays.mention.id]]
    assert then.redirects == {}


@st.composite
def histories(draw):
    """Mentions of two pairs by three sources, as random as they come."""
    dates = st.sampled_from([None, "2018", "2018-05", "2018-05-05", "2018-05-06", "2023", "2023-09-14"])
    stages = ["proposed", "announced", "signed", "renewed", "in_force", "ended"]
    one = st.fixed_dictionaries(
        {
            "pair": st.sampled_from([("1", "2"), ("2", "1"), ("3", "4"), ("3", "99"), ("1", "6")]),
            "kind": st.sampled_from(["sister_city", "friendship", "memorandum", "cooperation", "letter_of_intent"]),
            "stage": st.sampled_from(stages),
            "signed": dates,
            "renewed": dates,
            "ended": dates,
            "source": st.sampled_from(["a", "b", "c"]),
            "source_class": st.just("press"),
            "genre": st.sampled_from(["press_release", "law", "agreement", "directory"]),
            "page": st.sampled_from("123"),
            "fetched": st.integers(1, 4),
            "published": st.sampled_from([None, "2018-05-05", "2020-01-01", "2023-09-20"]),
            "current": st.booleans(),
            "confidence": st.sampled_from([0.3, 0.55, 0.9]),
            "cue": st.integers(0, 3),
        }
    )
    told = draw(st.lists(one, max_size=14))
    return told, draw(st.permutations(range(len(told)))), draw(st.integers(0, len(told)))


def _testimony(tell, party, how):
    how = dict(how)
    parties = [party("Yuanjiang", "CN") if one == "99" else one for one in how.pop("pair")]
    return tell(*parties, **how)


@settings(max_examples=150, deadline=None)
@given(history=histories())
def test_the_order_of_the_input_does_not_matter(module_world, history):
    tell, curated, party = module_world
    told, order, seen = history
    testimonies = [_testimony(tell, party, how) for how in told]
    known = curated(*testimonies[:seen]).identities
    expected = curated(*testimonies, identities=known)
    assert curated(*(testimonies[index] for index in order), identities=known) == expected


@settings(max_examples=150, deadline=None)
@given(history=histories())
def test_no_recorded_id_of_a_mention_is_lost_without_a_redirect_and_ids_are_unique(module_world, history):
    tell, curated, party = module_world
    told, _, seen = history
    testimonies = [_testimony(tell, party, how) for how in told]
    first = curated(*testimonies[:seen])
    then = curated(*testimonies, identities=first.identities)
    alive = set(ids(then))
    assert len(alive) == len(then.agreements)
    assert all(one in alive or then.redirects[one] in alive for one in first.identities.values())
    assert curated(*testimonies, identities=then.identities) == _without_redirects(then)
    placed = set(then.identities) | {one.mention.id for one in then.unresolved}
    assert placed == {one.mention.id for one in testimonies}
    told_values = {(one.agreement, one.field, one.value) for one in then.evidence}
    for pact in then.agreements:
        for field in ("kind", "signed", "renewed", "ended"):
            value = getattr(pact, field)
            assert value is None or (pact.id, field, str(value)) in told_values


def _without_redirects(curation):
    fields = {name: getattr(curation, name) for name in curation.__struct_fields__}
    return type(curation)(**{**fields, "redirects": {}})
