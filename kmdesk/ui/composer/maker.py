"""What a worker does to show a paper, and the process that it has the PDF made in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Slot

from kmdesk.base.errors import Cancelled
from kmdesk.models.canonical import Json
from kmdesk.models.kinds.briefing import KIND
from kmdesk.ui.composer import loading
from kmdesk.ui.workers import Jobs

if TYPE_CHECKING:
    from kmdesk.base.progress import Progress
    from kmdesk.briefing.preview import Picture, Preview
    from kmdesk.briefing.rendered import Rendered
    from kmdesk.briefing.rendering import Renderer
    from kmdesk.briefing.tree import Document
    from kmdesk.models.kinds.briefing import Briefing
    from kmdesk.store.collection import Collection

STAYS = 60_000
"""Milliseconds that the process stays after a briefing was left: people go and come back."""


@dataclass(frozen=True)
class Wanted:
    """A paper to be made.

    Attributes:
        fields: of the briefing, as they stand on the page.
        reference: of the briefing, such as ``BR-5QX1``.
        style: of the references.
        pages: to be drawn, counted from 0.
        scale: pixels of the screen for each point.
    """

    fields: dict[str, Json]
    reference: str
    style: str
    pages: Sequence[int]
    scale: float


class PaperMaker(QObject):
    """Makes papers in workers, and the PDF of each in a process that stays warm meanwhile."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._renderer: Renderer | None = None
        self._is_over = False
        self._turn = Lock()
        self._leave = QTimer(self, singleShot=True, interval=STAYS)
        self._leave.timeout.connect(self._end)

    def keep_warm(self) -> None:
        """Have the process begin, if there is none, and stay; wait for nothing."""
        self._leave.stop()
        self._jobs.start(lambda _: self._made().begin(), owner=self)

    def let_go(self) -> None:
        """Have the process end in a while, if nobody comes back."""
        self._leave.start()

    def close(self) -> None:
        """End the process, and begin none any more."""
        self._is_over = True
        self._leave.stop()
        self._end()

    @Slot()
    def _end(self) -> None:
        with self._turn:
            renderer, self._renderer = self._renderer, None
        if renderer:
            renderer.end()

    def make(
        self, collection: Collection, wanted: Wanted, progress: Progress
    ) -> tuple[Preview, tuple[Picture, ...]]:
        """Return a paper and pictures of its pages; called in a worker.

        Raises:
            UserError: why there is none.
            Cancelled: something newer was asked for.
        """
        loading.load()
        from kmdesk.briefing.preview import pictures, preview

        paper = preview(
            collection,
            briefing_of(wanted.fields),
            wanted.reference,
            style=wanted.style,
            render=self._render,
            progress=progress,
        )
        return paper, pictures(paper.data, wanted.pages, wanted.scale, progress)

    def _render(self, document: Document, progress: Progress) -> Rendered:
        return self._made().render(document, progress)

    def _made(self) -> Renderer:
        with self._turn:
            if self._is_over:
                raise Cancelled
            if self._renderer is None:
                self._renderer = loading.make_renderer()
            return self._renderer


def briefing_of(fields: dict[str, Json]) -> Briefing:
    """Return a briefing as it stands on the page, with a title or without one."""
    from kmdesk.models.document import parse_fields

    title = fields.get("title") or ""
    briefing = parse_fields(KIND, {**fields, "title": title or "Untitled"})
    return msgspec.structs.replace(briefing, title=title)  # type: ignore[return-value]
