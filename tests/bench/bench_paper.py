"""A two-page board paper to PDF, beside the same flowables through bare ReportLab."""

import io
import statistics
import time
from collections.abc import Callable

from reportlab.platypus import Frame, PageTemplate, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Bare
from reportlab.platypus import Table as BareTable

from kmdesk.base.progress import Progress
from kmdesk.briefing import tree
from kmdesk.briefing.pdf import render, style
from tests.briefing.factory import board_paper

RUNS = 30


def bare(document: tree.Document) -> bytes:
    """Return the same words, in the same styles and tables, without tags, marks or metadata."""
    looks = style.styles()
    written = io.BytesIO()
    template = SimpleDocTemplate(written, pagesize=(style.PAGE_WIDTH, style.PAGE_HEIGHT))
    frame = Frame(style.MARGIN, style.BOTTOM, style.WIDTH, 740)
    template.addPageTemplates(PageTemplate("page", [frame]))
    story = [Bare(document.title, looks["heading-1"]), Bare(document.subtitle, looks["subtitle"])]
    for block in document.blocks:
        story += _bare(block, looks)
    template.build(story)
    return written.getvalue()


def _bare(block: tree.Block, looks: dict[str, object]) -> list[object]:
    match block:
        case tree.Table(header=header, rows=rows):
            cells = [[Bare(words, looks["cell-head"]) for words in header]]
            cells += [[Bare(tree.inline_text(c), looks["cell"]) for c in row] for row in rows]
            return [BareTable(cells, repeatRows=1), Spacer(0, 12)]
        case tree.Facts(rows=facts):
            cells = [
                [Bare(label, looks["label"]), Bare(tree.inline_text(value), looks["cell"])]
                for label, value in facts
            ]
            return [BareTable(cells), Spacer(0, 12)]
        case tree.Heading(text=text):
            return [Bare(text, looks["heading-2"])]
        case _:
            return [Bare(line, looks["normal"]) for line in tree.block_lines(block)]


def median(action: Callable[[], object]) -> float:
    """Return the median of several runs, in milliseconds."""
    action()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1_000)
    return statistics.median(times)


def main() -> None:
    """Print both times and their ratio."""
    document = board_paper()
    ours = median(lambda: render(document, Progress()))
    reference = median(lambda: bare(document))
    print(
        f"two-page board paper: {ours:.1f} ms; bare ReportLab {reference:.1f} ms; "
        f"ratio {ours / reference:.2f}"
    )


if __name__ == "__main__":
    main()
