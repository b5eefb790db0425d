"""The records of a list with its filters: beside them, or in their place where room is short."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from kmdesk.ui.empty_list import EmptyList
from kmdesk.ui.filters import FilterPanel
from kmdesk.ui.record_view import RecordView
from kmdesk.ui.widgets import row

LEAST = 220
"""The least pixels that a list is wide."""

UNBOUND = 16_777_215
"""The width that Qt has for a widget as wide as it likes."""


class ListBody(QWidget):
    """Divides the room between records and filters.

    Attributes:
        beside: there is room for both.
    """

    def __init__(self, view: RecordView, empty: EmptyList, panel: FilterPanel) -> None:
        super().__init__()
        self._view, self._empty, self._panel = view, empty, panel
        self.beside = True
        self._stack = QStackedWidget()
        self._stack.addWidget(view)
        self._stack.addWidget(empty)
        line = row(self, gap=0)
        line.addWidget(panel)
        line.addWidget(self._stack, 1)

    def show_records(self, *, there: bool) -> None:
        """Show the records, or why there are none."""
        self._stack.setCurrentWidget(self._view if there else self._empty)

    def fit(self, *, filters: bool) -> None:
        """Show the filters or not, and ask for the width that this needs."""
        wide = self._panel.width_wanted
        self._panel.setVisible(filters)
        self._stack.setVisible(self.beside or not filters)
        self._panel.setMinimumWidth(wide if self.beside else 0)
        self._panel.setMaximumWidth(wide if self.beside else UNBOUND)
        self.setMinimumWidth(LEAST + (wide if filters and self.beside else 0))
