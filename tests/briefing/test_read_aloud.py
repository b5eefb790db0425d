"""What a screen reader finds in the PDF of each template, beyond what the standards check."""

from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest

from kmdesk.base.progress import Progress
from kmdesk.briefing import tree
from kmdesk.briefing.paper import compose
from kmdesk.briefing.pdf import render
from kmdesk.briefing.plan import Plan
from kmdesk.briefing.templates import TEMPLATES
from kmdesk.store.collection import Collection
from tests.briefing.reading import TaggedPdf, squeezed
from tests.briefing.telling import Telling
from tests.factory import case_study, evidence_summary, lesson, review, source

FRENCH = "Limites et jeu en ligne"
NICE = "National Institute for Health and Care Excellence"
WORDS = "As NICE says, and NICE again, see [the guideline](https://example.org/guideline)."
MARKS = [{"mark": 5}, {"mark": 7}, {"mark": 7, "at_least": True}]


class Read(NamedTuple):
    document: tree.Document
    tagged: TaggedPdf
    data: bytes

    def named(self, *tags: str) -> list[pikepdf.Object]:
        return [one for one in self.tagged.elements() if str(one.S)[1:] in tags]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Read]]:
    """One paper of each template, made from records with something of everything."""
    path = tmp_path_factory.mktemp("aloud") / "ours.kmdesk"
    with Collection.open(path, create=True, author="AP") as opened:
        [french] = opened.add([source(title=FRENCH, language="fre")]).ids
        findings = [
            {"text": WORDS, "certainty": "grade/low", "sources": [french]},
            {"text": "Little harm.", "certainty": "grade/high", "theme": "Harm"},
        ]
        records = [
            evidence_summary(bottom_line=WORDS, findings=findings),
            review(summary=WORDS, marks=MARKS),
            review(title="Another", marks=MARKS),
            lesson(statement=WORDS),
            case_study(immediate_impact=WORDS),
        ]
        ids = (*opened.add(records).ids, french)
        made = {}
        for name in TEMPLATES:
            document = compose(opened, Plan(ids), name).document
            data = render(document, Progress()).data
            made[name] = Read(document, TaggedPdf(data), data)
        yield made


@pytest.fixture(params=TEMPLATES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def read(papers: dict[str, Read], name: str) -> Read:
    return papers[name]


def every(blocks: tuple[tree.Block, ...]) -> Iterator[tree.Block]:
    for block in blocks:
        yield block
        if isinstance(block, tree.Callout):
            yield from every(block.blocks)


def test_the_text_is_that_of_the_tree_in_its_order(read: Read) -> None:
    assert squeezed(read.tagged.lines()) == squeezed(Telling("pdf").lines(read.document))


def test_the_title_is_shown_and_the_language_is_known(read: Read) -> None:
    pdf = read.tagged.pdf
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.trailer.Info.Title) == read.document.title
    with pdf.open_metadata() as metadata:
        assert str(metadata["dc:title"]) == read.document.title
    assert str(pdf.Root.Lang) == "en-GB"
    [title] = read.named("H1")
    assert read.tagged.text(title) == read.document.title


def test_the_bookmarks_are_the_headings(read: Read) -> None:
    headings = [
        (int(str(one.S)[2:]), read.tagged.text(one))
        for one in read.named("H1", "H2", "H3", "H4", "H5", "H6")
    ]
    with pypdfium2.PdfDocument(read.data) as pdf:
        outline = [(one.level + 1, one.get_title()) for one in pdf.get_toc()]
        assert all(one.get_dest() for one in pdf.get_toc())
    assert outline == headings
    assert len(headings) > 2


def test_tables_say_what_they_are_and_which_cells_are_headings(read: Read, name: str) -> None:
    tables = read.named("Table")
    assert bool(tables) == (name != "bulletin")
    for table in tables:
        assert str(table.A.Summary).strip()
        heads = [one for one in read.tagged.elements(table) if one.S == "/TH"]
        assert all(str(one.A.Scope) in ("/Column", "/Row") for one in heads)
        assert all(read.tagged.text(one.K[0]).strip() for one in heads)
        rows = [one for one in read.tagged.elements(table) if one.S == "/TR"]
        assert len({len(row.K) for row in rows}) == 1
        for row in rows:
            assert row.K[0].S == "/TH"


def test_charts_tell_their_numbers(read: Read, name: str) -> None:
    charts = [one for one in every(read.document.blocks) if isinstance(one, tree.Figure)]
    told = [str(one.Alt) for one in read.named("Figure")]
    assert len(told) == len(charts)
    assert bool(charts) == (
        name
        in ("board-paper", "one-page-brief", "sbar", "lessons-report", "rapid-evidence-summary")
    )
    for figure, words in zip(charts, told, strict=True):
        numbered = zip(figure.chart.categories, figure.chart.values, strict=True)
        shown = [f"{category}: {value}" for category, value in numbered if value]
        assert shown
        assert all(one in words for one in shown)
        assert figure.chart.unit in words


def test_links_have_words_and_lead_somewhere(read: Read) -> None:
    links = read.named("Link")
    addresses = set()
    for link in links:
        assert read.tagged.text(link).strip()
        areas = [kid.Obj for kid in link.K if kid.get("/Type") == "/OBJR"]  # one on each line
        assert areas
        for area in areas:
            assert str(area.Contents).strip()
            if "/A" in area:
                addresses.add(str(area.A.URI))
            else:
                assert area.Dest[0].objgen in {page.obj.objgen for page in read.tagged.pdf.pages}
    assert "https://example.org/guideline" in addresses


def test_an_abbreviation_is_spelt_out_where_it_is_first_used_and_there_alone(read: Read) -> None:
    spelt = [one for one in read.named("Span") if str(one.get("/E", "")) == NICE]
    assert [read.tagged.text(one) for one in spelt] == ["NICE"]
    words = [one for one in read.named("P") if "NICE" in read.tagged.text(one)]
    assert len(words) > 1
    assert spelt[0].objgen in {one.objgen for one in read.tagged.elements(words[0])}
    assert any(line.startswith("Abbreviations.") and NICE in line for line in read.tagged.lines())


def test_words_in_another_language_say_which(read: Read, name: str) -> None:
    spoken = {read.tagged.text(one) for one in read.tagged.elements() if one.get("/Lang") == "fr"}
    cites = name in ("board-paper", "sbar", "rapid-evidence-summary", "bulletin")
    assert spoken == ({FRENCH} if cites else set())


def test_lists_have_labels_and_bodies(read: Read) -> None:
    for listing in read.named("L"):
        assert [str(item.S) for item in listing.K] == ["/LI"] * len(listing.K)
        for item in listing.K:
            assert [str(part.S) for part in item.K] == ["/Lbl", "/LBody"]
            assert read.tagged.text(item.K[0]).strip()
