"""What stands together on a page, and what is read where words change."""

import ctypes
from collections.abc import Iterator
from pathlib import Path

import docx
import pikepdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from pikepdf import Name
from pypdfium2 import raw

from kmdesk.base.progress import Progress
from kmdesk.briefing import prose, tree
from kmdesk.briefing.docx import write_docx
from kmdesk.briefing.html import html
from kmdesk.briefing.pdf import render, style
from tests.briefing.reading import TaggedPdf
from tests.briefing.strategies import CREATED, items, table, words
from tests.briefing.test_any_document import outside
from tests.briefing.test_pdf import pdf_of, problems

FILL = tree.Paragraph(words("A line that fills the page."), "small")
CHART = tree.BarChart("Marks", ("0", "1", "2"), (3, 9, 1), "people", "mark")


def after(lines: int, *blocks: tree.Block) -> TaggedPdf:
    """Return a PDF whose first page holds some lines before the blocks."""
    return TaggedPdf(pdf_of(*[FILL] * lines, *blocks))


def page_of(tagged: TaggedPdf, element: pikepdf.Object, *, last: bool = False) -> int:
    """Return the page where the content of an element begins or ends, from 0."""
    places = [page.obj.objgen for page in tagged.pdf.pages]
    pages = [
        places.index(kid.Pg.objgen)
        for one in tagged.elements(element)
        for kid in tagged._kids(one)
        if kid.get("/Type") == Name.MCR
    ]
    return pages[-1 if last else 0]


def named(tagged: TaggedPdf, *tags: str) -> list[pikepdf.Object]:
    return [one for one in tagged.elements() if str(one.S)[1:] in tags]


LIST = tree.BulletList(items(*(f"Item {n}" for n in range(5))))
LONG = tree.Paragraph(words("A sentence of some length about limits. " * 12))
FIGURE = tree.Figure(CHART, "Marks in words", "The caption")
BOX = tree.Callout("local-knowledge", "What people know", (LONG, LIST, FIGURE))
NEAR_THE_END = range(30, 44, 2)


@pytest.mark.parametrize(
    "block",
    [table(3), table(40), LIST, LONG, FIGURE, BOX, tree.Heading("Deeper", 3)],
    ids=["small table", "table", "list", "paragraph", "figure", "box", "heading"],
)
def test_a_heading_stands_on_the_page_where_what_it_is_of_begins(block: tree.Block) -> None:
    broken = 0
    for lines in NEAR_THE_END:
        tagged = after(lines, tree.Heading("Findings"), block, FILL)
        everything = list(tagged.elements())
        heading = next(n for n, one in enumerate(everything) if tagged.text(one) == "Findings")
        following = next(
            one for one in everything[heading + 1 :] if tagged.text(one) and one.S != Name.H2
        )
        assert page_of(tagged, everything[heading]) == page_of(tagged, following)
        broken += page_of(tagged, everything[heading]) > 0
    assert 0 < broken < len(NEAR_THE_END)


def test_a_line_in_bold_stands_with_the_list_that_it_is_the_label_of() -> None:
    label = tree.Paragraph((tree.Text("What would help", bold=True),))
    moved = 0
    for lines in range(38, 46):
        tagged = after(lines, label, LIST)
        [shown] = [one for one in named(tagged, "P") if tagged.text(one) == "What would help"]
        assert page_of(tagged, shown) == page_of(tagged, named(tagged, "LI")[1])
        moved += page_of(tagged, shown)
    assert moved


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_no_item_of_a_list_is_alone_on_a_page(count: int) -> None:
    split = 0
    for lines in range(28, 46):
        tagged = after(lines, tree.BulletList(items(*(f"Item {n}" for n in range(count)))))
        pages = [page_of(tagged, item) for item in named(tagged, "LI")]
        assert pages[0] == pages[1]
        assert pages[-1] == pages[-2]
        split += pages[0] != pages[-1]
    assert split or count < 4


