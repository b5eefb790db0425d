"""Valid documents of each kind, so that a change of a kind changes one place in the tests."""

from collections.abc import Callable, Mapping
from typing import Any

Document = dict[str, Any]


def evidence_summary(**changes: Any) -> Document:
    """Return an evidence summary with something in every sort of field."""
    return {
        "kind": "evidence-summary",
        "title": "Falls on acute wards",
        "bottom_line": "Tailored exercise with a medicines review probably prevents falls.",
        "question": {
            "text": "What prevents falls on acute wards?",
            "framework": "PICO",
            "population": "Adults on acute wards",
        },
        "findings": [
            {"text": "Exercise alone makes little difference.", "certainty": "grade/low"},
            {
                "text": "A tailored programme probably helps.",
                "certainty": "grade/moderate",
                "reasons_down": ["imprecision", "indirectness"],
            },
        ],
        "key_messages": [{"text": "Tailor the programme."}, {"text": "Review medicines."}],
        "options": [{"name": "Do nothing"}, {"name": "Pilot on two wards", "preferred": True}],
        "searches": [{"database": "Medline", "platform": "Ovid", "hits": 312}],
        "searched_on": "2026-10-01",
        "review_by": "2027-10-01",
        "tags": ["falls", "wards"],
        **changes,
    }


def review(**changes: Any) -> Document:
    """Return a retrospect with lists inside lists."""
    return {
        "kind": "review",
        "title": "Opening the discharge lounge",
        "technique": "retrospect",
        "held_on": "2026-09-03",
        "summary": "The team opened on time; transport was the weak point.",
        "participants": [{"name": "A. Okafor", "role": "Ward manager"}],
        "questions": [
            {
                "question": "What was the objective?",
                "answers": [{"text": "Free beds by noon."}, {"text": "Fewer late discharges."}],
            },
            {"question": "What were the successes?", "answers": [{"text": "Daily huddles."}]},
        ],
        "marks": [{"mark": 8, "at_least": True, "reason": "We opened on time."}],
        "recommendations": [
            {"text": "Book transport the day before.", "owner": "Site team", "due": "2026-12-01"}
        ],
        **changes,
    }


def case_study(**changes: Any) -> Document:
    """Return an impact case study."""
    return {
        "kind": "case-study",
        "title": "A search that changed the sepsis pathway",
        "organisation": "Example Trust",
        "challenge": "Two guidelines disagreed.",
        "contribution": "The library compared the evidence behind both.",
        "immediate_impact": "One pathway replaced two.",
        "kinds_of_impact": ["guideline or policy", "patient care"],
        "savings": [{"what": "time", "amount": "12 hours a month", "worked_out": "Rota data."}],
        "quotes": [
            {"text": "It settled the matter.", "name": "B. Shah", "consent": "public-named"}
        ],
        **changes,
    }


def lesson(**changes: Any) -> Document:
    """Return a lesson."""
    return {
        "kind": "lesson",
        "title": "Book transport early",
        "statement": "Transport booked the day before arrives on time.",
        "reuse": [{"where": "Ward 7", "used_on": "2026-11-02"}],
        **changes,
    }


def source(**changes: Any) -> Document:
    """Return a bibliographic reference."""
    return {
        "kind": "source",
        "title": "Interventions to prevent falls in hospital",
        "authors": [{"family": "Müller", "given": "Anna"}, {"name": "Falls Group"}],
        "journal": "Age and Ageing",
        "published": "2025",
        "doi": "10.1000/example.1",
        "keywords": ["accidental falls", "inpatients"],
        "raw": {"text": "TY  - JOUR\nER  - ", "format": "ris", "file": "export.ris"},
        **changes,
    }


def briefing(**changes: Any) -> Document:
    """Return a briefing with a cover sheet and an option."""
    return {
        "kind": "briefing",
        "title": "Falls: what the Board should do",
        "recommendation": "approve a trial on two wards",
        "options": [{"name": "Do nothing"}, {"name": "Trial on two wards", "preferred": True}],
        "cover": {"meeting": "Board of Directors", "date": "2026-12-03", "cqc": ["safe"]},
        **changes,
    }


DOCUMENTS: Mapping[str, Callable[..., Document]] = {
    "evidence-summary": evidence_summary,
    "review": review,
    "case-study": case_study,
    "lesson": lesson,
    "source": source,
    "briefing": briefing,
}
