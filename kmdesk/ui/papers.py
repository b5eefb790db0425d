"""Papers from records: a document at once, or a briefing that is composed and kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.models.ids import new_item_id
from kmdesk.store.views import Row

if TYPE_CHECKING:
    from kmdesk.ui.window import Window

TITLED_AFTER = ("evidence-summary", "review")
"""Kinds whose title a new briefing takes, the first of them that there is."""

NOTHING_CHOSEN = "Choose the records that the briefing is made from first."


class PaperCommands(QObject):
    """The slots of the actions that make papers."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.actions_by_name["briefing"].triggered.connect(self.make_document)
        window.actions_by_name["compose"].triggered.connect(self.compose)

    @Slot()
    def make_document(self) -> None:
        """Write a document made from the records chosen, or the briefing that is open."""
        window = self._window
        ids = window.current_ids() or self._begun()
        if not ids:
            window.notice.say(NOTHING_CHOSEN)
            return
        if ids == [window.session.record_id] and not window.page.fields().get("title"):
            window.session.save()  # says that it needs a title
            return
        if ids == self._begun():
            window.session.save()
        window.session.leave()
        window.desk.write(lambda _: None, lambda _: self._ask(ids), owner=self)  # once it is saved

    def _begun(self) -> list[str]:
        """Return a record on the page that was never saved."""
        session = self._window.session
        return [session.record_id] if session.record_id and session.view is None else []

    def _ask(self, ids: list[str]) -> None:
        from kmdesk.ui.briefing import BriefingDialog

        window = self._window
        dialog = BriefingDialog(window, window.desk, window.state, ids, window.notice.say)
        dialog.compose_wanted.connect(self._compose_ids)
        dialog.open()

    @Slot()
    def compose(self) -> None:
        """Begin a briefing that is made from the records chosen."""
        ids = self._window.current_ids()
        if ids:
            self._compose_ids(ids)
        else:
            self._window.notice.say(NOTHING_CHOSEN)

    @Slot(object)
    def _compose_ids(self, ids: Sequence[str]) -> None:
        self._window.session.leave()
        self._window.desk.write(lambda c: c.rows(ids), self._compose, owner=self)

    def _compose(self, rows: list[Row]) -> None:
        fit = [row for row in rows if row.kind != "briefing" and not row.trashed]
        if not fit:
            self._window.notice.say("A briefing is made from records of other kinds.")
            return
        parts = [{"id": new_item_id(), "record": row.id} for row in fit]
        author = self._window.desk.author
        title = min(fit, key=_place_of_title).title
        self._window.begin("briefing", {"title": title, "parts": parts, "written_by": author})
        self._window.page.title.selectAll()  # a paper of several records wants a title of its own
        self._window.session.save()


def _place_of_title(row: Row) -> int:
    return TITLED_AFTER.index(row.kind) if row.kind in TITLED_AFTER else len(TITLED_AFTER)
