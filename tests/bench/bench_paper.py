"""A two-page board paper to PDF, beside bare ReportLab and WeasyPrint; a large bulletin."""

import io
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from reportlab.platypus import Frame, PageTemplate, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Bare
from reportlab.platypus import Table as BareTable

from kmdesk.base.progress import Progress
from kmdesk.briefing import tree
from kmdesk.briefing.html import html
from kmdesk.briefing.look import USUAL
from kmdesk.briefing.paper import compose
from kmdesk.briefing.pdf import render, style
from kmdesk.briefing.plan import Plan
from kmdesk.store.collection import Collection
from tests.briefing.factory import board_paper
from tests.factory import source

RUNS = 30
MANY = 500


def bare(document: tree.Document) -> bytes:
    """Return the same words, in the same styles and tables, without tags, marks or metadata."""
    looks = style.styles(USUAL.strong)
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
            cells += [[Bare(tree.cell_text(c), looks["cell"]) for c in row] for row in rows]
            return [BareTable(cells, repeatRows=1), Spacer(0, 12)]
        case tree.Facts(rows=facts):
            cells = [
                [Bare(label, looks["label"]), Bare(tree.cell_text(value), looks["cell"])]
                for label, value in facts
            ]
            return [BareTable(cells), Spacer(0, 12)]
        case tree.Heading(text=text):
            return [Bare(text, looks["heading-2"])]
        case _:
            return [Bare(line, looks["normal"]) for line in tree.block_lines(block)]


def weasyprint(document: tree.Document) -> Callable[[], bytes] | None:
    """Return what makes a PDF/UA of the page of a document, or None where it is not installed."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):  # the libraries it needs are of the system
        return None
    page = html(document)
    return lambda: bytes(HTML(string=page).write_pdf(pdf_variant="pdf/ua-1"))


def median(action: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median of several runs, in milliseconds."""
    action()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1_000)
    return statistics.median(times)


def two_pages() -> None:
    """Print the time of a board paper beside those of two others, and the ratios."""
    document = board_paper()
    ours = median(lambda: render(document, Progress()))
    reference = median(lambda: bare(document))
    print(
        f"two-page board paper: {ours:.1f} ms; bare ReportLab {reference:.1f} ms; "
        f"ratio {ours / reference:.2f}"
    )
    other = weasyprint(document)
    if other is None:
        print("WeasyPrint is not installed; pip install 'kmdesk[bench]' for the comparison")
        return
    theirs = median(other, runs=5)
    print(f"the same as PDF/UA by WeasyPrint {theirs:.1f} ms; ratio {ours / theirs:.2f}")


def many_records() -> None:
    """Print the time and the memory that a bulletin of many records takes, written as PDF."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.kmdesk"
        with Collection.open(path, create=True, author="AP") as collection:
            publications = [
                source(
                    title=f"Study {n} of spending limits and harm",
                    authors=[{"family": "Ash", "given": "A B"}, {"family": "Birch", "given": "C"}],
                    journal="Journal of Made-up Results",
                    published="2021",
                    doi=f"10.9999/made-up.{n}",
                    note="What it says, in a sentence. Why it is worth a look, in another.",
                )
                for n in range(MANY)
            ]
            ids = collection.add(publications).ids

            def write() -> bytes:
                paper = compose(collection, Plan(tuple(ids)), "bulletin")
                return render(paper.document, Progress()).data

            took = median(write, runs=3)
            tracemalloc.start()
            size = len(write())
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    print(
        f"bulletin of {MANY} records: {took / 1_000:.2f} s; peak {peak / 2**20:.0f} MB of Python's "
        f"own; the file has {size / 1_000:,.0f} kB"
    )


def main() -> None:
    """Print all."""
    two_pages()
    many_records()
    if sys.platform != "win32":
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"the whole process took {most} MB at most")


if __name__ == "__main__":
    main()