@pytest.mark.parametrize("count", [1, 3, 4, 9])
def test_the_last_three_references_stand_together(count: int) -> None:
    long = "Petrov A, Osei J. " + "Spending limits and what became of them in 12 towns. " * 4
    entries = tuple(tree.Reference(n, long) for n in range(1, count + 1))
    moved = 0
    for lines in range(20, 46):
        tagged = after(lines, tree.References(entries))
        last = named(tagged, "LI")[-3:]
        ends = [page_of(tagged, one, last=True) for one in last]
        assert {page_of(tagged, one) for one in last} == set(ends) == {ends[-1]}
        moved += ends[-1]
    assert moved


def test_the_last_three_references_stand_together_in_word(tmp_path: Path) -> None:
    entries = tuple(tree.Reference(n, f"Study {n}.") for n in range(1, 6))
    write_docx(tree.Document("A paper", (tree.References(entries),), CREATED), tmp_path / "a.docx")
    found = [p for p in docx.Document(str(tmp_path / "a.docx")).paragraphs if "Study" in p.text]
    assert [bool(p.paragraph_format.keep_with_next) for p in found] == [0, 0, 1, 1, 0]
    assert [bool(p.paragraph_format.keep_together) for p in found] == [0, 0, 1, 1, 1]


def test_no_line_of_a_paragraph_is_alone_on_a_page() -> None:
    lines = [tree.Text(f"Line{n}x") for n in range(7)]
    inlines = tuple(part for line in lines for part in (line, tree.Break()))[:-1]
    split = 0
    for count in range(28, 46):
        data = pdf_of(*[FILL] * count, tree.Paragraph(inlines))
        with pypdfium2.PdfDocument(data) as pdf:
            shown = [one.get_textpage().get_text_range().count("Line") for one in pdf]
        assert 1 not in shown
        split += all(shown)
    assert split


def test_a_small_table_is_not_split_and_a_large_one_leaves_no_row_alone() -> None:
    for lines in NEAR_THE_END:
        tagged = after(lines, table(3))
        [small] = named(tagged, "Table")
        assert page_of(tagged, small) == page_of(tagged, small, last=True)
        tagged = after(lines, table(40))
        first = [page_of(tagged, row) for row in named(tagged, "TR")[:3]]
        assert first[0] == first[1] == first[2]
    for rows in range(30, 60, 4):
        tagged = TaggedPdf(pdf_of(table(rows)))
        last = [page_of(tagged, row) for row in named(tagged, "TR")[-2:]]
        assert last[0] == last[1]


def test_a_small_box_is_not_split() -> None:
    for lines in NEAR_THE_END:
        tagged = after(lines, tree.Callout("bottom-line", "Bottom line", (LONG,)))
        [box] = named(tagged, "Sect")
        assert page_of(tagged, box) == page_of(tagged, box, last=True)


@pytest.mark.parametrize(
    "inlines",
    [
        (tree.Link("https://example.org/" + "a" * 300, "https://example.org/"),),
        (tree.Text("(", bold=True), tree.Link("W" * 200, "https://example.org/")),
        (tree.Text("W" * 200, language="fr"), tree.Break(), tree.Text("W" * 200)),
        (tree.Text("W" * 200, expansion="What it is short for"),),
    ],
)
def test_words_longer_than_a_line_stay_inside_the_margins(inlines: tree.Inlines) -> None:
    table_of_them = tree.Table(("A", "B"), ((inlines, inlines),), (1, 3), "Long words")
    listed = tree.BulletList((tree.ListItem(inlines),))
    box = tree.Callout("note", "W" * 200, (listed, table_of_them))
    data = pdf_of(tree.Paragraph(inlines), listed, table_of_them, box)
    assert outside(data) == []
    assert problems(data) == []


@pytest.mark.parametrize("across", [True, False])
def test_labels_of_a_chart_longer_than_their_room_stay_inside_the_margins(across: bool) -> None:
    names = ("W" * 80, "word " * 20, "1")
    chart = tree.BarChart("Marks", names, (3, 9, 1), "people", "mark", across=across)
    assert outside(pdf_of(tree.Figure(chart, "Marks in words"))) == []


