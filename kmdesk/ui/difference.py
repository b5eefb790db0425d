"""A difference to read: words that went and came, in one column or two, step by step."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from kmdesk.models.difference import Difference
from kmdesk.ui import words
from kmdesk.ui.difference_text import Unit, page_html, pages_of, units_of
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Tick, button, column, label, row


class DifferenceView(QWidget):
    """Shows a difference, or a sentence where there is none to show.

    Ctrl+Down and Ctrl+Up go from change to change. Signs in words are on from the start when a
    screen reader runs.
    """

    def __init__(self, theme: Theme, name: str = "What changed") -> None:
        super().__init__()
        self._theme = theme
        self._units: list[Unit] = []
        self._pages: list[range] = []
        self._page = 0
        self._heads = ("Before", "After")
        self._lead = ""
        self._here = -1
        self.text = _Text(self)
        self.text.setAccessibleName(name)
        self.count = label("", "small")
        self.previous = button("Previous change", "quiet", self.go_back)
        self.next = button("Next change", "quiet", self.go_on)
        self.columns = Tick("Side by side")
        self.in_words = Tick("Signs in words")
        self.in_words.setToolTip("Write [removed: …] and [added: …] around what changed.")
        self.in_words.setChecked(QAccessible.isActive())
        for tick in (self.columns, self.in_words):
            tick.setAccessibleName(tick.text())
            tick.toggled.connect(self._refresh)
        self._bar = QWidget()
        bar = row(self._bar, gap=4)
        bar.addWidget(self.count)
        bar.addStretch()
        for each in (self.columns, self.in_words, self.previous, self.next):
            bar.addWidget(each)
        lines = column(self, gap=6)
        lines.addWidget(self._bar)
        lines.addWidget(self.text, 1)
        theme.changed.connect(self._refresh)
        self.show_sentence("")

    def show_difference(
        self,
        difference: Difference,
        heads: tuple[str, str] = ("Before", "After"),
        lead: str = "",
        lead_html: str = "",
    ) -> None:
        """Show a difference.

        Args:
            difference: between two versions.
            heads: stand above the columns.
            lead: plain text to be read first.
            lead_html: what follows it.
        """
        said = f"<p>{escape(lead)}</p>".replace("\n", "<br>") if lead else ""
        self._heads, self._lead = heads, said + lead_html
        self._units = units_of(difference)
        self._pages = pages_of(self._units)
        self._page, self._here = 0, -1
        if not self._units:
            self.show_html(self._lead or "<p>Nothing differs.</p>")
            return
        self._refresh()

    def show_sentence(self, sentence: str) -> None:
        """Say something in place of a difference."""
        self._clear()
        self.text.setPlainText(sentence)

    def show_html(self, html: str) -> None:
        """Show a text in place of a difference."""
        self._clear()
        self.text.setHtml(html)

    @Slot()
    def go_on(self) -> None:
        """Go to the next change."""
        self._go(self._here + 1)

    @Slot()
    def go_back(self) -> None:
        """Go to the change before."""
        self._go(self._here - 1)

    def _clear(self) -> None:
        self._units, self._pages = [], []
        self._page, self._here = 0, -1
        self._tell_place()

    @Slot()
    def _refresh(self) -> None:
        if not self._units:
            return
        html = page_html(
            self._units,
            self._pages[self._page],
            self._theme,
            columns=self.columns.isChecked(),
            in_words=self.in_words.isChecked(),
            heads=self._heads,
        )
        if self._lead and not self._page:
            html = self._lead + html
        self.text.setHtml(html)
        if self._here >= 0:
            self._go(self._here)
        self._tell_place()

    def _go(self, number: int) -> None:
        if not 0 <= number < len(self._units):
            return
        self._here = number
        page = next(n for n, units in enumerate(self._pages) if number in units)
        if page != self._page:
            self._page = page
            self._refresh()
            return
        self.text.go_to(f"unit-{number}", self._theme)
        self._tell_place()
        said = f"Change {number + 1} of {len(self._units)}: {self._units[number].called}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.text, said))

    def _tell_place(self) -> None:
        many, here = len(self._units), self._here
        text = words.count(many, "change") if many else ""
        if here >= 0:
            text = f"Change {here + 1:,} of {many:,}"
        elif len(self._pages) > 1:
            text += f", the first {len(self._pages[0]):,} here"
        self.count.setText(text)
        self._bar.setEnabled(bool(many))
        self.previous.setEnabled(here > 0)
        self.next.setEnabled(here < many - 1)


class _Text(QTextBrowser):
    """Rich text that can be read and selected by keyboard."""

    def __init__(self, owner: DifferenceView) -> None:
        super().__init__()
        self._owner = owner
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the changes."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() == Qt.Key.Key_Down:
                self._owner.go_on()
                return
            if event.key() == Qt.Key.Key_Up:
                self._owner.go_back()
                return
        super().keyPressEvent(event)

    def go_to(self, anchor: str, theme: Theme) -> None:
        """Bring a place to the top, mark its line and put the cursor there."""
        block = self._block_of(anchor)
        if block is None:
            return
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(int(top) - 12)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        look = QTextCharFormat()
        look.setBackground(theme.colour("accent_soft"))
        look.setProperty(QTextFormat.Property.FullWidthSelection, True)
        mark.format = look
        self.setExtraSelections([mark])

    def _block_of(self, anchor: str) -> QTextBlock | None:
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                if anchor in pieces.fragment().charFormat().anchorNames():
                    return block
                pieces += 1
            block = block.next()
        return None
