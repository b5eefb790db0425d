"""Reading attached files in the background, so that searches find what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from kmdesk.base.errors import Cancelled
from kmdesk.base.progress import Progress
from kmdesk.store.views import Changes
from kmdesk.ui import words
from kmdesk.ui.editor.attachments import AttachmentsEdit
from kmdesk.ui.widgets import button, label, row
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.exchange.file_index import IndexReport
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

AFTER_OPENING = 8_000
"""Milliseconds from opening a collection to reading: the window is to be quick at first."""

AFTER_CHANGE = 3_000
"""Milliseconds from a change to reading, so that several are followed at once."""


class ReadingBar(QWidget):
    """What the status bar shows meanwhile: how far it is, and a way to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reading_files")
        line = row(self, gap=4)
        self.text = label("", "small")
        line.addWidget(self.text)
        self.stop = button("Stop", "link")
        self.stop.setAccessibleName("Stop reading attached files")
        line.addWidget(self.stop)
        self.hide()

    def step(self, done: int, total: int) -> None:
        """Show which file is being read."""
        self.text.setText(f"Reading attached files: {min(done + 1, total):,} of {total:,}")
        self.show()


class FileWords(QObject):
    """Reads attached files a while after opening and after changes, unless somebody stopped it."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self._stopped = False
        self.bar = ReadingBar()
        self.bar.stop.clicked.connect(self.stop)
        window.statusBar().insertPermanentWidget(1, self.bar)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._look)
        window.desk.opened.connect(self._on_opened)
        window.desk.changed.connect(self._on_changed)
        window.jobs.stepped.connect(self._on_stepped)
        window.actions_by_name["read_files"].triggered.connect(self.begin)

    @Slot()
    def begin(self) -> None:
        """Read what has not been read, or say how far that is."""
        if self._job:
            self._window.notice.say(f"{self.bar.text.text()}.", "Stop", self.stop)
            return
        self._stopped = False
        self._window.desk.read(_are_waiting, self._begin_asked, owner=self)

    def _begin_asked(self, waiting: bool) -> None:
        if waiting:
            self._start()
        else:
            self._window.notice.say("All attached files have been read.")

    @Slot()
    def stop(self) -> None:
        """Stop reading; what was read stays."""
        self._stopped = True
        if self._job:
            self._job.progress.cancel()

    @Slot()
    def _on_opened(self) -> None:
        if self._job:
            self._job.drop()  # it reads the collection that was open before
            self._end()
        self._stopped = False
        self._soon.start(AFTER_OPENING)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.ids and not self._stopped:
            self._soon.start(max(AFTER_CHANGE, self._soon.remainingTime()))

    @Slot()
    def _look(self) -> None:
        desk = self._window.desk
        if self._job is None and not self._stopped and not desk.read_only:
            desk.read(_are_waiting, self._begin_if, owner=self)

    def _begin_if(self, waiting: bool) -> None:
        if waiting and not self._stopped:
            self._start()

    def _start(self) -> None:
        if self._job is None:
            self._job = self._window.desk.work_behind(
                _read, self._on_done, owner=self, failed=self._on_failed
            )

    @Slot(object, int, int, str)
    def _on_stepped(self, job: Job, done: int, total: int, _name: str) -> None:
        if job is self._job:
            self.bar.step(done, total)

    def _on_done(self, report: IndexReport) -> None:
        self._end()
        if report.faults:
            self._window.notice.say(_told(report.faults))
        self._look()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self._window.notice.say(
                "Stopped. What was read can be searched; the rest is read at the next start."
            )
        else:
            self._stopped = True
            self._window.notice.say(str(error))

    def _end(self) -> None:
        """Show what is known now."""
        self._job = None
        self.bar.hide()
        window = self._window
        if window.list.query.text:
            window.list.refresh()
        for edit in window.page.findChildren(AttachmentsEdit):
            edit.ask_faults()


def _told(faults: Mapping[str, str]) -> str:
    """Return a sentence about files that could not be read."""
    name, fault = next(iter(faults.items()))
    if len(faults) == 1:
        return f"{name} {fault}."
    some = words.count(len(faults), "attached file")
    return f"{some} cannot be searched, {name} among them; each says why in its record."


def _are_waiting(collection: Collection) -> bool:
    from kmdesk.exchange import file_index

    return bool(file_index.waiting(collection))


def _read(collection: Collection, progress: Progress) -> IndexReport:
    from kmdesk.exchange import file_index

    return file_index.index_files(collection, progress)
