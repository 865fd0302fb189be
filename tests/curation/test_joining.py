"""Which mentions are one agreement."""

import pytest


def count(curation):
    return len(curation.agreements)


def test_both_sides_in_two_languages_tell_one_agreement(tell, only):
    here = tell("1", "2", signed="2024-05-21", source="colima", lang="es", label="hermanamiento")
    there = tell("2", "1", signed="2024-05", source="matsue", lang="ja", label="姉妹都市")
    pact = only(here, there)
    assert [party.name for party in pact.parties] == ["Colima", "Matsue"]
    assert (pact.signed, pact.languages, pact.sources) == ("2024-05-21", ["es", "ja"], ["colima", "matsue"])
    assert pact.native_labels == ["hermanamiento", "姉妹都市"]


def test_homonyms_never_meet(tell, curated):
    assert count(curated(tell("1", "2"), tell("6", "2", page="2"))) == 2


def test_a_pact_of_three_is_not_the_pact_of_two_of_them(tell, curated):
    assert count(curated(tell("1", "2"), tell("1", "2", "4", page="2"))) == 2


@pytest.mark.parametrize("kind", ["sister_city", "friendship"])
def test_a_relation_told_with_other_dates_is_one_with_a_conflict(tell, curated, kind):
    told = curated(
        tell("1", "2", kind=kind, signed="1976-03-01", page="1"),
        tell("1", "2", kind=kind, signed="1977-07-09", page="2", source="matsue"),
        tell("1", "2", kind=kind, signed="1977", page="3", source="herald", source_class="press"),
    )
    assert count(told) == 1
    assert [(one.field, one.value, one.taken, one.sources) for one in told.conflicts] == [
        ("signed", "1976-03-01", False, ["colima"]),
        ("signed", "1977", False, ["herald"]),
        ("signed", "1977-07-09", True, ["matsue"]),
    ]


@pytest.mark.parametrize("kind", ["memorandum", "letter_of_intent", "cooperation", "network"])
def test_an_instrument_signed_twice_is_two_agreements(tell, curated, kind):
    told = curated(
        tell("3", "4", kind=kind, signed="2018-05-05"),
        tell("3", "4", kind=kind, signed="2023-09-14", page="2"),
        tell("3", "4", kind=kind, signed="2023-09", page="3"),
        tell("3", "4", kind=kind, signed="2018", page="4"),
    )
    assert sorted((one.signed, len(one.mentions)) for one in told.agreements) == [("2018-05-05", 2), ("2023-09-14", 2)]


def test_a_letter_of_intent_and_the_later_twinning_are_two(tell, curated):
    told = curated(
        tell("1", "2", kind="letter_of_intent", signed="2023-01-10"),
        tell("1", "2", kind="sister_city", signed="2024-05-21", page="2"),
    )
    assert count(told) == 2


def test_close_kinds_signed_on_one_day_are_one_with_a_conflict_of_kind(tell, curated):
    told = curated(
        tell("3", "4", kind="cooperation", signed="2023-09-14"),
        tell("3", "4", kind="memorandum", signed="2023-09-14", source="ningbo"),
    )
    assert [one.kind for one in told.agreements] == ["memorandum"]
    assert [(one.value, one.taken) for one in told.conflicts] == [("cooperation", False), ("memorandum", True)]


def test_close_kinds_stay_apart_when_one_document_tells_them_apart(tell, curated):
    told = curated(
        tell("3", "4", kind="cooperation", signed="2023-09-14", cue=0),
        tell("3", "4", kind="memorandum", signed="2023-09-14", cue=50),
    )
    assert count(told) == 2


def test_kinds_that_are_not_close_stay_apart_on_one_day(tell, curated):
    told = curated(
        tell("3", "4", kind="sister_city", signed="2023-09-14"),
        tell("3", "4", kind="memorandum", signed="2023-09-14", page="2"),
    )
    assert count(told) == 2


