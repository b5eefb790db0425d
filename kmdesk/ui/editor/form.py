"""Fields side by side: two columns where there is room, one where there is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.models.kinds.evidence_summary import FRAMEWORK_FIELDS, GRADE_ONLY, is_grade
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.editor.paragraph import ParagraphEdit
from kmdesk.ui.editor.simple import ChoiceEdit, ShortCombo
from kmdesk.ui.widgets import column, label

WIDE = frozenset({"text", "set", "record", "records", "group", "items"})
CHOSEN = frozenset({"template"})
"""Lines of text that have a control of their own, whose values are not typed."""

TWO_COLUMNS = 480
"""The least width in pixels at which short fields stand side by side."""


class Form(QWidget):
    """Controls with their labels.

    Signals:
        changed: one of the values.
    """

    changed = Signal()

    def __init__(self, fields: Iterable[Field], bench: Bench, *, heading: str = "") -> None:
        """Make the controls.

        Args:
            fields: in the order shown.
            bench: makes the controls.
            heading: what stands above them; a field of the same name needs no label.
        """
        super().__init__()
        self._heading = heading
        self._columns = 0
        self._hidden: frozenset[str] = frozenset()
        self.edits: dict[str, FieldEdit] = {}
        self._cells: dict[str, QWidget] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        for field in fields:
            typed = field.shape == "line" and field.name not in CHOSEN
            edit = ParagraphEdit(field) if typed else bench.make(field)
            edit.changed.connect(self._on_changed)
            self.edits[field.name] = edit
            self._cells[field.name] = self._cell(field, edit)
        self._arrange(2)

    def values(self) -> dict[str, Json]:
        """Return the value of each field by name."""
        return {name: edit.value() for name, edit in self.edits.items()}

    def set_values(self, values: Json) -> None:
        """Show values; fields that are not named become empty."""
        for name, edit in self.edits.items():
            edit.set_value((values or {}).get(name))
        self._choose()

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
        if "certainty" in self.edits:
            QTimer.singleShot(0, self, self._choose)  # when the list of values has closed

    @Slot()
    def _choose(self) -> None:
        """Leave out the reasons for a certainty that is not on the scale they belong to."""
        if "certainty" in self.edits:
            graded = is_grade(self.edits["certainty"].value())
            hidden = frozenset() if graded else GRADE_ONLY & frozenset(self.edits)
            if hidden != self._hidden:
                self.show_only(frozenset(self.edits) - hidden)

    def set_read_only(self, read_only: bool) -> None:
        """Let the values be read, or changed."""
        for edit in self.edits.values():
            edit.set_read_only(read_only)

    def is_blank(self) -> bool:
        """Say whether nothing is filled in."""
        return all(edit.is_blank() for edit in self.edits.values())

    def show_only(self, names: Iterable[str]) -> None:
        """Leave out the fields that are not among `names`; they keep their values."""
        self._hidden = frozenset(self.edits) - frozenset(names)
        self._columns = 0
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one or two columns."""
        super().resizeEvent(event)
        self._fit()

    def _cell(self, field: Field, edit: FieldEdit) -> QWidget:
        cell = QWidget(self)
        cell.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        lines = column(cell, gap=4)
        if field.label != self._heading and field.shape != "flag":
            lines.addWidget(_label_for(field, edit))
        if field.guidance and field.shape in WIDE:
            lines.addWidget(label(field.guidance, "small", wrap=True))
        elif field.guidance and field.shape == "line" and field.name not in CHOSEN:
            _hint(edit, field.guidance)
        lines.addWidget(edit)
        lines.addStretch()
        return cell

    def _fit(self) -> None:
        columns = 2 if self.width() >= TWO_COLUMNS else 1
        if columns != self._columns:
            self._arrange(columns)

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for cell in self._cells.values():
            self._grid.removeWidget(cell)
        line, place = 0, 0
        shown = [name for name in self._cells if name not in self._hidden]
        for name, cell in self._cells.items():
            cell.setVisible(name in shown)
        for number, name in enumerate(shown):
            cell = self._cells[name]
            follower = self.edits[shown[number + 1]] if number + 1 < len(shown) else None
            left_over = not place and (follower is None or follower.field.shape in WIDE)
            shape = self.edits[name].field.shape
            wide = columns == 1 or shape in WIDE or (shape == "line" and left_over)
            if wide and place:
                line, place = line + 1, 0
            self._grid.addWidget(cell, line, place, 1, columns - place if wide else 1)
            place = 0 if wide else (place + 1) % columns
            line += 1 if not place else 0
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if columns == 2 else 0)


