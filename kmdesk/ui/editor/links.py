"""Links to other records: type a few letters, choose, and the record stands there by its title."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QPushButton, QSizePolicy

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.store.views import Hit, Row
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.widgets import Flow, button, row
from kmdesk.ui.workers import Job

PAUSE = 150
"""Milliseconds without a key before the collection is searched."""


class RecordPicker(FieldEdit):
    """One record, or several, found by typing."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._bench = bench
        self._many = field.shape == "records"
        self._values: list[str] = []
        self._titles: dict[str, str] = {}
        self._missing: set[str] = set()
        self._found: list[Row] = []
        self._read_only = False
        self._asked: Job | None = None
        self._line = QLineEdit()
        self._line.setAccessibleName(f"{field.label}: find a record")
        self._line.setPlaceholderText("Type to find a record…")
        self._line.setMinimumWidth(160)
        self._line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._flow = Flow()
        row(self).addWidget(self._flow)
        self._flow.put([self._line])
        self._set_up_completer()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._search)
        self._line.textEdited.connect(self._pause.start)

    def _set_up_completer(self) -> None:
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = QListView()
        popup.setProperty("role", "popup")
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        popup.setAccessibleName("Records found")
        self._completer.setPopup(popup)
        self._completer.activated[QModelIndex].connect(  # type: ignore[index]
            self._choose, Qt.ConnectionType.QueuedConnection
        )
        self._line.setCompleter(self._completer)

    @property
    def target(self) -> QLineEdit:
        """Return the line to type into."""
        return self._line

    def value(self) -> Json:
        """Return the id, or the ids."""
        if self._many:
            return [*self._values]
        return self._values[0] if self._values else ""

    def set_value(self, value: Json) -> None:
        """Show the record, or the records."""
        values = list(value or []) if self._many else ([value] if value else [])
        if values == self._values and self._titles.keys() >= set(values):
            return
        self._values = values
        self._show()
        unknown = [v for v in values if v not in self._titles]
        if unknown and self._bench.desk.is_open:
            self._bench.desk.read(lambda c: c.rows(unknown), self._name, owner=self)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        self._read_only = read_only
        self._show()

    def _name(self, rows: list[Row]) -> None:
        found = {row.id: _title(row) for row in rows}
        unknown = [v for v in self._values if v not in self._titles and v not in found]
        self._missing.update(unknown)
        self._titles |= found | {v: f"{v[:8]} (not in this collection)" for v in unknown}
        self._show()

    @Slot()
    def _search(self) -> None:
        text = self._line.text().strip()
        if self._asked:
            self._asked.drop()
            self._asked = None
        if text:
            self._asked = self._bench.desk.read(
                lambda c: c.search(text, limit=8), self._offer, owner=self
            )

    @property
    def searching(self) -> bool:
        """Say whether what was typed is yet to be looked for, or is being looked for."""
        return self._pause.isActive() or self._asked is not None

    def _offer(self, hits: Sequence[Hit]) -> None:
        self._asked = None
        self._found = [hit.row for hit in hits if hit.row.id not in self._values]
        self._model.setStringList([_title(row) for row in self._found])
        if self._found and self._line.hasFocus():
            self._completer.complete()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if not 0 <= index.row() < len(self._found):
            return
        row = self._found[index.row()]
        self._titles[row.id] = _title(row)
        self._values = [*self._values, row.id] if self._many else [row.id]
        self._line.clear()
        self._show()
        if self._line.isVisible():
            self._line.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        self._line.setVisible(not self._read_only and (self._many or not self._values))
        chips = [chip for value in self._values for chip in self._chips(value)]
        self._flow.put([*chips, self._line])

    def _chips(self, value: str) -> list[QPushButton]:
        """Return a button that opens the record, and one that takes the link away."""
        title = self._titles.get(value, value[:8])
        opens = button(title if len(title) <= 40 else title[:39] + "…", "chip", self._open)
        opens.setToolTip(f"Open {title}")
        opens.setAccessibleName(f"Open {title}")
        opens.setProperty("record", value)
        opens.setEnabled(value not in self._missing)
        if self._read_only:
            return [opens]
        gone = button("×", "chip", self._take_away)
        gone.setAccessibleName(f"Take away {title}")
        gone.setToolTip(f"Take away {title}")
        gone.setProperty("record", value)
        return [opens, gone]

    @Slot()
    def _open(self) -> None:
        self._bench.requests.record.emit(self.sender().property("record"))

    @Slot()
    def _take_away(self) -> None:
        self._values.remove(self.sender().property("record"))
        self._show()
        self._line.setFocus()
        self.changed.emit()


def _title(row: Row) -> str:
    return f"{row.reference}  {row.title}{' (in the trash)' if row.trashed else ''}"
