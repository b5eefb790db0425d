"""Flowables that know their element of the tag tree, also when they split over pages."""

import io
from collections.abc import Sequence
from functools import partial
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph, Table
from reportlab.platypus.paragraph import _getFragWords

from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.canvas import TaggedCanvas
from kmdesk.briefing.pdf.structure import Element

DIAMOND = 3.4
"""Half the height of a certainty shape, in points."""


LABEL_GAP = 5.0
"""Points between the label of an item and its words."""


class TaggedParagraph(Paragraph):  # type: ignore[misc]  # ReportLab has no types
    """A paragraph that is content of an element.

    Attributes:
        label: drawn left of the first line, with its own element.
        inner: links, words in another language or abbreviations stand in it.
        shapes: how many certainty shapes are filled, of how many, before the words; their colour.
        bookmark: name, words and level of an entry in the outline, or the name of a place alone.
        all_bold: every word is bold, so that it may be the label of a list.
        letters, breaks: how many letters and ends of lines are in it.
        repeats: it may be drawn again on the next page; then it is decoration.
    """

    element: Element
    inner: bool = False
    label: tuple[Element, str] | None = None
    shapes: tuple[int, int, Any] | None = None
    bookmark: tuple[str, str, int] | None = None
    repeats: bool = False
    all_bold: bool = False
    letters: int = 0
    breaks: int = 0
    _broken: tuple[tuple[float, ...], Any] | None = None
    _drawn: bool = False

    @classmethod
    def make(
        cls, markup: str, look: ParagraphStyle, element: Element, **fields: Any
    ) -> "TaggedParagraph":
        """Return a paragraph of ReportLab's markup."""
        made = cls(markup, look)
        made.element = element
        made.letters = sum(len(getattr(frag, "text", "")) for frag in made.frags)
        made.breaks = sum(bool(getattr(frag, "lineBreak", False)) for frag in made.frags)
        for name, value in fields.items():
            setattr(made, name, value)
        if made.inner:
            made.frags = _splittable(made.frags)
        return made

    def breakLines(self, width: Any) -> Any:  # noqa: N802  # ReportLab's name
        """Return the lines at some widths; tables ask again and again, page by page."""
        widths = tuple(width) if isinstance(width, list | tuple) else (width,)
        if self._broken is None or self._broken[0] != widths:
            self._broken = (widths, super().breakLines(width))
        return self._broken[1]

    def split(self, width: float, height: float) -> list[Paragraph]:
        """Split; what stands before the first line stays with the first part."""
        parts: list[Paragraph] = super().split(width, height)
        if len(parts) > 1 and self._broken is not None and not self._broken[1].kind:
            widths, lines = self._broken  # of plain words; others are counted anew
            rest = lines.lines[len(parts[0].blPara.lines) :]
            parts[1]._broken = (widths, lines.clone(lines=rest))
        for number, part in enumerate(parts):
            part.element, part.inner, part.repeats = self.element, self.inner, self.repeats
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
        canvas.baseline = self.height - self.style.fontSize  # where nothing is written
        with canvas.runs(self.element) if self.inner else canvas.mark(self.element):
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
            left = max(look.leftIndent - width - LABEL_GAP, 0)
            canvas.drawString(left, baseline, words)

    def _draw_shapes(
        self, canvas: TaggedCanvas, baseline: float, filled: int, of: int, colour: Any
    ) -> None:
        middle = baseline + self.style.fontSize * 0.33
        canvas.setLineWidth(0.8)
        canvas.setStrokeColor(colour)
        canvas.setFillColor(colour)
        for number in range(of):
            x = DIAMOND + number * shape_width()
            path = canvas.beginPath()
            path.moveTo(x - DIAMOND, middle)
            path.lineTo(x, middle + DIAMOND)
            path.lineTo(x + DIAMOND, middle)
            path.lineTo(x, middle - DIAMOND)
            path.close()
            canvas.drawPath(path, stroke=1, fill=int(number < filled))


