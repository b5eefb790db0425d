"""Earlier versions and drafts: shown, and what was restored told with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.models.canonical import Json
from kmdesk.store.views import Changes, RecordView

if TYPE_CHECKING:
    from kmdesk.ui.history import Restored
    from kmdesk.ui.window import Window


class PastCommands(QObject):
    """The slots of what has to do with earlier versions."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.actions_by_name["history"].triggered.connect(self.show_history)
        window.session.compare_wanted.connect(self.show_draft)

    @Slot()
    def show_history(self) -> None:
        """Show the revisions of the record."""
        from kmdesk.ui.history import HistoryDialog

        window = self._window
        if window.session.view is None:
            window.notice.say("It has no history yet: it was never saved.")
            return
        window.session.leave()
        dialog = HistoryDialog(window, window.desk, window.session.view)
        dialog.restored.connect(self._tell)
        dialog.open()

    @Slot(object, object)
    def show_draft(self, saved: RecordView, fields: dict[str, Json]) -> None:
        """Show what was typed and never saved beside what is saved."""
        from kmdesk.ui.draft import DraftDialog

        session = self._window.session
        dialog = DraftDialog(self._window, saved, fields)
        dialog.kept.connect(session.save)
        dialog.discarded.connect(session.discard_draft)
        dialog.open()

    @Slot(object)
    def _tell(self, done: Restored) -> None:
        what = (
            f"Restored: {done.what}, as of {done.when}."
            if done.what
            else (f"The version of {done.when} is the newest again.")
        )
        text = f"{what} The history keeps the others."
        if done.before:
            self._window.notice.say(text, "Undo", lambda: self._take_back(done))
        else:
            self._window.notice.say(text)

    def _take_back(self, done: Restored) -> None:
        self._window.desk.write(
            lambda c: c.restore(done.record_id, done.before, done.fields),
            self._after_taking_back,
            owner=self,
        )

    def _after_taking_back(self, _changes: Changes) -> None:
        self._window.notice.say("It is as it was before you restored. The history keeps both.")
