"""Making PDFs while somebody types: in a process of its own, which stays warm.

In a thread, laying out a paper would take turns with the window for the one interpreter, and be
several times as slow just when it is waited for.
"""

from datetime import UTC, datetime

from kmdesk.base.apart import Apart, BrokenError, NoProcessError
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing.rendered import Rendered
from kmdesk.briefing.tree import (
    BarChart,
    BulletList,
    Callout,
    Cite,
    Document,
    Facts,
    Figure,
    Heading,
    ListItem,
    Paragraph,
    Reference,
    References,
    Table,
    Text,
)

PATIENCE = 3.0
"""Seconds after its begin that papers wait for the process; then they are made here meanwhile."""

BROKEN = (
    "The paper cannot be drawn as it stands. What you wrote is kept; it is tried again after the "
    "next change."
)


class Renderer:
    """Makes PDFs, one at a time; on a PC that lets no process begin, in the thread that asks."""

    def __init__(self) -> None:
        self._apart = Apart(_render, _warm_up)
        self._is_alone = False

    def begin(self) -> None:
        """Begin the process, and wait for nothing."""
        try:
            self._apart.begin()
        except NoProcessError:
            self._is_alone = True

    def render(self, document: Document, progress: Progress) -> Rendered:
        """Return a document as a PDF; see `kmdesk.briefing.pdf.render`.

        Raises:
            UserError: the process breaks each time that it makes this paper.
            Cancelled: somebody asked to stop, or the renderer was ended.
        """
        if self._is_alone:
            return _render(document, progress)
        try:
            return self._rendered(document, progress)
        except (BrokenError, NoProcessError):
            pass  # anybody may end a process, once
        try:
            return self._rendered(document, progress)
        except NoProcessError:
            self._is_alone = True
            return _render(document, progress)
        except BrokenError as error:
            raise UserError(BROKEN) from error

    def end(self) -> None:
        """End the process, for good; may be called in any thread."""
        self._apart.end()

    def _rendered(self, document: Document, progress: Progress) -> Rendered:
        if self._apart.is_ready(PATIENCE, progress):
            return self._apart.ask(document, progress)
        return _render(document, progress)


def _render(document: Document, progress: Progress) -> Rendered:
    from kmdesk.briefing.pdf import render

    return render(document, progress)


def _warm_up() -> None:
    """Make a paper with some of everything: the first one takes several times as long."""
    words = (Text("Words, "), Text("strong", bold=True), Cite((1,)))
    chart = BarChart("Marks", ("0", "10"), (1, 2), "people", "mark", middle=5)
    blocks = (
        Heading("Heading"),
        Callout("bottom-line", "Bottom line", (Paragraph(words),)),
        Facts((("Label", words),)),
        BulletList((ListItem(words),)),
        Table(("One", "Two"), ((words, words),), (1, 1), "A table"),
        Figure(chart, "A chart"),
        References((Reference(1, "A reference", "https://example.org"),)),
    )
    _render(Document("Title", blocks, datetime(2000, 1, 1, tzinfo=UTC)), Progress())
