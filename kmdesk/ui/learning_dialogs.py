"""The questions asked when a lesson is used again, and when consent to a quote is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kmdesk.base import clock
from kmdesk.models.kind import Field
from kmdesk.models.kinds.lesson import Reuse
from kmdesk.models.saying import say
from kmdesk.store.views import ExchangeView
from kmdesk.ui import words
from kmdesk.ui.editor.dates import DateEdit
from kmdesk.ui.editor.simple import GrowingEdit
from kmdesk.ui.widgets import button, column, label, row

MOST_FILES = 6
"""Files named one by one; more are counted."""


class ReuseDialog(QDialog):
    """Asks where a lesson was used again.

    Signals:
        agreed: the `Reuse`.
    """

    agreed = Signal(object)

    def __init__(self, parent: QWidget, title: str, author: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say("Lesson used again"))
        self.setMinimumWidth(480)
        self._where = _line("Where", "A ward, a service, another project")
        self._by = _line("By whom")
        self._by.setText(author)
        self._on = _day("On")
        self._result = GrowingEdit(lines=2)
        self._result.setAccessibleName("With what result")
        lines = column(self, gap=12, margin=24)
        head = column(gap=4)
        head.addWidget(label("Used again", "head"))
        head.addWidget(label(title, "small", wrap=True))
        lines.addLayout(head)
        for text, widget in (("Where", self._where), ("By whom", self._by), ("On", self._on)):
            _add(lines, text, widget)
        _add(lines, "With what result", self._result)
        foot = _foot(self)
        self._go = button("Note it", "primary", self.accept)
        self._go.setDefault(True)
        self._go.setEnabled(False)
        foot.addWidget(self._go)
        lines.addLayout(foot)
        self._where.textChanged.connect(self._judge)
        self._on.changed.connect(self._judge)
        self._where.setFocus()

    @Slot()
    def _judge(self) -> None:
        typed = str(self._on.value() or "")
        readable = not typed or words.read_day(typed) is not None
        self._go.setEnabled(bool(self._where.text().strip()) and readable)

    def accept(self) -> None:
        """Hand on what was typed."""
        used = Reuse(
            where=self._where.text().strip(),
            by=self._by.text().strip(),
            used_on=words.read_day(str(self._on.value() or "")),
            result=self._result.toPlainText().strip(),
        )
        self.agreed.emit(used)
        super().accept()


class WithdrawDialog(QDialog):
    """Says where a quote went, what withdrawing does and what it cannot do, and asks.

    Signals:
        agreed: the day.
    """

    agreed = Signal(object)

    def __init__(self, parent: QWidget, said: str, went: Sequence[ExchangeView]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Withdraw consent")
        self.setMinimumWidth(560)
        self._on = _day("Withdrawn on")
        lines = column(self, gap=12, margin=24)
        head = column(gap=4)
        head.addWidget(label("Withdraw consent to this quote", "head"))
        head.addWidget(label(f"“{said}”" if said else "Its words are gone already.", wrap=True))
        lines.addLayout(head)
        lines.addWidget(_card("Where its words are besides this record", _in_words(went), went))
        does = (
            "The words, the name and the role leave this record. Every later briefing and export "
            "lacks them, also when a colleague's file still has them."
        )
        cannot = (
            "Out of reach: files already given away, backups, and text that somebody copied into "
            "a review, a lesson or another field. The history on this PC keeps what was said."
        )
        lines.addWidget(label(does, wrap=True))
        lines.addWidget(label(say(cannot), "small", wrap=True))
        _add(lines, "Withdrawn on", self._on)
        foot = _foot(self)
        self._go = button("Withdraw consent", "primary", self.accept)
        foot.addWidget(self._go)
        lines.addStretch()
        lines.addLayout(foot)
        lines.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._lines = lines
        self._on.changed.connect(self._judge)
        self._on.target.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the text needs at this width."""
        super().showEvent(event)
        self.resize(self.width(), self._lines.heightForWidth(self.width()))

    @Slot()
    def _judge(self) -> None:
        self._go.setEnabled(self._day() is not None)

    def _day(self) -> date | None:
        return words.read_day(str(self._on.value() or ""))

    def accept(self) -> None:
        """Hand on the day."""
        if day := self._day():
            self.agreed.emit(day)
            super().accept()


def _in_words(went: Sequence[ExchangeView]) -> list[str]:
    """Return each file with its day, the latest first."""
    found = [_file_in_words(one) for one in went[:MOST_FILES]]
    more = len(went) - MOST_FILES
    return found + ([f"and {words.count(more, 'more file')}"] if more > 0 else [])


def _file_in_words(one: ExchangeView) -> str:
    what = {"out": "Export", "briefing": "Briefing", "in": "Came with"}[one.direction]
    when = words.full_moment(one.time) if one.number else words.day(one.time)
    who = f"to {one.peer_name}" if one.direction == "briefing" else f"from {one.peer_name}"
    return f"{when}  {what} {one.file}" + (f" {who}" if one.peer_name else "")


def _card(heading: str, texts: Sequence[str], went: Sequence[ExchangeView]) -> QFrame:
    made = QFrame()
    made.setProperty("role", "details")
    lines = column(made, gap=4, margin=12)
    lines.addWidget(label(heading, "label"))
    if not went:
        texts = ["In no file that kmdesk knows of."]
    for text in texts:
        lines.addWidget(label(text, wrap=True))
    if went:
        ask = (
            "Ask those who have these files to remove the words. Colleagues with kmdesk lose them "
            "when they import your next export."
        )
        lines.addWidget(label(ask, "small", wrap=True))
    return made


def _line(name: str, hint: str = "") -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


def _day(name: str) -> DateEdit:
    made = DateEdit(Field("day", name, "date"))
    made.set_value(clock.today().isoformat())
    return made


def _add(lines: QVBoxLayout, text: str, widget: QWidget) -> None:
    cell = column(gap=4)
    caption = label(text, "label")
    caption.setBuddy(widget.target if isinstance(widget, DateEdit) else widget)
    cell.addWidget(caption)
    cell.addWidget(widget)
    lines.addLayout(cell)


def _foot(dialog: QDialog) -> QHBoxLayout:
    foot = row()
    foot.addStretch()
    foot.addWidget(button("Cancel", "", dialog.reject))
    return foot
