"""How a record looks in a list: title, two lines of what it says, status and day."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kmdesk.base import clock
from kmdesk.models import standing
from kmdesk.store.views import Row
from kmdesk.ui import words
from kmdesk.ui.tables.records import ROW_ROLE, SNIPPET_ROLE, TITLE_ROLE, status_in_words
from kmdesk.ui.theme import Theme

SIDE, TOP = 16, 10
"""Room at the sides and above, in pixels."""

SIGNS = {"due": "● due", "overdue": "▲ overdue"}
"""How a record that somebody should look at again is marked: a shape and a word."""

MARK, UNMARK = "\u0002", "\u0003"
"""What the store puts around words that a search found."""


class RecordDelegate(QStyledItemDelegate):
    """Draws the records of a list."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def _metrics(self, step: str, *, strong: bool = False) -> QFontMetrics:
        return QFontMetrics(self._theme.font(step, strong=strong))

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the same height for every record, so that long lists scroll evenly."""
        title = self._metrics("body", strong=True).lineSpacing()
        small = self._metrics("small").lineSpacing()
        return QSize(0, 2 * TOP + title + 3 * small + 6)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, rect, chosen, option)
        row: Row | None = index.data(ROW_ROLE)
        if row is not None:
            self._paint_row(painter, rect.adjusted(SIDE, TOP, -SIDE, -TOP), row, index)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, chosen: bool, option: QStyleOptionViewItem
    ) -> None:
        if chosen:
            painter.fillRect(rect, self._theme.colour("accent_soft"))
            painter.fillRect(
                QRect(rect.left(), rect.top(), 4, rect.height()), self._theme.colour("accent_text")
            )
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour("hover"))
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(self._theme.colour("accent_text"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _paint_row(
        self,
        painter: QPainter,
        rect: QRect,
        row: Row,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        small = self._metrics("small")
        title_font = self._theme.font("body", strong=True)
        painter.setPen(self._theme.colour("text"))
        self._paint_marked(painter, rect, index.data(TITLE_ROLE) or row.title, title_font, 1)
        top = rect.top() + QFontMetrics(title_font).lineSpacing() + 2
        snippet = index.data(SNIPPET_ROLE) or row.lead
        painter.setPen(QColor(self._theme.colour("muted")))
        below = QRect(rect.left(), top, rect.width(), 0)
        self._paint_marked(painter, below, snippet, self._theme.font("small"), 2)
        base = top + 2 * small.lineSpacing() + 2 + small.ascent()
        self._paint_foot(painter, rect, base, row)

    def _paint_marked(
        self, painter: QPainter, rect: QRect, text: str, font: QFont, lines: int
    ) -> None:
        """Draw a text from the top of a rectangle, on a ground of its own what is marked in it."""
        plain, marks = split_marks(" ".join(text.split()))
        layout = wrapped(plain, font, rect.width(), lines)
        shown = len(layout.text()) - layout.text().endswith("…")
        ranges = []
        for start, length in marks:
            span = QTextLayout.FormatRange()
            span.start, span.length = start, min(length, shown - start)
            look = QTextCharFormat()
            look.setBackground(self._theme.colour("mark"))
            look.setForeground(self._theme.colour("text"))
            span.format = look
            if span.length > 0:
                ranges.append(span)
        layout.draw(painter, QPointF(rect.left(), rect.top()), ranges)

    def _paint_foot(self, painter: QPainter, rect: QRect, base: int, row: Row) -> None:
        painter.setFont(self._theme.font("small"))
        day = foot_day(row)
        wide = painter.fontMetrics().horizontalAdvance(day)
        stands = standing.currency(row.review_by, clock.today())
        status = status_in_words(row)
        if stands:
            status += f" · {SIGNS[stands]}"
        elif row.updated_by:
            status += f" · {words.initials(row.updated_by)}"
        needs = stands or row.conflicts or row.has_draft
        painter.setPen(self._theme.colour("warn" if needs else "muted"))
        left = painter.fontMetrics().elidedText(
            status, Qt.TextElideMode.ElideRight, rect.width() - wide - 16
        )
        painter.drawText(QPointF(rect.left(), base), left)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(QPointF(rect.right() - wide, base), day)


def foot_day(row: Row) -> str:
    """Return the day of the last change as a list shows it."""
    return words.day(clock.local(row.updated).date().isoformat()) if row.updated else ""


def split_marks(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a snippet without its marks, and where marked words start and how long they are."""
    plain, marks, start = "", [], -1
    for character in text:
        if character == MARK:
            start = len(plain)
        elif character == UNMARK:
            if start >= 0:
                marks.append((start, len(plain) - start))
            start = -1
        else:
            plain += character
    return plain, marks


def wrapped(text: str, font: QFont, width: int, lines: int) -> QTextLayout:
    """Return a text laid out over at most so many lines, the last one ending in …."""
    layout = _lay_out(text, font, width, lines)
    last = layout.lineAt(layout.lineCount() - 1)
    if layout.lineCount() and last.textStart() + last.textLength() < len(text):
        rest = text[last.textStart() :]
        room = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
        layout = _lay_out(text[: last.textStart()] + room, font, width, lines)
    return layout


def _lay_out(text: str, font: QFont, width: int, lines: int) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    height = 0.0
    for _ in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += QFontMetrics(font).lineSpacing()
    layout.endLayout()
    return layout
