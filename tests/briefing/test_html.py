"""The HTML writer: one file on its own, in order, for screen, paper and ear."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from kmdesk.base.colour import READABLE, contrast, parse
from kmdesk.briefing import prose, tree
from kmdesk.briefing.html import html
from tests.briefing.factory import CREATED, board_paper


class Reader(HTMLParser):
    """Collects the tags of a page with their attributes, and checks that they nest."""

    VOID = ("meta", "col", "br", "img", "path", "rect", "line", "image", "use")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def named(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


PAGE = html(board_paper())
READER = Reader(PAGE)


def test_the_page_stands_on_its_own_and_runs_nothing() -> None:
    for tag, attributes in READER.tags:
        assert tag not in ("script", "link", "img", "iframe")
        assert not any(name.startswith("on") or name == "src" for name in attributes)
    assert "url(" not in PAGE
    assert "@import" not in PAGE


def test_one_title_and_headings_that_skip_no_level() -> None:
    levels = [int(tag[1]) for tag, _ in READER.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_header_cells_have_a_scope_and_tables_a_caption() -> None:
    assert {cell.get("scope") for cell in READER.named("th")} == {"col", "row"}
    assert len(READER.named("caption")) == len(READER.named("table"))


def test_every_chart_has_a_name_and_tells_its_numbers() -> None:
    [chart] = [one for one in READER.named("svg") if one.get("role") == "img"]
    ids = {attributes.get("id") for _, attributes in READER.tags}
    assert {chart["aria-labelledby"], chart["aria-describedby"]} <= ids
    assert "mark out of 10 7: 3" in PAGE


def test_every_link_inside_the_page_leads_somewhere() -> None:
    ids = {attributes.get("id") for _, attributes in READER.tags}
    links = [str(a.get("href")) for a in READER.named("a")]
    inner = [link[1:] for link in links if link.startswith("#")]
    assert inner
    assert set(inner) <= ids


def test_words_of_a_record_are_never_markup() -> None:
    hostile = '<script>alert("x")</script><img src=x onerror=y>\x07'
    words = (tree.Text(hostile), tree.Link(hostile, "javascript:alert(1)"))
    blocks = (
        tree.Heading(hostile),
        tree.Paragraph(words),
        tree.Table((hostile,), ((words,),), (1,), hostile),
        tree.References((tree.Reference(1, hostile, "javascript:alert(1)"),)),
    )
    page = html(tree.Document(hostile, blocks, CREATED, subtitle=hostile, provenance=hostile))
    reader = Reader(page)
    assert not reader.named("script", "img")
    assert not [a for a in reader.named("a") if "javascript" in str(a.get("href"))]
    assert "\x07" not in page


_ON_DARK = re.compile(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}")


def _colours(blocks: list[str]) -> dict[str, str]:
    """Return the variables in blocks of the style sheet, later ones winning."""
    found = re.findall(r"--([\w-]+): *(#[0-9a-f]+);", " ".join(blocks))
    return {name: str(parse(value)) for name, value in found}


LIGHT = _colours(re.findall(r":root \{([^}]*)\}", _ON_DARK.sub("", PAGE)))
DARK = {**LIGHT, **_colours(_ON_DARK.findall(PAGE))}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_words_can_be_read_on_what_is_behind_them(colours: dict[str, str]) -> None:
    assert LIGHT["paper"] != DARK["paper"]
    for name in ("text", "quiet", "accent", "strong", "green"):
        assert contrast(colours[name], colours["paper"]) >= READABLE, name
    for name in ("text", "quiet", "accent", "strong"):
        assert contrast(colours[name], colours["tint"]) >= READABLE, name
    assert contrast("#ffffff", colours["head"]) >= READABLE


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    regions = [a for a in READER.named("div") if a.get("class") == "scroll"]
    assert len(regions) == len(READER.named("table")) + len(READER.named("figure"))
    for region in regions:
        assert (region["tabindex"], region["role"]) == ("0", "region")
        assert region["aria-label"]


def test_lists_and_quotes_are_what_they_are() -> None:
    tags = [tag for tag, _ in READER.tags]
    assert {"ul", "ol", "dl", "main", "header", "footer", "section", "figcaption"} <= set(tags)
    assert READER.named("html")[0]["lang"] == "en-GB"


def test_lists_stand_in_the_items_they_belong_to_and_begin_where_they_should() -> None:
    blocks = prose.blocks("3. Ask\n   - who\n     1. first\n\n   and why\n4. Listen")
    page = html(tree.Document("", blocks, CREATED))
    Reader(page)
    assert "".join(page.split("<main>")[1].split("</main>")[0].split()) == (
        "<h1>Untitled</h1>"
        '<olstart="3"><li>Ask<ul><li>who<ol><li>first</li></ol></li></ul><p>andwhy</p></li>'
        "<li>Listen</li></ol>"
    )


def test_an_empty_paper_is_still_a_page() -> None:
    assert Reader(html(tree.Document("", (), CREATED))).named("h1")


@pytest.mark.parametrize(
    ("values", "beside"),
    [
        (("a", "b", "c"), True),
        (("a", "b"), False),
        (("a", "b", "word " * 20), False),
        (("a", "b", "- one\n- two"), False),
    ],
)
def test_facts_stand_side_by_side_when_they_are_short(
    values: tuple[str, ...], beside: bool
) -> None:
    facts = tree.Facts(tuple((f"Label {n}", prose.cell(one)) for n, one in enumerate(values)))
    assert facts.side_by_side == beside
    [listed] = Reader(html(tree.Document("A paper", (facts,), CREATED))).named("dl")
    assert (listed.get("class") == "long") != beside


def test_a_printed_page_keeps_the_proportions_of_the_screen_and_has_a_number() -> None:
    printed = PAGE[PAGE.index("@media print") :]
    sizes = re.findall(r"([\w.]+) \{[^}]*?font-size: ([\d.]+)(\w+)", printed)
    assert [(who, unit) for who, _size, unit in sizes] == [("html", "pt")]
    assert "counter(page)" in printed