def _label_for(field: Field, edit: FieldEdit) -> QLabel:
    made = label(field.label, "label")
    made.setBuddy(edit.target)
    made.setToolTip(field.guidance)
    return made


def _hint(edit: FieldEdit, guidance: str) -> None:
    edit.target.setToolTip(guidance)
    edit.target.setAccessibleDescription(guidance)
    if hasattr(edit.target, "setPlaceholderText"):
        edit.target.setPlaceholderText(guidance)


class GroupEdit(FieldEdit):
    """A group of fields, such as who asked for a summary."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._form = Form(self._fields(field), bench, heading=field.label)
        column(self).addWidget(self._form)
        self._form.changed.connect(self.changed)

    def _fields(self, field: Field) -> tuple[Field, ...]:
        return field.fields

    @property
    def target(self) -> QWidget:
        """Return the first control of the group."""
        return next(iter(self._form.edits.values())).target

    def inside(self, path: Sequence[str]) -> QWidget:
        """Return the control of a field of the group."""
        edit = self._form.edits.get(path[0]) if path else None
        return edit.inside(path[1:]) if edit else self.target

    def value(self) -> Json:
        """Return the values by name."""
        return self._form.values()

    def set_value(self, value: Json) -> None:
        """Show values."""
        self._form.set_values(value)

    def set_read_only(self, read_only: bool) -> None:
        """Let them be read, or changed."""
        self._form.set_read_only(read_only)

    def is_blank(self) -> bool:
        """Say whether nothing is filled in."""
        return self._form.is_blank()


class QuestionEdit(GroupEdit):
    """A question in the parts of its framework; parts of other frameworks keep what they hold."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field, bench)
        combo = ShortCombo()
        combo.setProperty("role", "corner")
        combo.setToolTip("The framework that the question is put in")
        self.framework = ChoiceEdit(_framework(field), combo)
        self.framework.setParent(self)
        self.framework.hide()  # its list stands in the corner
        self.framework.changed.connect(self._show_parts)
        self.framework.changed.connect(self.changed)
        self._show_parts()

    def _fields(self, field: Field) -> tuple[Field, ...]:
        return tuple(f for f in field.fields if f.name != "framework")

    @property
    def corner(self) -> QWidget:
        """Return the choice of a framework."""
        return self.framework.target

    def value(self) -> Json:
        """Return the question with its framework."""
        return {**self._form.values(), "framework": self.framework.value()}

    def set_value(self, value: Json) -> None:
        """Show a question."""
        super().set_value(value)
        self.framework.set_value((value or {}).get("framework"))
        self._show_parts()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        super().set_read_only(read_only)
        self.framework.set_read_only(read_only)

    def _show_parts(self) -> None:
        parts = FRAMEWORK_FIELDS.get(self.framework.value(), ())
        self._form.show_only(("text", *parts))


def _framework(field: Field) -> Field:
    """Return the field of the framework, each explained by its parts."""
    words = {
        name: f"{name}: {', '.join(_part_labels(field, parts))}"
        for name, parts in FRAMEWORK_FIELDS.items()
    }
    plain = next(f for f in field.fields if f.name == "framework")
    return Field(plain.name, plain.label, "choice", words=words)


def _part_labels(field: Field, parts: tuple[str, ...]) -> list[str]:
    labels = {f.name: f.label for f in field.fields}
    return [labels[part].lower() for part in parts]
