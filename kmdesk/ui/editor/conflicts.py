"""Where colleagues disagree: every value with who wrote it, and a button to keep it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from kmdesk.models.kind import Field, Kind
from kmdesk.store.views import ConflictValue, ConflictView
from kmdesk.ui import words
from kmdesk.ui.widgets import button, column, label, restyle, row


class ConflictCard(QFrame):
    """The disagreements of a record; settled once a value is chosen for each.

    Signals:
        chosen: path → the revision whose value is kept, for all paths.
    """

    chosen = Signal(object)

    def __init__(self, kind: Kind, conflicts: list[ConflictView], *, read_only: bool) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("conflict_card")
        self._kind = kind
        self._read_only = read_only
        self._paths = [conflict.path for conflict in conflicts]
        self._choices: dict[str, str] = {}
        page = column(self, gap=12)
        page.setContentsMargins(18, 14, 18, 16)
        many = words.count(len(conflicts), "place")
        page.addWidget(label(f"Colleagues disagree in {many}", "section"))
        hint = (
            "Nothing is lost: every value stays in the history. The first one is shown meanwhile."
        )
        page.addWidget(label(hint, "small", wrap=True))
        for conflict in conflicts:
            page.addWidget(self._one(conflict))

    def _one(self, conflict: ConflictView) -> QWidget:
        holder = QWidget()
        lines = column(holder, gap=6)
        lines.addWidget(label(words.path_in_words(self._kind, conflict.path), "label"))
        for value in conflict.values:
            lines.addWidget(self._value(conflict.path, value))
        return holder

    def _value(self, path: str, value: ConflictValue) -> QWidget:
        box = QFrame()
        box.setProperty("role", "details")
        line = row(box, gap=12, margin=10)
        texts = column(gap=2)
        said = value_in_words(self._kind, path, value.value)
        texts.addWidget(label(said, wrap=True))
        who = value.author or "Somebody"
        texts.addWidget(label(f"{who}, {words.full_moment(value.time)}", "small", wrap=True))
        line.addLayout(texts, 1)
        keep = button("Keep this", "")
        keep.setAccessibleName(f"Keep “{said}” by {who}")
        keep.setProperty("path", path)
        keep.setProperty("revision", value.revision)
        keep.setEnabled(not self._read_only)
        keep.clicked.connect(self._keep)
        line.addWidget(keep)
        return box

    @Slot()
    def _keep(self) -> None:
        pressed = self.sender()
        path = pressed.property("path")
        self._choices[path] = pressed.property("revision")
        for each in self.findChildren(QPushButton):
            if each.property("path") == path:
                kept = each.property("revision") == self._choices[path]
                each.setText("Kept" if kept else "Keep this")
                restyle(each, role="primary" if kept else "")
        if len(self._choices) == len(self._paths):
            self.chosen.emit(dict(self._choices))


def value_in_words(kind: Kind, path: str, value: object) -> str:
    """Return a value of a path as the editor would show it; absence as “(nothing)”."""
    if value in ("", None, False):
        return "(nothing)"
    field = _field_at(kind, path)
    if field and field.words:
        return field.words.get(str(value), str(value))
    if field and field.shape == "date":
        return words.day(str(value))
    return "Yes" if value is True else str(value)


def _field_at(kind: Kind, path: str) -> Field | None:
    found: Field | None = None
    fields: tuple[Field, ...] = tuple(kind.fields.values())
    for name in path.split("/"):
        known = next((f for f in fields if f.name == name), None)
        if known:
            found, fields = known, known.fields
    return found
