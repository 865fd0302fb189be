"""What an agreement takes from its mentions, and what leads back to them."""

import pytest


def test_authority_goes_before_number(tell, only):
    pact = only(
        tell("1", "2", signed="1976", source="herald", source_class="press"),
        tell("1", "2", signed="1976", source="times", source_class="press"),
        tell("1", "2", signed="1977", source="matsue"),
    )
    assert pact.signed == "1977"


def test_number_goes_before_precision_and_precision_before_the_smaller_value(tell, only):
    press = {"source_class": "press"}
    more = only(
        tell("1", "2", signed="1976-05-01", source="a", **press),
        tell("1", "2", signed="1977", source="b", **press),
        tell("1", "2", signed="1977", source="c", **press),
    )
    narrower = only(
        tell("1", "2", signed="1976", source="a", **press), tell("1", "2", signed="1977-05", source="b", **press)
    )
    smaller = only(
        tell("1", "2", signed="1977", source="a", **press), tell("1", "2", signed="1976", source="b", **press)
    )
    assert (more.signed, narrower.signed, smaller.signed) == ("1977", "1977-05", "1976")


def test_two_pages_of_one_source_are_not_two_sources(tell, only):
    press = {"source_class": "press"}
    pact = only(
        tell("1", "2", signed="1977", source="a", page="1", **press),
        tell("1", "2", signed="1977", source="a", page="2", **press),
        tell("1", "2", signed="1976", source="b", **press),
    )
    assert pact.signed == "1976"


def test_a_narrower_date_refines_what_a_higher_source_says(tell, curated):
    told = curated(
        tell("1", "2", signed="1976", source="matsue"),
        tell("1", "2", signed="1976-05-01", source="herald", source_class="press"),
    )
    assert told.agreements[0].signed == "1976-05-01"
    assert told.conflicts == []


def test_the_text_that_was_signed_goes_before_the_press_release_about_it(tell, only):
    pact = only(
        tell("1", "2", signed="2024-05-21", genre="agreement"),
        tell("1", "2", signed="2024-05-20", page="2"),
        tell("1", "2", signed="2024-05-20", source="matsue"),
    )
    assert (pact.signed, pact.legal_form) == ("2024-05-21", "signed_text")


@pytest.mark.parametrize(
    ("stages", "furthest"),
    [
        (["proposed", "announced"], "announced"),
        (["announced", "in_force"], "in_force"),
        (["in_force", "signed"], "signed"),
        (["signed", "renewed"], "renewed"),
        (["renewed", "ended"], "ended"),
    ],
)
def test_the_stage_is_the_furthest_that_is_told(tell, only, stages, furthest):
    assert only(*(tell("1", "2", stage=stage, page=stage) for stage in stages)).stage == furthest


def test_a_pact_renewed_after_its_end_has_not_ended(tell, only):
    pact = only(
        tell("1", "2", stage="ended", ended="2005"),
        tell("1", "2", stage="renewed", renewed="2010-02", page="2"),
    )
    assert (pact.stage, pact.ended, pact.renewed) == ("renewed", "2005", "2010-02")


@pytest.mark.parametrize("stage", ["announced", "proposed"])
def test_a_promise_never_gives_a_date_or_an_event(tell, curated, stage):
    told = curated(tell("1", "2", stage=stage, signed="2030-01-01"))
    assert (told.agreements[0].stage, told.agreements[0].signed) == (stage, None)
    assert told.events == []
    assert {one.field for one in told.evidence} == {"party", "kind", "stage"}


@pytest.mark.parametrize(
    ("told", "form"),
    [
        ([{"genre": "agreement"}, {"genre": "law"}], "signed_text"),
        ([{"genre": "agreement", "stage": "announced"}], "reported"),
        ([{"genre": "law", "stage": "announced"}, {}], "law"),
        ([{"genre": "directory", "stage": "in_force"}, {"source_class": "registry"}], "registry_entry"),
        ([{"genre": "directory", "stage": "in_force"}, {}], "reported"),
    ],
)
def test_the_legal_form_is_the_strongest_that_is_known(tell, only, told, form):
    pact = only(*(tell("1", "2", page=str(page), **how) for page, how in enumerate(told)))
    assert pact.legal_form == form


