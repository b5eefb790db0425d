"""The bar below the list: how many records are chosen, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from kmdesk.ui import words
from kmdesk.ui.actions import Actions
from kmdesk.ui.record_list import RecordList
from kmdesk.ui.widgets import Flow, action_button, button, column, label, row

OFFERED = {
    "tag_records": "Tags…",
    "set_status": "Status…",
    "review_again": "Still current",
    "export": "Export…",
    "briefing": "Briefing…",
    "compose": "Compose…",
    "trash": "Trash",
    "untrash": "Put back",
}


class SelectionBar(QFrame):
    """Shown while several records are chosen."""

    def __init__(self, records: RecordList, actions: Actions) -> None:
        super().__init__()
        self._records = records
        self._actions = actions
        self.setObjectName("selection_bar")
        self.setProperty("role", "selection")
        self.setAccessibleName("Records chosen")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        page = column(self, gap=6)
        page.setContentsMargins(16, 10, 12, 10)
        head = row(gap=8)
        self._count = label("", "section")
        head.addWidget(self._count, 1)
        head.addWidget(button("Choose none", "link", records.choose_one))
        page.addLayout(head)
        self._flow = Flow()
        page.addWidget(self._flow)
        self._buttons = {name: action_button(actions[name], "chip") for name in OFFERED}
        for name, made in self._buttons.items():
            made.setText(OFFERED[name])
            made.setAccessibleName(f"{actions[name].text().replace('&', '').rstrip('…')}: chosen")
        self._flow.put(list(self._buttons.values()))
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._on_fit)
        records.foot.addWidget(self)
        records.selection_changed.connect(self._on_selection)
        self.hide()

    @Slot()
    def _on_selection(self) -> None:
        number = len(self._records.selected)
        self._count.setText(f"{words.count(number, 'record')} selected")
        in_trash = self._records.query.trashed
        self._buttons["trash"].setVisible(not in_trash)
        self._buttons["untrash"].setVisible(in_trash)
        self.setVisible(number > 1)
        self._fit.start()

    @Slot()
    def _on_fit(self) -> None:
        """Take the lines that the buttons need at the width the bar was given."""
        self._flow.setMinimumHeight(self._flow.heightForWidth(self._flow.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the buttons to the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit.start()
