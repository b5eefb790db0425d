"""The timeline of a record: a line with a dot for each version, and what it was about."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kmdesk.store.views import RevisionView
from kmdesk.ui.tables.revisions import REVISION_ROLE, RevisionTable, lines_of
from kmdesk.ui.theme import Theme

_LEFT, _TOP = 36, 9
_DOT = 5.0
_SEEN = 9.0
"""The radius in pixels of the ring around a version that a paper printed."""


class HistoryList(QListView):
    """Versions, the newest on top; one or two can be chosen."""

    def __init__(self, table: RevisionTable, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.setAccessibleName("Versions")
        self.setModel(table)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(theme, table, self))
        theme.changed.connect(self.doItemsLayout)

    def chosen(self) -> list[RevisionView]:
        """Return the versions chosen, the latest first: the first and the last where many are."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        ends = rows[:1] + rows[1:][-1:]
        return [self.model().index(each, 0).data(REVISION_ROLE) for each in ends]


class _Delegate(QStyledItemDelegate):
    """Draws a version."""

    def __init__(self, theme: Theme, table: RevisionTable, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._table = table
        self._view = view

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the same height for each, so that long histories scroll evenly."""
        strong = QFontMetrics(self._theme.font("body", strong=True)).lineSpacing()
        small = QFontMetrics(self._theme.font("small")).lineSpacing()
        return QSize(0, 2 * _TOP + strong + 2 * small + 4)

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
        self._paint_ground(painter, rect, option)
        revision: RevisionView = index.data(REVISION_ROLE)
        self._paint_line(painter, rect, revision, index)
        self._paint_text(painter, rect.adjusted(_LEFT, _TOP, -10, -_TOP), revision)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.colour("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.colour("hover"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent_text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 4, 4)

    def _paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        revision: RevisionView,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the line of time, a full dot for what is here, two for a merge, a ring for seen."""
        strong = QFontMetrics(self._theme.font("body", strong=True))
        x, y = rect.left() + 18.0, rect.top() + _TOP + strong.lineSpacing() / 2
        painter.setPen(QPen(self._theme.colour("field_line"), 1.5))
        if index.row() > 0:
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, y))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(QPointF(x, y), QPointF(x, rect.bottom() + 1))
        painter.setPen(QPen(self._theme.colour("accent_text"), 2))
        full = self._theme.colour("accent_text" if revision.readable else "surface")
        painter.setBrush(full)
        if len(revision.parents) > 1:
            painter.drawEllipse(QPointF(x + 6, y), _DOT - 1, _DOT - 1)
        painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
        if revision.seen:
            painter.setPen(QPen(self._theme.colour("accent_text"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), _SEEN, _SEEN)

    def _paint_text(
        self,
        painter: QPainter,
        rect: QRect,
        revision: RevisionView,
    ) -> None:
        top = float(rect.top())
        looks = (("body", True, "text"), ("small", False, "text"), ("small", False, "muted"))
        for text, (step, strong, colour) in zip(
            lines_of(self._table.kind, revision), looks, strict=True
        ):
            font = self._theme.font(step, strong=strong)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(self._theme.colour(colour))
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(QPointF(rect.left(), top + metrics.ascent()), cut)
            top += metrics.lineSpacing() + 2
