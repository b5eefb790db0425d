"""Every template: from the sample, from any records, and from the wrong ones."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.briefing import tree
from kmdesk.briefing.length import LINES, Length
from kmdesk.briefing.material import gather, only
from kmdesk.briefing.paper import brief, compose
from kmdesk.briefing.plan import Plan, plan
from kmdesk.briefing.template import Template
from kmdesk.briefing.templates import TEMPLATES
from kmdesk.exchange import sample
from kmdesk.models.kinds import KINDS
from kmdesk.store.collection import Collection
from tests.briefing.reading import TaggedPdf
from tests.briefing.test_any_document import check_any_document, phases
from tests.factory import case_study, evidence_summary, lesson, review, source

MOMENT = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
EVERY = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    path = tmp_path_factory.mktemp("sample") / "sample.kmdesk"
    with Collection.open(path, create=True, author="AP") as opened:
        sample.build_sample(opened)
        yield opened


def built(collection: Collection, name: str, *documents: dict[str, Any]) -> tree.Document:
    template = TEMPLATES[name]
    ids = collection.add(list(documents)).ids
    material = only(gather(collection, Plan(tuple(ids))), template.prints, template.title)
    return template.build(material, {}, MOMENT)


def lines(document: tree.Document) -> str:
    return "\n".join(line for block in document.blocks for line in tree.block_lines(block))


def headings(document: tree.Document, level: int = 2) -> list[str]:
    return [
        block.title if isinstance(block, tree.Callout) else block.text
        for block in document.blocks
        if (isinstance(block, tree.Callout) and block.title)
        or (isinstance(block, tree.Heading) and block.level == level)
    ]


@EVERY
def test_the_sample_paper_passes_and_has_the_length_it_should(
    samples: Collection, tmp_path: Path, template: Template
) -> None:
    ids = sample.paper(samples, template.name)
    report = brief(samples, ids, template.name, tmp_path / "paper.pdf")
    data = report.path.read_bytes()
    check_any_document(compose(samples, plan(samples, ids), template.name).document, tmp_path)
    assert all("no consent to publish" in reason for reason in report.left_out)
    if template.pages:
        assert len(TaggedPdf(data).pdf.pages) <= template.pages
        assert report.warnings == ()


@EVERY
def test_a_template_declares_kinds_that_there_are(template: Template) -> None:
    assert set(template.needs) <= set(template.prints) <= set(KINDS)
    assert template.prints


_words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(
        [
            "NICE and GRADE say so.  \nA line by hand.",
            "- one\n  - inner\n\n1. first\n\n> said",
            "| A | B |\n| --- | --- |\n| 1 | 2 |",
            "<b>not markup</b> [link](https://example.org/) `code` ![picture](x.png)[^1]",
            "A sentence of some length about limits. " * 300,
            "W" * 400,
        ]
    ),
)
_title = _words.map(lambda text: f"T {text}")
_day = st.dates(dt.date(2000, 1, 1), dt.date(2099, 1, 1)).map(str)


def _items(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=4)


_documents = {
    "evidence-summary": st.fixed_dictionaries(
        {
            "title": _title,
            "bottom_line": _words,
            "asked": _words,
            "findings": _items(text=_words, theme=st.sampled_from(["", "A", "B"]), basis=_words),
            "options": _items(
                name=_words, pros=_words, cons=_words, cost=_words, preferred=st.booleans()
            ),
            "searches": _items(database=_words, strategy=_words),
            "sources": _items(record=st.just(""), decision=st.sampled_from(["included"])),
            "local_knowledge": _items(text=_words),
        }
    ),
    "review": st.fixed_dictionaries(
        {
            "title": _title,
            "summary": _words,
            "marks": _items(mark=st.none() | st.integers(0, 10), would_make_ten=_words),
            "recommendations": _items(text=_words, owner=_words),
            "questions": _items(question=_words, answers=_items(text=_words)),
        }
    ),
    "case-study": st.fixed_dictionaries(
        {
            "title": _title,
            "immediate_impact": _words,
            "savings": _items(amount=_words, worked_out=_words),
            "quotes": _items(text=_words, name=_words, consent=st.just("public-named")),
            "kinds_of_impact": st.lists(_words.map(lambda text: f"a{text}"), max_size=3),
        }
    ),
    "lesson": st.fixed_dictionaries(
        {"title": _title, "statement": _words, "reuse": _items(where=_words, by=_words)}
    ),
    "source": st.fixed_dictionaries(
        {"title": _title, "journal": _words, "doi": _words, "authors": _items(family=_words)}
    ),
}


@st.composite
def _records(draw: st.DrawFn, template: Template) -> list[dict[str, Any]]:
    """Draw a record that the template needs and any others."""
    first = draw(st.sampled_from(template.needs or template.prints))
    kinds = [first, *draw(st.lists(st.sampled_from(template.prints), max_size=3))]
    return [{"kind": kind, **draw(_documents[kind])} for kind in kinds]


def _passes(collection: Collection, folder: Path, template: Template, data: st.DataObject) -> None:
    ids = collection.add(data.draw(_records(template))).ids
    paper = compose(collection, Plan(tuple(ids)), template.name)
    check_any_document(paper.document, folder)


_health = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@EVERY
@settings(max_examples=5, phases=phases, suppress_health_check=_health)
@given(data=st.data())
def test_a_paper_from_any_records_passes(
    collection: Collection, tmp_path: Path, template: Template, data: st.DataObject
) -> None:
    _passes(collection, tmp_path, template, data)


@pytest.mark.slow
@EVERY
@settings(max_examples=150, phases=phases, suppress_health_check=_health)
@given(data=st.data())
def test_a_paper_from_very_many_records_passes(
    collection: Collection, tmp_path: Path, template: Template, data: st.DataObject
) -> None:
    _passes(collection, tmp_path, template, data)


def test_the_one_page_brief_leads_with_the_answer(collection: Collection) -> None:
    document = built(collection, "one-page-brief", evidence_summary(asked="approve option B"))
    assert headings(document)[:2] == ["Bottom line", "Key messages"]
    assert "The reader is asked to approve option B." in lines(document)


def test_sbar_keeps_its_order(collection: Collection) -> None:
    summary = evidence_summary(
        question={"text": "Do ramps help?"}, asked="buy ramps", evidence_to="2026-10-31"
    )
    assert headings(built(collection, "sbar", summary, lesson())) == [
        "Situation",
        "Background",
        "Assessment",
        "Recommendation",
    ]


def test_the_rapid_summary_gives_messages_a_page_of_their_own(collection: Collection) -> None:
    summary = evidence_summary(
        question={"text": "Do ramps help?", "framework": "PEO", "exposure": "Ramps"},
        findings=[
            {"text": "Fewer falls.", "theme": "Falls"},
            {"text": "Little cost.", "theme": "Cost"},
            {"text": "Fewer injuries.", "theme": "Falls"},
        ],
        searches=[{"database": "CINAHL", "strategy": "1. ramp*\n2. fall*"}],
    )
    document = built(collection, "rapid-evidence-summary", summary)
    fresh = [b.text for b in document.blocks if isinstance(b, tree.Heading) and b.new_page]
    assert fresh == ["The question", "The search"]
    [table] = [b for b in document.blocks if isinstance(b, tree.Table) and "Theme" in b.header]
    assert [tree.cell_text(row[1]) for row in table.rows] == [
        "Fewer falls.",
        "Fewer injuries.",
        "Little cost.",
    ]
    assert "Exposure" in lines(document)
    assert "1. ramp*" in lines(document)


def test_the_lessons_report_sets_reviews_side_by_side(collection: Collection) -> None:
    first = review(
        title="First",
        marks=[{"mark": 3}, {"mark": 9}, {"mark": 6}],
        recommendations=[{"text": "Book early", "owner": "AP", "state": "done"}, {"text": "Ring"}],
    )
    second = review(title="Second", marks=[{"mark": 8}], recommendations=[])
    document = built(collection, "lessons-report", first, second)
    [marks] = [b for b in document.blocks if isinstance(b, tree.Table) and "Middle" in b.header]
    cells = [[tree.cell_text(cell) for cell in row] for row in marks.rows]
    assert cells == [["First", "3", "3", "6", "9"], ["Second", "1", "8", "8", "8"]]
    assert "2 reviews; 2 recommendations, 1 still open." in lines(document)
    assert document.title == "Lessons from 2 reviews"


def test_the_lessons_report_names_nobody_who_answered(collection: Collection) -> None:
    answers = [{"text": "The lift broke.", "said_by": "Nurse Ngozi"}]
    held = review(questions=[{"question": "What happened?", "answers": answers}])
    text = lines(built(collection, "lessons-report", held))
    assert "The lift broke." in text
    assert "Ngozi" not in text


def test_the_vignette_shows_a_figure_and_a_quote(collection: Collection) -> None:
    study = case_study(
        savings=[{"amount": "12 hours a month", "worked_out": "From the diary."}],
        quotes=[{"text": "It settled it.", "name": "B. Shah", "consent": "public-named"}],
    )
    document = built(collection, "vignette", study)
    [figure] = [
        b for b in document.blocks if isinstance(b, tree.Paragraph) and b.role == "headline"
    ]
    assert tree.inline_text(figure.inlines) == "12 hours a month"
    [quote] = [b for b in document.blocks if isinstance(b, tree.Callout) and b.kind == "quote"]
    assert tree.block_lines(quote) == ["", "“It settled it.”", "B. Shah"]


def test_each_vignette_begins_a_page(collection: Collection) -> None:
    document = built(collection, "vignette", case_study(title="One"), case_study(title="Two"))
    found = [b for b in document.blocks if isinstance(b, tree.Heading) and b.level == 2]
    assert [(b.text, b.new_page) for b in found] == [("One", False), ("Two", True)]


def test_the_bulletin_has_an_item_for_each_record_by_what_it_is(collection: Collection) -> None:
    authors = [{"family": name, "given": "A B"} for name in ("Ash", "Birch", "Cedar", "Damson")]
    document = built(
        collection, "bulletin", source(authors=authors, doi="10.1/x"), lesson(), evidence_summary()
    )
    assert headings(document) == ["Evidence summaries", "New publications", "Lessons"]
    assert "Ash AB, Birch AB, Cedar AB, et al." in lines(document)


def test_a_quote_is_a_quote_in_every_format(samples: Collection, tmp_path: Path) -> None:
    ids = sample.paper(samples, "vignette")
    pdf = brief(samples, ids, "vignette", tmp_path / "v.pdf").path
    page = brief(samples, ids, "vignette", tmp_path / "v.html", format="html").path
    assert "BlockQuote" in TaggedPdf(pdf.read_bytes()).tags()
    assert "<blockquote" in page.read_text(encoding="utf-8")


def test_records_without_a_place_are_left_out_and_listed(
    collection: Collection, tmp_path: Path
) -> None:
    ids = collection.add([evidence_summary(), case_study()]).ids
    report = brief(collection, ids, "rapid-evidence-summary", tmp_path / "paper.pdf")
    [reason] = report.left_out
    assert "has no place for case studies" in reason


def test_a_paper_without_what_it_needs_is_not_written(
    collection: Collection, tmp_path: Path
) -> None:
    ids = collection.add([lesson()]).ids
    target = tmp_path / "paper.pdf"
    with pytest.raises(UserError, match=r"made from case studies.*none .* is one"):
        brief(collection, ids, "vignette", target)
    assert not target.exists()


def test_a_paper_that_is_too_long_says_by_how_much(collection: Collection, tmp_path: Path) -> None:
    long = evidence_summary(key_messages=[{"text": f"Message {n}"} for n in range(60)])
    report = brief(collection, collection.add([long]).ids, "one-page-brief", tmp_path / "p.pdf")
    [warning] = [w for w in report.warnings if "shorten" in w]
    assert warning.startswith("The paper has 1 page and ")


@pytest.mark.parametrize(
    ("length", "limit", "words"),
    [
        (Length(1, 30), 1, "1 page"),
        (Length(2, 6), 1, "1 page and 6 lines: shorten by 6 lines"),
        (Length(2, 1), 1, "1 page and 1 line: shorten by 1 line"),
        (Length(4, 3), 2, f"3 pages and 3 lines: shorten by {LINES + 3} lines to fit 2 pages"),
        (Length(9, 3), 0, "9 pages"),
    ],
)
def test_length_is_told_in_the_words_of_who_shortens(
    length: Length, limit: int, words: str
) -> None:
    assert length.in_words(limit) == words
