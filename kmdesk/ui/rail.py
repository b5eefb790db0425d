"""The navigation rail: where to go, and what needs a person."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kmdesk.ui import icons
from kmdesk.ui.tables.rail import COUNT_ROLE, PLACE_ROLE, Place, RailTable
from kmdesk.ui.theme import Theme

WIDE, NARROW = 240, 56
"""Widths in pixels at a zoom of 1: with words, and with icons alone."""


class RailDelegate(QStyledItemDelegate):
    """Draws a place: icon, label, count."""

    def __init__(self, theme: Theme, rail: Rail) -> None:
        super().__init__(rail)
        self._theme = theme
        self._rail = rail
        self.with_icons = False

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a place or of a heading."""
        place = index.data(PLACE_ROLE)
        line = round(self._theme.size("body") * 1.3)
        if place.heading:
            if self._rail.narrow:
                return QSize(0, 8)
            return QSize(0, line + 20 if place.label else 16)
        return QSize(0, line + (12 if self._rail.narrow else 16))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place: Place = index.data(PLACE_ROLE)
        if place.heading:
            self._paint_heading(painter, option.rect, place)
        else:
            self._paint_place(painter, option, place, index.data(COUNT_ROLE))
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, place: Place) -> None:
        if self._rail.narrow or not place.label:
            painter.setPen(self._theme.colour("line"))
            painter.drawLine(
                rect.left() + 16, rect.center().y(), rect.right() - 16, rect.center().y()
            )
            return
        painter.setFont(self._theme.font("small", strong=True))
        painter.setPen(self._theme.colour("muted"))
        where = rect.adjusted(20, 0, -16, -6)
        painter.drawText(
            where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, place.label
        )

    def _paint_place(
        self, painter: QPainter, option: QStyleOptionViewItem, place: Place, count: str
    ) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(8, 1, -8, -1)
        focused = chosen and self._rail.hasFocus()
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(self._theme.colour("accent_text") if focused else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(box, 6, 6)
        tint = "accent_strong" if chosen else "text"
        self._paint_icon(painter, box, place, "accent_strong" if chosen else "muted")
        if self._rail.narrow:
            return
        right = self._paint_count(painter, box, place, count)
        painter.setFont(self._theme.font("body", strong=chosen))
        painter.setPen(self._theme.colour(tint))
        left = box.left() + self._theme.grown(icons.SIZE) + 16
        where = QRect(left, box.top(), right - left - 4, box.height())
        text = painter.fontMetrics().elidedText(
            place.label, Qt.TextElideMode.ElideRight, where.width()
        )
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_icon(self, painter: QPainter, box: QRect, place: Place, tint: str) -> None:
        if self.with_icons:
            size = self._theme.grown(icons.SIZE)
            left = box.center().x() - size // 2 + 1 if self._rail.narrow else box.left() + 8
            where = QRect(left, box.center().y() - size // 2 + 1, size, size)
            icons.icon(place.icon, self._theme.tokens, tint).paint(painter, where)

    def _paint_count(self, painter: QPainter, box: QRect, place: Place, count: str) -> int:
        """Draw the count and return where the label must end."""
        right = box.right() - 10
        if not count:
            return right
        painter.setFont(self._theme.font("small"))
        width = painter.fontMetrics().horizontalAdvance(count)
        height = painter.fontMetrics().height()
        tint = "muted"
        if place.warns:
            wide = max(width + 14, height + 4)
            pill = QRect(right - wide + 4, box.center().y() - height // 2 - 1, wide, height + 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("warn_soft"))
            painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
            painter.setPen(self._theme.colour("warn"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, count)
            return pill.left()
        painter.setPen(self._theme.colour(tint))
        where = QRect(right - width, box.top(), width + 1, box.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, count)
        return right - width - 4


class Rail(QListView):
    """The places, one of which is where we are.

    Signals:
        went: the `Place` that was chosen.
    """

    went = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName("Places")
        self.narrow = False
        self._theme = theme
        self.table = RailTable(self)
        self.setModel(self.table)
        self._delegate = RailDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.set_narrow(False)
        self.go("home")
        self.selectionModel().currentChanged.connect(self._on_current)
        theme.changed.connect(self._on_theme)

    @property
    def place(self) -> Place:
        """Return where we are."""
        place: Place = self.currentIndex().data(PLACE_ROLE)
        return place

    def go(self, key: str) -> None:
        """Choose a place."""
        row = self.table.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self.table.index(row))

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, or words too."""
        self.narrow = narrow
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if narrow else policy.ScrollBarAsNeeded
        )
        beside_icon = NARROW - icons.SIZE
        wide = self._theme.grown(WIDE)
        self.setFixedWidth(self._theme.grown(icons.SIZE) + beside_icon if narrow else wide)
        self.doItemsLayout()

    def load_icons(self) -> None:
        """Draw icons from now on; the first needs QtAwesome, so it waits for the first paint."""
        self._delegate.with_icons = True
        self.viewport().update()

    @Slot()
    def _on_theme(self) -> None:
        self.set_narrow(self.narrow)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.went.emit(current.data(PLACE_ROLE))