@pytest.mark.parametrize("kind", ["sister_city", "memorandum"])
def test_a_renewal_joins_what_it_renews_as_an_event(tell, curated, kind):
    told = curated(
        tell("1", "2", kind=kind, signed="1997-06-01"),
        tell("1", "2", kind=kind, stage="renewed", renewed="2007-06-01", page="2"),
    )
    (pact,) = told.agreements
    assert (pact.stage, pact.signed, pact.renewed) == ("renewed", "1997-06-01", "2007-06-01")
    assert [(event.kind, event.date) for event in told.events] == [
        ("signed", "1997-06-01"),
        ("renewed", "2007-06-01"),
    ]


def test_a_renewal_joins_the_memorandum_in_force_on_its_day(tell, curated):
    told = curated(
        tell("3", "4", kind="memorandum", signed="2010"),
        tell("3", "4", kind="memorandum", signed="2020", page="2"),
        tell("3", "4", kind="memorandum", stage="renewed", renewed="2015", page="3"),
    )
    assert sorted((one.signed, one.renewed) for one in told.agreements) == [("2010", "2015"), ("2020", None)]


@pytest.mark.parametrize("promise", ["announced", "proposed"])
@pytest.mark.parametrize("kind", ["sister_city", "memorandum"])
def test_what_was_promised_joins_what_was_then_signed(tell, only, kind, promise):
    pact = only(
        tell("3", "4", kind=kind, stage=promise, published="2023-09-01"),
        tell("3", "4", kind=kind, signed="2023-09-14", page="2", published="2023-09-15"),
    )
    assert (pact.stage, pact.signed) == ("signed", "2023-09-14")


def test_a_memorandum_announced_after_one_was_signed_is_another(tell, curated):
    told = curated(
        tell("3", "4", kind="memorandum", signed="2018-05-05"),
        tell("3", "4", kind="memorandum", stage="announced", published="2023-09-01", page="2"),
    )
    assert sorted(one.stage for one in told.agreements) == ["announced", "signed"]


def test_an_undated_word_speaks_of_the_newest_instrument_of_its_day(tell, curated):
    told = curated(
        tell("3", "4", kind="memorandum", signed="2010-05-05"),
        tell("3", "4", kind="memorandum", signed="2020-05-05", page="2"),
        tell("3", "4", kind="memorandum", stage="in_force", published="2015-01-01", page="3", source="herald"),
    )
    assert {one.signed: one.sources for one in told.agreements} == {
        "2010-05-05": ["colima", "herald"],
        "2020-05-05": ["colima"],
    }


def test_a_corrected_date_on_the_same_page_is_no_second_memorandum(tell, curated):
    told = curated(
        tell("3", "4", kind="memorandum", signed="2023-09-15", version="1", current=False),
        tell("3", "4", kind="memorandum", signed="2023-09-14", version="2", fetched=2),
    )
    assert [(one.signed, len(one.mentions)) for one in told.agreements] == [("2023-09-14", 2)]
    assert told.conflicts == []


def test_an_agency_is_known_by_country_and_name(tell, only, party):
    jica = party("JICA", "JP", level="agency")
    pact = only(
        tell("3", jica, kind="development_cooperation"),
        tell("3", party("Jica", "JP", level="agency"), kind="development_cooperation", page="2"),
    )
    assert [(one.place, one.name) for one in pact.parties] == [("3", "Rosario"), ("JP:jica", "JICA")]


def test_parties_that_are_not_known_wait_for_an_analyst(tell, curated, party):
    told = curated(
        tell("1", party("Yuanjiang", "CN", candidates=["8", "9"])),
        tell("1", party("Matsue", "JP", place="99"), page="2"),
        tell("1", party("Agencia", level="agency"), page="3"),
        tell("1", "6", page="4"),
    )
    assert told.agreements == []
    assert told.identities == {}
    assert sorted(one.why for one in told.unresolved) == [
        "its parties are not of two countries",
        "the country of the agency 'Agencia' is not known",
        "the place '99' of 'Matsue' is not in the gazetteer",
        "the place of 'Yuanjiang' is not decided (2 candidates)",
    ]
