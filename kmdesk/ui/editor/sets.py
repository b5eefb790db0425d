"""A set of words: chips that can be taken away, values to tick, and a line for more."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui.editor.field_edit import FieldEdit
from kmdesk.ui.widgets import Flow, button, row


class EntryLine(QLineEdit):
    """The line of a set: Return and comma add, Backspace in an empty line takes away."""

    def __init__(self, owner: "SetEdit") -> None:
        super().__init__()
        self._owner = owner
        self.setMinimumWidth(128)
        self.setMaximumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        """Let Tab take what is offered, before it goes to the next control."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_tab = event.key() == Qt.Key.Key_Tab and not event.modifiers()
            if is_tab and self._owner.take_offered():
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the keys that mean something to a set."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._owner.take_offered():
            return
        if enter or event.key() == Qt.Key.Key_Comma:
            if self.text().strip():
                self._owner.add_typed()
                return
            if event.key() == Qt.Key.Key_Comma:
                return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self._owner.remove_last()
            return
        super().keyPressEvent(event)


class SetEdit(FieldEdit):
    """Words without order or repeats; values that the field suggests can be ticked."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._values: list[str] = []
        self._read_only = False
        self._flow = Flow()
        row(self).addWidget(self._flow)
        self._line = EntryLine(self)
        self._line.setAccessibleName(f"{field.label}: add")
        self._line.setPlaceholderText("Add another…" if field.suggest else "Add…")
        self._line.textEdited.connect(self.changed)
        self._line.editingFinished.connect(self.add_typed)
        self._show()

    @property
    def target(self) -> QLineEdit:
        """Return the line for more."""
        return self._line

    def take_offered(self) -> bool:
        """Take the word that is offered just now; say whether there was one."""
        return False

    def spelt(self, word: str) -> str:
        """Return how a word that was typed is spelt elsewhere."""
        return word

    def value(self) -> Json:
        """Return the words, with what stands in the line."""
        typed = self._line.text().strip()
        return [*self._values, typed] if typed and typed not in self._values else [*self._values]

    def set_value(self, value: Json) -> None:
        """Show a set."""
        if (value or []) == self.value():
            return
        self._values = list(value or [])
        with QSignalBlocker(self._line):
            self._line.clear()
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        self._read_only = read_only
        self._line.setVisible(not read_only)
        self._show()

    @Slot()
    def add_typed(self) -> None:
        """Make chips of what stands in the line."""
        typed = [part.strip() for part in self._line.text().split(",")]
        spelt = [self.spelt(part) for part in typed if part]
        new = [part for part in spelt if part not in self._values]
        self._line.clear()
        if new:
            self._values += dict.fromkeys(new)
            self._show()
            self.changed.emit()

    def remove_last(self) -> None:
        """Take the last word away."""
        if self._values and not self._read_only:
            self._values.pop()
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        words = dict.fromkeys((*self.field.suggest, *self._values))
        self._flow.put([*(self._chip(word) for word in words), self._line])

    def _chip(self, value: str) -> QPushButton:
        suggested = value in self.field.suggest
        chip = button(value if suggested else f"{value}  ×", "chip")
        chip.setProperty("word", value)
        chip.setEnabled(not self._read_only)
        if suggested:
            chip.setCheckable(True)
            chip.setChecked(value in self._values)
            chip.clicked.connect(self._toggle)
        else:
            chip.setAccessibleName(f"Take away {value}")
            chip.clicked.connect(self._take_away)
        return chip

    @Slot()
    def _toggle(self) -> None:
        chip = self.sender()
        value = chip.property("word")
        if value in self._values:
            self._values.remove(value)
        else:
            self._values.append(value)
        self.changed.emit()

    @Slot()
    def _take_away(self) -> None:
        self._values.remove(self.sender().property("word"))
        self._show()
        self._line.setFocus()
        self.changed.emit()