def test_the_number_of_an_item_without_words_stands_below_what_was_before() -> None:
    before = tree.Paragraph(words("A sentence of some length about limits. " * 20))
    wordless = tree.BulletList((tree.ListItem(()),) * 2, numbered=True)
    with pypdfium2.PdfDocument(pdf_of(before, wordless)) as pdf:
        text = pdf[0].get_textpage()
        whole = text.get_text_range()
        tops = [text.get_charbox(whole.index(words_))[3] for words_ in ("A sentence", "1.", "2.")]
    assert tops == sorted(tops, reverse=True)


def test_numbers_without_words_at_the_top_of_a_page_stay_inside_the_margins() -> None:
    tall = tree.Paragraph(words("A sentence of some length about limits. " * 60))
    wordless = tree.BulletList((tree.ListItem(()),) * 4, numbered=True)
    on_next = 0
    for lines in range(20, 27):
        data = pdf_of(*[FILL] * lines, tall, wordless)
        tagged = TaggedPdf(data)
        whole = [one for one in named(tagged, "P") if tagged.text(one).startswith("A sentence")][-1]
        first = named(tagged, "Lbl")[0]
        on_next += page_of(tagged, whole, last=True) < page_of(tagged, first)
        assert outside(data) == []
    assert on_next


def outline_of(tagged: TaggedPdf, element: pikepdf.Object) -> list[object]:
    """Return the tags below an element as lists in lists, words where there is nothing below."""
    return [
        [str(kid.S)[1:], *(outline_of(tagged, kid) or [tagged.text(kid)])]
        for kid in tagged._kids(element)
        if kid.get("/Type") == Name.StructElem
    ]


def test_lists_stand_in_the_items_they_belong_to_in_the_tags() -> None:
    data = pdf_of(*prose.blocks("3. Ask\n   - who\n\n   and why\n4. Listen"))
    tagged = TaggedPdf(data)
    [whole, _inner] = named(tagged, "L")
    assert [str(one.A.ListNumbering) for one in named(tagged, "L")] == ["/Decimal", "/Disc"]
    who = ["L", ["LI", ["Lbl", "•"], ["LBody", ["P", "who"]]]]
    assert outline_of(tagged, whole) == [
        ["LI", ["Lbl", "3."], ["LBody", ["P", "Ask"], who, ["P", "and why"]]],
        ["LI", ["Lbl", "4."], ["LBody", ["P", "Listen"]]],
    ]
    assert problems(data) == []


def test_labels_of_any_length_stand_beside_the_words() -> None:
    inner = tree.BulletList(items("Item", "Item"), numbered=True, start=999_999_998)
    listed = tree.BulletList((tree.ListItem(words("Item"), (inner,)),) * 2, numbered=True, start=99)
    with pypdfium2.PdfDocument(pdf_of(listed)) as pdf:
        text = pdf[0].get_textpage()
        lines = text.get_text_range().split("\r\n")[1:]
        labels = ["99.", "999999998.", "999999999.", "100.", "999999998.", "999999999."]
        assert lines[:6] == [f"{label} Item" for label in labels]


BROKEN = "Ward 4\\\nLevel 2\\\nNorth wing"


def test_a_line_that_somebody_broke_is_broken_in_every_format(tmp_path: Path) -> None:
    (block,) = prose.blocks(BROKEN)
    document = tree.Document("A paper", (block,), CREATED)
    with pypdfium2.PdfDocument(render(document, Progress()).data) as pdf:
        shown = pdf[0].get_textpage().get_text_range().split("\r\n")
    assert shown[1:4] == ["Ward 4", "Level 2", "North wing"]
    assert "Ward 4<br>Level 2<br>North wing" in "".join(html(document).split("\n"))
    write_docx(document, tmp_path / "a.docx")
    assert (
        docx.Document(str(tmp_path / "a.docx")).paragraphs[1].text == "Ward 4\nLevel 2\nNorth wing"
    )


FRENCH = tree.Paragraph(
    (
        tree.Text("They call it "),
        tree.Text("jeu en ligne", bold=True, language="fr"),
        tree.Text(", as "),
        tree.Text("NICE", expansion="National Institute for Health and Care Excellence"),
        tree.Text(" says."),
    )
)


