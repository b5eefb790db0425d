"""The head of the list: what is listed, in which order, and what narrows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from kmdesk.store.views import MOST_COUNTED, Sort
from kmdesk.ui import words
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.filters import GROUPS, status_in_words, value_in_words
from kmdesk.ui.widgets import Flow, button, column, label, row

ORDERS: dict[Sort, str] = {
    "relevance": "Best match first",
    "date": "Latest first",
    "title": "By title",
    "review_by": "By review day",
}


class ListHead(QWidget):
    """Says what a list shows.

    Signals:
        sorted: the `Sort` that was chosen.
        narrowed: a field and a value to narrow by, "" to narrow no longer.
    """

    sorted = Signal(str)
    narrowed = Signal(str, str)

    def __init__(self, filters: QAction) -> None:
        super().__init__()
        lines = column(self, gap=8)
        lines.setContentsMargins(16, 14, 12, 10)
        self._hint = label("", "small", wrap=True)
        self._hint.setObjectName("search_hint")
        self.heading = label("", "head", wrap=True)
        self._note = label("", "small", wrap=True)
        self.order = Combo()
        self.order.setProperty("role", "corner")
        self.order.setAccessibleName("Order")
        self.order.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.order.activated.connect(self._on_order)
        self.toggle = _toggle_button(filters)
        self._tools = QWidget()
        tools = row(self._tools, gap=8)
        tools.addWidget(self.order)
        tools.addStretch()
        tools.addWidget(self.toggle)
        self._chips = Flow()
        for widget in (self._hint, self.heading, self._note, self._tools, self._chips):
            lines.addWidget(widget)
        self.show_order("relevance", with_words=False)

    def show_hint(self, hint: str) -> None:
        """Say what was read otherwise than it may have been meant."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def show_place(self, name: str) -> None:
        """Say which place is listed."""
        self.heading.setText(name)
        self._note.hide()

    def show_found(self, total: int, within: str) -> None:
        """Say how many records were found, and in which place where that is not all."""
        many = f"{words.found(total)} records"
        said = many if total > MOST_COUNTED else words.count(total, "record")
        self.heading.setText(f"{said} found")
        self._note.setText(f"In {words.inside(within)}")
        self._note.setVisible(bool(within))

    def show_tools(self, *, wanted: bool) -> None:
        """Offer order and filters, where they change something."""
        self._tools.setVisible(wanted)

    def show_order(self, order: Sort, *, with_words: bool) -> None:
        """Say how the list is ordered; without words no match is better than another."""
        orders = [one for one in ORDERS if with_words or one != "relevance"]
        shown = order if order in orders else "date"
        with QSignalBlocker(self.order):
            if self.order.count() != len(orders):
                self.order.clear()
                for one in orders:
                    self.order.addItem(ORDERS[one], one)
            self.order.setCurrentIndex(self.order.findData(shown))

    def show_chips(
        self, statuses: Mapping[str, int], chosen: Mapping[str, str], *, offer_status: bool
    ) -> None:
        """Show what narrows the list, each to be taken away, and the statuses there are."""
        chips: list[QWidget] = []
        for field, value in chosen.items():
            if field != "status" or not offer_status:
                chips.append(self._removable(field, value))
        if offer_status and statuses:
            total = words.found(sum(statuses.values()))
            chips += [self._status(f"All {total}", "", chosen)]
            for status, count in statuses.items():
                text = f"{status_in_words(status)} {words.found(count)}"
                chips.append(self._status(text, status, chosen))
        self._chips.put(chips)
        self._chips.setVisible(bool(chips))

    def _removable(self, field: str, value: str) -> QPushButton:
        said = f"{GROUPS[field]}: {value_in_words(field, value)}"
        chip = button(f"{said if len(said) <= 36 else said[:35] + '…'}  ×", "filter", self._on_chip)
        chip.setAccessibleName(f"Take away the filter {said}")
        chip.setToolTip(f"{said}: take this filter away")
        chip.setProperty("filter", (field, ""))
        return chip

    def _status(self, text: str, status: str, chosen: Mapping[str, str]) -> QPushButton:
        chip = button(text, "chip", self._on_chip)
        chip.setCheckable(True)
        chip.setChecked(status == chosen.get("status", ""))
        chip.setProperty("filter", ("status", status))
        return chip

    @Slot()
    def _on_chip(self) -> None:
        field, value = self.sender().property("filter")
        self.toggle.setFocus() if not value and field != "status" else None
        self.narrowed.emit(field, value)

    @Slot()
    def _on_order(self) -> None:
        self.sorted.emit(self.order.currentData())


def _toggle_button(action: QAction) -> QPushButton:
    """Return the button that shows and hides the filters."""
    made = button("Filters", "quiet", action.trigger)
    made.setToolTip(action.toolTip())
    made.setCheckable(True)
    made.setChecked(action.isChecked())
    action.toggled.connect(made.setChecked)
    return made


def in_order(known: Sequence[str], statuses: Mapping[str, int]) -> dict[str, int]:
    """Return counts of statuses in the order of their kinds, without those that nothing has."""
    every = dict.fromkeys((*known, *statuses))
    return {status: statuses[status] for status in every if statuses.get(status)}
