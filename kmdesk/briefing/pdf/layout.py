"""From the briefing tree to flowables, and in the same order to the tag tree."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from pikepdf import Name
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from kmdesk.base.progress import Progress
from kmdesk.briefing import parts, tree
from kmdesk.briefing.look import Logo
from kmdesk.briefing.pdf import charts, style
from kmdesk.briefing.pdf.columns import PADDING, column_widths, shapes_width
from kmdesk.briefing.pdf.flowables import (
    Rule,
    TaggedDrawing,
    TaggedParagraph,
    TaggedPicture,
    grid,
    row_height,
)
from kmdesk.briefing.pdf.fonts import Coverage
from kmdesk.briefing.pdf.lists import listed, reference_list
from kmdesk.briefing.pdf.structure import Element
from kmdesk.briefing.pdf.together import hold, kept, unsplit, whole_rows
from kmdesk.briefing.pdf.words import Words

WHOLE_PAGE = style.PAGE_HEIGHT - style.TOP - style.BOTTOM - 1
"""Points that are left only at the top of a page."""

MOST_REPEATED = style.PAGE_HEIGHT / 4
"""Points of headings of a table that are repeated on each page; taller ones would fill it."""

SHORT_LEAD = 240
"""Letters of words that stand with what they lead to."""

LOGO = (124.0, 36.0)
"""Points that a logo may take, across and down."""

_GROUPS = {"quote": "BlockQuote"}
"""Standard structure types of ISO 32000-1, table 333, for callouts that are more than a section."""


class Layout:
    """Lays out one document.

    Attributes:
        words: what writes its words, with the links and inner elements that are in them.
    """

    def __init__(self, document: tree.Document, root: Element, coverage: Coverage) -> None:
        """Take what to lay out, the root of its tag tree, and what replaces characters."""
        self._document = document
        self._coverage = coverage
        self._palette = style.Palette(document.look)
        self._looks = style.styles(document.look.strong)
        self._places = 0
        self._section = root
        references = parts.reference_numbers(document.blocks)
        self.words = Words(coverage, document.look.accent, references)

    def flowables(self, progress: Progress) -> list[Flowable]:
        """Return the flowables of the document.

        Raises:
            Cancelled: somebody asked to stop.
        """
        document = self._document
        flowables = self._head(document)
        title = document.title or "Untitled"
        shown = self._coverage.text(title)
        look = style.balanced(self._looks["heading-1"], shown, style.WIDTH)
        flowables.append(self._heading(title, 1, look))
        if document.subtitle:
            flowables.append(self._plain(document.subtitle, "subtitle"))
        for placed in parts.placed(document):
            progress.check()
            flowables += self._block(placed, style.WIDTH)
        return list(kept(_labels_hold(flowables), style.WIDTH))

    def _head(self, document: tree.Document) -> list[Flowable]:
        left = [
            self._plain(text, look)
            for text, look in (
                (document.organisation, "organisation"),
                (document.service, "service"),
            )
            if text
        ]
        right = [self._plain(text, "occasion") for text in document.occasion if text]
        logo = self._logo(document.look.logo) if document.look.logo else []
        if not (left or right or logo):
            return []
        flat = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
        flat += [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 8)]
        commands = [
            *flat,
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("ALIGN", (-1, 0), (-1, 0), "RIGHT"),
        ]
        cells = [left, right, logo] if logo else [left, right]
        shares = (0.4, 0.34, 0.26) if logo else (0.55, 0.45)
        head = grid([cells], [style.WIDTH * share for share in shares], commands)
        return [head, Rule(2, self._palette.accent, style.GRID * 5)]

    def _logo(self, logo: Logo) -> list[Flowable]:
        words = self._coverage.text(logo.alternative)
        scale = min(LOGO[0] / logo.width, LOGO[1] / logo.height)
        size = (logo.width * scale, logo.height * scale)
        element = self._section.add("Figure", alternative=words)
        return [TaggedPicture(logo.png, size, element)]

    def _block(self, placed: parts.Placed, width: float) -> list[Flowable]:
        match block := placed.block:
            case tree.Heading():
                look = style.heading_style(placed.level)
                heading = hold(self._heading(block.text, placed.level, look, block.language))
                return [CondPageBreak(WHOLE_PAGE), heading] if block.new_page else [heading]
            case tree.Paragraph():
                bold = bool(block.inlines) and all(
                    isinstance(one, tree.Text) and one.bold for one in block.inlines
                )
                element = self._section.add("P")
                return [self._paragraph(block.inlines, block.role, element, all_bold=bold)]
            case tree.BulletList():
                items = listed(block, self._section, self._paragraph, self._looks["item"])
                return [*items, Spacer(0, style.GRID)] if items else []
            case tree.Facts():
                return self._facts(block, width)
            case tree.Table():
                return self._table(block, width)
            case tree.Figure():
                return self._figure(block, width)
            case tree.References():
                look = self._looks["reference"]
                return [*reference_list(block, self._section, self._paragraph, look)]
            case tree.Callout():
                return self._callout(block, placed, width)

    def _heading(
        self, words: str, level: int, look: str | ParagraphStyle, language: str = ""
    ) -> TaggedParagraph:
        self._places += 1
        shown = self._coverage.text(words)
        return TaggedParagraph.make(
            self.words.plain(words),
            self._looks[look] if isinstance(look, str) else look,
            self._section.add(f"H{level}", language=language),
            bookmark=(f"heading-{self._places}", shown or " ", level),
        )

    def _plain(self, words: str, look: str) -> TaggedParagraph:
        shown = self.words.plain(words)
        return TaggedParagraph.make(shown, self._looks[look], self._section.add("P"))

    def _paragraph(
        self, inlines: tree.Inlines, look: str | ParagraphStyle, element: Element, **fields: Any
    ) -> TaggedParagraph:
        chosen = self._looks[look] if isinstance(look, str) else look
        markup, inner = self.words.run(inlines)
        return TaggedParagraph.make(markup, chosen, element, inner=inner, **fields)

    def _facts(self, block: tree.Facts, width: float) -> list[Flowable]:
        if not block.rows:
            return []
        across = 2 if block.side_by_side else 1
        table = self._table_element(block.summary)
        cells: list[list[Any]] = []
        for start in range(0, len(block.rows), across):
            row = table.add("TR")
            pairs = block.rows[start : start + across]
            line = [cell for label, value in pairs for cell in self._fact(row, label, value)]
            cells.append(line + [""] * (2 * across - len(line)))
            for _ in range(2 * across - len(line)):
                row.add("TD")
        part = width / across
        widths = (
            [part * 0.27, part * 0.73] * across if across == 2 else [width * 0.18, width * 0.82]
        )
        commands = [
            ("LINEABOVE", (0, 0), (-1, 0), 0.6, style.RULE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.6, style.RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *_padded(0, 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ]
        made = grid(cells, widths, commands)
        made.holds_facts = True
        return [made, Spacer(0, style.GRID * 3)]

    def _fact(self, row: Element, label: str, value: tree.Cell) -> list[list[Flowable]]:
        heading = row.add("TH", owner="Table", attributes={"Scope": Name.Row}).add("P")
        label_text = ((tree.Text(label)),)
        return [
            [self._paragraph(label_text, "label", heading)],
            self._cell(value, row.add("TD")),
        ]

    def _table_element(self, summary: str) -> Element:
        words = self._coverage.text(summary)
        return self._section.add("Table", owner="Table", attributes={"Summary": words})

    def _table(self, block: tree.Table, width: float) -> list[Flowable]:
        widths = column_widths(block, width)
        if widths is None:
            every = (self._facts(facts, width) for facts in parts.row_by_row(block))
            return [flowable for facts in every for flowable in facts]
        table = self._table_element(block.summary)
        head = (table.add("THead") if block.rows else table).add("TR")
        body = table.add("TBody") if block.rows else table
        cells = [[self._head_cell(head, words) for words in block.header]]
        for row in block.rows:
            cells.append(list(self._row(body.add("TR"), row, block)))
        commands = [
            ("BACKGROUND", (0, 0), (-1, 0), self._palette.strong),
            ("LINEBELOW", (0, 1), (-1, -1), 0.6, style.RULE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *_padded(PADDING, 4.5),
        ]
        for first, last in whole_rows(cells, widths):
            commands.append(("NOSPLIT", (0, first), (-1, last)))
        repeated = int(row_height(cells[0], widths) < MOST_REPEATED)
        return [grid(cells, widths, commands, repeatRows=repeated), Spacer(0, style.GRID * 2)]

    def _head_cell(self, row: Element, words: str) -> list[Flowable]:
        cell = row.add("TH", owner="Table", attributes={"Scope": Name.Column}).add("P")
        return [self._paragraph((tree.Text(words),), "cell-head", cell, repeats=True)]

    def _row(
        self, row: Element, cells: Sequence[tree.Cell], block: tree.Table
    ) -> Iterator[list[Flowable]]:
        for column, one in enumerate(cells):
            if column == 0 and block.row_headings:
                cell = row.add("TH", owner="Table", attributes={"Scope": Name.Row})
            else:
                cell = row.add("TD")
            yield self._cell(one, cell)

    def _cell(self, cell: tree.Cell, element: Element) -> list[Flowable]:
        if not isinstance(cell, tree.Flow):
            return [self._run_of_cell(cell, element.add("P"))]
        flowables: list[Flowable] = []
        for block in cell.blocks:
            if isinstance(block, tree.BulletList):
                flowables += listed(block, element, self._paragraph, self._looks["cell-item"])
            else:
                flowables.append(self._paragraph(block.inlines, "cell-part", element.add("P")))
        return flowables

    def _run_of_cell(self, inlines: tree.Inlines, element: Element) -> TaggedParagraph:
        match inlines:
            case (tree.Certainty(of=of, filled=filled), *_) if of:
                look = self._looks["cell-strong"]
                look = ParagraphStyle(look.name, parent=look, leftIndent=shapes_width(inlines))
                shapes = (filled, of, self._palette.strong)
                return self._paragraph(inlines, look, element, shapes=shapes)
        return self._paragraph(inlines, "cell", element)

    def _figure(self, block: tree.Figure, width: float) -> list[Flowable]:
        flowables: list[Flowable] = []
        if block.caption:
            caption = self._section.add("Caption").add("P")
            words = self._paragraph((tree.Text(block.caption),), "caption", caption)
            flowables.append(hold(words))
        alternative = self._coverage.text(block.alternative)
        element = self._section.add("Figure", alternative=alternative)
        drawing = charts.drawing(block.chart, width, self._coverage, self._palette.accent)
        return [*flowables, TaggedDrawing(drawing, element), Spacer(0, style.GRID * 2)]

    def _callout(self, block: tree.Callout, placed: parts.Placed, width: float) -> list[Flowable]:
        look, colour = style.box(block.kind, self._palette)
        outer, self._section = self._section, self._section.add(_GROUPS.get(block.kind, "Sect"))
        inside: list[Flowable] = []
        if placed.level:
            title = style.coloured(self._looks["callout-title"], colour)
            inside.append(hold(self._heading(block.title, placed.level, title)))
        inner_width = style.inner_width(block.kind, width)
        for inner in placed.inside:
            inside += self._block(inner, inner_width)
        self._section = outer
        inside = [one for one in inside if not isinstance(one, CondPageBreak)]
        inside = _labels_hold(inside)
        while inside and isinstance(inside[-1], Spacer):
            inside.pop()  # alone on the next page it would be an empty box
        # What stands at the top is moved when it cannot be split; other rows would be split into
        # nothing and themselves, for ever.
        commands = [*look, *_padded(style.CALLOUT_PADDING, 10), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        for first, last in unsplit(inside, inner_width):
            commands.append(("NOSPLIT", (0, first), (0, last)))
        rows: list[list[Any]] = [[[one]] for one in inside] or [[""]]
        whole = width - style.edge_width(block.kind) / 2  # half of the bar stands outside
        box = grid(rows, [whole], [*commands, *_joined(inside)])
        return [Spacer(0, style.GRID), box, Spacer(0, style.GRID * 2)]


def _labels_hold(flowables: list[Flowable]) -> list[Flowable]:
    """Return flowables; what leads to a list or to facts stands with their beginning.

    That is a line in bold before a list, and a sentence or two before facts.
    """
    for before, one in pairwise(flowables):
        short = 0 < getattr(before, "letters", 0) < SHORT_LEAD
        labelled = getattr(one, "label", None) and getattr(before, "all_bold", False)
        if short and (labelled or getattr(one, "holds_facts", False)):
            hold(before)
    return flowables


def _padded(across: float, down: float) -> list[Any]:
    everything = ((0, 0), (-1, -1))
    return [
        ("LEFTPADDING", *everything, across),
        ("RIGHTPADDING", *everything, across),
        ("TOPPADDING", *everything, down),
        ("BOTTOMPADDING", *everything, down),
    ]


def _joined(inside: Sequence[Flowable]) -> Iterable[Any]:
    """Return what makes the rows of a box stand as far apart as the same outside it."""
    for row, (one, following) in enumerate(pairwise(inside)):
        after = one.getSpaceAfter()
        before = max(following.getSpaceBefore() - after, 0)
        yield ("BOTTOMPADDING", (0, row), (0, row), after)
        yield ("TOPPADDING", (0, row + 1), (0, row + 1), before)
