"""The way to the disagreements screen, and what is said when it has done its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFrame

from kmdesk.store.views import Changes
from kmdesk.ui import words
from kmdesk.ui.tables.rail import Place
from kmdesk.ui.widgets import action_button, row

if TYPE_CHECKING:
    from kmdesk.ui.window import Window


class DisputeCommands(QObject):
    """The slot of the disagreements screen."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.actions_by_name["disagreements"].triggered.connect(self.show)
        window.page.disputes_wanted.connect(self.show)
        self.bar = QFrame()
        self.bar.setProperty("role", "selection")
        line = row(self.bar, margin=12)
        beside = action_button(window.actions_by_name["disagreements"])
        beside.setText("Look at them side by side…")
        beside.setAccessibleName(beside.text())
        line.addWidget(beside)
        line.addStretch()
        window.list.foot.addWidget(self.bar)
        window.rail.went.connect(self._on_place)
        self.bar.hide()

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        self.bar.setVisible(place.key == "conflicts")

    @Slot()
    def show(self) -> None:
        """Show what people disagree on, from the open record on."""
        from kmdesk.ui.disputes.dialog import DisputesDialog

        window = self._window
        window.session.leave()
        dialog = DisputesDialog(window, window.desk, window.session.record_id)
        dialog.settled.connect(self._tell)
        dialog.open()

    @Slot(object)
    def _tell(self, changes: Changes) -> None:
        records = words.count(len(changes.ids), "record")
        text = f"Settled in {records}. The other texts stay in the history."
        self._window.notice.say(text, "Undo", lambda: self._open_again(changes))

    def _open_again(self, changes: Changes) -> None:
        window = self._window
        window.desk.write(
            lambda c: c.unsettle(changes.revisions),
            lambda _: window.notice.say("It is open again."),
            owner=self,
            failed=lambda error: window.notice.say(str(error)),
        )
