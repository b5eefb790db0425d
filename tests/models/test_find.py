"""Words are found wherever the editor shows them, whatever their case and accents."""

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models.find import Hit, find, fold, places
from kmdesk.models.kinds import kind_named

SUMMARY = kind_named("evidence-summary")


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(), st.text(min_size=1), st.text())
def test_what_stands_in_a_text_is_found(before: str, words: str, after: str) -> None:
    import unicodedata

    words = unicodedata.normalize("NFC", words)
    assert places(before + words + after, words) or fold(words) in fold(before + words + after)


def test_case_and_accents_do_not_matter() -> None:
    assert places("The CAFÉ and the cafe", "café") == [4, 17]
    assert places("naïve, NAIVE", "Naive") == [0, 7]
    assert places("aaaa", "aa") == [0, 2]
    assert places("anything", "") == []


def test_hits_are_in_the_order_of_the_page() -> None:
    fields = {
        "title": "Falls and falls",
        "findings": [{"id": "f1", "text": "No falls", "basis": "Falls clinics"}],
        "bottom_line": "Fewer falls",
        "question": {"framework": "PEO", "population": "Falls patients", "intervention": "falls"},
        "tags": ["falls"],
    }
    assert find(SUMMARY, fields, " FALLS ") == [
        Hit(("title",), 0),
        Hit(("title",), 1),
        Hit(("bottom_line",), 0),
        Hit(("question", "population"), 0),
        Hit(("findings", "f1", "text"), 0),
        Hit(("findings", "f1", "basis"), 0),
        Hit(("tags",), 0),
    ]


def test_reasons_that_are_not_shown_are_not_found() -> None:
    finding = {"id": "f", "text": "A", "reasons_down": ["imprecision"]}
    shown = {"title": "T", "findings": [{**finding, "certainty": "grade/low"}]}
    hidden = {"title": "T", "findings": [{**finding, "certainty": "ocebm/2"}]}
    assert len(find(SUMMARY, shown, "imprecision")) == 1
    assert not find(SUMMARY, hidden, "imprecision")


def test_what_nested_lists_hold_is_found() -> None:
    asked = [{"id": "q", "question": "Why?", "answers": [{"id": "a", "text": "The rota"}]}]
    hits = find(kind_named("review"), {"title": "T", "questions": asked}, "rota")
    assert [hit.path for hit in hits] == [("questions", "q", "answers", "a", "text")]
