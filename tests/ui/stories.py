"""Records that the tests of the window and the gallery share."""

from typing import Any

SUMMARY: dict[str, Any] = {
    "kind": "evidence-summary",
    "title": "Do spending limits reduce gambling harm?",
    "status": "final",
    "review_by": "2027-01-15",
    "tags": ["gambling", "board"],
    "bottom_line": (
        "Offer limit-setting as one part of support, not on its own. Limits that people set for "
        "themselves probably reduce money lost in the short term (moderate certainty); whether "
        "they reduce harm is uncertain."
    ),
    "asked": "Approve option B for the spring contract.",
    "question": {
        "text": "In adults who gamble online, do spending limits reduce losses and harm?",
        "framework": "PICO",
        "population": "Adults who gamble online",
        "intervention": "Deposit or spending limits",
        "comparison": "No limits, or optional ones",
        "outcome": "Money lost; harm scores",
    },
    "key_messages": [
        {"text": "Limits work while they are new; the effect fades after about three months."},
        {"text": "People at highest risk are the least likely to set a limit."},
    ],
    "findings": [
        {
            "text": "Money lost falls in the first three months after a limit is set.",
            "outcome": "Money lost",
            "certainty": "grade/moderate",
            "reasons_down": ["risk of bias"],
            "basis": "Four cohort studies",
        },
        {
            "text": "Harm scores change little; follow-up is short and drop-out high.",
            "outcome": "Harm scores",
            "certainty": "grade/low",
            "reasons_down": ["imprecision", "risk of bias"],
        },
        {
            "text": "People at highest risk set limits least often.",
            "outcome": "Uptake",
            "certainty": "grade/very-low",
        },
    ],
    "local_knowledge": [
        {
            "text": "The helpline hears that limits are raised again after a loss.",
            "from_whom": "Helpline lead",
            "heard_on": "2026-10-12",
        }
    ],
    "options": [
        {"name": "A. Do nothing", "pros": "No cost.", "cons": "Demand goes on rising."},
        {"name": "B. Limits with a call back", "pros": "Reaches people early.", "preferred": True},
    ],
    "evidence_to": "2026-10-31",
    "searched_on": "2026-11-02",
    "searches": [
        {"database": "MEDLINE", "platform": "Ovid", "searched_on": "2026-11-02", "hits": 176},
        {"database": "PsycInfo", "platform": "Ovid", "searched_on": "2026-11-02", "hits": 124},
    ],
    "written_by": "Anna Petrov",
    "checked_by": "James Osei",
}

RETROSPECT: dict[str, Any] = {
    "kind": "review",
    "title": "Winter falls project on three wards",
    "status": "checked",
    "technique": "retrospect",
    "held_on": "2026-03-18",
    "facilitator": "Ruth Sandhu",
    "summary": "Same-day feedback after each fall changed practice; ward staff heard of it late.",
    "work": "A project to halve falls on three wards over one winter.",
    "participants": [
        {"name": "Mary Ito", "role": "Ward manager"},
        {"name": "Sam Clarke", "role": "Physiotherapist"},
    ],
    "questions": [
        {
            "question": "What went well, and how would we repeat it?",
            "answers": [
                {"text": "Same-day feedback after each fall.", "said_by": "Physiotherapist"},
                {"text": "A card for families to take home."},
            ],
        },
        {
            "question": "What could have been even better?",
            "answers": [{"text": "Ward staff heard the plan a week late. Tell them first."}],
        },
    ],
    "marks": [
        {"participant": "Ward manager", "mark": 7, "reason": "The start was slow."},
        {"participant": "Physiotherapist", "mark": 8, "at_least": True},
    ],
    "recommendations": [
        {
            "text": "Brief the night staff before the first week.",
            "owner": "Mary Ito",
            "due": "2026-12-01",
        }
    ],
}

CASE_STUDY: dict[str, Any] = {
    "kind": "case-study",
    "title": "A rapid summary changed the sepsis pathway",
    "status": "draft",
    "organisation": "Northside Hospital",
    "challenge": "Nobody knew whether the new screening tool helped in the emergency department.",
    "contribution": "A knowledge specialist found and summed up eleven studies in two days.",
    "immediate_impact": "The pathway group dropped the tool and kept the simpler score.",
    "kinds_of_impact": ["quality and safety", "informed decision"],
    "savings": [{"what": "time", "amount": "12 hours a month"}],
    "quotes": [
        {
            "text": "It gave us the confidence to say no.",
            "name": "Dr Leila Hart",
            "role": "Consultant",
            "consent": "public-named",
        }
    ],
}

QUOTED: dict[str, Any] = {
    **CASE_STUDY,
    "savings": [
        {"what": "time", "amount": "12 hours a month", "worked_out": "From the rota of May."},
        {"what": "time", "amount": "3 hours a month"},
        {"what": "money", "amount": "£9,000 a year", "worked_out": "Licences not renewed."},
        {"what": "money", "amount": "some hundreds"},
    ],
    "quotes": [
        *CASE_STUDY["quotes"],
        {"text": "Two days instead of two weeks.", "role": "Nurse", "consent": "internal-named"},
        {"text": "We would do it again.", "role": "Registrar"},
        {"consent": "public-named", "withdrawn_on": "2026-11-03"},
    ],
}

LESSON: dict[str, Any] = {
    "kind": "lesson",
    "title": "Tell the night staff first",
    "status": "noted",
    "statement": "Brief the night staff before a change starts: they meet it first.",
    "context": "Falls project, three wards, winter 2025.",
}

SOURCE: dict[str, Any] = {
    "kind": "source",
    "title": "Voluntary limit setting and its effect on gambling expenditure: a cohort study",
    "type": "article-journal",
    "authors": [{"family": "Okafor", "given": "B."}, {"family": "Lindqvist", "given": "A."}],
    "journal": "Journal of Gambling Studies",
    "published": "2024",
    "doi": "10.1000/example.2024.17",
}

OLD: dict[str, Any] = {
    "kind": "evidence-summary",
    "title": "Cost of gambling-related harm to services, with a title that goes on for two lines",
    "status": "checked",
    "review_by": "2025-02-02",
    "bottom_line": "Estimates differ tenfold with method; three reports for England compared.",
}

ALL = [SOURCE, LESSON, CASE_STUDY, RETROSPECT, OLD, SUMMARY]
