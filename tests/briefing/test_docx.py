"""The Word writer: real styles, headings, header rows and alternative text."""

import itertools
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kmdesk.base.errors import UserError
from kmdesk.briefing import prose, tree
from kmdesk.briefing.docx import write_docx
from tests.briefing import strategies
from tests.briefing.factory import CREATED, board_paper


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> docx.document.Document:
    target = tmp_path_factory.mktemp("word") / "paper.docx"
    write_docx(board_paper(), target)
    return docx.Document(str(target))


def test_headings_are_headings_and_skip_no_level(word: docx.document.Document) -> None:
    names = [p.style.name for p in word.paragraphs if p.style and p.style.name]
    levels = [int(name[-1]) for name in names if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_words_are_those_of_the_tree(word: docx.document.Document) -> None:
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    shown = "\n".join([*(p.text for p in word.paragraphs), *cells])
    for block in board_paper().blocks:
        if isinstance(block, tree.Heading):
            assert block.text in shown
        if isinstance(block, tree.Table):
            assert all(tree.cell_text(row[0]) in shown for row in block.rows)


def test_tables_repeat_their_header_and_say_what_they_are(word: docx.document.Document) -> None:
    for table in word.tables:
        assert table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_charts_tell_their_numbers(word: docx.document.Document) -> None:
    [described] = word.element.body.iter(qn("wp:docPr"))
    assert "mark out of 10 7: 3" in described.get("descr")


def test_the_file_says_what_it_is(word: docx.document.Document) -> None:
    properties = word.core_properties
    assert properties.title == board_paper().title
    assert properties.author == board_paper().author
    assert properties.language == "en-GB"


NESTED = prose.blocks(
    "3. Ask\n   - who\n     1. first\n     2. second\n\n   and why\n4. Listen\n\n   8. eighth\n\n"
    "Then\n\n1. Anew"
)


def numbered(word: docx.document.Document) -> list[tuple[str, str, str]]:
    """Return each paragraph with its style and its label, as Word counts them."""
    counts: dict[tuple[int, int], int] = {}
    found = []
    for paragraph in word.paragraphs:
        assert paragraph.style
        own = [paragraph._p.pPr, paragraph.style.element.pPr]
        chosen = [one.numPr for one in own if one is not None and one.numPr is not None]
        label = ""
        if chosen:
            key = int(chosen[0].numId.val), int(chosen[0].ilvl.val)
            form, first = level_of(word, *key, str(paragraph.style.style_id))
            counts[key] = counts.get(key, first - 1) + 1
            label = form.replace(f"%{key[1] + 1}", str(counts[key]))
        found.append((str(paragraph.style.name), label, paragraph.text))
    return found


def level_of(word: docx.document.Document, used: int, place: int, style: str) -> tuple[str, int]:
    """Return the form of labels at a level of a numbering, which is its style's, and the first."""
    numbers = word.part.numbering_part.element
    instance = numbers.num_having_numId(used)
    whole = f"w:abstractNum[@w:abstractNumId={instance.abstractNumId.val}]/w:lvl[@w:ilvl={place}]"
    assert numbers.xpath(f"{whole}/w:pStyle/@w:val") == [style]
    [form] = numbers.xpath(f"{whole}/w:lvlText/@w:val")
    starts = instance.xpath(f"w:lvlOverride[@w:ilvl={place}]/w:startOverride/@w:val")
    return str(form), int(starts[0]) if starts else 1


def test_lists_inside_lists_are_levels_whose_numbers_begin_anew(tmp_path: Path) -> None:
    write_docx(tree.Document("A paper", NESTED, CREATED), tmp_path / "a.docx")
    assert numbered(docx.Document(str(tmp_path / "a.docx")))[1:] == [
        ("List Number", "3.", "Ask"),
        ("List Bullet 2", "•", "who"),
        ("List Number 3", "1.", "first"),
        ("List Number 3", "2.", "second"),
        ("List Continue", "", "and why"),
        ("List Number", "4.", "Listen"),
        ("List Number 2", "8.", "eighth"),
        ("Normal", "", "Then"),
        ("List Number", "1.", "Anew"),
    ]


def test_no_word_of_a_record_breaks_the_file(tmp_path: Path) -> None:
    odd = "<w:p>&\x07\ud800 🙂 " + "W" * 3_000
    blocks = (tree.Heading(odd), tree.Paragraph((tree.Text(odd), tree.Link(odd, odd))))
    write_docx(tree.Document(odd, blocks, CREATED, author=odd), tmp_path / "odd.docx")
    read = docx.Document(str(tmp_path / "odd.docx"))
    assert "<w:p>& 🙂 WWW" in read.paragraphs[0].text


def test_a_folder_that_cannot_be_written_gets_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_docx(board_paper(), tmp_path / "missing" / "paper.docx")


def test_columns_are_as_wide_as_the_paper_has_them(word: docx.document.Document) -> None:
    for table in word.tables:
        grid = [column.width for column in table.columns]
        assert len(set(grid)) > 1
        assert all([cell.width for cell in row.cells] == grid for row in table.rows)


def test_a_small_table_stands_on_one_page_and_a_large_one_may_run_over(tmp_path: Path) -> None:
    write_docx(
        tree.Document("A paper", (strategies.table(3), strategies.table(40)), CREATED),
        tmp_path / "a.docx",
    )
    small, large = docx.Document(str(tmp_path / "a.docx")).tables
    kept = [
        all(p.paragraph_format.keep_with_next for p in row.cells[0].paragraphs)
        for row in small.rows
    ]
    assert kept == [True, True, True, False]
    assert not any(p.paragraph_format.keep_with_next for p in large.rows[2].cells[0].paragraphs)


def test_nothing_is_set_in_italics_and_word_opens_it_as_its_own(
    word: docx.document.Document,
) -> None:
    used = [p.style for p in word.paragraphs]
    assert not any(style and style.font.italic for style in used)
    assert 'w:name="compatibilityMode"' in word.settings.element.xml
    [mode] = word.settings.element.xpath("//w:compatSetting[@w:name='compatibilityMode']/@w:val")
    assert mode == "15"
