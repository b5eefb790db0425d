"""Charts as pictures for Word, which takes no SVG from the library that writes it."""

import io
from dataclasses import dataclass

import pypdfium2
from reportlab.graphics import renderPDF
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from kmdesk.base.pdfium import TURN
from kmdesk.briefing import tree
from kmdesk.briefing.look import Look
from kmdesk.briefing.pdf import charts, fonts
from kmdesk.briefing.pdf.fonts import Coverage

WIDTH = 420.0
"""Of a chart, in points."""
_SCALE = 3.0
"""Pixels a point, sharp on paper: 216 a inch."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file and its width on paper in points."""

    data: io.BytesIO
    width: float


def picture(chart: tree.BarChart, look: Look) -> Picture:
    """Return a chart as PNG, drawn from the definition that the PDF uses."""
    drawing = charts.drawing(chart, WIDTH, Coverage(), HexColor(look.accent))
    page = io.BytesIO()
    size = (drawing.width, drawing.height)
    canvas = Canvas(page, pagesize=size, initialFontName=fonts.REGULAR, invariant=1)
    renderPDF.draw(drawing, canvas, 0, 0)
    canvas.save()
    png = io.BytesIO()
    with TURN, pypdfium2.PdfDocument(page.getvalue()) as pdf:
        pdf[0].render(scale=_SCALE).to_pil().save(png, "PNG")
    return Picture(png, drawing.width)
