"""One place on which people disagree: the sides beside each other, and what stood there before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPlainTextEdit, QPushButton, QWidget

from kmdesk.models import choosing
from kmdesk.models.choosing import Choice
from kmdesk.models.text_difference import Run, Runs, shortened, spoken, text_difference
from kmdesk.store.views import ConflictValue
from kmdesk.ui import words
from kmdesk.ui.difference_text import own_words_html, runs_html
from kmdesk.ui.disputes.choices import Dispute, author_of
from kmdesk.ui.editor.conflicts import own_words
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Flow, Tick, button, column, empty, label, order_tabs, restyle, row

NARROWEST = 230
"""Pixels below which sides stand below each other."""

_SPOKEN = 80
"""Characters of a value that a screen reader says for its button."""


class Sides(QWidget):
    """The values of a dispute, with the ways to choose.

    Signals:
        chosen: a `Choice`, or None to leave it open.
        grown: there is more to see at the foot, a widget that should come into view.
    """

    chosen = Signal(object)
    grown = Signal(QWidget)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._dispute: Dispute | None = None
        self._choice: Choice | None = None
        self._can_write = True
        self._takes: list[QPushButton] = []
        self._texts: list[tuple[QLabel, Callable[[], Runs]]] = []
        lines = column(self, gap=12)
        self.head = label("", "section", wrap=True)
        self.of = label("", "small", wrap=True)
        lines.addWidget(self.head)
        self.against = Tick("Against what stood before")
        self.against.setAccessibleName(self.against.text())
        self.against.setToolTip(
            "Mark what each side changed: struck through is gone, underlined new."
        )
        self.against.toggled.connect(self._paint)
        under = row(gap=12)
        under.addWidget(self.of, 1)
        under.addWidget(self.against)
        lines.addLayout(under)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(12)
        lines.addLayout(self._beside)
        self._before = QFrame()
        self._before.setProperty("role", "details")
        self._before_lines = column(self._before, gap=4, margin=12)
        lines.addWidget(self._before)
        self.both = button("Take both", "", self.take_both)
        self.write = button("Write my own…", "", self.begin_writing)
        self.leave = button("Leave it open", "link", lambda: self._choose(None))
        acts = Flow(gap=8)
        acts.put([self.both, self.write, self.leave])
        lines.addWidget(acts)
        lines.addWidget(self._make_own())
        lines.addStretch(1)
        theme.changed.connect(self._paint)

    def _make_own(self) -> QWidget:
        self._own = QWidget()
        lines = column(self._own, gap=8)
        lines.addWidget(label("Your own text", "label"))
        self.own = QPlainTextEdit()
        self.own.setAccessibleName("Your own text")
        self.own.setTabChangesFocus(True)
        self.own.setFixedHeight(self.own.fontMetrics().lineSpacing() * 6 + 24)
        lines.addWidget(self.own)
        foot = row()
        self.use = button("Use this text", "", self.use_own)
        foot.addWidget(self.use)
        foot.addStretch()
        lines.addLayout(foot)
        self._own.hide()
        return self._own

    def show_dispute(self, dispute: Dispute, choice: Choice | None, *, can_write: bool) -> None:
        """Show a place and what was chosen for it."""
        self._dispute, self._choice, self._can_write = dispute, choice, can_write
        conflict = dispute.conflict
        self.head.setText(dispute.place)
        self.of.setText(f"{conflict.reference} · {conflict.title}")
        self._takes, self._texts = [], []
        empty(self._beside)
        for number, value in enumerate(conflict.values, 1):
            self._beside.addWidget(self._side(number, value), 1)
        self._show_before()
        many = len(conflict.values) > 2
        self.both.setText(f"Take all {len(conflict.values)}" if many else "Take both")
        self.both.setAccessibleName(self.both.text())
        self.both.setToolTip("One text after the other (B)")
        self.both.setVisible(choosing.can_join(dispute.field))
        self.write.setVisible(choosing.can_write(dispute.field))
        self.write.setToolTip("A text in place of all of them (E)")
        own = choice.own if choice and isinstance(choice.own, str) else None
        self.own.setPlainText(own or "")
        self._own.setVisible(own is not None)
        self._fit()
        self._tell()
        self._paint()
        order_tabs(self)

    def _side(self, number: int, value: ConflictValue) -> QWidget:
        assert self._dispute is not None
        made = QFrame()
        made.setProperty("role", "details")
        lines = column(made, gap=6, margin=12)
        who = author_of(value)
        lines.addWidget(label(who, "label", wrap=True))
        lines.addWidget(label(_signed(value, shown=number == 1), "small", wrap=True))
        lines.addWidget(self._text(lambda: self._runs(value)))
        lines.addStretch(1)
        said = self._dispute.in_words(value.value)
        cut = said if len(said) <= _SPOKEN else f"{said[:_SPOKEN]}…"
        take = button("", "", lambda: self.take(number - 1))
        take.setAccessibleName(f"Take “{cut}” by {who}")
        take.setToolTip(f"Take this one ({number})")
        foot = row()
        foot.addWidget(take)
        foot.addStretch()
        lines.addLayout(foot)
        self._takes.append(take)
        return made

    def _show_before(self) -> None:
        assert self._dispute is not None
        empty(self._before_lines)
        before = self._dispute.conflict.before
        self.against.setVisible(before is not None and self._dispute.is_text)
        if before is None:
            text = "What stood here before is not in the history that is here."
            self._before_lines.addWidget(label(text, "small", wrap=True))
            return
        who = f"{before.author or 'Somebody'}, {words.full_moment(before.time)}"
        many = "all" if len(self._dispute.conflict.values) > 2 else "both"
        self._before_lines.addWidget(label(f"Before {many}: {who}", "small", wrap=True))
        text = self._dispute.in_words(before.value)
        self._before_lines.addWidget(self._text(lambda: (Run("same", text),)))

    def _text(self, runs: Callable[[], Runs]) -> QLabel:
        made = label("", wrap=True)
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._texts.append((made, runs))
        return made

    def _runs(self, value: ConflictValue) -> Runs:
        """Return a value with what only it has, or with what it changed of what stood before."""
        assert self._dispute is not None
        dispute = self._dispute
        before = dispute.conflict.before
        if dispute.is_text and before is not None and self._marks_changes:
            old = before.value if isinstance(before.value, str) else ""
            return text_difference(old, dispute.in_words(value.value))
        return own_words(dispute.kind, dispute.conflict, value)

    @property
    def _marks_changes(self) -> bool:
        return self.against.isChecked() and not self.against.isHidden()

    @Slot()
    def _paint(self) -> None:
        to_html = runs_html if self._marks_changes else own_words_html
        for text, runs in self._texts:
            found = shortened(runs())
            text.setText(to_html(found, self._theme))
            text.setAccessibleName(spoken(found, own=not self._marks_changes))

    def _tell(self) -> None:
        """Show which way was chosen."""
        assert self._dispute is not None
        choice = self._choice
        for take, value in zip(self._takes, self._dispute.conflict.values, strict=True):
            taken = choice == Choice((value.revision,))
            take.setText("Taken" if taken else "Take this")
            take.setEnabled(self._can_write)
            restyle(take, role="primary" if taken else "")
        restyle(self.both, role="primary" if choice == self._dispute.both() else "")
        own = choice is not None and choice.own is not None
        restyle(self.use, role="primary" if own else "")
        for each in (self.both, self.write, self.use):
            each.setEnabled(self._can_write)
        self.leave.setVisible(choice is not None)

    def _choose(self, choice: Choice | None) -> None:
        self._choice = choice
        if choice is None or choice.own is None:
            self._own.hide()
        self._tell()
        self.chosen.emit(choice)

    def take(self, number: int) -> None:
        """Take one of the values."""
        if self._dispute and self._can_write and number < len(self._dispute.conflict.values):
            self._choose(Choice((self._dispute.conflict.values[number].revision,)))

    @Slot()
    def take_both(self) -> None:
        """Take all values, one after the other, where that makes sense."""
        if self._dispute and self._can_write and choosing.can_join(self._dispute.field):
            self._choose(self._dispute.both())

    @Slot()
    def begin_writing(self) -> None:
        """Offer a text to be edited: what was chosen so far, else what is displayed."""
        dispute = self._dispute
        if dispute is None or not (self._can_write and choosing.can_write(dispute.field)):
            return
        if self._own.isHidden():
            start = self._choice or Choice((dispute.conflict.values[0].revision,))
            self.own.setPlainText(str(dispute.value(start)))
        self._own.show()
        order_tabs(self)
        self.own.setFocus()
        self.own.moveCursor(QTextCursor.MoveOperation.End)
        self.grown.emit(self.use)

    @Slot()
    def use_own(self) -> None:
        """Take the text that was written."""
        if self._dispute is None:
            return
        text = self.own.toPlainText().strip()
        if not choosing.can_join(self._dispute.field):
            text = " ".join(text.split())
        if text and self._can_write:
            self._choose(Choice(own=text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sides below each other where there is no room beside."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = max(1, len(self._takes))
        least = self._theme.grown(NARROWEST) * count
        direction = QBoxLayout.Direction
        wide = self.width() >= least
        self._beside.setDirection(direction.LeftToRight if wide else direction.TopToBottom)


def _signed(value: ConflictValue, *, shown: bool) -> str:
    """Return when a value was written and how it came here."""
    parts = [words.full_moment(value.time)]
    if value.here:
        parts.append("written here")
    elif value.file:
        parts.append(f"came from {value.brought_by} with {value.file}")
    if shown:
        parts.append("shown meanwhile")
    return " · ".join(parts)
