"""The records of a paper in their order: the outline that the composer is built around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.ids import new_item_id
from kmdesk.models.kind import Field
from kmdesk.store.views import Hit
from kmdesk.ui.composer.part_row import PartRow
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.links import RecordPicker
from kmdesk.ui.editor.list_row import ListRow
from kmdesk.ui.editor.row_stack import Line
from kmdesk.ui.widgets import column, label

FEW = 3
"""Records of a paper up to which what is printed of each is shown at once."""

FIRST = (
    "Add the records that this paper is made from: type a word of a title, or a reference. The "
    "paper takes shape beside it as you go."
)


class PartPicker(RecordPicker):
    """Finds a record to add, and is empty again for the next one."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(replace(field, shape="record", label="Add to the paper"), bench)
        self.taken: set[str] = set()
        self.target.setPlaceholderText("Add a record: type to find it…")

    def _offer(self, hits: Sequence[Hit]) -> None:
        """Offer what can be printed and is not in the paper yet."""
        fit = [h for h in hits if h.row.kind != "briefing" and h.row.id not in self.taken]
        super()._offer(fit)


class PartsEdit(ItemsEdit):
    """The records of a paper."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field, bench)
        self._first = label(FIRST, "small", wrap=True)
        self.layout().insertWidget(0, self._first)  # type: ignore[union-attr]
        self.picker.changed.connect(self._on_picked)

    def make_adder(self) -> QWidget:
        """Return what finds a record to add."""
        holder = QWidget()
        self.picker = PartPicker(self.field, self._bench)
        column(holder).addWidget(self.picker)
        return holder

    def make_row(self) -> ListRow:
        """Return an empty row."""
        return PartRow(self.field, self._bench)

    @property
    def target(self) -> QWidget:
        """Return the first record's control, or what finds one."""
        lines = self.stack.lines
        return self.stack.row_of(lines[0]).target if lines else self.picker.target

    @property
    def ids(self) -> list[str]:
        """Return the records in order."""
        return [line.item["record"] for line in self.stack.lines if line.item.get("record")]

    def add_item(self, after: ListRow | None = None) -> None:  # noqa: ARG002  # always at the end
        """Go to what finds a record to add."""
        if not self._read_only:
            self.picker.target.setFocus()

    def remove_item(self, which: ListRow) -> None:
        """Take a record out of the paper; it can be put back at once."""
        before = list(self.value())
        super().remove_item(which)
        if not self._read_only:

            def undo() -> None:
                self.set_value(before)
                self.changed.emit()

            self._bench.requests.undo.emit("Taken out of the paper.", undo)

    def go_to(self, record: str, name: str) -> None:
        """Go to a field of a record."""
        for line in self.stack.lines:
            if line.item.get("record") == record:
                self.stack.row_of(line).inside((name,)).setFocus()

    @Slot()
    def _on_picked(self) -> None:
        record = self.picker.value()
        with QSignalBlocker(self.picker):
            self.picker.set_value("")
        self.picker.target.setFocus()
        if record and record not in self.ids:
            line = Line({"id": new_item_id(), "record": record})
            line.unfolded = len(self.stack.lines) < FEW
            self._show([*self.stack.lines, line])
            self.changed.emit()

    def set_value(self, value: Json) -> None:
        """Show the records of a paper; of a few, what is printed of each too."""
        super().set_value(value)
        if len(self.stack.lines) <= FEW and not any(line.row for line in self.stack.lines):
            for line in self.stack.lines:
                line.unfolded = True

    def _show(self, lines: list[Line]) -> None:
        super()._show(lines)
        self._first.setVisible(not lines)
        self.picker.taken = set(self.ids)
