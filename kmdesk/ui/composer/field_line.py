"""A field of a record in the outline: printed or left out, and its texts, each to be shortened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.ids import new_item_id
from kmdesk.ui.composer.shortening import ShortenEdit
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Elided, Tick, button, column, label, restyle, row

if TYPE_CHECKING:
    from kmdesk.briefing.outline import PrintedField, Words

INDENT = 26
"""Pixels from the edge of a box to tick to its text: what belongs to it stands below that."""


class TextLine(QWidget):
    """A text of the paper in a line, and the place to shorten it once that is asked for.

    Signals:
        changed: what the paper says instead of the record's words.
        taken_back: what it said before the record's words were used again.
        folded: the place to shorten it was shown, or folded away.
    """

    changed = Signal()
    folded = Signal()
    taken_back = Signal(object)

    def __init__(self, words: Words, theme: Theme, *, alone: bool) -> None:
        """Show a text.

        Args:
            words: the record's.
            theme: gives colours and sizes.
            alone: it is the only one of its field, whose line shows it already.
        """
        super().__init__()
        self.words = words
        self._theme = theme
        self._entry: dict[str, Json] = {}
        self._read_only = False
        self._stands: tuple[object, ...] = ()
        self.editor: ShortenEdit | None = None
        self._lines = column(self, gap=4)
        self._gist = Elided("", "small")
        self.mark = label("", "small")
        self.mark.setProperty("role", "pill")
        self.open_button = button("Shorten…", "link", self.toggle)
        if not alone:
            line = row(gap=8)
            line.addWidget(self._gist, 1)
            line.addWidget(self.mark)
            line.addWidget(self.open_button)
            self._lines.addLayout(line)
        self._tell()

    @property
    def entry(self) -> dict[str, Json]:
        """Return the shortened text as a briefing keeps it; empty when it says what it said."""
        return self._entry

    @property
    def changed_since(self) -> bool:
        """Say whether the record's words are others than those that were shortened."""
        original = self._entry.get("original") or ""
        return bool(original) and original.split() != self.words.text.split()

    def show_entry(self, words: Words, entry: Mapping[str, Json]) -> None:
        """Show the record's words, and what the paper has instead of them, if anything."""
        self.words, self._entry = words, dict(entry)
        if self.editor:
            text, original = self._texts()
            self.editor.show_words(words, text, original)
        self._tell()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or shortened."""
        self._read_only = read_only
        if self.editor:
            self.editor.set_read_only(read_only)

    @Slot()
    def toggle(self) -> None:
        """Show the place to shorten it and go there, or fold it away."""
        self.show_editor(self.editor is None or self.editor.isHidden())

    def show_editor(self, shown: bool) -> None:
        """Show the place to shorten the text, or fold it away."""
        if self.editor is None:
            self.editor = ShortenEdit(self.words, self._theme)
            self.editor.show_words(self.words, *self._texts())
            self.editor.set_read_only(self._read_only)
            self.editor.changed.connect(self._on_changed)
            self.editor.taken_back.connect(self._on_taken_back)
            self.editor.left.connect(self._on_left)
            self._lines.addWidget(self.editor)
        self.editor.setVisible(shown)
        self._tell()
        self.folded.emit()
        if shown:
            self.editor.edit.setFocus()

    def _texts(self) -> tuple[str, str]:
        """Return what the paper says and what that was shortened from."""
        if not self._entry:
            return self.words.text, self.words.text
        return str(self._entry.get("text") or ""), str(self._entry.get("original") or "")

    @Slot()
    def _on_changed(self) -> None:
        if self.editor is None:
            return
        if self.editor.text == self.words.text:
            self._entry = {}
        else:
            self._entry = {
                "id": self._entry.get("id") or new_item_id(),
                "path": self.words.path,
                "text": self.editor.text,
                "original": self.editor.original,
            }
        self._tell()
        self.changed.emit()

    @Slot(str)
    def _on_taken_back(self, text: str) -> None:
        before = {"id": new_item_id(), "path": self.words.path, "original": self.words.text}
        self.taken_back.emit({**before, "text": text})

    @Slot()
    def _on_left(self) -> None:
        self.show_editor(False)
        self.open_button.setFocus()

    @property
    def opened(self) -> bool:
        """Say whether the place to shorten it is shown."""
        return self.editor is not None and not self.editor.isHidden()

    @property
    def said(self) -> str:
        """Return the words of the paper."""
        return self._texts()[0]

    def _tell(self) -> None:
        """Say in the line how the text stands, anew only when that changed: a key waits for it."""
        stands = (bool(self._entry), self.changed_since, self.opened, self.words)
        if self.opened and stands == self._stands:
            return
        self._stands = stands
        self._gist.set_full("" if self.opened else self.said)
        self.mark.setVisible(bool(self._entry))
        self.mark.setText("Record changed since" if self.changed_since else "Shortened")
        restyle(self.mark, tone="warn" if self.changed_since else "")
        self.open_button.setText("Close" if self.opened else "Edit…" if self._entry else "Shorten…")
        verb = "Close" if self.opened else "Edit the shortened" if self._entry else "Shorten"
        self.open_button.setAccessibleName(f"{verb}: {self.words.label}, {self.said[:60]}")


class FieldLine(QWidget):
    """A field of a record.

    Signals:
        changed: it was left out or put back, or one of its texts was shortened.
        taken_back: a shortened text that was given up for the record's words.
    """

    changed = Signal()
    taken_back = Signal(object)

    def __init__(self, field: PrintedField, theme: Theme) -> None:
        super().__init__()
        self.field = field
        self._read_only = False
        self._stands: tuple[object, ...] = ()
        alone = len(field.texts) == 1
        self.texts = [TextLine(words, theme, alone=alone) for words in field.texts]
        self.tick = Tick(field.label)
        self.tick.setChecked(True)
        self.tick.clicked.connect(self._on_tick)
        self._gist = Elided("", "small")
        self._unfold = button("", "link", self._toggle_texts)
        lines = column(self, gap=4)
        head = row(gap=8)
        head.addWidget(self.tick)
        head.addWidget(self._gist, 1)
        if alone:
            head.addWidget(self.texts[0].mark)
            head.addWidget(self.texts[0].open_button)
        elif self.texts:
            head.addWidget(self._unfold)
        lines.addLayout(head)
        self._below = QWidget()
        below = column(self._below, gap=4)
        below.setContentsMargins(0 if alone else INDENT, 0, 0, 0)
        for text in self.texts:
            text.changed.connect(self._on_text)
            text.taken_back.connect(self.taken_back)
            text.folded.connect(self._tell)
            below.addWidget(text)
        self._below.setVisible(alone)
        lines.addWidget(self._below)
        self._tell()

    @property
    def entries(self) -> list[dict[str, Json]]:
        """Return the shortened texts."""
        return [text.entry for text in self.texts if text.entry]

    def show_field(
        self, field: PrintedField, shortened: Mapping[str, Mapping[str, Json]], *, left_out: bool
    ) -> None:
        """Show the field as it is in the record now, and what this paper changes of it.

        Args:
            field: with the same texts, by path, as before.
            shortened: texts by path.
            left_out: of this paper.
        """
        self.field = field
        self.tick.setChecked(not left_out)
        for text, words in zip(self.texts, field.texts, strict=True):
            text.show_entry(words, shortened.get(words.path, {}))
        self._tell()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        self._read_only = read_only
        self.tick.setEnabled(not read_only)
        for text in self.texts:
            text.set_read_only(read_only)

    def show_texts(self, shown: bool) -> None:
        """Show the texts one by one, or fold them away."""
        self._below.setVisible(shown or len(self.texts) == 1)
        self._tell()

    @Slot()
    def _toggle_texts(self) -> None:
        self.show_texts(self._below.isHidden())

    @Slot()
    def _on_tick(self) -> None:
        self._tell()
        self.changed.emit()

    @Slot()
    def _on_text(self) -> None:
        self._tell()
        self.changed.emit()

    @Slot()
    def _tell(self) -> None:
        stands = (self.tick.isChecked(), len(self.entries), self._below.isHidden(), self.field)
        if any(text.opened for text in self.texts) and stands == self._stands:
            return
        self._stands = stands
        printed = self.tick.isChecked()
        state = "printed" if printed else "left out of this paper"
        self.tick.setAccessibleName(f"{self.field.label}: {state}")
        first = self.texts[0] if self.texts else None
        said = first.said if first and not first.opened else ""
        self._gist.set_full(said if printed else "Left out of this paper")
        shortened = len(self.entries)
        folded = self._below.isHidden()
        marked = f", {shortened} shortened" if shortened else ""
        self._unfold.setText(f"{len(self.texts)} texts{marked}" if folded else "Fold")
        verb = "show" if folded else "fold"
        self._unfold.setAccessibleName(
            f"{self.field.label}: {verb} its {len(self.texts)} texts{marked}"
        )
        for each in (self._below, self._unfold) if not printed else ():
            each.setHidden(True)
        self._unfold.setVisible(printed and len(self.texts) > 1)
        if first and len(self.texts) == 1:
            first.open_button.setVisible(printed)
            self._below.setVisible(printed)
