"""The board paper, from records to pages, in each format."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import page
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.briefing import tree
from kmdesk.briefing.material import gather
from kmdesk.briefing.paper import brief
from kmdesk.briefing.plan import Plan
from kmdesk.briefing.templates.board_paper import build
from kmdesk.models.ids import record_id_from
from kmdesk.store.collection import Collection
from tests.briefing.test_pdf import PROFILES, problems
from tests.factory import case_study, evidence_summary, lesson, review, source

MOMENT = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
SOURCE = record_id_from("a study")
SUMMARY = evidence_summary(
    asked="approve option B",
    findings=[
        {
            "text": "A tailored programme helps.",
            "certainty": "grade/moderate",
            "basis": "4 trials",
            "reasons_down": ["imprecision", "indirectness"],
            "sources": [SOURCE],
        },
        {"text": "Level two", "certainty": "ocebm/2"},
    ],
    local_knowledge=[{"text": "Night staff see most falls.", "from_whom": "Ward managers"}],
    gaps=[{"text": "Nobody has costed it."}],
    sources=[{"record": SOURCE, "decision": "included"}],
    evidence_to="2026-10-31",
    checked_by="JO",
)
MARKS = [
    {"mark": 8, "at_least": True, "would_make_ten": "Earlier transport."},
    {"mark": 5},
    {"mark": 9},
]


def paper(collection: Collection, *documents: dict[str, Any], **cover: str) -> tree.Document:
    ids = collection.add([source(id=SOURCE), *documents]).ids[1:]
    return build(gather(collection, Plan(tuple(ids))), cover, MOMENT)


def headings(document: tree.Document) -> list[str]:
    return [
        block.title if isinstance(block, tree.Callout) else block.text
        for block in document.blocks
        if isinstance(block, tree.Heading | tree.Callout)
    ]


def test_the_bottom_line_and_the_request_come_first(collection: Collection) -> None:
    document = paper(collection, SUMMARY)
    facts, bottom = document.blocks[:2]
    assert isinstance(facts, tree.Facts)
    assert isinstance(bottom, tree.Callout)
    assert tree.block_lines(bottom) == [
        "Bottom line",
        SUMMARY["bottom_line"],
        "The Board is asked to approve option B.",
    ]


def test_the_order_is_that_of_a_paper_that_decides(collection: Collection) -> None:
    document = paper(collection, SUMMARY, review(marks=MARKS), lesson(), case_study())
    assert headings(document) == [
        "Bottom line",
        "The question",
        "Key messages",
        "Options",
        "What the research says",
        "What people here know (not research)",
        "What is not known",
        "Recommendations of the team",
        "Lessons from earlier work",
        "What knowledge services changed",
        "How the search was done",
        "References",
    ]


def test_each_finding_says_how_certain_it_is_why_and_from_what(collection: Collection) -> None:
    document = paper(collection, SUMMARY)
    table = next(
        b for b in document.blocks if isinstance(b, tree.Table) and "Certainty" in b.header
    )
    first, second = table.rows
    assert first[1] == (tree.Certainty("Moderate", 3, 4),)
    assert tree.cell_text(first[2]) == (
        "4 trials (less sure because of imprecision and indirectness) [1]"
    )
    assert second[1] == (tree.Certainty("Level 2 (OCEBM 2011)"),)


def test_research_and_local_knowledge_are_kept_apart(collection: Collection) -> None:
    document = paper(collection, SUMMARY, review(marks=MARKS))
    [local] = [
        b for b in document.blocks if isinstance(b, tree.Callout) and b.kind == "local-knowledge"
    ]
    lines = "\n".join(tree.block_lines(local))
    assert "Night staff see most falls. (Ward managers)" in lines
    assert "3 people gave marks from 5 to 9 out of 10; the middle mark is 8." in lines
    assert "1 of them said “at least”." in lines
    assert "Earlier transport." in lines
    assert SUMMARY["findings"][0]["text"] not in lines


def test_the_chart_tells_its_numbers_in_words(collection: Collection) -> None:
    document = paper(collection, review(marks=MARKS))
    [local] = [b for b in document.blocks if isinstance(b, tree.Callout) and len(b.blocks) > 2]
    [figure] = [b for b in local.blocks if isinstance(b, tree.Figure)]
    assert "mark out of 10 5: 1" in figure.alternative
    assert figure.chart.values == (0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0)


def test_the_cover_says_what_is_known_of_the_occasion(collection: Collection) -> None:
    document = paper(
        collection, SUMMARY, meeting="Board", date="3 December 2026", item="9", access="Public"
    )
    assert document.occasion == ("Board, 3 December 2026", "Item 9 · public")
    assert document.subtitle == (
        "Board paper · evidence to 31 October 2026 · review by 1 October 2027"
    )


def test_an_overdue_review_is_said_on_the_paper(collection: Collection) -> None:
    document = paper(collection, {**SUMMARY, "review_by": "2026-01-31"})
    assert document.subtitle.endswith("review was due by 31 January 2026")


@pytest.mark.parametrize("only", [review(), lesson(), case_study(), source()])
def test_a_paper_without_an_evidence_summary_still_says_something(
    collection: Collection, only: dict[str, Any]
) -> None:
    document = paper(collection, only)
    assert document.title == only["title"]
    assert document.blocks


def test_a_paper_without_an_evidence_summary_names_who_signed_it(collection: Collection) -> None:
    ids = collection.add([case_study()]).ids
    wanted = Plan(tuple(ids), author="Anna Petrov", checked_by="Jo Osei")
    document = build(gather(collection, wanted), {}, MOMENT)
    cover = document.blocks[0]
    assert isinstance(cover, tree.Facts)
    said = dict(cover.rows)
    assert said["Author"] == (tree.Text("Anna Petrov"),)
    assert said["Checked by"] == (tree.Text("Jo Osei"),)


def test_a_second_summary_follows_as_further_evidence(collection: Collection) -> None:
    document = paper(collection, SUMMARY, evidence_summary(title="Falls at home"))
    assert document.title == SUMMARY["title"]
    assert "Falls at home" in headings(document)


def test_the_pdf_passes_and_reads_as_written(collection: Collection, tmp_path: Path) -> None:
    ids = collection.add([source(id=SOURCE), SUMMARY, review(marks=MARKS), lesson()]).ids
    report = brief(collection, ids[1:], "board-paper", tmp_path / "paper.pdf")
    data = report.path.read_bytes()
    assert problems(data) == []
    assert (report.warnings, report.left_out) == ((), ())
    with pypdfium2.PdfDocument(data) as pdf:
        shown = " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in pdf)
    for words in (SUMMARY["bottom_line"], "asked to approve option B", "Night staff", "Müller A"):
        assert words in shown


def test_html_and_word_hold_the_same_words(collection: Collection, tmp_path: Path) -> None:
    ids = collection.add([source(id=SOURCE), SUMMARY]).ids
    page_of = brief(collection, ids[1:], "board-paper", tmp_path / "p.html", format="html").path
    word = brief(collection, ids[1:], "board-paper", tmp_path / "p.docx", format="docx").path
    html = page_of.read_text(encoding="utf-8")
    with zipfile.ZipFile(word) as archive:
        xml = archive.read("word/document.xml").decode()
    for text in (html, xml):
        assert "Night staff see most falls." in text
        assert "The Board is asked to approve option B." in text
    assert "<script" not in html
    assert '<html lang="en-GB">' in html


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"template": "nonsense"}, "board-paper"),
        ({"format": "odt"}, "pdf, html, docx"),
        ({"cover": {"nonsense": "x"}}, "nonsense"),
    ],
)
def test_a_wrong_request_writes_nothing(
    collection: Collection, tmp_path: Path, arguments: dict[str, Any], words: str
) -> None:
    ids = collection.add([lesson()]).ids
    target = tmp_path / "paper.pdf"
    wanted = {"template": "board-paper", **arguments}
    with pytest.raises(UserError, match=words):
        brief(collection, ids, target=target, **wanted)
    assert not target.exists()


_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_title = _words.map(lambda t: f"T {t}")


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.fixed_dictionaries(
        {
            "title": _title,
            "bottom_line": _words,
            "asked": _words,
            "findings": st.lists(
                st.fixed_dictionaries({"text": _words, "basis": _words}), max_size=30
            ),
            "options": st.lists(st.fixed_dictionaries({"name": _words, "pros": _words})),
            "local_knowledge": st.lists(st.fixed_dictionaries({"text": _words}), max_size=3),
            "disclaimer": _words,
        }
    ),
    st.lists(st.integers(0, 10), max_size=12),
)
def test_a_paper_from_any_record_passes(
    collection: Collection, tmp_path: Path, fields: dict[str, Any], marks: list[int]
) -> None:
    documents = [
        {"kind": "evidence-summary", **fields},
        {"kind": "review", "title": fields["title"], "marks": [{"mark": m} for m in marks]},
    ]
    ids = collection.add(documents).ids
    data = brief(collection, ids, "board-paper", tmp_path / "any.pdf").path.read_bytes()
    for profile in PROFILES:
        assert page.validate_pdf_bytes(data, profile=profile).failures == []
