"""What stands in place of a list that has nothing in it: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kmdesk.models.kinds import KINDS
from kmdesk.ui import words
from kmdesk.ui.tables.rail import Place
from kmdesk.ui.widgets import button, column, label

_EMPTY = {
    "due": ("Nothing is due.", "Records appear here from 60 days before their “review by” day."),
    "actions": ("Nothing is late.", "Reviews appear here when a recommendation is past its day."),
    "conflicts": (
        "Nobody disagrees.",
        "When two colleagues change the same words, both versions wait here for a decision.",
    ),
    "drafts": ("No drafts.", "Text that was typed and not saved is kept here."),
    "trash": ("The trash is empty.", "Records moved to the trash stay here until put back."),
    "all": ("Nothing here yet.", "Press Ctrl+N to write the first record."),
}


class EmptyList(QWidget):
    """Says why there is nothing.

    Signals:
        cleared: the search should be given up.
        unfiltered: the filters should be given up.
        widened: the same words should be searched for in all records.
    """

    cleared = Signal()
    unfiltered = Signal()
    widened = Signal()

    def __init__(self) -> None:
        super().__init__()
        lines = column(self, gap=8, margin=16)
        self._head = label("", "section", wrap=True)
        self._text = label("", "small", wrap=True)
        self._clear = button("Clear the search", "", self.cleared.emit)
        self._unfilter = button("Take the filters away", "", self.unfiltered.emit)
        self._widen = button("Search all records", "", self.widened.emit)
        for line in (self._head, self._text):
            lines.addWidget(line)
        for each in (self._widen, self._clear, self._unfilter):
            lines.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addStretch()

    def tell(self, place: Place, *, searched: bool, filtered: bool) -> None:
        """Say why a place has nothing to show."""
        head, text = _EMPTY.get(place.key, ("Nothing here yet.", "New records appear here."))
        if searched:
            head = "Nothing matches."
            text = "Try the beginning of a word, or fewer words. The trash is searched only there."
        elif filtered:
            head, text = "Nothing matches.", "No record has all that the filters ask for."
        elif place.key in KINDS:
            head = f"No {words.inside(place.label)} yet."
            text = "Press Ctrl+N to write the first one."
        self._head.setText(head)
        self._text.setText(text)
        self._widen.setVisible(searched and place.key != "all")
        self._clear.setVisible(searched)
        self._unfilter.setVisible(filtered)
