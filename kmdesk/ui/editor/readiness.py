"""What a record still lacks, told while it is written: a pill in the head, a list of points."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QSplitter, QWidget

from kmdesk.models.readiness import Check, checks
from kmdesk.ui import words
from kmdesk.ui.editor.card import FoldButton
from kmdesk.ui.editor.page import EditorPage
from kmdesk.ui.editor.row_stack import area_around
from kmdesk.ui.state import State
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Clickable, Flow, column, label, restyle, row

PAUSE = 400
"""Milliseconds without a key before a record is looked through: typing never waits for it."""

READERS = {
    "evidence-summary": "a board",
    "review": "the next team",
    "case-study": "an outsider",
    "lesson": "the next team",
}

LOW = 30
"""Lines of text below which a pane has no room for more than what lacks."""

WITH_LIST = ("case-study",)
"""Kinds whose points are shown all the time, not only what lacks."""


class LacksPill(QPushButton):
    """Says how much lacks; a press lists it, and a choice leads there.

    Signals:
        chosen: the `Check` to go to.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "pill")
        self.setObjectName("pill_lacks")
        self.setAutoDefault(False)
        self.lacks: tuple[Check, ...] = ()
        self.clicked.connect(self.open_list)
        self.hide()

    def show_lacks(self, kind: str, lacks: Sequence[Check]) -> None:
        """Say what lacks to a reader of a kind of record."""
        self.lacks = tuple(lacks)
        reader = READERS.get(kind, "a reader")
        text = "Decision-ready" if kind == "evidence-summary" else "Nothing missing"
        if lacks:
            text = f"{words.count(len(lacks), 'thing')} {reader} would miss"
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip("\n".join(lack.words for lack in lacks))
        restyle(self, tone="unset" if lacks else "good")
        self.updateGeometry()

    @Slot()
    def open_list(self) -> None:
        """List what lacks, at the top of the page with a heading when this is scrolled away."""
        if not self.lacks:
            return
        menu = QMenu(self)
        menu.setAccessibleName("Still missing")
        place = self.mapToGlobal(QPoint(0, self.height() + 4))
        area = area_around(self)
        if area and self.visibleRegion().isEmpty():
            menu.addAction(self.text()).setEnabled(False)
            place.setY(area.viewport().mapToGlobal(QPoint(0, 4)).y())
        lacks = []
        for lack in self.lacks:
            lacks.append(menu.addAction(lack.words))
            lacks[-1].setData(lack)
        menu.triggered.connect(lambda action: self.chosen.emit(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        menu.setActiveAction(lacks[0])


class Point(QPushButton):
    """A point of a checklist: a ring, ticked when it is met; a press leads to where it belongs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "point")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = theme
        self.check = Check("", False, "")

    def show_check(self, check: Check) -> None:
        """Show a point, met or not."""
        self.check = check
        self.setText(check.words)
        self.setAccessibleName(f"{'Done' if check.done else 'Missing'}: {check.words}")
        restyle(self, done=check.done)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring in the room that the style sheet leaves for it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(12, self.height() / 2)
        done = self.check.done
        tone = self._theme.colour("good" if done else "field_line")
        painter.setPen(QPen(tone, 1.6))
        painter.setBrush(tone if done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(middle.x() - 7, middle.y() - 7, 14, 14))
        if done:
            painter.setPen(QPen(self._theme.colour("good_soft"), 2))
            ends = (QPointF(-3, 0), QPointF(-1, 2.5), QPointF(3.5, -2.5))
            painter.drawPolyline([middle + end for end in ends])


class Checklist(QFrame):
    """The points of a record, at the foot of the editor so that they are seen while writing.

    Signals:
        chosen: the `Check` to go to.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, state: State) -> None:
        super().__init__()
        self._theme = theme
        self._state = state
        self.setProperty("role", "checklist")
        self.setObjectName("checklist")
        self.setAccessibleName("What makes it usable")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.points: list[Point] = []
        self.heading = FoldButton("")
        self._count = label("", "small")
        self._compact = False
        head = Clickable(self.heading)
        line = row(head, gap=8)
        line.addWidget(self.heading)
        line.addWidget(self._count, 1)
        self._flow = Flow(gap=4)
        lines = column(self, gap=4)
        lines.setContentsMargins(18, 8, 18, 8)  # texts stand in line with those of the page
        lines.addWidget(head)
        lines.addWidget(self._flow)
        self.heading.setText("Is it usable?")
        self.heading.setAccessibleName("Is it usable?")
        self.heading.toggled.connect(self._on_fold)
        self.heading.setChecked(state.text("editor/checklist", "open") == "open")
        self.hide()

    def show_checks(self, found: Sequence[Check]) -> None:
        """Show points; those that were there change in place, so that the focus stays."""
        if len(found) != len(self.points):
            self.points = [self._point() for _ in found]
            self._flow.put(self.points)
        for point, check in zip(self.points, found, strict=True):
            point.show_check(check)
        self._choose()
        done = sum(check.done for check in found)
        self._count.setText(f"{done} of {len(found)}")
        self.heading.setAccessibleName(f"Is it usable? {done} of {len(found)}")

    def set_compact(self, compact: bool) -> None:
        """Leave out the points that are met: there is little room."""
        if compact != self._compact:
            self._compact = compact
            self._choose()

    def _choose(self) -> None:
        for point in self.points:
            point.setVisible(not (self._compact and point.check.done and not point.hasFocus()))
        self._flow.updateGeometry()

    def _point(self) -> Point:
        made = Point(self._theme)
        made.clicked.connect(self._on_point)
        return made

    @Slot()
    def _on_point(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, Point):
            self.chosen.emit(pressed.check)

    @Slot(bool)
    def _on_fold(self, unfolded: bool) -> None:
        self._flow.setVisible(unfolded)
        self._state.keep("editor/checklist", "open" if unfolded else "folded")


class Readiness(QObject):
    """Looks a record through when nobody has typed for a moment."""

    def __init__(self, page: EditorPage, theme: Theme, state: State) -> None:
        super().__init__(page)
        self._page = page
        self.pill = LacksPill()
        self.list = Checklist(theme, state)
        page.extra_pills.append(self.pill)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        page.changed.connect(self._pause.start)
        for shown in (self.pill, self.list):
            shown.chosen.connect(self._go_to)

    @Slot()
    def refresh(self) -> None:
        """Look through the record on the page now."""
        self._pause.stop()
        kind = self._page.kind
        found = checks(kind.name, self._page.fields()) if kind else ()
        self.pill.setVisible(bool(found))
        self.list.setVisible(bool(found) and kind is not None and kind.name in WITH_LIST)
        if kind and found:
            self.pill.show_lacks(kind.name, [check for check in found if not check.done])
            if kind.name in WITH_LIST:
                self.list.show_checks(found)

    @Slot(object)
    def _go_to(self, check: Check) -> None:
        self._page.go_to(check.field, check.item, check.inner)


class EditorPane(QWidget):
    """The page of a record; above it what finds in it, below it its checklist.

    Signals:
        resized: it has another size.
    """

    resized = Signal()

    def __init__(self, find_bar: QWidget, page: EditorPage, checklist: Checklist) -> None:
        super().__init__()
        self._checklist = checklist
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(page)
        self._lines = column(self, gap=0)
        self._lines.addWidget(find_bar)
        self._lines.addWidget(self.splitter, 1)
        self._lines.addWidget(checklist)

    def show_beside(self, bar: QWidget, pane: QWidget) -> None:
        """Keep a bar above the page and a pane beside it."""
        self._lines.insertWidget(0, bar)
        self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the page have what room there is."""
        super().resizeEvent(event)
        self._checklist.set_compact(self.height() < LOW * self.fontMetrics().height())
        self.resized.emit()

    def minimumSizeHint(self) -> QSize:
        """Return a size that asks for nothing; the page scrolls."""
        return QSize(320, 120)