def test_another_language_and_an_abbreviation_are_marked_in_the_pdf() -> None:
    data = pdf_of(FRENCH, tree.Heading("Le jeu", language="fr"))
    tagged = TaggedPdf(data)
    french, short = named(tagged, "Span")
    assert (tagged.text(french), str(french.Lang)) == ("jeu en ligne", "fr")
    assert tagged.text(short) == "NICE"
    assert str(short.E) == "National Institute for Health and Care Excellence"
    [heading] = named(tagged, "H2")
    assert str(heading.Lang) == "fr"
    assert "They call it jeu en ligne, as NICE says." in tagged.lines()
    assert problems(data) == []


def test_another_language_and_an_abbreviation_are_marked_in_a_page_and_in_word(
    tmp_path: Path,
) -> None:
    document = tree.Document("A paper", (FRENCH, tree.Heading("Le jeu", language="fr")), CREATED)
    page = html(document)
    assert '<span lang="fr"><strong>jeu en ligne</strong></span>' in "".join(page.split("\n"))
    assert '<abbr title="National Institute for Health and Care Excellence">NICE</abbr>' in page
    assert '<h2 lang="fr">' in page
    write_docx(document, tmp_path / "a.docx")
    word = docx.Document(str(tmp_path / "a.docx"))
    spoken = [
        "".join(text.text or "" for text in run.iter(qn("w:t")))
        for run in word.element.body.iter(qn("w:r"))
        if any(one.get(qn("w:val")) == "fr" for one in run.iter(qn("w:lang")))
    ]
    assert spoken == ["jeu en ligne", "Le jeu"]


def drawn(data: bytes) -> Iterator[tuple[float, float, float]]:
    """Yield left, right and thickness of every line and fill."""
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
                left, _bottom, right, _top = path.get_bounds()  # with the line's whole thickness
                across = ctypes.c_float()
                raw.FPDFPageObj_GetStrokeWidth(path, across)
                yield left + across.value / 2, right - across.value / 2, across.value


@pytest.mark.parametrize("kind", ["bottom-line", "quote", "local-knowledge", "note"])
def test_boxes_and_their_bars_stand_inside_the_margins(kind: str) -> None:
    box = tree.Callout(kind, "Title", (table(3), LIST, FIGURE))  # type: ignore[arg-type]
    for left, right, _across in drawn(pdf_of(box, table(3))):
        assert left >= style.MARGIN - 1
        assert right <= style.PAGE_WIDTH - style.MARGIN + 1


def test_the_bar_of_a_box_over_pages_stands_in_the_same_place_on_each() -> None:
    long = tree.Paragraph(words("A sentence of some length about limits. " * 300))
    data = pdf_of(tree.Callout("bottom-line", "Title", (long, LIST, long)))
    bars = {round(left, 1) for left, _right, across in drawn(data) if across == 5}
    assert bars == {style.MARGIN}


def test_a_box_whose_first_row_has_no_room_at_the_end_of_a_page_moves_to_the_next() -> None:
    long = tree.Paragraph(words("A sentence of some length about limits. " * 120))
    box = tree.Callout("note", "", (table(6), long))
    for lines in range(29, 38):
        tagged = after(lines, box)
        assert len(tagged.pdf.pages) < 4
    assert problems(pdf_of(*[FILL] * 33, box)) == []


def test_the_lines_of_a_title_are_about_as_long_as_each_other() -> None:
    title = "Spending limits for people who gamble: should we offer them?"
    with pypdfium2.PdfDocument(pdf_of(title=title)) as pdf:
        first, second = pdf[0].get_textpage().get_text_range().split("\r\n")[:2]
    assert f"{first} {second}" == title
    assert len(second) > len(first) / 2


@pytest.mark.parametrize("title", ["W" * 60, "W" * 60 + " and a word", "word " * 60, "\u4e2d" * 30])
def test_a_title_of_long_words_fills_its_lines(title: str) -> None:
    data = pdf_of(title=title)
    assert outside(data) == []
    with pypdfium2.PdfDocument(data) as pdf:
        lines = pdf[0].get_textpage().get_text_range().split("\r\n")
    assert len(lines) < 9


def test_headings_of_neighbouring_levels_look_apart() -> None:
    looks = style.styles("#003087")
    sizes = [looks[style.heading_style(level)].fontSize for level in (1, 2, 3, 4)]
    assert sizes == sorted(set(sizes), reverse=True)
