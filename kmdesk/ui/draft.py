"""What was typed and never saved, word by word beside what is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog

from kmdesk.models.canonical import Json
from kmdesk.models.difference import difference
from kmdesk.models.kinds import KINDS
from kmdesk.store.views import RecordView
from kmdesk.ui.difference import DifferenceView
from kmdesk.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from kmdesk.ui.window import Window


class DraftDialog(QDialog):
    """Shows a draft against the saved record, to be saved or discarded.

    Signals:
        kept: it shall be saved.
        discarded: it shall be forgotten.
    """

    kept = Signal()
    discarded = Signal()

    def __init__(self, window: Window, saved: RecordView, fields: Mapping[str, Json]) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Draft and saved record")
        self.resize(960, 640)
        self.difference = DifferenceView(window.theme, "What the draft changes")
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label(saved.title, "head", wrap=True))
        lines.addWidget(self.difference, 1)
        foot = row(gap=8)
        foot.addWidget(button("Discard the draft", "", self._discard))
        foot.addStretch()
        foot.addWidget(button("Close", "", self.reject))
        keep = button("Save it", "primary", self._keep)
        keep.setDefault(True)
        foot.addWidget(keep)
        lines.addLayout(foot)
        kind, before = KINDS.get(saved.kind), saved.document
        window.desk.read(
            lambda c: difference(kind, before, {"id": saved.id, **fields}, c.title_of),
            lambda found: self.difference.show_difference(found, ("Saved", "Draft")),
            owner=self,
        )

    @Slot()
    def _keep(self) -> None:
        self.kept.emit()
        self.accept()

    @Slot()
    def _discard(self) -> None:
        self.discarded.emit()
        self.accept()
