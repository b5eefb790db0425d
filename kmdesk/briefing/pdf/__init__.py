"""The PDF writer: tagged from the first page, accessible (PDF/UA-1) and archival (PDF/A-2a)."""

import io
import math
from pathlib import Path

import pikepdf
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from kmdesk.base.files import replacing
from kmdesk.base.progress import Progress
from kmdesk.briefing.characters import unshown
from kmdesk.briefing.length import LINES, Length
from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.canvas import TaggedCanvas
from kmdesk.briefing.pdf.finish import finish, pack
from kmdesk.briefing.pdf.fonts import Coverage
from kmdesk.briefing.pdf.layout import Layout
from kmdesk.briefing.pdf.structure import Structure
from kmdesk.briefing.rendered import Rendered
from kmdesk.briefing.tree import Document

__all__ = ["render", "write_pdf"]

MOST_IDLE = 1_000
"""Blocks one after the other that take no room; more are one that is split into itself for ever."""

SMALL = 8.5
"""Points of the type at head and foot."""


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
    drawn, length = _draw(document, structure, coverage, progress)
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
    return Rendered(written.getvalue(), unshown(document), length)


class _Template(BaseDocTemplate):  # type: ignore[misc]  # ReportLab has no types
    """Looks after each block whether to stop: a paper may have 500 records."""

    progress = Progress()
    _stands = (0, 0.0)
    _idle = 0

    def afterFlowable(self, _flowable: Flowable) -> None:  # noqa: N802  # ReportLab's name
        """Look whether to stop, and whether the paper grows at all."""
        self.progress.check()
        stands = (self.page, getattr(self.frame, "_y", 0.0))
        self._idle = self._idle + 1 if stands == self._stands else 0
        self._stands = stands
        if self._idle > MOST_IDLE:
            raise LayoutError(f"page {self.page} is never filled")


def _draw(
    document: Document, structure: Structure, coverage: Coverage, progress: Progress
) -> tuple[bytes, Length]:
    drawn = io.BytesIO()
    layout = Layout(document, structure.root, coverage)
    flowables = layout.flowables(progress)
    foot, title = coverage.text(document.provenance), coverage.text(document.title)

    def furniture(canvas: TaggedCanvas, page: int, pages: int) -> None:
        with canvas.artifact():
            _draw_foot(canvas, foot, f"Page {page} of {pages}")
            if page > 1:
                _draw_head(canvas, title)

    def on_page(page: int) -> None:
        progress.step(0, 3, f"Laying out page {page + 1}")

    def canvas_maker(*args: object, **kwargs: object) -> TaggedCanvas:
        canvas = TaggedCanvas(
            *args, structure=structure, furniture=furniture, on_page=on_page, **kwargs
        )
        canvas.know(layout.words.targets, layout.words.inner)
        return canvas

    template = _Template(
        drawn,
        pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT),
        initialFontName=fonts.REGULAR,
        initialFontSize=10,
        invariant=1,
        pageCompression=0,  # `pack` compresses all
    )
    template.progress = progress
    height = style.PAGE_HEIGHT - style.TOP - style.BOTTOM
    frame = Frame(style.MARGIN, style.BOTTOM, style.WIDTH, height, 0, 0, 0, 0, id="body")
    template.addPageTemplates(PageTemplate("page", [frame]))
    template.build(flowables, canvasmaker=canvas_maker)
    filled = (frame._y2 - frame._y) / height
    return drawn.getvalue(), Length(template.page, math.ceil(filled * LINES))


def _draw_foot(canvas: TaggedCanvas, left: str, right: str) -> None:
    """Draw the foot of a page; the page number always has its room."""
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.6)
    canvas.line(style.MARGIN, 40, style.PAGE_WIDTH - style.MARGIN, 40)
    _set_small(canvas)
    canvas.drawString(style.MARGIN, 27, _cut(canvas, left, style.WIDTH - 80))
    canvas.drawRightString(style.PAGE_WIDTH - style.MARGIN, 27, right)


def _draw_head(canvas: TaggedCanvas, title: str) -> None:
    """Draw the title at the head of a page after the first, which may end up in other hands."""
    _set_small(canvas)
    canvas.drawString(style.MARGIN, style.PAGE_HEIGHT - 28, _cut(canvas, title, style.WIDTH))


def _set_small(canvas: TaggedCanvas) -> None:
    canvas.setFont(fonts.REGULAR, SMALL)
    canvas.setFillColor(style.QUIET)


def _cut(canvas: TaggedCanvas, words: str, room: float) -> str:
    """Return words, with an ellipsis where they do not fit."""
    words = words[: style.LONGEST_LINE]
    while words and canvas.stringWidth(words, fonts.REGULAR, SMALL) > room:
        words = words[:-2].rstrip() + "…"
    return words
