"""A list of items: rows that unfold, added, moved and removed by keyboard as by mouse."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.ids import new_item_id
from kmdesk.models.kind import Field
from kmdesk.models.saying import say
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.editor.item_row import ItemRow
from kmdesk.ui.widgets import button, column, row

AT_ONCE = 20
"""Rows made at first, and with each wish for more: a summary may rest on hundreds of sources."""


class ItemsEdit(FieldEdit):
    """The items of a list, in order."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._bench = bench
        self._read_only = False
        self._rest: list[dict[str, Json]] = []
        self.rows: list[ItemRow] = []
        self._lines = column(gap=0)
        self._add = button(f"Add {_one_of(field)}", "link", self.add_item)
        self._add.setToolTip("Add another (Ctrl+Enter)")
        self._more = button("", "link", self._show_more)
        page: QVBoxLayout = column(self, gap=4)
        page.addLayout(self._lines)
        foot = row(gap=8)
        foot.addWidget(self._add)
        foot.addWidget(self._more)
        foot.addStretch()
        page.addLayout(foot)
        self._tell_rest()

    @property
    def target(self) -> QWidget:
        """Return the first row's control, or the button that adds one."""
        return self.rows[0].target if self.rows else self._add

    def value(self) -> Json:
        """Return the items that hold something."""
        return [r.value() for r in self.rows if not r.is_blank()] + self._rest

    def set_value(self, value: Json) -> None:
        """Show items, keeping the rows of those that were there before."""
        items = list(value or [])
        if items == self.value():
            return
        old = {r.item_id: r for r in self.rows}
        shown = max(AT_ONCE, len(self.rows))
        self.rows = []
        for item in items[:shown]:
            kept = old.pop(item.get("id", ""), None) or self._new_row(item)
            kept.set_value(item)
            self.rows.append(kept)
        self._rest = items[shown:]
        for gone in old.values():
            self._let_go(gone)
        self._lay_out()

    def set_read_only(self, read_only: bool) -> None:
        """Let the items be read, or changed."""
        self._read_only = read_only
        for each in self.rows:
            each.set_read_only(read_only)
        self._add.setVisible(not read_only)

    @Slot()
    def add_item(self, after: ItemRow | None = None) -> None:
        """Add an empty item, at the end or behind another, and go there."""
        if self._read_only:
            return
        while self._rest:
            self._show_more()
        place = self.rows.index(after) + 1 if isinstance(after, ItemRow) else len(self.rows)
        self.rows.insert(place, self._new_row({"id": new_item_id()}))
        self._lay_out()
        self.rows[place].target.setFocus()
        self.changed.emit()

    def reveal(self, item_id: str) -> ItemRow | None:
        """Return the row of an item, made now if it was not shown yet; None if there is none."""
        while self._rest and item_id not in {r.item_id for r in self.rows}:
            self._show_more()
        return next((r for r in self.rows if r.item_id == item_id), None)

    def move_item(self, which: ItemRow, by: int) -> None:
        """Move an item up (-1) or down (+1)."""
        place = self.rows.index(which)
        if self._read_only or not 0 <= place + by < len(self.rows):
            return
        focus = self.focusWidget()
        self.rows.insert(place + by, self.rows.pop(place))
        self._lay_out()
        if focus is not None:
            focus.setFocus()
        self.changed.emit()

    def remove_item(self, which: ItemRow) -> None:
        """Remove an item and go to its neighbour; history keeps what it said."""
        if self._read_only:
            return
        place = self.rows.index(which)
        self.rows.remove(which)
        self._lay_out()
        (self.rows[min(place, len(self.rows) - 1)].target if self.rows else self._add).setFocus()
        self._let_go(which)
        self.changed.emit()

    def _new_row(self, item: dict[str, Json]) -> ItemRow:
        made = ItemRow(self.field, self._bench)
        made.set_value({**_defaults(self.field), **item})
        made.set_read_only(self._read_only)
        made.changed.connect(self.changed)
        made.wants_move.connect(self._move_sender)
        made.wants_removal.connect(self._remove_sender)
        return made

    @Slot(int)
    def _move_sender(self, by: int) -> None:
        which = self.sender()
        if isinstance(which, ItemRow):
            self.move_item(which, by)

    @Slot()
    def _remove_sender(self) -> None:
        which = self.sender()
        if isinstance(which, ItemRow):
            self.remove_item(which)

    def _let_go(self, gone: ItemRow) -> None:
        self._lines.removeWidget(gone)
        gone.hide()
        gone.setParent(None)
        gone.deleteLater()

    def _lay_out(self) -> None:
        for each in self.rows:
            self._lines.removeWidget(each)
        for place, each in enumerate(self.rows):
            self._lines.addWidget(each)
            each.set_place(place, len(self.rows))
            each.show()
        self._tell_rest()

    @Slot()
    def _show_more(self) -> None:
        self.rows += [self._new_row(item) for item in self._rest[:AT_ONCE]]
        self._rest = self._rest[AT_ONCE:]
        self._lay_out()

    def _tell_rest(self) -> None:
        self._more.setText(f"Show {min(AT_ONCE, len(self._rest))} more of {len(self._rest)}")
        self._more.setAccessibleName(self._more.text())
        self._more.setVisible(bool(self._rest))


def nearest(widget: QWidget | None) -> tuple[ItemsEdit | None, ItemRow | None]:
    """Return the innermost list around a widget, and the row in it that holds the widget."""
    inside: ItemRow | None = None
    while widget is not None:
        if isinstance(widget, ItemRow) and inside is None:
            inside = widget
        if isinstance(widget, ItemsEdit):
            return widget, inside
        widget = widget.parentWidget()
    return None, None


def _defaults(field: Field) -> dict[str, Json]:
    made: dict[str, Json] = msgspec.to_builtins(field.struct()) if field.struct else {}
    return made


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
}


def _one_of(field: Field) -> str:
    return say(_ONES.get(field.name, "another"))
