"""Where colleagues disagree: every value with who wrote it, and a button to keep it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from kmdesk.models import choosing, difference
from kmdesk.models.kind import Kind, field_at
from kmdesk.models.text_difference import Run, Runs, shortened, spoken, text_difference
from kmdesk.store.views import ConflictValue, ConflictView
from kmdesk.ui import words
from kmdesk.ui.difference_text import own_words_html
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import button, column, label, restyle, row

_SPOKEN = 80
"""Characters of a value that a screen reader says for its button."""


class ConflictCard(QFrame):
    """The disagreements of a record; settled once a value is chosen for each.

    Signals:
        chosen: path → the revision whose value is kept, for all paths.
        beside_wanted: the person wants to see the values side by side.
    """

    chosen = Signal(object)
    beside_wanted = Signal()

    def __init__(
        self, kind: Kind, conflicts: list[ConflictView], theme: Theme, *, read_only: bool
    ) -> None:
        super().__init__()
        self._theme = theme
        self._texts: list[tuple[QLabel, Runs]] = []
        theme.changed.connect(self._paint)
        self.setProperty("role", "card")
        self.setObjectName("conflict_card")
        self._kind = kind
        self._read_only = read_only
        self._paths = [conflict.path for conflict in conflicts]
        self._choices: dict[str, str] = {}
        page = column(self, gap=12)
        page.setContentsMargins(18, 14, 18, 16)
        many = words.count(len(conflicts), "place")
        head = row(gap=12)
        head.addWidget(label(f"Colleagues disagree in {many}", "section"), 1)
        head.addWidget(button("Side by side…", "link", self.beside_wanted.emit))
        page.addLayout(head)
        hint = (
            "Nothing is lost: every value stays in the history. The first one is shown meanwhile. "
            "Words that only one value has are underlined."
        )
        page.addWidget(label(hint, "small", wrap=True))
        for conflict in conflicts:
            page.addWidget(self._one(conflict))

    def _one(self, conflict: ConflictView) -> QWidget:
        holder = QWidget()
        lines = column(holder, gap=6)
        lines.addWidget(label(words.path_in_words(self._kind, conflict.path), "label"))
        for value in conflict.values:
            lines.addWidget(self._value(conflict, value))
        self._paint()
        return holder

    def _value(self, conflict: ConflictView, value: ConflictValue) -> QWidget:
        path = conflict.path
        box = QFrame()
        box.setProperty("role", "details")
        line = row(box, gap=12, margin=10)
        texts = column(gap=2)
        said = value_in_words(self._kind, path, value.value)
        texts.addWidget(self._text(own_words(self._kind, conflict, value)))
        who = value.author or "Somebody"
        signed = signature(value, shown=value is conflict.values[0])
        texts.addWidget(label(signed, "small", wrap=True))
        line.addLayout(texts, 1)
        keep = button("Keep this", "")
        cut = said if len(said) <= _SPOKEN else f"{said[:_SPOKEN]}…"
        keep.setAccessibleName(f"Keep “{cut}” by {who}")
        keep.setProperty("path", path)
        keep.setProperty("revision", value.revision)
        keep.setEnabled(not self._read_only)
        keep.clicked.connect(self._keep)
        line.addWidget(keep)
        return box

    def _text(self, runs: Runs) -> QLabel:
        made = label("", wrap=True)
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setAccessibleName(spoken(shortened(runs), own=True))
        self._texts.append((made, runs))
        return made

    @Slot()
    def _paint(self) -> None:
        for text, runs in self._texts:
            text.setText(own_words_html(runs, self._theme))

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


def own_words(kind: Kind | None, conflict: ConflictView, value: ConflictValue) -> Runs:
    """Return a value with what only it has, beside the one shown or the first of the others."""
    first = conflict.values[0]
    other = conflict.values[1] if value is first and conflict.values[1:] else first
    theirs, mine = (value_in_words(kind, conflict.path, one.value) for one in (other, value))
    if not choosing.can_write(field_at(kind, conflict.path)):
        return (Run("same", mine),)
    return tuple(run for run in text_difference(theirs, mine) if run.became != "removed")


def signature(value: ConflictValue, *, shown: bool) -> str:
    """Return who wrote a value and when, and whether it is the one shown meanwhile."""
    signed = f"{value.author or 'Somebody'}, {words.full_moment(value.time)}"
    return f"{signed} · shown meanwhile" if shown else signed


def value_in_words(kind: Kind | None, path: str, value: object) -> str:
    """Return a value of a path as the editor would show it; absence as “(nothing)”."""
    if value in ("", None, False):
        return "(nothing)"
    field = field_at(kind, path)
    return difference.value_in_words(field, value) if field else str(value)
