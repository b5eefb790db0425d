"""The Word writer: real styles, so that the document can be read aloud, edited and re-styled."""

import io
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shape import InlineShape
from docx.shared import Emu, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from kmdesk.base.files import replacing
from kmdesk.base.progress import Progress
from kmdesk.briefing import docx_lists as lists
from kmdesk.briefing import docx_markup as markup
from kmdesk.briefing import docx_styles as styles
from kmdesk.briefing import parts, tree
from kmdesk.briefing.docx_picture import picture
from kmdesk.briefing.look import Logo

_LONGEST_PROPERTY = 255
"""Characters that python-docx takes for a property of the file."""

MOST_COLUMNS = 14
"""Of a table; one that has more is written row by row, since no page has room for them."""

SMALL_TABLE = 6
"""Rows of a table that is kept on one page."""


def write_docx(document: tree.Document, target: Path, progress: Progress | None = None) -> None:
    """Write a document for Word, whole or not at all.

    Raises:
        UserError: the target cannot be written.
        Cancelled: somebody asked to stop; the target is as it was.
    """
    data = io.BytesIO()
    _Writer(document, progress or Progress()).written().save(data)
    with replacing(target) as beside:
        beside.write_bytes(data.getvalue())


class _Writer:
    """Writes one document from top to foot."""

    def __init__(self, document: tree.Document, progress: Progress) -> None:
        self._document = document
        self._progress = progress
        self._known = parts.reference_numbers(document.blocks)
        self._word: Word = styles.empty(document.language, document.look)
        self._box = ""
        self._names = 0
        self._bookmarks: set[int] = set()
        self._styles = {style.name: style.style_id for style in self._word.styles}
        self._numberings = lists.Numberings(self._word)

    def written(self) -> Word:
        """Write everything and return it."""
        document = self._document
        self._properties()
        if document.look.logo:
            self._logo(document.look.logo)
        for line, style in (
            (document.organisation, "Organisation"),
            (document.service, "Letterhead"),
            *((line, "Letterhead") for line in document.occasion),
        ):
            if line:
                self._line(line, style)
        self._line(document.title or "Untitled", "Heading 1")
        if document.subtitle:
            self._line(document.subtitle, "Subtitle")
        blocks = parts.placed(document)
        for number, placed in enumerate(blocks):
            self._progress.step(number, len(blocks), "Writing")
            self._block(placed)
        self._foot(document.provenance)
        return self._word

    def _properties(self) -> None:
        document, properties = self._document, self._word.core_properties
        properties.title = _short(document.title or "Untitled")
        properties.author = properties.last_modified_by = _short(document.author)
        properties.subject = _short(document.subject)
        properties.keywords = _short(", ".join(document.keywords))
        properties.language = document.language
        properties.comments = ""
        properties.created = properties.modified = document.created

    def _every(self, blocks: Iterable[parts.Placed]) -> None:
        for placed in blocks:
            self._block(placed)

    def _block(self, placed: parts.Placed) -> None:
        match placed.block:
            case tree.Heading(text=text, new_page=new_page):
                heading = self._line(text, f"Heading {placed.level}")
                heading.paragraph_format.page_break_before = new_page or None
                if placed.block.language:
                    markup.speak(heading.runs[0], placed.block.language)
            case tree.Callout() as callout:
                self._callout(callout, placed)
            case tree.References() as references:
                self._references(references)
            case tree.Paragraph(inlines=inlines, role=role):
                self._inlines(self._paragraph(styles.ROLES[role]), inlines)
            case tree.BulletList() as listing:
                self._list(listing, 1)
            case tree.Facts() as facts:
                self._facts(facts)
            case tree.Table() as table:
                self._table(table)
            case tree.Figure() as figure:
                self._figure(figure)

    def _paragraph(self, style: str) -> Paragraph:
        paragraph = self._word.add_paragraph()
        self._set_style(paragraph, style)
        if self._box:
            styles.box(paragraph, self._box, self._document.look)
        self._last = paragraph
        return paragraph

    def _set_style(self, paragraph: Paragraph, style: str) -> None:
        """Give a paragraph its style; python-docx would look through all styles for each."""
        paragraph._p.style = self._styles[style]

    def _line(self, text: str, style: str) -> Paragraph:
        paragraph = self._paragraph(style)
        paragraph.add_run(parts.printable(text))
        return paragraph

    def _callout(self, callout: tree.Callout, placed: parts.Placed) -> None:
        outer, self._box = self._box, callout.kind
        if placed.level:
            self._line(callout.title, f"Heading {placed.level}")
        self._every(placed.inside)
        self._box = outer

    def _references(self, references: tree.References) -> None:
        paragraphs = [self._reference(entry) for entry in references.entries]
        for paragraph in (last := paragraphs[-parts.LAST_REFERENCES :]):
            paragraph.paragraph_format.keep_together = True
            paragraph.paragraph_format.keep_with_next = paragraph is not last[-1]

    def _reference(self, entry: tree.Reference) -> Paragraph:
        paragraph = self._paragraph("Reference")
        if entry.number not in self._bookmarks:
            self._bookmarks.add(entry.number)
            markup.bookmark(paragraph, entry.number)
        paragraph.add_run(f"{entry.number}.\t")
        self._inlines(paragraph, parts.reference_inlines(entry))
        return paragraph

    def _list(self, listing: tree.BulletList, level: int) -> None:
        numbering = self._numberings.on_page(listing, level)
        for item in listing.items:
            paragraph = self._paragraph(lists.item_style(listing, level))
            if numbering is not None:
                lists.number(paragraph, numbering, level)
            self._inlines(paragraph, item.inlines)
            for inner in item.inside:
                if isinstance(inner, tree.BulletList):
                    self._list(inner, level + 1)
                else:
                    continued = self._paragraph(lists.continued_style(level))
                    self._inlines(continued, inner.inlines)

    def _facts(self, facts: tree.Facts) -> None:
        for label, value in facts.rows:
            self._fact(label, value)
        if facts.rows:
            self._last.paragraph_format.space_after = Pt(10)

    def _fact(self, label: str, value: tree.Cell) -> None:
        paragraph = self._paragraph("Fact")
        paragraph.add_run(f"{parts.printable(label)}\t").font.color.rgb = styles.QUIET
        blocks = tree.cell_blocks(value)
        if isinstance(blocks[0], tree.Paragraph):
            self._inlines(paragraph, blocks[0].inlines)
            blocks = blocks[1:]
        self._flow(blocks, partial(self._paragraph, "Fact continued"), styles.FACT)

    def _flow(
        self,
        blocks: Iterable[tree.Paragraph | tree.BulletList],
        begin: Callable[[], Paragraph],
        left: int = 0,
        level: int = 1,
    ) -> None:
        """Write what is in a cell or a fact, standing in from `left` (EMU)."""
        for block in blocks:
            if isinstance(block, tree.Paragraph):
                continued = begin()
                if level > 1:
                    step = lists.CELL_STEP * (level - 1)
                    continued.paragraph_format.left_indent = Emu(left + step)
                self._inlines(continued, block.inlines)
                continue
            numbering = self._numberings.in_cell(block, level)
            for item in block.items:
                paragraph = begin()
                lists.number(paragraph, numbering, level)
                if left:
                    paragraph.paragraph_format.left_indent = Emu(left + lists.CELL_STEP * level)
                    paragraph.paragraph_format.first_line_indent = -lists.CELL_STEP
                self._inlines(paragraph, item.inlines)
                self._flow(item.inside, begin, left, level + 1)

    def _table(self, node: tree.Table) -> None:
        if len(node.header) > MOST_COLUMNS:
            for facts in parts.row_by_row(node):
                self._facts(facts)
            return
        table = self._word.add_table(rows=0, cols=len(node.header))
        table.style = styles.TABLE
        table.autofit = False
        markup.describe(table._tbl, parts.printable(node.summary))
        widths = _widths(node.widths, styles.text_width(self._word))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        head = table.add_row()
        markup.header_row(head)
        markup.fill(head, widths, [partial(self._head_cell, words=one) for one in node.header])
        for row in node.rows:
            line = table.add_row()
            fills = [partial(self._cell, words=words) for words in row]
            markup.fill(line, widths, fills)
        if len(node.rows) <= SMALL_TABLE:
            for line in table.rows[:-1]:
                markup.keep_with_next(line)
        self._set_style(self._word.add_paragraph(), "After table")

    def _head_cell(self, cell: _Cell, words: str) -> None:
        markup.shade(cell, self._document.look.strong[1:])
        self._cell(cell, (tree.Text(words, bold=True),))
        for one in cell.paragraphs[0].runs:
            one.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)

    def _cell(self, cell: _Cell, words: tree.Cell) -> None:
        empty: list[Paragraph] = [cell.paragraphs[0]]

        def begin() -> Paragraph:
            paragraph: Paragraph = empty.pop() if empty else cell.add_paragraph()
            self._set_style(paragraph, "Cell")
            return paragraph

        self._flow(tree.cell_blocks(words), begin)

    def _figure(self, figure: tree.Figure) -> None:
        if figure.caption:
            self._line(figure.caption, "Caption").paragraph_format.keep_with_next = True
        image = picture(figure.chart, self._document.look)
        shape = self._paragraph("Normal").add_run().add_picture(image.data, width=Pt(image.width))
        self._names += 1
        _describe(shape, f"Chart {self._names}", figure.alternative)

    def _logo(self, logo: Logo) -> None:
        paragraph = self._paragraph("Letterhead")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        scale = min(150 / logo.width, 42 / logo.height)
        width = Pt(logo.width * scale)
        shape = paragraph.add_run().add_picture(io.BytesIO(logo.png), width=width)
        _describe(shape, "Logo", logo.alternative)

    def _inlines(self, paragraph: Paragraph, inlines: tree.Inlines) -> None:
        for inline in inlines:
            match inline:
                case tree.Text(text=text, bold=bold, language=language):
                    run = paragraph.add_run(parts.printable(text))
                    run.bold = bold or None
                    if language:
                        markup.speak(run, language)
                case tree.Break():
                    paragraph.add_run().add_break()
                case tree.Link(text=text, url=url):
                    markup.link(paragraph, text, url)
                case tree.Cite(numbers=numbers):
                    for part, number in parts.cite_parts(numbers, self._known):
                        markup.inner_link(paragraph, part, number)
                case tree.Certainty(word=word, filled=filled, of=of):
                    paragraph.add_run(parts.printable(word)).bold = True
                    if of:
                        paragraph.add_run(f" ({filled} of {of})")

    def _foot(self, words: str) -> None:
        foot = self._word.sections[0].footer.paragraphs[0]
        foot.style = self._word.styles["Footer"]
        foot.add_run(f"{parts.printable(words)}\tPage ")
        markup.field(foot, "PAGE")
        foot.add_run(" of ")
        markup.field(foot, "NUMPAGES")


def _describe(shape: InlineShape, name: str, alternative: str) -> None:
    described = shape._inline.docPr
    described.set("name", name)
    described.set("descr", parts.printable(alternative))


def _short(text: str) -> str:
    return parts.printable(text)[:_LONGEST_PROPERTY]


def _widths(weights: Iterable[float], whole: int) -> list[int]:
    """Return the parts of a width that columns take."""
    weighed = list(weights)
    return [round(whole * weight / sum(weighed)) for weight in weighed]
