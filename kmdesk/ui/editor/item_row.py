"""One item of a list: what matters in a line, the rest behind “Details”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field
from kmdesk.models.kinds.evidence_summary import GRADE_ONLY, is_grade
from kmdesk.ui import words
from kmdesk.ui.editor.certainty import Diamonds
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.editor.form import Form
from kmdesk.ui.editor.item_acts import MarkPill, may_be_marked
from kmdesk.ui.editor.list_row import ListRow
from kmdesk.ui.widgets import Elided, button, column, label, row

SHORT = frozenset({"line", "date", "choice", "number", "flag", "record"})
WIDTHS = {"line": 4, "record": 6, "date": 3, "choice": 3, "number": 1, "flag": 0, "text": 1}
"""How the width of a row is shared among its controls."""

DRAWN = ("certainty", "consent")
"""Fields that diamonds or a mark tell of."""

MOST_IN_LINE = 4

FIRST = ("outcome", "sources")
"""Details that a reader of the line looks for first."""

INSET = 10
"""Pixels between the edge of a text box and its text: captions stand above the text."""


def split(field: Field) -> tuple[tuple[Field, ...], tuple[Field, ...], tuple[Field, ...]]:
    """Return the fields of an item for its line, for below the line, and for “Details”."""
    fields = field.fields
    if fields[0].shape not in SHORT:
        head = fields[:1]
    else:
        upto = next((n for n, f in enumerate(fields) if f.shape not in SHORT), len(fields))
        head = fields[: min(upto, MOST_IN_LINE)]
    below = tuple(f for f in fields if f.shape == "items")
    return head, below, tuple(f for f in fields if f not in head and f not in below)


class ItemRow(ListRow):
    """The controls of an item: a line, and the rest of its fields behind “Details”."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field, bench)
        self._head, self._below, self._details = split(field)
        self._edits: dict[str, FieldEdit] = {}
        self._form: Form | None = None
        self._captions: list[QWidget] = []
        self._diamonds: Diamonds | None = None
        self._mark: MarkPill | None = None
        self._closed = ""
        page = column(self, gap=4)
        page.setContentsMargins(0, 4, 0, 4)
        page.addLayout(self._head_line())
        page.addLayout(self._second_line())
        self._frame = QFrame()
        self._frame.setProperty("role", "details")
        self._frame_lines = column(self._frame, margin=16)
        self._frame.hide()
        page.addWidget(self._frame)
        for inner in self._below:
            page.addWidget(self._below_edit(inner))

    @property
    def target(self) -> QWidget:
        """Return the control to start with."""
        return next(iter(self._edits.values())).target

    def value(self) -> dict[str, Json]:
        """Return the item."""
        values = {name: edit.value() for name, edit in self._edits.items()}
        inner = self._form.values() if self._form else {}
        whole = {**self._item, **values, **inner}
        return {k: v for k, v in whole.items() if not is_empty(v)}

    def set_value(self, item: dict[str, Json]) -> None:
        """Show an item."""
        self._item = dict(item)
        for name, edit in self._edits.items():
            edit.set_value(item.get(name))
        if self._form:
            self._form.set_values(item)
        self._sum_up()

    def is_blank(self) -> bool:
        """Say whether nothing was filled in."""
        return says_nothing(self.field, self.value())

    @property
    def unfolded(self) -> bool:
        """Say whether its details are shown."""
        return not self._frame.isHidden()

    def inside(self, path: Sequence[str]) -> QWidget:
        """Return the control of one of its fields, the first one for a name that it has not."""
        name = path[0] if path else ""
        if any(f.name == name for f in self._details) and not self.unfolded:
            self.show_details(True)
        edits = {**self._edits, **(self._form.edits if self._form else {})}
        return edits[name].inside(path[1:]) if name in edits else self.target

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        super().set_read_only(read_only)
        for edit in self._edits.values():
            edit.set_read_only(read_only)
        if self._form:
            self._form.set_read_only(read_only)
        self._closed = ""
        self._tell_mark()

    def set_place(self, place: int, of: int) -> None:
        """Tell the row where it stands: the first one has captions."""
        before = self._place[0]
        super().set_place(place, of)
        if before < 0 or (place == 0) != (before == 0):
            for caption in self._captions:
                caption.setVisible(place == 0)

    def _head_line(self) -> QHBoxLayout:
        line = row(gap=8)
        for field in self._head:
            edit = self._bench.make(field)
            if hasattr(edit.target, "setPlaceholderText") and field.shape != "record":
                plain = field.label if len(self._head) == 1 else ""
                edit.target.setPlaceholderText(
                    "" if field.shape == "date" else field.guidance or plain
                )
            edit.changed.connect(self._on_changed)
            self._edits[field.name] = edit
            caption = label("" if field.shape == "flag" else field.label, "label")
            caption.setBuddy(edit.target)
            caption.setContentsMargins(INSET, 0, 0, 0)
            line.addLayout(self._cell(edit, caption), WIDTHS[field.shape])
        line.addLayout(self._cell(self._side(), label(" ", "label")))
        return line

    def _second_line(self) -> QHBoxLayout:
        """Return what stands below the line: a mark, and the details in short."""
        line = row(gap=8)
        line.setContentsMargins(INSET, 0, 0, 0)
        self._summary = Elided("", "small")
        self._summary.setContentsMargins(0, 0, 0, 4)
        if may_be_marked(self.field):
            line.setContentsMargins(INSET, 0, 0, 4)
            self._summary.setContentsMargins(0, 0, 0, 0)
            self._mark = MarkPill()
            self._mark.clicked.connect(self._on_mark)
            self._bench.acts.told.connect(self._tell_mark)
            line.addWidget(self._mark)
        line.addWidget(self._summary, 1)
        line.addStretch()
        return line

    def _cell(self, widget: QWidget, caption: QLabel) -> QVBoxLayout:
        """Return a widget below its caption, which only rows of several controls have."""
        cell = column(gap=2)
        if len(self._head) > 1:
            self._captions.append(caption)
            cell.addWidget(caption)
        cell.addWidget(widget)
        cell.addStretch()
        return cell

    def _side(self) -> QWidget:
        """Return what stands at the right of the line: certainty, details, menu."""
        side = QWidget()
        line = row(side, gap=8)
        if any(f.name == "certainty" for f in self._details):
            self._diamonds = Diamonds(self._bench.theme)
            line.addWidget(self._diamonds)
        self._fold = button("Details", "link", self.toggle_details)
        self._fold.setCheckable(True)
        if not self._details:
            self._fold.hide()
        line.addWidget(self._fold)
        line.addWidget(self._menu_button)
        return side

    def _below_edit(self, field: Field) -> QWidget:
        edit = self._bench.make(field)
        edit.changed.connect(self._on_changed)
        self._edits[field.name] = edit
        holder = QWidget()
        line = row(holder)
        line.setContentsMargins(24, 0, 0, 0)
        line.addWidget(edit)
        return holder

    @Slot()
    def toggle_details(self) -> None:
        """Unfold what the line leaves out and go there, or fold it."""
        self.show_details(not self.unfolded)
        if self.unfolded and self._form:
            next(iter(self._form.edits.values())).target.setFocus()

    def show_details(self, unfolded: bool) -> None:
        """Unfold or fold what the line leaves out."""
        if self._form is None:
            self._form = Form(self._details, self._bench)
            with QSignalBlocker(self._form):
                self._form.set_values(self._item)
            self._form.set_read_only(self._read_only)
            self._form.changed.connect(self._on_changed)
            self._frame_lines.addWidget(self._form)
        self._frame.setVisible(unfolded)
        self._fold.setText("Less" if unfolded else "Details")
        self._fold.setAccessibleName("Hide details" if unfolded else "Details")
        self._fold.setChecked(unfolded)
        self._sum_up()

    @Slot()
    def _on_changed(self) -> None:
        self._sum_up()
        self.changed.emit()

    @Slot()
    def _on_mark(self) -> None:
        if self._mark and self._mark.action:
            self._bench.acts.wanted.emit(self._mark.action, self.item_id)
        else:
            self.toggle_details()

    @Slot()
    def _tell_mark(self) -> None:
        if self._mark:
            inner = self._form.values() if self._form else {}
            mark = self._bench.acts.mark(self.field, {**self._item, **inner})
            self._mark.show_mark(mark)
            self._close(mark.said if mark and mark.closed else "")

    def _close(self, why: str) -> None:
        """Let the line take no more words, and say why there; "" lets it take words again."""
        if why == self._closed:
            return
        self._closed = why
        for field in self._head:
            edit = self._edits[field.name]
            edit.set_read_only(self._read_only or bool(why))
            if why and hasattr(edit.target, "setPlaceholderText"):
                edit.target.setPlaceholderText(why)

    def _calm_down(self) -> None:
        """Draw frames only where nothing is filled in yet."""
        edits = [self._edits[field.name] for field in self._head]
        untouched = all(edit.is_blank() for edit in edits)
        for edit in edits:
            says = edit.field.shape == "choice" or not edit.is_blank()
            edit.set_quiet("" if untouched else "true" if says else "blank")

    def _sum_up(self) -> None:
        self._calm_down()
        self._tell_mark()
        item = {**self._item, **(self._form.values() if self._form else {})}
        if self._diamonds:
            self._diamonds.show_certainty(item.get("certainty") or "not-graded")
        text = _gist(self._details, item)
        self._summary.set_full(text)
        self._summary.setVisible(bool(text) and self._frame.isHidden())


