"""A section of the editor: a card that is folded while it is empty."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field, Kind, Section
from kmdesk.ui import words
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.form import Form
from kmdesk.ui.widgets import Clickable, Elided, column, restyle, row


class FoldButton(QPushButton):
    """The heading of a section, with an arrow that shows whether it is folded."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("role", "fold")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the text's size with room for the arrow."""
        hint = super().sizeHint()
        return QSize(hint.width() + (24 if self.isEnabled() else 0), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow behind the text."""
        super().paintEvent(event)
        if not self.isEnabled():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.6))
        x, y = self.width() - 14.0, self.height() / 2
        if self.isChecked():
            points = [QPointF(x - 4, y - 2), QPointF(x, y + 2.5), QPointF(x + 4, y - 2)]
        else:
            points = [QPointF(x - 2, y - 4), QPointF(x + 2.5, y), QPointF(x - 2, y + 4)]
        painter.drawPolyline(points)


class SectionCard(QFrame):
    """Fields that belong together; its controls are made when it first unfolds.

    Signals:
        changed: one of its values.
    """

    changed = Signal()

    def __init__(self, section: Section, kind: Kind, bench: Bench) -> None:
        super().__init__()
        self.section = section
        self._bench = bench
        self._fields: tuple[Field, ...] = tuple(kind.fields[name] for name in section.fields)
        self._values: dict[str, Json] = {}
        self._read_only = False
        self.form: Form | None = None
        self.setProperty("role", "card")
        self.setProperty("lead", section.lead)
        self.setObjectName(f"section_{section.fields[0]}")
        self.setAccessibleName(section.label)
        self._page = column(self, gap=8)
        self._left = 9 if section.lead else 12  # a lead card's border is 3 pixels wider
        self._corners: list[QWidget] = []
        self._page.setContentsMargins(self._left, 8, 16, 8)
        self._page.addWidget(self._make_head())

    def _make_head(self) -> QWidget:
        self.heading = FoldButton(self.section.label)
        self.heading.setAccessibleName(self.section.label)
        self.heading.clicked.connect(self._on_heading)
        head = Clickable(self.heading)
        line = row(head, gap=16)
        line.addWidget(self.heading)
        self._hint = Elided("", "small")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._hint, 1)
        self._head_line = line
        return head

    @property
    def folded(self) -> bool:
        """Say whether only the heading is shown."""
        return not self.heading.isChecked()

    def values(self) -> dict[str, Json]:
        """Return the value of each field by name."""
        return self.form.values() if self.form else dict(self._values)

    def set_values(self, values: Mapping[str, Json]) -> None:
        """Show values; a section that holds something unfolds, an empty one stays as it is."""
        self._values = {f.name: values[f.name] for f in self._fields if f.name in values}
        if self.form:
            with QSignalBlocker(self.form):
                self.form.set_values(self._values)
        self._tell()

    def set_read_only(self, read_only: bool) -> None:
        """Let the values be read, or changed."""
        self._read_only = read_only
        if self.form:
            self.form.set_read_only(read_only)

    def is_blank(self) -> bool:
        """Say whether nothing is filled in."""
        if self.form:
            return self.form.is_blank()
        return not any(_says_something(f, self._values.get(f.name)) for f in self._fields)

    def unfold(self, *, focus: bool = False) -> None:
        """Show the controls."""
        if self.form is None:
            self._build()
        self.heading.setChecked(True)
        if self.form:
            self.form.show()
        for corner in self._corners:
            corner.show()
        self._page.setContentsMargins(self._left, 12, 16, 16)
        self._tell()
        if focus and self.form:
            next(iter(self.form.edits.values())).target.setFocus()

    def fold(self) -> None:
        """Show the heading only."""
        self.heading.setChecked(False)
        if self.form:
            self.form.hide()
        for corner in self._corners:
            corner.hide()
        self._page.setContentsMargins(self._left, 8, 16, 8)
        self._tell()

    def _build(self) -> None:
        self.form = Form(self._fields, self._bench, heading=self.section.label)
        with QSignalBlocker(self.form):
            self.form.set_values(self._values)
        self.form.set_read_only(self._read_only)
        self.form.changed.connect(self._on_changed)
        holder = QWidget()
        lines = column(holder)
        lines.setContentsMargins(6, 0, 0, 0)
        lines.addWidget(self.form)
        self._page.addWidget(holder)
        self._corners = [e.corner for e in self.form.edits.values() if e.corner is not None]
        for corner in self._corners:
            self._head_line.addWidget(corner)

    @Slot()
    def _on_heading(self) -> None:
        if self.heading.isChecked():
            self.unfold(focus=self.is_blank() and not self._read_only)
        else:
            self.fold()

    @Slot()
    def _on_changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """Say at the right of the heading what is behind it."""
        self._hint.set_full(self._in_short())
        blank = self.is_blank()
        if self.heading.property("blank") != blank:
            restyle(self.heading, blank=blank)

    def _in_short(self) -> str:
        first = self._fields[0]
        listing = len(self._fields) == 1 and first.shape == "items"
        if not self.folded and not listing:
            return ""  # asked at every key, so a long text is not written out for nothing
        value = self.values().get(first.name)
        if not self.folded:
            return f"{len(value or [])} · add with Ctrl+Enter"
        if self.is_blank():
            return first.guidance or _named(first.fields or self._fields)
        if listing:
            return str(len(value or []))
        if len(self._fields) == 1:
            return _gist(value)
        values = self.values()
        filled = sum(_says_something(f, values.get(f.name)) for f in self._fields)
        return f"{filled} of {words.count(len(self._fields), 'field')} filled"


def _named(fields: tuple[Field, ...]) -> str:
    """Return what a section asks for: a line of guidance, or the first few labels."""
    if fields[0].guidance and fields[0].shape == "text":
        return fields[0].guidance
    labels = [fields[0].label, *(words.inside(f.label) for f in fields[1:5])]
    return ", ".join(labels)


def _says_something(field: Field, value: Json) -> bool:
    if is_empty(value) or field.shape == "choice":
        return False
    if field.shape == "group":
        return any(_says_something(f, value.get(f.name)) for f in field.fields)
    return True


def _gist(value: Json) -> str:
    if isinstance(value, dict):
        return next((str(v) for v in value.values() if not is_empty(v)), "")
    return value if isinstance(value, str) else ""
