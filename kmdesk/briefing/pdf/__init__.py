"""The PDF writer: tagged from the first page, accessible (PDF/UA-1) and archival (PDF/A-2a)."""

import io
import math
from pathlib import Path
from typing import NamedTuple

import pikepdf
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from kmdesk.base.files import replacing
from kmdesk.base.progress import Progress
from kmdesk.briefing.length import LINES, Length
from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.canvas import TaggedCanvas
from kmdesk.briefing.pdf.finish import finish, pack
from kmdesk.briefing.pdf.fonts import Coverage
from kmdesk.briefing.pdf.layout import Layout
from kmdesk.briefing.pdf.structure import Structure
from kmdesk.briefing.tree import Document

__all__ = ["Rendered", "render", "write_pdf"]


class Rendered(NamedTuple):
    """A paper as a PDF.

    Attributes:
        data: the bytes of the file.
        warnings: a sentence for each character that the typeface lacks.
        length: how long it became.
    """

    data: bytes
    warnings: tuple[str, ...]
    length: Length


def write_pdf(document: Document, target: Path, progress: Progress | None = None) -> Rendered:
    """Write a document as PDF, whole or not at all; the same document gives the same bytes.

    Raises:
        UserError: the target cannot be written.
        Cancelled: somebody asked to stop; the target is as it was.
    """
    rendered = render(document, progress or Progress())
    with replacing(target) as beside:
        beside.write_bytes(rendered.data)
    return rendered


def render(document: Document, progress: Progress) -> Rendered:
    """Return a document as a PDF."""
    progress.step(0, 3, "Laying out")
    structure, coverage = Structure(), Coverage()
    drawn, length = _draw(document, structure, coverage)
    progress.step(1, 3, "Tagging")
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        structure.write(pdf)
        finish(pdf, document)
        pack(pdf)
        progress.step(2, 3, "Writing")
        pdf.save(
            written,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            compress_streams=False,
            min_version="1.7",
        )
    return Rendered(written.getvalue(), coverage.warnings(), length)


def _draw(document: Document, structure: Structure, coverage: Coverage) -> tuple[bytes, Length]:
    drawn = io.BytesIO()
    layout = Layout(structure.root, coverage)
    flowables = layout.document(document)
    foot = coverage.text(document.provenance)

    def furniture(canvas: TaggedCanvas, page: int, pages: int) -> None:
        _draw_foot(canvas, foot, f"Page {page} of {pages}")

    def canvas_maker(*args: object, **kwargs: object) -> TaggedCanvas:
        canvas = TaggedCanvas(*args, structure=structure, furniture=furniture, **kwargs)
        for target in layout.targets:
            canvas.add_target(target)
        return canvas

    template = BaseDocTemplate(
        drawn,
        pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
        initialFontName=fonts.REGULAR,
        initialFontSize=10,
        invariant=1,
        pageCompression=1,
    )
    height = style.PAGE_HEIGHT - style.TOP - style.BOTTOM
    frame = Frame(style.MARGIN, style.BOTTOM, style.WIDTH, height, 0, 0, 0, 0, id="body")
    template.addPageTemplates(PageTemplate("page", [frame]))
    template.build(flowables, canvasmaker=canvas_maker)
    filled = (frame._y2 - frame._y) / height
    return drawn.getvalue(), Length(template.page, math.ceil(filled * LINES))


def _draw_foot(canvas: TaggedCanvas, left: str, right: str) -> None:
    """Draw the foot of a page; what does not fit beside the page number is cut with an ellipsis."""
    with canvas.artifact():
        canvas.setStrokeColor(style.RULE)
        canvas.setLineWidth(0.6)
        canvas.line(style.MARGIN, 40, style.PAGE_WIDTH - style.MARGIN, 40)
        canvas.setFont(fonts.REGULAR, 8.5)
        canvas.setFillColor(style.QUIET)
        room = style.WIDTH - 80
        while left and canvas.stringWidth(left, fonts.REGULAR, 8.5) > room:
            left = left[:-2].rstrip() + "…"
        canvas.drawString(style.MARGIN, 27, left)
        canvas.drawRightString(style.PAGE_WIDTH - style.MARGIN, 27, right)
