"""Cells of tables: what is more than a run of words stays what it is, and all has its room."""

from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.text.paragraph import CT_P
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.base.progress import Progress
from kmdesk.briefing import prose, tree
from kmdesk.briefing.docx import write_docx
from kmdesk.briefing.html import html
from kmdesk.briefing.paper import compose
from kmdesk.briefing.pdf import render
from kmdesk.briefing.plan import Plan
from kmdesk.store.collection import Collection
from tests.briefing.reading import TaggedPdf
from tests.briefing.strategies import CREATED, any_table, words
from tests.briefing.test_any_document import check_any_document, outside
from tests.briefing.test_pages import named, outline_of
from tests.briefing.test_pdf import pdf_of, problems
from tests.factory import evidence_summary, lesson

LISTED = "Two things:\n\n- less walking\n- more rest\n  1. by day\n\nand no harm"


def board_paper(collection: Collection) -> tree.Document:
    """Return a paper with lists in the cells of both tables, and in those of facts."""
    summary = evidence_summary(
        findings=[{"text": LISTED, "basis": LISTED, "certainty": "grade/low"}],
        options=[{"name": "A", "pros": LISTED, "cons": "- one\n- two", "cost": "£1"}],
    )
    ids = collection.add([summary]).ids
    return compose(collection, Plan(tuple(ids)), "board-paper").document


def test_a_text_is_a_run_of_words_or_what_it_is() -> None:
    assert prose.cell("One\nline") == (tree.Text("One"), tree.Text(" "), tree.Text("line"))
    assert prose.cell(" ") == ()
    flow = prose.cell(LISTED)
    assert isinstance(flow, tree.Flow)
    first, listed, last = flow.blocks
    assert first == tree.Paragraph(words("Two things:"))
    assert isinstance(listed, tree.BulletList)
    assert [item.inlines for item in listed.items] == [words("less walking"), words("more rest")]
    assert last == tree.Paragraph(words("and no harm"))


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("one", "two", ["onetwo"]),
        ("one", "- a\n- b", ["one", "a", "b"]),
        ("- a", "two", ["a", "two"]),
        ("- a", "", ["a"]),
        ("", "- a", ["a"]),
        ("- a\n\nend", "two\n\n- b", ["a", "endtwo", "b"]),
    ],
)
def test_words_go_on_in_the_same_paragraph_where_there_is_one(
    before: str, after: str, lines: list[str]
) -> None:
    assert tree.cell_lines(tree.joined(prose.cell(before), prose.cell(after))) == lines


def test_a_list_in_a_cell_is_a_list_in_the_tags(collection: Collection) -> None:
    data = render(board_paper(collection), Progress()).data
    assert problems(data) == []
    tagged = TaggedPdf(data)
    [options] = [t for t in named(tagged, "Table") if "What could be done" in str(t.A.Summary)]
    cells = [one for one in tagged.elements(options) if one.S in ("/TD", "/TH")]
    deepest = ["L", ["LI", ["Lbl", "1."], ["LBody", ["P", "by day"]]]]
    assert outline_of(tagged, cells[5]) == [
        ["P", "Two things:"],
        [
            "L",
            ["LI", ["Lbl", "•"], ["LBody", ["P", "less walking"]]],
            ["LI", ["Lbl", "•"], ["LBody", ["P", "more rest"], deepest]],
        ],
        ["P", "and no harm"],
    ]


def test_a_list_in_a_cell_is_a_list_on_the_page_of_html(collection: Collection) -> None:
    page = "".join(html(board_paper(collection)).split("\n"))
    listed = "<ul><li>less walking</li><li>more rest<ol><li>by day</li></ol></li></ul>"
    assert f"<td><p>Two things:</p>{listed}<p>and no harm</p></td>" in page
    assert "<td><ul><li>one</li><li>two</li></ul></td>" in page


def test_a_list_in_a_cell_is_a_list_in_word(collection: Collection, tmp_path: Path) -> None:
    write_docx(board_paper(collection), tmp_path / "a.docx")
    word = docx.Document(str(tmp_path / "a.docx"))
    [options] = [t for t in word.tables if t.rows[0].cells[0].text == "Option"]
    shown = [(_label(word, p._p), p.text) for p in options.rows[1].cells[1].paragraphs]
    assert shown == [
        ("", "Two things:"),
        ("0 bullet", "less walking"),
        ("0 bullet", "more rest"),
        ("1 decimal", "by day"),
        ("", "and no harm"),
    ]
    assert {p.style and p.style.name for p in options.rows[1].cells[1].paragraphs} == {"Cell"}


def _label(word: docx.document.Document, paragraph: CT_P) -> str:
    """Return the level and the form of the labels that Word gives a paragraph, or ""."""
    used = paragraph.xpath("w:pPr/w:numPr/w:numId/@w:val")
    if not used:
        return ""
    [level] = paragraph.xpath("w:pPr/w:numPr/w:ilvl/@w:val")
    numbers = word.part.numbering_part.element
    whole = numbers.num_having_numId(int(used[0])).abstractNumId.val
    [form] = numbers.xpath(
        f"w:abstractNum[@w:abstractNumId={whole}]/w:lvl[@w:ilvl={level}]/w:numFmt/@w:val"
    )
    return f"{level} {form}"


def test_lists_among_facts_and_below_lessons_stay_lists(
    collection: Collection, tmp_path: Path
) -> None:
    ids = collection.add([lesson(statement="Rest.", how_to_repeat=LISTED, why=LISTED)]).ids
    for template in ("lessons-report", "bulletin"):
        document = compose(collection, Plan(tuple(ids)), template).document
        check_any_document(document, tmp_path)
        tags = TaggedPdf(render(document, Progress()).data).tags()
        assert tags.count("LI") >= 3


NARROW = tree.Table(
    ("A", "B"), (((tree.Certainty("Moderate", 3, 4),), words("word")),), (1, 40), "Narrow"
)


def test_the_certainty_has_its_room_in_any_column() -> None:
    data = pdf_of(NARROW)
    assert outside(data) == []
    assert "Moderate" in TaggedPdf(data).lines()


def test_a_column_is_as_wide_as_its_longest_word_where_there_is_room() -> None:
    with pypdfium2.PdfDocument(pdf_of(NARROW)) as pdf:
        assert "Moderate" in pdf[0].get_textpage().get_text_range()


@pytest.mark.parametrize("columns", [14, 15, 40])
def test_a_table_of_very_many_columns_is_set_out_row_by_row(columns: int, tmp_path: Path) -> None:
    names = " | ".join(f"Name{n}" for n in range(columns))
    values = " | ".join(f"value{n}" for n in range(columns))
    table = f"| {names} |\n|{'---|' * columns}\n| {values} |\n| {values} |"
    document = tree.Document("A paper", prose.blocks(table), CREATED)
    check_any_document(document, tmp_path)
    tables = named(TaggedPdf(render(document, Progress()).data), "Table")
    assert len(tables) == (1 if columns < 15 else 2)


@settings(max_examples=25)
@given(any_table(), st.sampled_from(["", "note", "bottom-line"]))
def test_nothing_of_a_table_leaves_the_margins(table: tree.Table, box: str) -> None:
    block = tree.Callout(box, "", (table,)) if box else table  # type: ignore[arg-type]
    assert outside(pdf_of(block)) == []
