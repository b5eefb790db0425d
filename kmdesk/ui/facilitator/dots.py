"""The spread of marks as a dot plot.

Drawn here and not by ReportLab, which draws it for papers: a picture in the window follows colours
and size of type at once, and ReportLab would have to be imported for it. Both take their numbers
from `models.marks`.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmdesk.models.marks import HIGHEST_MARK, Spread
from kmdesk.ui.theme import Theme

LEAST_ROWS = 3
"""Dots on top of each other that there is always room for, so that a few do not look like many."""


class DotPlot(QWidget):
    """One dot for each mark; a ring stands for “at least”; a line shows the middle."""

    def __init__(self, theme: Theme, spread: Spread) -> None:
        super().__init__()
        self._theme = theme
        self._spread = spread
        self.setProperty("role", "plot")
        self.setAccessibleName("Marks out of 10")
        self.setAccessibleDescription(alternative(spread))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 120)

    def sizeHint(self) -> QSize:
        """Return a size with room for each mark."""
        return QSize(420, 260)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw from the bottom up."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        base = self.height() - line * 1.6
        step = self.width() / (HIGHEST_MARK + 1)
        tallest = max((*self._spread.counts, LEAST_ROWS))
        across = min(step * 0.86, (base - line * 1.4) / tallest)
        self._draw_axis(painter, base, step, line)
        for mark, count in enumerate(self._spread.counts):
            for place in range(count):
                middle = QPointF(step * (mark + 0.5), base - across * (place + 0.55) - 2)
                self._draw_dot(painter, middle, across * 0.84, place < self._spread.floors[mark])

    def _draw_axis(self, painter: QPainter, base: float, step: float, line: int) -> None:
        painter.setPen(QPen(self._theme.colour("field_line"), 2))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        painter.setPen(self._theme.colour("text"))
        for mark in range(HIGHEST_MARK + 1):
            where = QRectF(step * mark, base + line * 0.2, step, line * 1.3)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, str(mark))
        if len(self._spread.values) > 1:
            x = step * (self._spread.median + 0.5)
            painter.setPen(QPen(self._theme.colour("muted"), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, line * 1.2), QPointF(x, base))
            where = QRectF(min(max(x - 100, 0), self.width() - 200), 0, 200, line * 1.1)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, f"middle {self._spread.median:g}")

    def _draw_dot(self, painter: QPainter, middle: QPointF, across: float, floor: bool) -> None:
        tone = self._theme.colour("accent_text")
        painter.setPen(QPen(tone, max(2.0, across / 8)))
        painter.setBrush(Qt.BrushStyle.NoBrush if floor else tone)
        inner = across / 2 - painter.pen().widthF() / 2
        painter.drawEllipse(middle, inner, inner)


def alternative(spread: Spread) -> str:
    """Return the picture in words: the sentence, then how many gave each mark."""
    given = [f"{count} × {mark}" for mark, count in enumerate(spread.counts) if count]
    return f"{spread.words()} {', '.join(given)}".strip()
