"""Erasing for good from the menu, and what an import would erase in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.base import clock
from kmdesk.base.progress import Progress
from kmdesk.store.views import Changes, ErasureView, Part, RecordView
from kmdesk.ui import words
from kmdesk.ui.backups import plan_of

if TYPE_CHECKING:
    from kmdesk.exchange import Preview
    from kmdesk.store.collection import Collection
    from kmdesk.ui.erasing_dialog import Chosen
    from kmdesk.ui.window import Window

MOST_NAMED = 3
"""Erasures of a file named one by one; more are counted."""


class EraseCommands(QObject):
    """The slots of erasing."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.actions_by_name["erase"].triggered.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask what to erase from the record on the page."""
        self.ask_about("")

    def ask_about(self, part: str) -> None:
        """Ask what to erase, with a part chosen of which what stands there today is kept."""
        window = self._window
        view = window.session.view
        if view is None or not window.session.can_write:
            window.notice.say("Save the record first; what was never saved has no history.")
            return
        window.session.leave()
        record_id = view.id
        window.desk.write(
            lambda c: (c.get(record_id), c.parts(record_id)),
            lambda found: self._ask(*found, part),
            owner=self,
        )

    def _ask(self, view: RecordView, parts: list[Part], part: str) -> None:
        from kmdesk.ui.erasing_dialog import EraseDialog

        window = self._window
        folder = plan_of(window.state).folder
        dialog = EraseDialog(window, window.desk, view, parts, folder, part)
        dialog.agreed.connect(self._erase)
        dialog.folder_wanted.connect(window.commands.open_path)
        dialog.open()

    @Slot(object)
    def _erase(self, chosen: Chosen) -> None:
        folder = plan_of(self._window.state).folder

        def work(collection: Collection, progress: Progress) -> tuple[Changes, list[Path]]:
            held = [r for wish in chosen.wishes for r in collection.would_erase(wish).revisions]
            done = collection.erase(
                chosen.wishes, chosen.reason, chosen.also, chosen.words, progress
            )
            return done, collection.backups_holding([], held, folder)

        if any(not wish.paths for wish in chosen.wishes):
            self._window.session.close()
        self._window.desk.work(work, self._after_erasing, owner=self, title="Erasing for good")

    def _after_erasing(self, found: tuple[Changes, list[Path]]) -> None:
        from kmdesk.store.database import NOT_CLEANED

        changes, copies = found
        window = self._window
        if NOT_CLEANED in window.desk.notices:
            window.notice.say(NOT_CLEANED)
            return
        text = f"Erased for good from {words.count(len(changes.ids), 'record')}."
        if not copies:
            window.notice.say(text)
            return
        hold = "holds" if len(copies) == 1 else "hold"
        text += f" {words.count(len(copies), 'backup')} still {hold} it."
        folder = copies[0].parent
        window.notice.say(text, "Show the folder", lambda: window.commands.open_path(folder))


def notes(preview: Preview) -> str:
    """Return what an import would erase for good here, in a few lines; "" for nothing."""
    found = preview.erasures
    if not found:
        return ""
    records = len({one.record for one in found})
    lines = [f"This file erases something for good from {words.count(records, 'record')}."]
    lines += [f"{one.reference} {one.title}: {in_words(one)}" for one in found[:MOST_NAMED]]
    if (more := len(found) - MOST_NAMED) > 0:
        lines.append(f"and {more:,} more, named with each record")
    return "\n".join(lines)


def in_words(one: ErasureView) -> str:
    """Return what was erased, by whom, when and why."""
    day = words.day(f"{clock.local(one.time):%Y-%m-%d}")
    return f"{one.what}, by {one.author or 'somebody'} on {day}. {one.reason}"
