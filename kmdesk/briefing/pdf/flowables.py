"""Flowables that know their element of the tag tree, also when they split over pages."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Table

from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.canvas import TaggedCanvas
from kmdesk.briefing.pdf.structure import Element

DIAMOND = 3.4
"""Half the height of a certainty shape, in points."""


class TaggedParagraph(Paragraph):  # type: ignore[misc]  # ReportLab has no types
    """A paragraph that is content of an element.

    Attributes:
        label: drawn left of the first line, with its own element.
        shapes: how many certainty shapes stand before the words, and how many of them are filled.
        bookmark: name, words and level of an entry in the outline, or the name of a place alone.
        repeats: it may be drawn again on the next page; then it is decoration.
    """

    element: Element
    links: bool = False
    label: tuple[Element, str] | None = None
    shapes: tuple[int, int] | None = None
    bookmark: tuple[str, str, int] | None = None
    repeats: bool = False
    _drawn: bool = False

    @classmethod
    def make(
        cls, markup: str, look: ParagraphStyle, element: Element, **fields: Any
    ) -> "TaggedParagraph":
        """Return a paragraph of ReportLab's markup."""
        made = cls(markup, look)
        made.element = element
        for name, value in fields.items():
            setattr(made, name, value)
        return made

    def split(self, width: float, height: float) -> list[Paragraph]:
        """Split; what stands before the first line stays with the first part."""
        parts: list[Paragraph] = super().split(width, height)
        for number, part in enumerate(parts):
            part.element, part.links, part.repeats = self.element, self.links, self.repeats
            if number == 0:
                part.label, part.shapes, part.bookmark = self.label, self.shapes, self.bookmark
        return parts

    def draw(self) -> None:
        """Draw the words as content, the rest as what it is."""
        canvas: TaggedCanvas = self.canv
        if self.repeats and self._drawn:
            with canvas.artifact():
                super().draw()
            return
        self._drawn = True
        if self.bookmark:
            self._note_place(canvas, *self.bookmark)
        with canvas.runs(self.element) if self.links else canvas.mark(self.element):
            super().draw()
        baseline = canvas.baseline
        if self.label:
            self._draw_label(canvas, baseline, *self.label)
        if self.shapes:
            with canvas.artifact():
                self._draw_shapes(canvas, baseline, *self.shapes)

    def _note_place(self, canvas: TaggedCanvas, name: str, words: str, level: int) -> None:
        canvas.note_place(name, self.height)
        if words:
            canvas.bookmarkHorizontal(name, 0, self.height)
            canvas.addOutlineEntry(words, name, level - 1)

    def _draw_label(
        self, canvas: TaggedCanvas, baseline: float, element: Element, words: str
    ) -> None:
        look = self.style
        with canvas.mark(element):
            canvas.setFont(look.fontName, look.fontSize)
            canvas.setFillColor(look.textColor)
            width = stringWidth(words, look.fontName, look.fontSize)
            left = max(look.leftIndent - width - 5, 0)
            canvas.drawString(left, baseline, words)

    def _draw_shapes(self, canvas: TaggedCanvas, baseline: float, filled: int, of: int) -> None:
        middle = baseline + self.style.fontSize * 0.33
        canvas.setLineWidth(0.8)
        canvas.setStrokeColor(style.DARK_BLUE)
        canvas.setFillColor(style.DARK_BLUE)
        for number in range(of):
            x = DIAMOND + number * shape_width()
            path = canvas.beginPath()
            path.moveTo(x - DIAMOND, middle)
            path.lineTo(x, middle + DIAMOND)
            path.lineTo(x + DIAMOND, middle)
            path.lineTo(x, middle - DIAMOND)
            path.close()
            canvas.drawPath(path, stroke=1, fill=int(number < filled))


def shape_width() -> float:
    """Return how far one certainty shape stands from the next, in points."""
    return 2 * DIAMOND + 2.2


class TaggedDrawing(Flowable):  # type: ignore[misc]
    """A drawing that is a figure with alternative text."""

    def __init__(self, drawing: Drawing, element: Element) -> None:
        """Take the drawing as large as it is."""
        super().__init__()
        self.drawing, self.element = drawing, element
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it as content of its element, and note where it stands."""
        left, bottom = self.canv.absolutePosition(0, 0)
        right, top = self.canv.absolutePosition(self.width, self.height)
        self.element.owner = "Layout"
        self.element.attributes = {"BBox": [round(x, 2) for x in (left, bottom, right, top)]}
        with self.canv.mark(self.element):
            renderPDF.draw(self.drawing, self.canv, 0, 0)


class Rule(Flowable):  # type: ignore[misc]
    """A line across the page, which is decoration."""

    def __init__(self, thickness: float, colour: Any, after: float) -> None:
        """Take thickness and the space after it, in points."""
        super().__init__()
        self.thickness, self.colour, self.spaceAfter = thickness, colour, after

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the size: all the width."""
        self.width = width
        return width, self.thickness

    def draw(self) -> None:
        """Draw it."""
        with self.canv.artifact():
            self.canv.setFillColor(self.colour)
            self.canv.rect(0, 0, self.width, self.thickness, stroke=0, fill=1)


def grid(
    cells: Sequence[Sequence[Any]], widths: Sequence[float], commands: Sequence[Any], **fields: Any
) -> Table:
    """Return a table of flowables whose lines and fills are decoration.

    A row moves to the next page whole, unless it may be too tall for any page. ReportLab sets the
    font of each cell, also of one that holds flowables; Helvetica, its default, is not embedded.
    """
    return Table(
        cells,
        colWidths=list(widths),
        style=[("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR), *commands],
        splitInRow=int(any(map(partial(_is_tall, widths=widths), cells))),
        renderCB=_as_decoration,
        **fields,
    )


def _is_tall(row: Sequence[Any], widths: Sequence[float]) -> bool:
    """Say whether a row may take half a page or more, by a rough count of its lines."""
    return any(
        sum(map(partial(_about_height, width=width), cell if isinstance(cell, list) else [cell]))
        > style.PAGE_HEIGHT / 2
        for cell, width in zip(row, widths, strict=True)
    )


def _about_height(flowable: Any, width: float) -> float:
    if isinstance(flowable, Table):
        return float(flowable._nrows * 2 * style.GRID * 5)
    if not isinstance(flowable, Paragraph):
        return float(getattr(flowable, "height", 0) or 0)
    look = flowable.style
    letters = sum(len(getattr(frag, "text", "")) for frag in flowable.frags)
    across = max(width - look.leftIndent - 12, look.fontSize)
    return float((letters * look.fontSize * 0.6 / across + 1) * look.leading)


def _as_decoration(table: Table, event: str, *_details: Any) -> None:
    if event in ("startBG", "startLines"):
        table.canv._code.append("/Artifact BMC")
    elif event in ("endBG", "endLines"):
        table.canv._code.append("EMC")
