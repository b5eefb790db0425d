"""A paper while it is being composed: as a PDF in memory, and its pages as pictures.

The document is set out here, the PDF is made in a process of its own (`rendering`), or here where
none can begin; PDFium draws the pages in view for the pixels of the screen.
"""

import ctypes
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from kmdesk.base.pdfium import TURN
from kmdesk.base.progress import Progress
from kmdesk.briefing.length import Length
from kmdesk.briefing.paper import compose
from kmdesk.briefing.plan import plan_from
from kmdesk.briefing.rendered import Rendered
from kmdesk.briefing.tree import Document
from kmdesk.models.kinds.briefing import Briefing
from kmdesk.store.collection import Collection

Render = Callable[[Document, Progress], Rendered]


@dataclass(frozen=True)
class Preview:
    """What a briefing would be if it were written now.

    Attributes:
        data: the PDF.
        sizes: width and height of each page, in points.
        warnings: what somebody should look at before it goes out, a sentence each.
        left_out: what may not be printed and so is not, a sentence each.
        limit: how many pages it should have at most; 0: as many as it likes.
    """

    data: bytes
    sizes: tuple[tuple[float, float], ...]
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]
    length: Length
    limit: int


class Picture(NamedTuple):
    """A page as pixels.

    Attributes:
        scale: pixels of the screen for each point.
        stride: bytes from one line to the next.
        pixels: four bytes each: blue, green, red and one of no meaning.
    """

    page: int
    scale: float
    width: int
    height: int
    stride: int
    pixels: bytearray


def preview(
    collection: Collection,
    briefing: Briefing,
    reference: str,
    *,
    style: str = "vancouver",
    render: Render,
    progress: Progress,
) -> Preview:
    """Return the paper of a briefing that need not have been saved; nothing is logged.

    Args:
        collection: where its records are.
        briefing: as it stands now.
        reference: of the briefing, such as ``BR-5QX1``.
        style: of the references, one of `citation.STYLES`.
        render: makes the PDF.
        progress: asked between two steps whether to stop.

    Raises:
        UserError: there is nothing to print, or not what the template needs.
        Cancelled: something newer was asked for.
    """
    paper = compose(collection, plan_from(briefing, reference), style=style)
    progress.check()
    rendered = render(paper.document, progress)
    with TURN, pypdfium2.PdfDocument(rendered.data) as pdf:
        sizes = tuple(pdf.get_page_size(page) for page in range(len(pdf)))
    return Preview(
        data=rendered.data,
        sizes=sizes,
        warnings=(*paper.material.warnings, *rendered.warnings),
        left_out=paper.material.left_out,
        length=rendered.length,
        limit=paper.template.pages,
    )


def pictures(
    data: bytes, pages: Iterable[int], scale: float, progress: Progress
) -> tuple[Picture, ...]:
    """Draw pages of a PDF.

    Args:
        data: the PDF.
        pages: counted from 0; those that it has not are passed over.
        scale: pixels of the screen for each point.
        progress: asked between two pages whether to stop.

    Raises:
        Cancelled: something newer was asked for.
    """
    drawn: list[Picture] = []
    with TURN:
        pdf = pypdfium2.PdfDocument(data)
        many = len(pdf)
    try:
        for number in pages:
            progress.step(len(drawn), 0)
            if number < many:
                drawn.append(_draw(pdf, number, scale))
    finally:
        with TURN:
            pdf.close()
    return tuple(drawn)


def _draw(pdf: pypdfium2.PdfDocument, number: int, scale: float) -> Picture:
    """Draw a page into memory of our own, so that its pixels need not be copied."""
    with TURN:
        page = pdf[number]
        width, height = (max(1, math.ceil(side * scale)) for side in page.get_size())
        stride = 4 * width
        pixels = bytearray(stride * height)
        memory = (ctypes.c_char * len(pixels)).from_buffer(pixels)
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, memory, stride)
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
        raw.FPDFBitmap_Destroy(bitmap)
        page.close()
    return Picture(number, scale, width, height, stride, pixels)
