"""The history of a record: who changed what and when, each version to read and to restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QListView, QSplitter, QTextBrowser

from kmdesk.models.kinds import kind_named
from kmdesk.store.views import Changes, RecordView, RevisionView
from kmdesk.ui.desk import Desk
from kmdesk.ui.document_text import as_html
from kmdesk.ui.tables.revisions import REVISION_ROLE, RevisionTable
from kmdesk.ui.widgets import button, column, label, row
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.ui.window import Window


class HistoryDialog(QDialog):
    """Shows the revisions of a record.

    Signals:
        restored: an earlier version became the newest.
    """

    restored = Signal()

    def __init__(self, window: Window, desk: Desk, view: RecordView) -> None:
        super().__init__(window)
        self._theme = window.theme
        self._desk = desk
        self._record_id = view.id
        self._kind = kind_named(view.kind)
        self._asked: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("History")
        self.resize(960, 600)
        self.table = RevisionTable(self._kind, self)
        self.view = self._make_list()
        self.text = QTextBrowser()
        self.text.setAccessibleName("The version chosen")
        self.text.setOpenLinks(False)
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label(view.title, "head", wrap=True))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(12)
        splitter.addWidget(self.view)
        splitter.addWidget(self.text)
        splitter.setSizes([360, 560])
        lines.addWidget(splitter, 1)
        foot = row()
        foot.addWidget(label("Restoring adds a new version; nothing is lost.", "small"))
        foot.addStretch()
        foot.addWidget(button("Close", "", self.reject))
        self.restore = button("Restore this version", "primary", self._restore)
        self.restore.setEnabled(False)
        foot.addWidget(self.restore)
        lines.addLayout(foot)
        window.theme.changed.connect(self._on_current)
        desk.read(lambda c: c.history(view.id), self._show, owner=self)

    def _make_list(self) -> QListView:
        view = QListView()
        view.setProperty("role", "plain")
        view.setAccessibleName("Versions")
        view.setModel(self.table)
        view.setWordWrap(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.selectionModel().currentChanged.connect(self._on_current)
        return view

    @property
    def revision(self) -> RevisionView | None:
        """Return the revision chosen."""
        found: RevisionView | None = self.view.currentIndex().data(REVISION_ROLE)
        return found

    def _show(self, revisions: list[RevisionView]) -> None:
        self.table.show_revisions(revisions)
        if revisions:
            self.view.setCurrentIndex(self.table.index(0))
        self.view.setFocus()

    @Slot()
    def _on_current(self) -> None:
        revision = self.revision
        if revision is None:
            return
        if self._asked:
            self._asked.drop()
        writable = not self._desk.read_only
        self.restore.setEnabled(writable and revision.readable and not revision.current)
        if not revision.readable:
            self.text.setPlainText(
                "The text of this version is not here: it stayed with the colleague who wrote it."
            )
            return
        record_id = self._record_id
        self._asked = self._desk.read(
            lambda c: c.at_revision(record_id, revision.id), self._read, owner=self
        )

    def _read(self, view: RecordView) -> None:
        revision = self.revision
        touched = (*revision.changed, *revision.removed) if revision and revision.parents else ()
        names = {path.split("/", 1)[0] for path in touched}
        self.text.setHtml(as_html(self._kind, view.document, names, self._theme.tokens))

    @Slot()
    def _restore(self) -> None:
        revision, record_id = self.revision, self._record_id
        if revision is None:
            return
        self.restore.setEnabled(False)
        self._desk.write(
            lambda c: c.restore(record_id, revision.id), self._after_restoring, owner=self
        )

    def _after_restoring(self, _changes: Changes) -> None:
        self.accept()
        self.restored.emit()