def test_each_renewal_is_an_event_and_the_newest_is_the_agreements(tell, curated):
    told = curated(
        tell("1", "2", stage="renewed", signed="1997", renewed="2007"),
        tell("1", "2", stage="renewed", renewed="2007-06", page="2"),
        tell("1", "2", stage="renewed", renewed="2017", page="3"),
    )
    assert told.agreements[0].renewed == "2017"
    assert [(one.kind, one.date, len(one.mentions)) for one in told.events] == [
        ("signed", "1997", 1),
        ("renewed", "2007-06", 2),
        ("renewed", "2017", 1),
    ]


def test_a_law_is_an_approval_and_no_signing(tell, curated):
    told = curated(tell("1", "2", stage="announced", genre="law"))
    assert [(one.kind, one.date) for one in told.events] == [("approved", None)]


def test_confidence_grows_with_independent_sources_alone(tell, only):
    once = only(tell("1", "2", confidence=0.8), tell("1", "2", confidence=0.5, page="2"))
    twice = only(tell("1", "2", confidence=0.8), tell("1", "2", confidence=0.5, source="matsue"))
    assert (once.confidence, twice.confidence) == (0.8, 0.9)


def test_a_side_tells_it_when_its_own_publications_do(tell, only, city, party):
    matsue = party("Matsue", "JP", place="2", printed="松江市")
    pact = only(
        tell("1", matsue, source="a", publisher=city("松江市", "JP", "city")),
        tell("1", "2", source="b", publisher=city("Colima", "MX", "territory")),
        tell("1", "2", source="c", publisher=city("Colima", "US")),
    )
    assert pact.told_by == ["2"]


def test_a_publisher_that_means_itself_tells_it_whatever_its_name(tell, only, city, party):
    itself = party("Colima", "MX", place="1", basis="publisher")
    assert only(tell(itself, "2", publisher=city("H. Ayuntamiento", "MX"))).told_by == ["1"]


def test_a_replaced_capture_speaks_only_where_no_current_one_does(tell, curated):
    told = curated(
        tell("1", "2", signed="1999", renewed="2005", stage="renewed", version="1", current=False),
        tell("1", "2", signed="1998", version="2", fetched=2),
    )
    pact = told.agreements[0]
    assert (pact.stage, pact.signed, pact.renewed, len(pact.mentions)) == ("signed", "1998", "2005", 2)
    assert told.conflicts == []


def test_every_value_has_its_words(tell, curated, party):
    publisher = party("Colima", "MX", place="1", basis="publisher")
    told = curated(tell(publisher, "2", signed="2024-05-21"))
    words = {(one.field, one.value): (one.quote, one.basis, one.start) for one in told.evidence}
    assert words == {
        ("party", "1"): ("firmó ", "publisher", 0),
        ("party", "2"): ("Matsue", "stated", 0),
        ("kind", "sister_city"): ("firmó ", "stated", 0),
        ("stage", "signed"): ("firmó ", "stated", 0),
        ("signed", "2024-05-21"): ("2024-05-21", "stated", 20),
    }


def test_a_party_named_twice_in_the_same_words_is_quoted_once(tell, curated):
    told = curated(tell("1", "2", "2"))
    assert [one.value for one in told.evidence if one.field == "party"] == ["1", "2"]
    assert [party.place for party in told.agreements[0].parties] == ["1", "2"]


def test_one_document_at_two_addresses_of_a_source_is_quoted_once(tell, curated):
    told = tell("1", "2")
    capture = told.capture
    again = type(told)(told.mention, type(capture)(**{**_fields(capture), "url": "https://z.example/"}), told.source)
    assert curated(told, again) == curated(told)


def _fields(record):
    return {name: getattr(record, name) for name in record.__struct_fields__}
