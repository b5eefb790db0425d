"""How sure the evidence is: a word, and diamonds that say the same at a glance."""

from PySide6.QtCore import QPointF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from kmdesk.models.kinds.evidence_summary import certainty_in_words
from kmdesk.ui.theme import Theme

OF_FOUR = {"grade/high": 4, "grade/moderate": 3, "grade/low": 2, "grade/very-low": 1}
"""Filled diamonds of four. Only GRADE certainty is drawn: levels of other scales rank designs, and
drawing them alike would mix scales."""


class Diamonds(QWidget):
    """Four small diamonds, as many filled as the evidence is certain, and the word beside them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._certainty = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._refresh)

    def show_certainty(self, certainty: str) -> None:
        """Draw a certainty."""
        self._certainty = certainty
        self.setAccessibleName(f"Certainty: {certainty_in_words(certainty)}")
        self.setToolTip(f"Certainty: {certainty_in_words(certainty)}")
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for diamonds and word."""
        font = self._theme.font("small", strong=True)
        self.setFont(font)
        words = (
            certainty_in_words(self._certainty),
            "Moderate" if self._certainty in OF_FOUR else "",
        )
        word = max(self.fontMetrics().horizontalAdvance(each) for each in words)
        return QSize(self._lead() + word + 4, self.fontMetrics().height() + 8)

    def _lead(self) -> int:
        return 4 * self._step() + 6 if self._certainty in OF_FOUR else 0

    def _step(self) -> int:
        return round(self._theme.size("small") * 0.85)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        if self._certainty in OF_FOUR:
            painter.setPen(QPen(self._theme.colour("text"), 1.2))
            for place in range(4):
                filled = place < OF_FOUR[self._certainty]
                painter.setBrush(self._theme.colour("text" if filled else "surface"))
                painter.drawPolygon(_diamond(place * self._step(), middle, self._step() / 2 - 1))
        tone = "text" if self._certainty in OF_FOUR else "muted"
        painter.setPen(self._theme.colour(tone))
        painter.setFont(self._theme.font("small", strong=self._certainty in OF_FOUR))
        metrics = painter.fontMetrics()
        base = middle + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(self._lead(), base), certainty_in_words(self._certainty))


def _diamond(left: float, middle: float, radius: float) -> QPolygonF:
    x = left + radius + 1
    return QPolygonF(
        [
            QPointF(x, middle - radius),
            QPointF(x + radius, middle),
            QPointF(x, middle + radius),
            QPointF(x - radius, middle),
        ]
    )
