"""The PDF writer: standards, reading order, and what happens to the unexpected."""

import io
import unicodedata
from collections import Counter
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing import tree
from kmdesk.briefing.characters import unshown
from kmdesk.briefing.paper import compose
from kmdesk.briefing.pdf import render, write_pdf
from kmdesk.briefing.plan import Plan
from kmdesk.store.collection import Collection
from tests.briefing.factory import board_paper
from tests.briefing.reading import TaggedPdf, squeezed
from tests.briefing.strategies import CREATED, table, words
from tests.briefing.telling import Telling
from tests.factory import evidence_summary

LIMITS = page.SafetyLimits(max_reference_depth=4_096)  # bookmarks are a chain
PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A]


def pdf_of(*blocks: tree.Block, title: str = "A paper") -> bytes:
    document = tree.Document(title, blocks, CREATED)
    return render(document, Progress())[0]


def problems(data: bytes) -> list[str]:
    reports = [page.validate_pdf_bytes(data, profile=one, limits=LIMITS) for one in PROFILES]
    return [f"{f.rule_id}: {f.message}" for report in reports for f in report.failures]


def test_the_sample_passes_pdf_ua_1_and_pdf_a_2a() -> None:
    data, warnings, _length = render(board_paper(), Progress())
    assert problems(data) == []
    assert warnings == ()


def test_metadata_takes_any_text() -> None:
    odd = "half a pair \ud800, a bell \x07 and \ufffe"
    document = tree.Document(odd, (), CREATED, author=odd, subject=odd, keywords=(odd,))
    data = render(document, Progress()).data
    assert problems(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.trailer.Info.Title).split() == ["half", "a", "pair", ",", "a", "bell", "and"]


def test_an_empty_document_passes() -> None:
    assert problems(pdf_of(title="")) == []


def test_the_tags_read_what_the_tree_says() -> None:
    document = board_paper()
    tagged = TaggedPdf(render(document, Progress())[0])
    assert squeezed(tagged.lines()) == squeezed(Telling("pdf").lines(document))


def test_the_words_on_the_page_are_those_of_the_tree() -> None:
    document = board_paper()
    with pypdfium2.PdfDocument(render(document, Progress())[0]) as pdf:
        shown = " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in pdf)
    for block in document.blocks:
        if isinstance(block, tree.Heading | tree.Paragraph):
            [line] = tree.block_lines(block)
            assert "".join(line.split()) in "".join(shown.split())


def test_every_font_that_is_used_is_embedded_and_there() -> None:
    with pikepdf.open(io.BytesIO(render(board_paper(), Progress())[0])) as pdf:
        for one in pdf.pages:
            used = {
                str(instruction.operands[0])
                for instruction in pikepdf.parse_content_stream(one)
                if str(instruction.operator) == "Tf"
            }
            assert used == set(one.obj.Resources.Font.keys())
            for font in one.obj.Resources.Font.values():
                assert "/FontFile2" in font.FontDescriptor


def test_every_run_of_content_belongs_to_one_element() -> None:
    tagged = TaggedPdf(pdf_of(tree.Heading("Findings"), table(60)))
    found: Counter[tuple[tuple[int, int], int]] = Counter()
    for element in tagged.elements():
        for kid in tagged._kids(element):
            if kid.get("/Type") == "/MCR":
                found[kid.Pg.objgen, int(kid.MCID)] += 1
    expected = {(p, n) for p, numbers in tagged.all_marked().items() for n in numbers}
    assert set(found) == expected
    assert set(found.values()) == {1}


def test_a_table_over_pages_is_one_table_with_its_headings_read_once() -> None:
    data = pdf_of(tree.Heading("Findings"), table(90))
    tagged = TaggedPdf(data)
    tags = Counter(tagged.tags())
    assert len(tagged.pdf.pages) > 2
    assert (tags["Table"], tags["THead"], tags["TR"], tags["TH"]) == (1, 1, 91, 3 + 90)
    assert tagged.lines().count("Certainty") == 1
    with pypdfium2.PdfDocument(data) as pdf:
        assert all("Certainty" in p.get_textpage().get_text_range() for p in pdf)
    assert problems(data) == []


def test_headings_skip_no_level_and_stand_in_the_outline() -> None:
    data = pdf_of(tree.Heading("One", 4), tree.Heading("Two", 6), tree.Heading("Three", 2))
    tagged = TaggedPdf(data)
    assert [tag for tag in tagged.tags() if tag.startswith("H")] == ["H1", "H2", "H3", "H2"]
    with pypdfium2.PdfDocument(data) as pdf:
        assert [entry.get_title() for entry in pdf.get_toc()] == ["A paper", "One", "Two", "Three"]


def test_links_lead_somewhere_and_say_where() -> None:
    reference = tree.Reference(1, "Writer A. A study.", "https://example.org/study")
    linked = tree.Paragraph((tree.Text("See "), tree.Cite((1,)), tree.Text(".")))
    data = pdf_of(linked, tree.References((reference,)))
    tagged = TaggedPdf(data)
    annotations = [a for p in tagged.pdf.pages for a in p.obj.get("/Annots", [])]
    assert [str(a.Contents) for a in annotations] == ["Reference 1", "https://example.org/study"]
    assert str(annotations[1].A.URI) == "https://example.org/study"
    assert annotations[0].Dest[0].objgen == tagged.pdf.pages[0].obj.objgen
    assert tagged.tags().count("Link") == 2
    assert problems(data) == []


