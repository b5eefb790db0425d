"""Pills below the title: what a reader wants to know first, each changed where it is shown."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from kmdesk.base import clock
from kmdesk.models import standing
from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui import words
from kmdesk.ui.editor.dates import pick_day
from kmdesk.ui.widgets import button, restyle

AHEAD = {"In 6 months": 6, "In 1 year": 12, "In 2 years": 24, "In 3 years": 36}
"""Review days to choose from, in months: summaries usually hold between 6 and 36."""


class Pill(QPushButton):
    """A field shown in a few words; a press opens its choices.

    Signals:
        changed: the person chose another value.
    """

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._value: Json = None
        self.setProperty("role", "pill")
        self.setAutoDefault(False)
        self.setToolTip(field.guidance)
        self.setObjectName(f"pill_{field.name}")
        self.clicked.connect(self.open_choices)

    def value(self) -> Json:
        """Return the value as a document holds it."""
        return self._value

    def set_value(self, value: Json) -> None:
        """Show a value."""
        self._value = value
        text, tone = self.in_words()
        self.setText(text)
        self.setAccessibleName(f"{self.field.label}: {text}")
        restyle(self, tone=tone)
        self.updateGeometry()

    def in_words(self) -> tuple[str, str]:
        """Return what the pill says, and in which tone."""
        raise NotImplementedError

    def choices(self) -> QMenu:
        """Return the menu of values."""
        raise NotImplementedError

    @Slot()
    def open_choices(self) -> None:
        """Let the person choose."""
        menu = self.choices()
        menu.exec(self.mapToGlobal(QPoint(0, self.height() + 4)))
        menu.deleteLater()

    def choose(self, value: Json) -> None:
        """Take a value that the person chose."""
        if value != self._value:
            self.set_value(value)
            self.changed.emit()


class ChoicePill(Pill):
    """A status or who may be given the record."""

    checked_by = ""

    def in_words(self) -> tuple[str, str]:
        """Return the word of the value; a checked record names who checked it."""
        word = self.field.words.get(self._value or "", str(self._value or ""))
        if self.field.name == "sharing":
            return f"Share: {word.lower()}", "warn" if self._value == "private" else ""
        if self.checked_by and self._value in ("checked", "final"):
            word += f", checked by {self.checked_by}"
        return word, words.TONES.get(self._value or "", "")

    def set_checked_by(self, name: str) -> None:
        """Name the second person."""
        self.checked_by = name
        self.set_value(self._value)

    def choices(self) -> QMenu:
        """Return the values by their words."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for value, word in self.field.words.items():
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(value == self._value)
            action.setData(value)
            group.addAction(action)
        group.triggered.connect(self._on_chosen)
        return menu

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self.choose(action.data())


class DatePill(Pill):
    """The day on which somebody should look at the record again."""

    def in_words(self) -> tuple[str, str]:
        """Return the day; it warns when it comes near and when it has passed."""
        if not self._value:
            return f"{self.field.label}: no day yet", "unset"
        text = f"{self.field.label} {words.day(self._value)}"
        day = words.read_day(self._value)
        if day is None:
            return text, "bad"
        match standing.currency(day.isoformat(), clock.today()):
            case "overdue":
                return f"▲ Overdue: {text[:1].lower()}{text[1:]}", "bad"
            case "due":
                return f"● Due: {text[:1].lower()}{text[1:]}", "warn"
            case _:
                return text, ""

    def choices(self) -> QMenu:
        """Return days ahead, any other day, and none."""
        menu = QMenu(self)
        for text, months in AHEAD.items():
            menu.addAction(text).setData(standing.months_on(clock.today(), months).isoformat())
        menu.addSeparator()
        menu.addAction("Another day…").setData("pick")
        menu.addAction("No day").setData("")
        menu.triggered.connect(self._on_chosen)
        return menu

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        if action.data() != "pick":
            self.choose(action.data() or None)
            return
        day = pick_day(self, words.read_day(self._value or ""))
        if day:
            self.choose(day.isoformat())


def jump_pill(name: str) -> QPushButton:
    """Return a pill that leads to the field it shows."""
    made = button("", "pill")
    made.setObjectName(f"pill_{name}")
    return made
