"""A column of rows of which only those near the view are made: a list may have thousands."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QRect, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from kmdesk.models.canonical import Json
from kmdesk.ui.editor.list_row import ListRow
from kmdesk.ui.widgets import Placed

FEW = 40
"""A list of so many items has all its rows, wherever the page is scrolled to."""

SLICE = 0.012
"""Seconds of making rows before the event loop has its turn."""

LEFT = 16
"""Pixels to the left of the rows, for what they are dragged by."""


@dataclass(eq=False)
class Line:
    """An item of a list, with its row while there is one.

    Attributes:
        blank: nobody filled anything in.
        height: of the row in pixels, as last seen; 0 before.
        unfolded: its details are shown.
    """

    item: dict[str, Json]
    blank: bool = False
    row: ListRow | None = None
    height: int = 0
    unfolded: bool = False


class RowStack(Placed):
    """Places the rows of lines below each other, made as the page is scrolled.

    Signals:
        placed: rows came, went or moved.
    """

    placed = Signal()

    def __init__(self, make: Callable[[Line], ListRow]) -> None:
        """Show no lines.

        Args:
            make: returns the row of a line.
        """
        super().__init__()
        self._make = make
        self.lines: list[Line] = []
        self.held: Line | None = None
        self._tops: list[int] = [0]
        self._area: QScrollArea | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._look)
        self._place()

    @property
    def shown(self) -> Sequence[QWidget]:
        """Return the rows that are made, in order."""
        return [line.row for line in self.lines if line.row]

    def set_lines(self, lines: list[Line]) -> None:
        """Show these lines; rows of others are let go."""
        kept = set(map(id, lines))
        gone = [line for line in self.lines if id(line) not in kept]
        self.lines = lines
        for line in gone:
            self._let_go(line)
        self.arrange()

    def arrange(self) -> None:
        """Place the rows again: the lines changed."""
        for number, line in enumerate(self.lines):
            if line.row:
                line.row.set_place(number, len(self.lines))
        self._place()
        self._soon.start()

    def row_of(self, line: Line) -> ListRow:
        """Return the row of a line, made now if need be."""
        if line.row is None:
            self._make_row(line)
            self._place()
        if line.row is None:
            raise RuntimeError("a row was not made")
        return line.row

    def line_at(self, y: int) -> int:
        """Return the number of the line at a height of the stack."""
        return max(0, min(bisect_right(self._tops, y) - 1, len(self.lines) - 1))

    def span(self, number: int) -> tuple[int, int]:
        """Return top and bottom of a line."""
        return self._tops[number], self._tops[number + 1]

    def view(self) -> QRect:
        """Return the part of the stack that the page shows, in the stack's own coordinates."""
        if self._area is None:
            return self.rect()
        corner = self.mapFrom(self._area.viewport(), QPoint(0, 0))
        return QRect(corner, self._area.viewport().size())

    def scroll_page(self, by: int) -> None:
        """Scroll the page."""
        if self._area is not None:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + by)

    def event(self, event: QEvent) -> bool:
        """Place the rows again when one wants another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next control, in a row made now if need be."""
        for number in self._pinned():
            self.row_of(self.lines[number])
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the rows in the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Make rows from now on when the page is scrolled."""
        super().showEvent(event)
        if self._area is None:
            self._area = area_around(self)
            if self._area is not None:
                self._area.verticalScrollBar().valueChanged.connect(self._look_soon)
                self._area.verticalScrollBar().rangeChanged.connect(self._look_soon)
        self._soon.start()

    @Slot()
    def _look_soon(self) -> None:
        self._soon.start()

    @Slot()
    def _look(self) -> None:
        """Make rows near the view, those in view first, and let go of those far away."""
        if not self.isVisible() or not self.lines:
            return
        view = self.view()
        seen = self._between(view.top(), view.bottom())
        near = self._between(view.top() - view.height(), view.bottom() + view.height())
        if len(self.lines) <= FEW:
            near = range(len(self.lines))
        else:
            far = self._between(view.top() - 3 * view.height(), view.bottom() + 3 * view.height())
            self._let_go_beyond(far)
        until = time.perf_counter() + SLICE
        made = False
        for number in (*seen, *near, *sorted(self._pinned())):
            line = self.lines[number]
            if line.row is not None:
                continue
            if made and time.perf_counter() > until:
                break
            self._make_row(line)
            made = True
        if made:
            self._place()
            self._soon.start()

    def _between(self, top: int, bottom: int) -> range:
        if bottom < 0 or top > self._tops[-1]:
            return range(0)
        return range(self.line_at(top), self.line_at(bottom) + 1)

    def _pinned(self) -> set[int]:
        """Return the lines that keep their rows: around the focus, and one that is dragged."""
        focus = self.window().focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return {n for n, line in enumerate(self.lines) if line is self.held}
        pinned: set[int] = set()
        for number, line in enumerate(self.lines):
            if line.row and line.row.isAncestorOf(focus):
                pinned |= {number - 1, number, number + 1}
            elif line is self.held:
                pinned.add(number)
        return pinned & set(range(len(self.lines)))

    def _let_go_beyond(self, far: range) -> None:
        pinned = self._pinned()
        for number, line in enumerate(self.lines):
            if line.row and number not in far and number not in pinned:
                self._let_go(line)

    def _make_row(self, line: Line) -> None:
        line.row = self._make(line)
        line.row.setParent(self)
        line.row.set_place(self.lines.index(line), len(self.lines))
        line.row.resize(max(self.width() - LEFT, 1), line.row.height())
        line.row.show()

    def _let_go(self, line: Line) -> None:
        if line.row:
            line.unfolded = line.row.unfolded
            focus = self.window().focusWidget()
            if focus is not None and line.row.isAncestorOf(focus):
                focus.clearFocus()  # else Qt takes it to the next row, which may go too
            line.row.hide()
            line.row.deleteLater()
            line.row = None

    def _place(self) -> None:
        """Give every line its place, and keep what is in view where it is."""
        width = max(self.width() - LEFT, 1)
        view = self.view().top()
        anchor = self.line_at(view) if self.lines and 0 < view < self._tops[-1] else -1
        before = self._tops[anchor] if 0 <= anchor < len(self._tops) else 0
        for line in self.lines:
            if line.row:
                line.height = _height(line.row, width)
        usual = self._usual()
        self._tops = [0, *accumulate(line.height or usual for line in self.lines)]
        for top, line in zip(self._tops, self.lines, strict=False):
            if line.row:
                line.row.setGeometry(LEFT, top, width, line.height)
        if self.minimumHeight() != self._tops[-1]:
            self.setFixedHeight(self._tops[-1])
        if anchor >= 0 and self._tops[anchor] != before:
            self.scroll_page(self._tops[anchor] - before)
        self.placed.emit()

    def _usual(self) -> int:
        """Return the height to reckon with for rows that were never made."""
        known = [line.height for line in self.lines if line.height]
        return sum(known) // len(known) if known else 3 * self.fontMetrics().height()


def _height(row: ListRow, width: int) -> int:
    layout = row.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.heightForWidth(width)
    return row.sizeHint().height()


def area_around(widget: QWidget) -> QScrollArea | None:
    """Return what a widget is scrolled by, if anything."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    return around