def says_nothing(field: Field, item: Mapping[str, Json]) -> bool:
    """Say whether nobody filled in anything of an item: choices are made before anybody looks."""
    return all(f.shape == "choice" or is_empty(item.get(f.name)) for f in field.fields)


def _gist(fields: Iterable[Field], item: Mapping[str, Json]) -> str:
    """Return what the details hold in a line, outcome and sources first."""
    left_out = {*DRAWN, *(() if is_grade(item.get("certainty")) else GRADE_ONLY)}
    told = [f for f in fields if f.name not in left_out]
    told.sort(key=lambda f: FIRST.index(f.name) if f.name in FIRST else len(FIRST))
    parts = (_in_short(f, item.get(f.name)) for f in told)
    return " · ".join(part for part in parts if part)


def _in_short(field: Field, value: Json) -> str:
    """Return a value as a word or two of a summary, "" for what says nothing."""
    if is_empty(value):
        return ""
    match field.shape:
        case "date":
            return words.day(value)
        case "choice":
            return field.words.get(value, str(value))
        case "flag":
            return field.label
        case "records":
            return words.count(len(value), words.inside(field.label).removesuffix("s"))
        case "set":
            listed = ", ".join(value)
            return f"{field.label.lower()}: {listed}" if field.name in GRADE_ONLY else listed
        case "number":
            return f"{words.inside(field.label)} {value:,}"
        case "line" | "text":
            return str(value)
        case _:
            return ""
