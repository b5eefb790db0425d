"""A list of items: cards that unfold, added, moved and removed by keyboard as by mouse."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.ids import new_item_id
from kmdesk.models.kind import Field
from kmdesk.models.saying import say
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.editor.grips import Grips
from kmdesk.ui.editor.item_row import ItemRow, says_nothing
from kmdesk.ui.editor.list_row import ListRow
from kmdesk.ui.editor.row_stack import Line, RowStack
from kmdesk.ui.widgets import button, column, row


class ItemsEdit(FieldEdit):
    """The items of a list, in order."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._bench = bench
        self._read_only = False
        self.stack = RowStack(self._new_row)
        self._grips = Grips(self.stack, one_of(field))
        self._grips.dropped.connect(self._on_dropped)
        self._add = self.make_adder()
        page: QVBoxLayout = column(self, gap=4)
        page.addWidget(self.stack)
        foot = row(gap=8)
        foot.addWidget(self._add)
        if isinstance(self._add, QPushButton):
            foot.addStretch()
        page.addLayout(foot)

    @property
    def rows(self) -> list[ListRow]:
        """Return the rows that are made, in order: all of a short list."""
        return [line.row for line in self.stack.lines if line.row]

    @property
    def target(self) -> QWidget:
        """Return the first row's control, or the button that adds one."""
        lines = self.stack.lines
        return self.stack.row_of(lines[0]).target if lines else self._add

    def value(self) -> Json:
        """Return the items that hold something; nobody may change them in place."""
        return [line.item for line in self.stack.lines if not line.blank]

    def set_value(self, value: Json) -> None:
        """Show items, keeping the rows of those that were there before."""
        items = [{k: v for k, v in item.items() if not is_empty(v)} for item in value or []]
        if items == self.value():
            return
        old = {line.item.get("id"): line for line in self.stack.lines}
        lines = []
        for item in items:
            line = old.pop(item.get("id"), None) or Line(item)
            line.item, line.blank = item, says_nothing(self.field, item)
            if line.row:
                line.row.set_value(_with_defaults(self.field, item))
            lines.append(line)
        self._show(lines)

    def set_read_only(self, read_only: bool) -> None:
        """Let the items be read, or changed."""
        self._read_only = read_only
        for each in self.rows:
            each.set_read_only(read_only)
        self._add.setVisible(not read_only)
        self._tell_grips()

    @Slot()
    def add_item(self, after: ListRow | None = None) -> None:
        """Add an empty item, at the end or behind another, and go there."""
        if self._read_only:
            return
        lines = [*self.stack.lines]
        place = self._place_of(after) + 1 if isinstance(after, ListRow) else len(lines)
        lines.insert(place, Line({"id": new_item_id()}, blank=True))
        self._show(lines)
        self.stack.row_of(lines[place]).target.setFocus()
        self.changed.emit()

    def reveal(self, item_id: str) -> ListRow | None:
        """Return the row of an item, made now if it was not shown yet; None if there is none."""
        found = (line for line in self.stack.lines if line.item.get("id") == item_id)
        line = next(found, None)
        return self.stack.row_of(line) if line else None

    def inside(self, path: Sequence[str]) -> QWidget:
        """Return the control of a field of an item."""
        found = self.reveal(path[0]) if path else None
        return found.inside(path[1:]) if found else self.target

    def move_item(self, which: ListRow, by: int) -> None:
        """Move an item up (-1) or down (+1), or by more as far as there is room."""
        place = self._place_of(which)
        self._move(place, max(0, min(place + by, len(self.stack.lines) - 1)))

    def remove_item(self, which: ListRow) -> None:
        """Remove an item and go to its neighbour; history keeps what it said."""
        if self._read_only:
            return
        place = self._place_of(which)
        lines = [line for line in self.stack.lines if line.row is not which]
        neighbour = lines[min(place, len(lines) - 1)] if lines else None
        (self.stack.row_of(neighbour).target if neighbour else self.target).setFocus()
        self._show(lines)
        self.changed.emit()

    def _move(self, place: int, to: int) -> None:
        if self._read_only or place == to:
            return
        focus = self.focusWidget()
        lines = [*self.stack.lines]
        lines.insert(to, lines.pop(place))
        self._show(lines)
        if focus is not None:
            focus.setFocus()
        self._announce(f"{self.field.label}: moved to {to + 1} of {len(lines)}")
        self.changed.emit()

    def _announce(self, text: str) -> None:
        """Have a screen reader say what happened."""
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot(int, int)
    def _on_dropped(self, place: int, to: int) -> None:
        self._move(place, to)
        moved = self.stack.row_of(self.stack.lines[to])
        moved.target.setFocus()

    def _show(self, lines: list[Line]) -> None:
        self.stack.set_lines(lines)
        self._tell_grips()

    def _tell_grips(self) -> None:
        self._grips.setVisible(not self._read_only and len(self.stack.lines) > 1)

    def _place_of(self, which: ListRow) -> int:
        return next(n for n, line in enumerate(self.stack.lines) if line.row is which)

    def make_adder(self) -> QWidget:
        """Return what adds an item, below the list."""
        made = button(f"Add {one_of(self.field)}", "link", self.add_item)
        made.setToolTip("Add another (Ctrl+Enter)")
        return made

    def make_row(self) -> ListRow:
        """Return an empty row; lists of particular items have rows of their own."""
        return ItemRow(self.field, self._bench)

    def _new_row(self, line: Line) -> ListRow:
        made = self.make_row()
        made.set_value(_with_defaults(self.field, line.item))
        made.set_read_only(self._read_only)
        if line.unfolded:
            made.show_details(True)
        made.changed.connect(self._on_row_changed)
        made.wants_move.connect(self._move_sender)
        made.wants_removal.connect(self._remove_sender)
        return made

    @Slot()
    def _on_row_changed(self) -> None:
        which = self.sender()
        if isinstance(which, ListRow):
            line = self.stack.lines[self._place_of(which)]
            line.item, line.blank = which.value(), which.is_blank()
            self.changed.emit()

    @Slot(int)
    def _move_sender(self, by: int) -> None:
        which = self.sender()
        if isinstance(which, ListRow):
            self.move_item(which, by)

    @Slot()
    def _remove_sender(self) -> None:
        which = self.sender()
        if isinstance(which, ListRow):
            self.remove_item(which)


def nearest(widget: QWidget | None) -> tuple[ItemsEdit | None, ListRow | None]:
    """Return the innermost list around a widget, and the row in it that holds the widget."""
    inside: ListRow | None = None
    while widget is not None:
        if isinstance(widget, ListRow) and inside is None:
            inside = widget
        if isinstance(widget, ItemsEdit):
            return widget, inside
        widget = widget.parentWidget()
    return None, None


def _with_defaults(field: Field, item: dict[str, Json]) -> dict[str, Json]:
    made: dict[str, Json] = msgspec.to_builtins(field.struct()) if field.struct else {}
    return made | item


_ONES = {
    "findings": "a finding",
    "key_messages": "a key message",
    "local_knowledge": "what somebody knows",
    "gaps": "a gap",
    "options": "an option",
    "sources": "a source",
    "searches": "a database",
    "participants": "a participant",
    "questions": "a question",
    "answers": "an answer",
    "marks": "a mark",
    "recommendations": "a recommendation",
    "savings": "a saving",
    "quotes": "a quote",
    "links": "a link",
    "authors": "an author",
    "reuse": "a use",
    "parts": "a record",
}


def one_of(field: Field) -> str:
    """Return what one item of a list is called."""
    return say(_ONES.get(field.name, "another"))