def test_each_number_of_a_citation_leads_to_its_own_entry() -> None:
    cited = tree.Paragraph((tree.Text("As many found "), tree.Cite((1, 2, 3, 4, 6, 9))))
    entries = tuple(tree.Reference(n, "A study. " * 80) for n in range(1, 7))
    data = pdf_of(cited, tree.References(entries))
    tagged = TaggedPdf(data)
    links = [one for one in tagged.elements() if one.S == "/Link"]
    assert [tagged.text(one) for one in links] == ["1", "4", "6"]
    [page] = [p for p in tagged.pdf.pages if p.obj.get("/Annots")]
    assert [str(a.Contents) for a in page.obj.Annots] == [f"Reference {n}" for n in (1, 4, 6)]
    heights = [float(a.Dest[3]) for a in page.obj.Annots]
    assert heights == sorted(set(heights), reverse=True)
    assert "As many found [1–4, 6, 9]" in [line.replace("\xa0", " ") for line in tagged.lines()]
    assert problems(data) == []


def test_characters_the_typeface_lacks_are_named_never_boxed() -> None:
    document = tree.Document(
        "A 中 paper", (tree.Paragraph(words("🙂 and\u200b\x07 שלום")),), CREATED
    )
    data, warnings, _length = render(document, Progress())
    assert len(warnings) == 6
    assert "cjk unified ideograph-4e2d" in warnings[0]
    with pypdfium2.PdfDocument(data) as pdf:
        shown = pdf[0].get_textpage().get_text_range()
    assert "A [U+4E2D] paper" in shown
    assert "[U+1F642] and " in shown
    assert problems(data) == []


def test_each_character_that_is_lacking_is_named_with_its_place_before_the_paper_is_written(
    collection: Collection,
) -> None:
    summary = evidence_summary(
        bottom_line="Wait 🙂.", key_messages=[{"text": "שלום ﬃ"}, {"text": "שלום again"}]
    )
    paper = compose(collection, Plan(tuple(collection.add([summary]).ids)), "one-page-brief")
    assert list(unshown(paper.document)) == [
        (
            "The typeface of the PDF lacks “🙂” (U+1F642, slightly smiling face), first in "
            "“Bottom line”; it is printed as [U+1F642]."
        ),
        *(
            f"The typeface of the PDF lacks “{letter}” (U+{ord(letter):04X}, "
            f"{unicodedata.name(letter).lower()}), first in “Key messages”; it is printed as "
            f"[U+{ord(letter):04X}]."
            for letter in "שלום"
        ),
    ]


def test_many_characters_that_are_lacking_share_a_sentence() -> None:
    lacking = "".join(map(chr, range(0x4E00, 0x4E00 + 50)))
    document = tree.Document("A paper", (tree.Paragraph(words(lacking)),), CREATED)
    *single, shared = render(document, Progress()).warnings
    assert len(single) == 20
    assert all(character in shared for character in lacking[20:])


@pytest.mark.parametrize(
    "block",
    [
        tree.Paragraph(words("word " * 10_000)),
        tree.Paragraph(words("W" * 3_000)),
        tree.Callout("bottom-line", "Bottom line", (tree.Paragraph(words("word " * 5_000)),)),
        tree.Callout("local-knowledge", "", ()),
        tree.Callout(
            "bottom-line",
            "Recommendation",
            (tree.Table(("A", "B"), ((words("word " * 3_000), ()),), (1, 1), "Tall in a box"),),
        ),
        tree.Callout("note", "Many", (tree.Facts(((("Label", words("word " * 3_000))),) * 3),)),
        tree.Table(("A", "B"), ((words("word " * 3_000), words("W" * 500)),), (1, 1), "Tall"),
        tree.Table(
            tuple("ABCDEFGHIJKLMN"), (tuple(words("wide") for _ in range(14)),), (1,) * 14, "Wide"
        ),
        tree.Table(("A",), (), (1,), "No rows"),
        tree.Table(("A", "word " * 60), ((words("a"), words("b")),) * 30, (12, 1), "Tall heading"),
        tree.Facts((("Label", words("word " * 500)),)),
        tree.BulletList((tree.ListItem(words("word " * 2_000)), tree.ListItem(()))),
        tree.References(tuple(tree.Reference(n, f"Entry {n}") for n in range(1, 301))),
        tree.Heading("Heading " * 300),
        tree.Callout("note", "Note", (table(50),)),
    ],
    ids=lambda block: type(block).__name__,
)
def test_the_unexpected_is_still_a_proper_paper(block: tree.Block) -> None:
    assert problems(pdf_of(tree.Heading("Before"), block, tree.Heading("After"))) == []


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    write_pdf(board_paper(), tmp_path / "one.pdf")
    write_pdf(board_paper(), tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_target_that_cannot_be_written_is_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_pdf(board_paper(), tmp_path / "missing" / "paper.pdf")
    progress = Progress()
    progress.cancel()
    target = tmp_path / "paper.pdf"
    target.write_text("an older paper")
    with pytest.raises(Cancelled):
        write_pdf(board_paper(), target, progress)
    assert target.read_text() == "an older paper"
    assert list(tmp_path.iterdir()) == [target]
