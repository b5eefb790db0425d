"""The view of the record list: it asks for more in time, keeps its place, and can choose all."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QFrame, QListView

from kmdesk.ui.record_paint import RecordDelegate
from kmdesk.ui.tables.records import RecordTable
from kmdesk.ui.theme import Theme


@dataclass(frozen=True)
class Anchor:
    """What a scrolled list shows: records in view, and how far below the top each stands."""

    tops: Sequence[tuple[str, int]]


class RecordView(QListView):
    """Shows a `RecordTable`.

    Signals:
        all_wanted: all records are to be chosen, those too that were not fetched yet.
        chosen_changed: other records are chosen.
    """

    all_wanted = Signal()
    chosen_changed = Signal()

    def __init__(self, table: RecordTable, theme: Theme) -> None:
        super().__init__()
        self._table = table
        self.setObjectName("records")
        self.setAccessibleName("Records")
        self.setModel(table)
        self.setItemDelegate(RecordDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self.verticalScrollBar().valueChanged.connect(self._fetch_in_time)
        theme.changed.connect(self.doItemsLayout)

    @property
    def chosen(self) -> list[str]:
        """Return the ids of the records chosen, in the order of the list."""
        rows = sorted(i.row() for i in self.selectionModel().selectedIndexes())
        return [self._table.ids[r] for r in rows]

    def choose(self, ids: Some[str]) -> None:
        """Choose these records, as far as they are in the list."""
        chosen = QItemSelection()
        for place in filter(lambda place: place >= 0, map(self._table.place, ids)):
            index = self._table.index(place)
            chosen.select(index, index)
        with QSignalBlocker(self.selectionModel()):
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(chosen, flag)
        self.viewport().update()
        self.chosen_changed.emit()

    def mark_open(self, record_id: str) -> None:
        """Choose the record that is open without opening it again, or nothing."""
        place = self._table.place(record_id)
        with QSignalBlocker(self.selectionModel()):
            if place >= 0:
                self.setCurrentIndex(self._table.index(place))
            else:
                self.clearSelection()
                self.setCurrentIndex(QModelIndex())  # so that a click on the same record opens it
        self.viewport().update()

    def selectAll(self) -> None:
        """Choose all records, once all are known."""
        if self._table.canFetchMore(QModelIndex()):
            self.all_wanted.emit()
        else:
            super().selectAll()

    def anchor(self) -> Anchor:
        """Return what the list shows now; nothing while it stands at its top."""
        if not self.verticalScrollBar().value():
            return Anchor(())
        first = self.indexAt(QPoint(0, 0)).row()
        last = self.indexAt(QPoint(0, self.viewport().height() - 1)).row()
        last = last if last >= 0 else len(self._table.ids) - 1
        return Anchor(
            [
                (self._table.ids[row], self.visualRect(self._table.index(row)).top())
                for row in range(max(first, 0), last + 1)
            ]
        )

    def hold(self, anchor: Anchor, moved: Some[str] = ()) -> None:
        """Scroll to where the records stood, whatever came, went or `moved` in front of them."""
        self.doItemsLayout()
        stayed = [
            (i, top) for i, top in anchor.tops if i not in moved and self._table.place(i) >= 0
        ]
        for record_id, top in stayed[:1]:
            now = self.visualRect(self._table.index(self._table.place(record_id))).top()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + now - top)

    @Slot(int)
    def _fetch_in_time(self, value: int) -> None:
        """Ask for more a screen before the end, so that scrolling need not wait."""
        bar = self.verticalScrollBar()
        if value >= bar.maximum() - bar.pageStep():
            self._table.fetchMore(QModelIndex())
