"""What a record lacks, in the words of the field."""

from typing import Any

import pytest

from kmdesk.models.readiness import Check, checks, lacks
from tests.factory import DOCUMENTS, case_study, evidence_summary, lesson, review


def of(document: dict[str, Any]) -> list[str]:
    return [lack.words for lack in found(document)]


def found(document: dict[str, Any]) -> tuple[Check, ...]:
    fields = {k: v for k, v in document.items() if k not in ("kind", "id")}
    return lacks(document["kind"], fields)


WHOLE_SUMMARY = evidence_summary(
    asked="Approve a pilot.",
    key_messages=[{"text": f"Message {n}"} for n in range(4)],
    findings=[{"id": "f1", "text": "It helps.", "certainty": "grade/low", "sources": ["S"]}],
    local_knowledge=[{"text": "Night staff know."}],
    evidence_to="2026-10-01",
    written_by="AP",
    checked_by="JO",
)

WHOLE_REVIEW = review(
    facilitator="Ruth Sandhu",
    questions=[{"id": "q1", "question": "What?", "answers": [{"text": "This."}]}],
)

WHOLE_CASE = case_study(
    quotes=[{"id": "q1", "text": "Yes.", "name": "B. Shah", "consent": "public-named"}]
)

WHOLE_LESSON = lesson(
    context="Falls, 2025", why="They meet it first.", how_to_repeat="Go at 7.", came_from="X"
)


@pytest.mark.parametrize("document", [WHOLE_SUMMARY, WHOLE_REVIEW, WHOLE_CASE, WHOLE_LESSON])
def test_a_whole_record_lacks_nothing(document: dict[str, Any]) -> None:
    assert of(document) == []


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"bottom_line": ""}, "bottom_line", "A bottom line"),
        ({"bottom_line": "Buy the alarms."}, "bottom_line", "how sure we are"),
        ({"asked": " "}, "asked", "asked to do"),
        ({"key_messages": [{"text": "One"}]}, "key_messages", "there is 1"),
        ({"key_messages": [{"text": str(n)} for n in range(7)]}, "key_messages", "there are 7"),
        ({"findings": []}, "findings", "Findings"),
        ({"findings": [{"id": "f9", "sources": ["S"]}]}, "findings", "1 finding not graded"),
        (
            {"findings": [{"certainty": "grade/low"}, {"certainty": "grade/low"}]},
            "findings",
            "2 findings without a source",
        ),
        ({"local_knowledge": []}, "local_knowledge", "What people here know"),
        ({"options": []}, "options", "Options, doing nothing"),
        ({"options": [{"name": "A. Buy"}]}, "options", "Doing nothing among"),
        ({"searched_on": None}, "searched_on", "day of the search"),
        ({"evidence_to": None}, "evidence_to", "last day"),
        ({"review_by": None}, "review_by", "review it by"),
        ({"written_by": ""}, "written_by", "Who wrote"),
        ({"checked_by": "ap"}, "checked_by", "somebody other than the author"),
    ],
)
def test_what_a_summary_lacks_is_named_once(change: dict[str, Any], field: str, words: str) -> None:
    [lack] = found({**WHOLE_SUMMARY, **change})
    assert lack.field == field
    assert words in lack.words


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"facilitator": "A. Okafor"}, "facilitator", "from outside"),
        ({"questions": [{"id": "q7", "question": "Why?"}]}, "questions", "1 question without"),
        ({"marks": []}, "marks", "Marks out of 10"),
        ({"marks": [{"mark": 8}, {"mark": 7}]}, "marks", "2 marks without a reason"),
        ({"recommendations": []}, "recommendations", "Recommendations"),
        ({"recommendations": [{"text": "X", "due": "2026-12-01"}]}, "recommendations", "owner"),
        ({"recommendations": [{"text": "X", "owner": "AP"}]}, "recommendations", "without a date"),
        ({"held_on": None}, "held_on", "The day it was held"),
    ],
)
def test_what_a_review_lacks_is_named_once(change: dict[str, Any], field: str, words: str) -> None:
    [lack] = found({**WHOLE_REVIEW, **change})
    assert lack.field == field
    assert words in lack.words


def test_other_techniques_need_no_marks() -> None:
    assert of({**WHOLE_REVIEW, "technique": "after-action-review", "marks": []}) == []


QUOTE = WHOLE_CASE["quotes"][0]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"immediate_impact": ""}, "immediate_impact", "achieved"),
        ({"kinds_of_impact": []}, "kinds_of_impact", "kind of impact"),
        ({"contribution": ""}, "contribution", "library's part"),
        ({"quotes": []}, "quotes", "named champion"),
        ({"quotes": [{**QUOTE, "consent": "none"}]}, "quotes", "Consent to name"),
        ({"quotes": [{**QUOTE, "consent": "public-anonymous"}]}, "quotes", "Consent to name"),
        ({"quotes": [{**QUOTE, "name": ""}]}, "quotes", "A name"),
        ({"quotes": [{**QUOTE, "withdrawn_on": "2026-11-20"}]}, "quotes", "named champion"),
        ({"savings": []}, "savings", "A figure"),
        ({"savings": [{"id": "s1", "amount": "£5"}]}, "savings", "How the figure"),
        ({"challenge": ""}, "challenge", "The challenge"),
        ({"contribution": "The LKS searched for the CQC."}, "contribution", "LKS and CQC"),
        ({"contribution": "word " * 701}, "contribution", "over two pages"),
    ],
)
def test_what_a_case_study_lacks_is_named_once(
    change: dict[str, Any], field: str, words: str
) -> None:
    [lack] = found({**WHOLE_CASE, **change})
    assert lack.field == field
    assert words in lack.words


def test_abbreviations_that_are_explained_or_known_to_all_pass() -> None:
    text = "The Care Quality Commission (CQC) asked the NHS. The CQC agreed. LKS (the library) too."
    assert of({**WHOLE_CASE, "contribution": text}) == []


def test_the_list_of_a_case_study_always_has_six_points() -> None:
    assert len(checks("case-study", {})) == 6
    assert len(checks("case-study", WHOLE_CASE)) == 6


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("", "in one sentence"),
        ("Book early. Then wait.", "One sentence"),
        ("word " * 41, "One sentence"),
    ],
)
def test_a_lesson_is_one_sentence(statement: str, words: str) -> None:
    [lack] = found({**WHOLE_LESSON, "statement": statement})
    assert words in lack.words


def test_a_check_of_a_list_leads_to_the_first_item_that_lacks_something() -> None:
    marks = [{"id": "m1", "mark": 8, "reason": "On time."}, {"id": "m2", "mark": 3}]
    [lack] = found({**WHOLE_REVIEW, "marks": marks})
    assert (lack.field, lack.item, lack.inner) == ("marks", "m2", "reason")


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_an_empty_record_of_each_kind_is_no_trouble(kind: str) -> None:
    assert all(check.words and check.field for check in checks(kind, {}))
    assert checks("from-a-newer-kmdesk", {}) == ()