def _splittable(frags: Sequence[Any]) -> list[Any]:
    """Return words of fragments that ReportLab splits where they are too long for a line.

    It leaves alone a word that begins with the mark of an inner element, so an empty fragment of
    text is put before that.
    """
    words: list[Any] = _getFragWords(frags)
    for word in words:
        _first, *rest = word
        texts = [frag for frag, _text in rest if not hasattr(frag, "cbDefn")]
        if texts and hasattr(rest[0][0], "cbDefn"):
            word.insert(1, (texts[0].clone(text=""), ""))
    return words


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
        _note_box(self.canv, self.element, self.width, self.height)
        with self.canv.mark(self.element):
            renderPDF.draw(self.drawing, self.canv, 0, 0)


def _note_box(canvas: TaggedCanvas, element: Element, width: float, height: float) -> None:
    """Note where a figure stands, as PDF/UA wants (ISO 14289-1:2014, 7.3)."""
    corners = (*canvas.absolutePosition(0, 0), *canvas.absolutePosition(width, height))
    element.owner = "Layout"
    element.attributes = {"BBox": [round(edge, 2) for edge in corners]}


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


class TaggedPicture(Flowable):  # type: ignore[misc]
    """A picture that is a figure with alternative text."""

    def __init__(self, png: bytes, size: tuple[float, float], element: Element) -> None:
        """Take the picture and its size on paper in points."""
        super().__init__()
        self.png, self.element = png, element
        self.width, self.height = size

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it as content of its element, and note where it stands."""
        _note_box(self.canv, self.element, self.width, self.height)
        with self.canv.mark(self.element):
            image = ImageReader(io.BytesIO(self.png))
            self.canv.drawImage(image, 0, 0, self.width, self.height)


ROW_PADDING = 2.0 * style.GRID
"""Points above and below the words of a row."""


class _Grid(Table):  # type: ignore[misc]
    """A table that stands at the right of its place, and so do its parts on other pages."""

    def __init__(self, *args: Any, hAlign: str = "RIGHT", **fields: Any) -> None:  # noqa: N803
        super().__init__(*args, hAlign=hAlign, **fields)


def grid(
    cells: Sequence[Sequence[Any]], widths: Sequence[float], commands: Sequence[Any], **fields: Any
) -> Table:
    """Return a table of flowables whose lines and fills are decoration.

    A row moves to the next page whole, unless it may be too tall for any page. ReportLab sets the
    font of each cell, also of one that holds flowables; Helvetica, its default, is not embedded.
    """
    heights = [row_height(row, widths) for row in cells]
    made = _Grid(
        cells,
        colWidths=list(widths),
        style=[("FONTNAME", (0, 0), (-1, -1), fonts.REGULAR), *commands],
        splitInRow=int(max(heights, default=0) > style.PAGE_HEIGHT / 2),
        renderCB=_as_decoration,
        **fields,
    )
    made.about = sum(heights)
    return made


def row_height(row: Sequence[Any], widths: Sequence[float]) -> float:
    """Return about how tall a row of cells will be in points, by a rough count of its lines."""
    return ROW_PADDING + max(
        sum(map(partial(about_height, width=width), cell if isinstance(cell, list) else [cell]))
        for cell, width in zip(row, widths, strict=True)
    )


def about_height(flowable: Any, width: float) -> float:
    """Return about how tall something will be in points, without setting it."""
    if isinstance(flowable, Table):
        return float(flowable.about)
    if not isinstance(flowable, TaggedParagraph):
        return float(getattr(flowable, "height", 0) or 0)
    look = flowable.style
    across = max(width - look.leftIndent - 12, look.fontSize)
    return float(
        (flowable.letters * look.fontSize * 0.6 / across + 1 + flowable.breaks) * look.leading
    )


def _as_decoration(table: Table, event: str, *_details: Any) -> None:
    if event in ("startBG", "startLines"):
        table.canv._code.append("/Artifact BMC")
    elif event in ("endBG", "endLines"):
        table.canv._code.append("EMC")
