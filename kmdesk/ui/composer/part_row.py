"""A record of a paper in the outline: what is printed of it, folded until it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field
from kmdesk.models.kinds import KINDS
from kmdesk.ui import icons, words
from kmdesk.ui.composer.field_line import FieldLine
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.list_row import ListRow
from kmdesk.ui.widgets import Elided, button, column, label, row

if TYPE_CHECKING:
    from kmdesk.briefing.outline import PrintedField, PrintedRecord


class PartRow(ListRow):
    """A record, with a line for each of its fields that the template prints."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field, bench)
        self._fields: dict[str, FieldLine] = {}
        self._icon: QLabel = icons.picture("record", bench.theme)
        self._title = Elided("")
        self._about = Elided("", "small")
        self._why_not = label("", "small", wrap=True)
        self._why_not.setObjectName("why_not")
        self._fold = button("Sections", "link", self.toggle_details)
        self._fold.setCheckable(True)
        page = column(self, gap=2)
        page.setContentsMargins(0, 8, 0, 8)
        page.addLayout(self._head_line())
        self._below = column(gap=2)
        self._below.addWidget(self._about)
        self._below.addWidget(self._why_not)
        page.addLayout(self._below)
        self._body = QWidget()
        self._lines = column(self._body, gap=4)
        self._body.hide()
        page.addWidget(self._body)
        page.addWidget(self._make_unused())
        bench.printed.told.connect(self._on_told)
        bench.theme.changed.connect(self._tell)

    def _head_line(self) -> QHBoxLayout:
        line = row(gap=8)
        line.addWidget(self._icon)
        line.addWidget(self._title, 1)
        line.addWidget(self._fold)
        line.addWidget(self._menu_button)
        return line

    def _make_unused(self) -> QWidget:
        """Return what tells of shortened texts that have no place in this paper any more."""
        self.unused = QWidget()
        line = row(self.unused, gap=8)
        self._unused_text = label("", "small", wrap=True)
        self.forget = button("Forget", "link", self._forget_unused)
        line.addWidget(self._unused_text, 1)
        line.addWidget(self.forget)
        self.unused.hide()
        return self.unused

    def add_acts(self, menu: QMenu) -> None:
        """Offer to open the record."""
        menu.addAction("Open the record", self._on_open).setEnabled(self._is_here)

    @property
    def _is_here(self) -> bool:
        return self._printed is not None and bool(self._printed.reference)

    @property
    def record(self) -> str:
        """Return the id of the record."""
        return str(self._item.get("record") or "")

    @property
    def target(self) -> QWidget:
        """Return the button that shows what is printed."""
        return self._fold

    @property
    def lines(self) -> list[FieldLine]:
        """Return the lines of the fields that are printed."""
        return list(self._fields.values())

    def value(self) -> dict[str, Json]:
        """Return the record with what this paper changes of it."""
        return {k: v for k, v in self._item.items() if not is_empty(v)}

    def set_value(self, item: dict[str, Json]) -> None:
        """Show a record of the paper."""
        self._item = dict(item)
        self._show()

    def is_blank(self) -> bool:
        """Say whether it names no record."""
        return not self.record

    @property
    def unfolded(self) -> bool:
        """Say whether the fields are shown."""
        return not self._body.isHidden()

    def show_details(self, unfolded: bool) -> None:
        """Show the fields that are printed, or fold them away."""
        self._body.setVisible(unfolded)
        self._fold.setChecked(unfolded)
        self._fold.setText("Fold" if unfolded else "Sections")
        self._tell()

    @Slot()
    def toggle_details(self) -> None:
        """Show the fields that are printed, or fold them away."""
        self.show_details(not self.unfolded)

    def inside(self, path: Sequence[str]) -> QWidget:
        """Return the control of a field of the record: ``("findings",)``."""
        name = path[0] if path else ""
        if name not in self._fields:
            return self.target
        self.show_details(True)
        line = self._fields[name]
        line.show_texts(True)
        return line.texts[0].open_button if line.texts else line.tick

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        super().set_read_only(read_only)
        for line in self.lines:
            line.set_read_only(read_only)

    def set_place(self, place: int, of: int) -> None:
        """Tell the row where it stands."""
        super().set_place(place, of)
        self._tell()

    @Slot()
    def _on_told(self) -> None:
        self._show()

    @property
    def _printed(self) -> PrintedRecord | None:
        return self._bench.printed.records.get(self.record)

    def _show(self) -> None:
        printed = self._printed
        fields = printed.fields if printed else ()
        if _shape(fields) != _shape([line.field for line in self.lines]):
            self._build(fields)
        left_out = self._item.get("left_out") or []
        shortened = {one["path"]: one for one in self._item.get("shortened") or [] if "path" in one}
        for field in fields:
            line = self._fields[field.name]
            line.show_field(field, shortened, left_out=field.name in left_out)
        self._tell()

    def _build(self, fields: Sequence[PrintedField]) -> None:
        for line in self.lines:
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._fields = {}
        for field in fields:
            made = self._fields[field.name] = FieldLine(field, self._bench.theme)
            made.set_read_only(self._read_only)
            made.changed.connect(self._on_line)
            made.taken_back.connect(self._on_taken_back)
            self._lines.addWidget(made)

    @Slot()
    def _on_line(self) -> None:
        """Take what the lines say into the item; what no line shows stays as it was."""
        shown = {line.field.name for line in self.lines}
        out = [line.field.name for line in self.lines if not line.tick.isChecked()]
        kept = [name for name in self._item.get("left_out") or [] if name not in shown]
        self._item["left_out"] = sorted([*kept, *out])
        before, others = self._item.get("shortened") or [], self._unprinted
        entries = {one["path"]: one for line in self.lines for one in line.entries}
        order = [one.get("path") for one in before]
        mine = sorted(
            entries.values(),
            key=lambda one: order.index(one["path"]) if one["path"] in order else len(order),
        )
        self._item["shortened"] = [*others, *mine]
        self.changed.emit()  # what is said in short is told when the fields are folded away

    @property
    def _unprinted(self) -> list[dict[str, Json]]:
        """Return the shortened texts that stand in no line."""
        paths = {text.words.path for line in self.lines for text in line.texts}
        return [one for one in self._item.get("shortened") or [] if one.get("path") not in paths]

    @Slot()
    def _forget_unused(self) -> None:
        before, gone = self._item.get("shortened") or [], self._unprinted

        def undo() -> None:
            self.set_value({**self._item, "shortened": before})
            self.changed.emit()

        self.target.setFocus()
        self.set_value({**self._item, "shortened": [o for o in before if o not in gone]})
        self.changed.emit()
        self._bench.requests.undo.emit("Forgotten.", undo)

    @Slot(object)
    def _on_taken_back(self, entry: dict[str, Json]) -> None:
        """Offer to have the shortened words again."""

        def undo() -> None:
            rest = [o for o in self._item.get("shortened") or [] if o.get("path") != entry["path"]]
            self.set_value({**self._item, "shortened": [*rest, entry]})
            self.changed.emit()

        self._bench.requests.undo.emit("The record’s words are used again.", undo)

    @Slot()
    def _on_open(self) -> None:
        self._bench.requests.record.emit(self.record)

    @Slot()
    def _tell(self) -> None:
        beside_icon = self._bench.theme.grown(icons.SIZE) + 8
        self._below.setContentsMargins(beside_icon, 0, 0, 0)
        self._lines.setContentsMargins(beside_icon, 6, 0, 4)
        self.unused.setContentsMargins(beside_icon, 0, 0, 0)
        printed = self._printed
        if printed is None:
            self._title.set_full("…")
            self._about.set_full("")
            self._why_not.hide()
            return
        name = f"{printed.reference}  {printed.title}".strip() or self.record[:8]
        self._title.set_full(name)
        role = printed.kind if printed.kind in KINDS else "record"
        icons.show(self._icon, role, self._bench.theme)
        self._fold.setVisible(bool(printed.fields))
        self._fold.setAccessibleName(f"{'Fold' if self.unfolded else 'Sections of'} {name}")
        self._why_not.setText(printed.why_not.removeprefix(f"{printed.reference}: "))
        self._why_not.setVisible(bool(printed.why_not))
        unused = len(self._unprinted) if printed.fields else 0
        told = words.count(unused, "shortened text")
        self._unused_text.setText(f"{told} that this paper does not print")
        self.forget.setAccessibleName(f"Forget {told} of {name}")
        self.unused.setVisible(bool(unused) and not self._read_only)
        self._about.set_full(self._in_short())
        self._about.setVisible(bool(printed.fields) and not self.unfolded)
        self.setAccessibleName(f"{name}, {self._place[0] + 1} of {self._place[1]}")

    def _in_short(self) -> str:
        """Return what is printed in a line, such as “Bottom line, findings · 1 left out”."""
        out = [line for line in self.lines if not line.tick.isChecked()]
        labels = [line.field.label for line in self.lines if line.tick.isChecked()]
        named = ", ".join([*labels[:1], *map(words.inside, labels[1:])])
        shortened = sum(len(line.entries) for line in self.lines)
        since = sum(text.changed_since for line in self.lines for text in line.texts)
        parts = [
            named,
            f"{len(out)} left out" if out else "",
            f"{shortened} shortened" if shortened else "",
            f"{since} changed in the record since" if since else "",
        ]
        return " · ".join(part for part in parts if part)


def _shape(fields: Sequence[PrintedField]) -> list[tuple[str, list[str]]]:
    """Return what decides which controls there are."""
    return [(field.name, [text.path for text in field.texts]) for field in fields]
