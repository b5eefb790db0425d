"""What the window says without asking: a banner on top, a notice that goes away, progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QDialog, QFrame, QProgressBar, QWidget

from kmdesk.ui.widgets import Elided, button, column, empty, label, row
from kmdesk.ui.workers import Job, Jobs

STAYS = 8_000
"""Milliseconds a notice stays: time to read two lines and to press its button."""

PROGRESS_AFTER = 500
"""Milliseconds before work shows its progress: shorter work needs none."""


class Banner(QFrame):
    """Sentences that hold as long as the collection is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setObjectName("banner")
        self.setAccessibleName("About this collection")
        self._lines = column(self, gap=2)
        self._lines.setContentsMargins(16, 8, 16, 8)
        self.hide()

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show sentences, or nothing."""
        empty(self._lines)
        for sentence in sentences:
            self._lines.addWidget(label(sentence, wrap=True))
        self.setVisible(bool(sentences))


class Notice(QFrame):
    """A sentence at the foot of the window, with at most one thing to do about it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("role", "notice")
        self.setObjectName("notice")
        self._over = over
        self._do: Callable[[], None] | None = None
        line = row(self, gap=8)
        line.setContentsMargins(16, 8, 8, 8)
        self.text = label("", wrap=False)
        self.text.setWordWrap(True)
        line.addWidget(self.text, 1)
        self.button = button("Undo", "", self._on_button)
        line.addWidget(self.button)
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    def say(self, text: str, do: str = "", action: Callable[[], None] | None = None) -> None:
        """Show a sentence for a while; `do` names what `action` does."""
        self.text.setText(text)
        self.button.setVisible(bool(do))
        self.button.setText(do)
        self.button.setAccessibleName(do)
        self._do = action
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_button(self) -> None:
        self.hide()
        if self._do:
            self._do()

    def _place(self) -> None:
        room = self._over.width() - 48
        text = self.text.fontMetrics().horizontalAdvance(self.text.text())
        extra = 32 + (self.button.sizeHint().width() + 8 if not self.button.isHidden() else 0)
        width = min(room, max(240, text + extra + 8), 720)
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        x = (self._over.width() - width) // 2
        self.setGeometry(x, self._over.height() - height - 56, width, height)


class ProgressDialog(QDialog):
    """How far long work is, and a way to stop it."""

    def __init__(self, parent: QWidget, job: Job) -> None:
        super().__init__(parent)
        self.job = job
        self.setWindowTitle(job.title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(400)
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label(job.title, "section", wrap=True))
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        lines.addWidget(self._bar)
        self._label = Elided("", "small")
        lines.addWidget(self._label)
        foot = row()
        foot.addStretch()
        self._cancel = button("Cancel", "", self.reject)
        foot.addWidget(self._cancel)
        lines.addLayout(foot)

    def step(self, done: int, total: int, text: str) -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._label.set_full(text)

    def reject(self) -> None:
        """Ask the work to stop; the dialog goes when it has."""
        self.job.progress.cancel()
        self._cancel.setEnabled(False)
        self._label.set_full("Stopping…")


class ProgressWatch(QObject):
    """Shows a progress dialog for jobs that take longer than a moment."""

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._running: dict[Job, tuple[int, int, str]] = {}
        self._dialogs: dict[Job, ProgressDialog] = {}
        jobs.started.connect(self._on_started)
        jobs.stepped.connect(self._on_stepped)
        jobs.ended.connect(self._on_ended)

    @Slot(object)
    def _on_started(self, job: Job) -> None:
        self._running[job] = (0, 0, "")
        QTimer.singleShot(PROGRESS_AFTER, self, lambda: self._show(job))

    def _show(self, job: Job) -> None:
        if job in self._running:
            dialog = self._dialogs[job] = ProgressDialog(self._window, job)
            dialog.step(*self._running[job])
            dialog.show()

    @Slot(object, int, int, str)
    def _on_stepped(self, job: Job, done: int, total: int, text: str) -> None:
        if job in self._running:
            self._running[job] = (done, total, text)
        if job in self._dialogs:
            self._dialogs[job].step(done, total, text)

    @Slot(object)
    def _on_ended(self, job: Job) -> None:
        self._running.pop(job, None)
        dialog = self._dialogs.pop(job, None)
        if dialog:
            dialog.done(QDialog.DialogCode.Accepted)
            dialog.deleteLater()
