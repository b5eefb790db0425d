"""What the rows of a list are dragged by: dots to the left, a line where the row would go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from kmdesk.ui.editor.list_row import ListRow
from kmdesk.ui.editor.row_stack import LEFT, RowStack
from kmdesk.ui.widgets import restyle

EDGE = 56
"""Pixels from the edge of the view within which the page scrolls under the pointer."""

FASTEST = 28
"""Pixels that the page scrolls at a time, a thirtieth of a second."""


class Grips(QWidget):
    """The strip of dots. Escape, while dragging, leaves everything as it was.

    It lies beside all the rows, so that it stays when the row that is dragged goes out of view.

    Signals:
        dropped: the row at one place is to go to another.
    """

    dropped = Signal(int, int)

    def __init__(self, stack: RowStack, one: str) -> None:
        super().__init__(stack)
        self._stack = stack
        self._pressed: QPoint | None = None
        self._from = -1
        self._to = -1
        self._hovered = -1
        self._pointer = QPoint()
        self.setAccessibleName(f"Drag to move {one}; Alt+Up and Alt+Down do the same")
        self.setToolTip("Drag to move (Alt+Up, Alt+Down)")
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setMouseTracking(True)
        self._line = QFrame(stack)
        self._line.setProperty("role", "drop")
        self._line.hide()
        self._scroll = QTimer(self, interval=33)
        self._scroll.timeout.connect(self._on_tick)
        stack.placed.connect(self._fit)
        self.hide()

    @property
    def dragging(self) -> bool:
        """Say whether a row is being dragged."""
        return self._from >= 0

    @Slot()
    def _fit(self) -> None:
        self.setGeometry(0, 0, LEFT, self._stack.height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw six dots beside each row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        usual = QColor(self.palette().color(self.palette().ColorRole.PlaceholderText))
        first, last = map(self._stack.line_at, (event.rect().top(), event.rect().bottom()))
        for number in range(first, last + 1):
            row = self._stack.lines[number].row
            if row is None:
                continue
            told = number in (self._hovered, self._from)
            painter.setBrush(self.palette().color(self.palette().ColorRole.Text) if told else usual)
            top = self._beside(row)
            for x in (3, 8):
                for y in (-5, 0, 5):
                    painter.drawEllipse(QPointF(x, top + y), 1.5, 1.5)

    def _beside(self, row: ListRow) -> float:
        """Return the height of the first line of a row's text."""
        box = row.target
        line = min(box.height(), box.fontMetrics().height() + 14)
        return box.mapTo(self._stack, QPoint(0, 0)).y() + line / 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a row."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        at = event.position().toPoint()
        self._pointer = event.globalPosition().toPoint()
        if self._pressed is None:
            self._hover(self._stack.line_at(at.y()))
        elif self.dragging:
            self._drag_to(at.y())
        elif (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._begin()
            self._drag_to(at.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go where the line is."""
        place, to = self._from, self._to
        self._end()
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            target = to - 1 if to > place else to
            if target != place:
                self.dropped.emit(place, target)

    def leaveEvent(self, _event: QEvent) -> None:
        """Draw all dots alike."""
        self._hover(-1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave everything as it was."""
        super().hideEvent(event)
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave everything as it was on Escape, wherever the focus is."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            self._end()
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def _begin(self) -> None:
        if self._pressed is None:
            return
        self._from = self._stack.line_at(self._pressed.y())
        self._stack.held = self._stack.lines[self._from]
        self._mark(True)
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._scroll.start()

    def _end(self) -> None:
        self._pressed = None
        if not self.dragging:
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._scroll.stop()
        self._mark(False)
        self._stack.held = None
        self._line.hide()
        self._from = self._to = -1
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()

    def _mark(self, held: bool) -> None:
        row = self._stack.held.row if self._stack.held else None
        if row is not None:
            restyle(row, held=held)

    def _drag_to(self, y: int) -> None:
        """Show where the row would go: before the line whose upper half is under the pointer."""
        number = self._stack.line_at(y)
        top, bottom = self._stack.span(number)
        self._to = number if y < (top + bottom) / 2 else number + 1
        at = top if self._to == number else bottom
        self._line.setGeometry(LEFT, max(0, at - 1), self._stack.width() - LEFT, 3)
        self._line.show()
        self._line.raise_()

    @Slot()
    def _on_tick(self) -> None:
        """Scroll the page when the pointer is near an edge of it."""
        view = self._stack.view()
        y = self.mapFromGlobal(self._pointer).y()
        above, below = view.top() + EDGE - y, y - view.bottom() + EDGE
        by = min(FASTEST, below // 2) if below > 0 else -min(FASTEST, above // 2)
        if (below > 0 or above > 0) and by:
            self._stack.scroll_page(by)
            self._drag_to(self.mapFromGlobal(self._pointer).y())
