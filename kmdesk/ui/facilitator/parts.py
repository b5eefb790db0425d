"""What the steps of a meeting are made of: cards of what was said, a choice of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QWidget

from kmdesk.models.meeting import initials, who
from kmdesk.ui.widgets import Flow, ScrollPage, button, column, empty, label, quiet_button, row


@dataclass(frozen=True)
class Said:
    """Something on a card.

    Attributes:
        sub: who said it, or what else belongs to it.
    """

    id: str
    text: str
    sub: str = ""


class SaidCards(QScrollArea):
    """Cards of what was said, the newest in view.

    Signals:
        edit_wanted: the id of a card.
        removal_wanted: the id of a card.
    """

    edit_wanted = Signal(str)
    removal_wanted = Signal(str)

    def __init__(self, name: str, nothing: str = "", *, editable: bool = True) -> None:
        super().__init__()
        self._editable = editable
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self._nothing = nothing
        self._shown: list[Said] | None = None
        page = ScrollPage()
        self._lines = column(page, gap=10)
        self.setWidget(page)
        self.verticalScrollBar().rangeChanged.connect(self._to_end)

    def show_said(self, said: Sequence[Said]) -> None:
        """Show cards instead of those there."""
        if list(said) == self._shown:
            return
        self._shown = list(said)
        empty(self._lines)
        for one in said:
            self._lines.addWidget(self._card(one))
        if not said and self._nothing:
            self._lines.addWidget(label(self._nothing, "small", wrap=True))
        self._lines.addStretch()

    def texts(self) -> list[str]:
        """Return what the cards say."""
        return [one.text for one in self._shown or ()]

    def _card(self, one: Said) -> QFrame:
        made = QFrame()
        made.setProperty("role", "said")
        line = row(made, gap=8)
        line.setContentsMargins(16, 8, 8, 8)
        words = column(gap=2)
        words.addWidget(label(one.text, wrap=True))
        if one.sub:
            words.addWidget(label(one.sub, "small", wrap=True))
        line.addLayout(words, 1)
        start = one.text[:40]
        if not self._editable:
            return made
        for text, signal in (("Edit", self.edit_wanted), ("Remove", self.removal_wanted)):
            each = quiet_button(text, f"{text}: {start}")
            each.clicked.connect(_sends(signal.emit, one.id))
            line.addWidget(each)
        return made

    @Slot()
    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())


def _sends(signal: Callable[[str], None], text: str) -> Callable[[], None]:
    return lambda: signal(text)


class WhoLine(QLineEdit):
    """Takes a person's number, initials or name, and gives the name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            "A number, initials or a name; empty for nobody in particular"
        )
        self.setPlaceholderText("Who")
        self._names: list[str] = []
        self.editingFinished.connect(self._spell_out)

    def offer(self, names: Sequence[str]) -> None:
        """Know these people from now on."""
        self._names = list(names)

    def name(self) -> str:
        """Return who is meant."""
        return who(self.text(), self._names)

    @Slot()
    def _spell_out(self) -> None:
        if self.text() != self.name():
            self.setText(self.name())


class People(Flow):
    """The participants with number and initials; a press chooses one.

    Signals:
        chosen: a name.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(gap=8)
        self.setAccessibleName("Participants")

    def offer(self, names: Sequence[str], done: Sequence[str] = ()) -> None:
        """Show people; a tick stands behind those who are done."""
        chips: list[QWidget] = []
        for number, name in enumerate(names, 1):
            tick = "  ✓" if name in done else ""
            chip = button(f"{number}  {name} ({initials(name)}){tick}", "chip")
            chip.setAccessibleName(f"{name}, number {number}{', done' if tick else ''}")
            chip.setProperty("person", name)
            chip.clicked.connect(_sends(self.chosen.emit, name))
            chips.append(chip)
        self.put(chips)
        if self.parentWidget() is not None:  # without one, it would be a window of its own
            self.setVisible(bool(chips))
