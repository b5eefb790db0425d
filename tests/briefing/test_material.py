"""What goes into a paper, and what may not leave."""

from datetime import date

import msgspec
import pytest

from kmdesk.base.errors import UserError
from kmdesk.briefing.material import gather
from kmdesk.briefing.plan import Plan
from kmdesk.models.consent import as_agreed
from kmdesk.models.ids import new_record_id
from kmdesk.models.kinds.case_study import CaseStudy, Quote
from kmdesk.store.collection import Collection
from tests.factory import case_study, evidence_summary, lesson, source

OPEN = {"text": "It settled the matter.", "name": "B. Shah", "role": "Consultant"}


def quotes_of(collection: Collection, *quotes: dict[str, str]) -> tuple[CaseStudy, tuple[str, ...]]:
    [record] = collection.add([case_study(quotes=list(quotes))]).ids
    material = gather(collection, Plan((record,)))
    [(_chosen, study)] = material.of(CaseStudy)
    return study, material.left_out


def test_a_quote_with_consent_is_printed_with_its_name(collection: Collection) -> None:
    study, left_out = quotes_of(collection, {**OPEN, "consent": "public-named"})
    assert [(q.name, q.role) for q in study.quotes] == [("B. Shah", "Consultant")]
    assert left_out == ()


def test_an_anonymous_quote_loses_name_and_role(collection: Collection) -> None:
    study, _left_out = quotes_of(collection, {**OPEN, "consent": "public-anonymous"})
    assert [(q.text, q.name, q.role) for q in study.quotes] == [(OPEN["text"], "", "")]


SAYS = {
    "none": None,
    "internal-anonymous": None,
    "internal-named": None,
    "public-anonymous": ("", ""),
    "public-named": (OPEN["name"], OPEN["role"]),
}
"""What a paper for the public prints beside the words, by consent; None when nothing."""

INSIDE = {**SAYS, "internal-anonymous": ("", ""), "internal-named": (OPEN["name"], OPEN["role"])}
"""The same for a paper that stays within the organisation."""


@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("consent", SAYS)
def test_a_quote_is_printed_as_its_speaker_agreed(
    consent: str, internal: bool, withdrawn: bool
) -> None:
    quote = msgspec.convert({**OPEN, "consent": consent}, Quote)
    if withdrawn:
        quote.withdrawn_on = date(2026, 11, 1)
    agreed = as_agreed(quote, internal=internal)
    expected = None if withdrawn else (INSIDE if internal else SAYS)[consent]
    assert (agreed and (agreed.name, agreed.role)) == expected
    assert agreed is None or agreed.text == OPEN["text"]


@pytest.mark.parametrize("consent", SAYS)
def test_a_quote_without_consent_to_publish_stays_out_and_is_listed(
    collection: Collection, consent: str
) -> None:
    study, left_out = quotes_of(collection, {**OPEN, "consent": consent})
    if SAYS[consent] is None:
        assert study.quotes == []
        assert "no consent to publish" in left_out[0]
        assert OPEN["text"] not in left_out[0]
    else:
        assert [(q.name, q.role) for q in study.quotes] == [SAYS[consent]]
        assert left_out == ()


def test_a_paper_for_the_organisation_may_hold_what_was_agreed_for_it(
    collection: Collection,
) -> None:
    quotes = [{**OPEN, "consent": consent} for consent in SAYS]
    [record] = collection.add([case_study(quotes=quotes)]).ids
    material = gather(collection, Plan((record,)), internal=True)
    [(_chosen, study)] = material.of(CaseStudy)
    assert [q.consent for q in study.quotes] == [*SAYS][1:]
    assert material.left_out == (f"A quote in {material.chosen[0].reference}: {NO_CONSENT}",)


NO_CONSENT = "there is no consent to use it."


def test_quotes_that_stay_out_for_one_reason_are_told_in_one_sentence(
    collection: Collection,
) -> None:
    closed = {**OPEN, "consent": "none"}
    gone = {**OPEN, "consent": "public-named", "withdrawn_on": "2026-11-01"}
    [record] = collection.add([case_study(quotes=[closed, gone, closed])]).ids
    material = gather(collection, Plan((record,)))
    reference = material.chosen[0].reference
    assert material.left_out == (
        f"A quote in {reference}: consent was withdrawn.",
        f"2 quotes in {reference}: there is no consent to publish them.",
    )


def test_a_withdrawn_quote_stays_out(collection: Collection) -> None:
    withdrawn = {**OPEN, "consent": "public-named", "withdrawn_on": "2026-11-01"}
    study, left_out = quotes_of(collection, withdrawn)
    assert study.quotes == []
    assert "withdrawn" in left_out[0]


def test_private_and_trashed_records_stay_out_and_are_listed(collection: Collection) -> None:
    private, trashed, shown = collection.add([lesson(sharing="private"), lesson(), lesson()]).ids
    collection.trash([trashed])
    material = gather(collection, Plan((private, trashed, shown)))
    assert [one.id for one in material.chosen] == [shown]
    assert "private" in material.left_out[0]
    assert "trash" in material.left_out[1]


def test_nothing_to_print_is_one_sentence(collection: Collection) -> None:
    [private] = collection.add([lesson(sharing="private")]).ids
    with pytest.raises(UserError, match=r"No briefing was written.*private"):
        gather(collection, Plan((private,)))


def test_sources_are_found_and_missing_ones_are_told(collection: Collection) -> None:
    here, gone = new_record_id(), new_record_id()
    finding = {"text": "A finding", "sources": [here, gone]}
    ids = collection.add([source(id=here), evidence_summary(findings=[finding])]).ids
    material = gather(collection, Plan((ids[1],)))
    assert set(material.sources) == {here}
    assert "1 source that is not in this collection" in material.warnings[0]
