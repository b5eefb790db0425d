"""Shortening a text for one paper: the words of the paper beside those of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from kmdesk.models.text_difference import text_difference
from kmdesk.ui import words as say_words
from kmdesk.ui.difference_text import runs_html
from kmdesk.ui.prose.edit import ProseEdit
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Elided, button, card, column, label, row

if TYPE_CHECKING:
    from kmdesk.briefing.outline import Words

SIDE_BY_SIDE = 560
"""The least width in pixels at which both texts stand beside each other."""


class ShortenEdit(QFrame):
    """Two texts: one to shorten, and the one in the record, which stays as it is.

    Signals:
        changed: the words of the paper, or what they were shortened from.
        taken_back: the words of the paper that were given up for the record's own.
        left: the person is done.
    """

    changed = Signal()
    taken_back = Signal(str)
    left = Signal()

    def __init__(self, words: Words, theme: Theme) -> None:
        super().__init__()
        self.words = words
        self._theme = theme
        self._original = words.text
        self._compared: tuple[object, ...] = ()
        self.setProperty("role", "details")
        self.setAccessibleName(f"Shorten for this paper: {words.label}")
        self.edit = ProseEdit(lines=3)
        self.edit.setAccessibleName(f"In this paper: {words.label}")
        self.record = ProseEdit(lines=3)
        self.record.setAccessibleName(f"In the record: {words.label}")
        self.record.setReadOnly(True)
        self.record.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._lay_out()
        self.edit.set_text(words.text)
        self.record.set_text(words.text)
        self.edit.textChanged.connect(self._on_typed)
        theme.changed.connect(self._tell)
        self._tell()

    def _lay_out(self) -> None:
        lines = column(self, gap=8, margin=12)
        self._note = card(tone="warn")
        self._note.setObjectName("changed_since")
        inside = column(self._note, gap=6, margin=10)
        inside.addWidget(label("The record has changed since this was shortened.", wrap=True))
        self.difference = label("", wrap=True)
        self.difference.setTextFormat(Qt.TextFormat.RichText)
        self.difference.setAccessibleName("What changed in the record")
        inside.addWidget(self.difference)
        self.keep = button("Keep my words", "", self._keep)
        foot_of_note = row()
        foot_of_note.addWidget(self.keep)
        foot_of_note.addStretch()
        inside.addLayout(foot_of_note)
        self._note.hide()
        lines.addWidget(self._note)
        self._texts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._texts.setSpacing(12)
        self.length = Elided("", "small")
        self.length.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._texts.addLayout(_captioned("In this paper", self.edit, self.length), 1)
        self._texts.addLayout(_captioned("In the record", self.record), 1)
        lines.addLayout(self._texts)
        foot = row(gap=8)
        self.again = button("Use the record’s words again", "link", self._use_again)
        foot.addWidget(self.again)
        foot.addStretch()
        foot.addWidget(button("Done", "", self.left.emit))
        lines.addLayout(foot)

    @property
    def text(self) -> str:
        """Return the words of the paper."""
        return self.edit.text()

    @property
    def original(self) -> str:
        """Return the words of the record that they were shortened from."""
        return self._original

    def show_words(self, words: Words, text: str, original: str) -> None:
        """Show the record's words as they are by now, and what the paper says instead.

        Args:
            words: the record's.
            text: the paper's.
            original: what these were shortened from.
        """
        self.words = words
        self._original = original
        with QSignalBlocker(self):
            if self.edit.text() != text:
                self.edit.set_text(text)
            if self.record.text() != words.text:
                self.record.set_text(words.text)
        self._tell()

    def set_read_only(self, read_only: bool) -> None:
        """Let the words be read, or typed."""
        self.edit.setReadOnly(read_only)
        self.again.setEnabled(not read_only)
        self.keep.setEnabled(not read_only)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts side by side where there is room."""
        super().resizeEvent(event)
        wide = event.size().width() >= self._theme.grown(SIDE_BY_SIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._texts.direction() != way:
            self._texts.setDirection(way)

    @Slot()
    def _on_typed(self) -> None:
        self._tell()
        self.changed.emit()

    @Slot()
    def _tell(self) -> None:
        shortened = self.text != self.words.text
        now, before = (len(text.split()) for text in (self.text, self.words.text))
        told = f"{say_words.count(now, 'word')} instead of {before:,}"
        told = told if shortened else "As in the record"
        if told != self.length.accessibleName():
            self.length.set_full(told)
        self.again.setVisible(shortened)
        changed = shortened and self._original.split() != self.words.text.split()
        self._note.setVisible(changed)
        compared = (self._original, self.words.text, self._theme.tokens)
        if changed and compared != self._compared:
            self._compared = compared
            runs = text_difference(self._original, self.words.text)
            self.difference.setText(runs_html(runs, self._theme))

    @Slot()
    def _keep(self) -> None:
        """Take the paper's words as a shortening of what the record says now."""
        self._original = self.words.text
        self._tell()
        self.edit.setFocus()
        self.changed.emit()

    @Slot()
    def _use_again(self) -> None:
        given_up = self.text
        self._original = self.words.text
        self.edit.set_text(self.words.text)
        self.edit.setFocus()
        self._on_typed()
        self.taken_back.emit(given_up)


def _captioned(text: str, widget: QWidget, remark: QWidget | None = None) -> QVBoxLayout:
    lines = column(gap=4)
    caption = label(text, "label")
    caption.setBuddy(widget)
    head = row(gap=8)
    head.addWidget(caption)
    if remark is not None:
        head.addWidget(remark, 1)
    lines.addLayout(head)
    lines.addWidget(widget)
    lines.addStretch()
    return lines
