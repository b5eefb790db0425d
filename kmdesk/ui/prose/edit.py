"""A box for long text: formatted while typing, CommonMark when asked for its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QTextEdit

from kmdesk.models.canonical import text as canonical
from kmdesk.models.prose import Block, pieces, read, safe_url
from kmdesk.ui import dialogs
from kmdesk.ui.prose import commands, pasting
from kmdesk.ui.prose.building import SOURCE, Builder, block_format
from kmdesk.ui.prose.reading import Reader

LEFT_OUT = "Characters that no text can hold were left out of what you pasted."
NO_ADDRESS = "A link needs an address that begins with https://, http:// or mailto:."

KEYS = {
    "bold": "Ctrl+B",
    "italic": "Ctrl+I",
    "link": "Ctrl+K",
    "bullets": "Ctrl+U",
    "numbers": "Ctrl+Shift+O",
    "heading": "Ctrl+Shift+H",
    "table": "Ctrl+Shift+J",
    "paste_plain": "Ctrl+Shift+V",
}
"""The keys that this box answers wherever it stands."""

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STARTS = {"-": "bullet", "*": "bullet", "•": "bullet", "1.": "number", "1)": "number"}


class ProseEdit(QTextEdit):
    """A text box that is as tall as its text, so that only the page scrolls.

    Signals:
        said: a sentence for the person.
    """

    said = Signal(str)

    def __init__(self, *, lines: int = 1) -> None:
        super().__init__()
        self._least = lines
        self._text: str | None = ""
        # A document of our own: Qt would free one that it made without telling its Python twin.
        document = QTextDocument(self)
        self.setDocument(document)
        self._reader = Reader(document)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDocumentMargin(4)
        document.setIndentWidth(22)
        document.contentsChange.connect(self._forget)
        document.contentsChanged.connect(self.fit)
        self.cursorPositionChanged.connect(self.follow)
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self.show_caret)
        self._waiting: list[str] = []
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._add_piece)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        self.set_text("")

    def text(self) -> str:
        """Return the text as CommonMark; untouched, it is the one that was set."""
        if self._text is None:
            self._text = self._reader.value()
        return self._text

    def set_text(self, text: str) -> None:
        """Show a text from its beginning, without a way to undo that.

        A very long one comes piece by piece, and can be typed into when it is all there.
        """
        document = self.document()
        self._more.stop()
        document.setUndoRedoEnabled(False)
        document.clear()
        QTextCursor(document).setBlockFormat(block_format(Block("paragraph")))
        self._text = text
        self._waiting = pieces(text)[::-1]
        self._reader.clear("")
        self._builder = Builder(QTextCursor(document), fresh=True)
        self._add_piece()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.fit()

    @Slot()
    def _add_piece(self) -> None:
        """Show the next piece of the text, and see to the one after it soon."""
        document = self.document()
        prose = read(self._waiting.pop())
        if self._reader.next_number == 1:
            self._reader.clear(prose.lead)
        first, number = document.blockCount() - 1, self._reader.next_number
        with commands.one_step(self._builder.cursor):
            for place, unit in enumerate(prose.units, number):
                for block in unit.blocks:
                    self._builder.add(block, place)
        self._reader.extend(prose.units, first)
        if self._waiting:
            self._more.start()
        else:
            document.setUndoRedoEnabled(True)

    @property
    def is_filling(self) -> bool:
        """Say whether some of a very long text is still to come."""
        return bool(self._waiting)

    def is_blank(self) -> bool:
        """Say whether there are no words in it."""
        return self.document().isEmpty() or not self.document().characterCount() > 1

    @Slot()
    def fit(self) -> None:
        """Take the height of the text."""
        document = self.document()
        margin = 2 * document.documentMargin()
        least = self._least * self.fontMetrics().lineSpacing() + margin
        height = round(max(least, document.size().height())) + 4
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    # Words in the text, for who searches a record.

    def find_spans(self, words: str) -> list[tuple[int, int]]:
        """Return where words stand, as first place and length, whatever their case."""
        spans = []
        found = self.document().find(words) if words else QTextCursor()
        while not found.isNull():
            spans.append((found.selectionStart(), found.selectionEnd() - found.selectionStart()))
            found = self.document().find(words, found)
        return spans

    def select_span(self, place: int, length: int) -> None:
        """Choose some of the text and bring it into view."""
        cursor = self.textCursor()
        cursor.setPosition(place)
        cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.show_caret()

    def mark_spans(self, spans: Iterable[tuple[int, int]], colour: QColor) -> None:
        """Draw a colour behind some of the text, and behind nothing else."""
        marks = []
        for place, length in spans:
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(place)
            cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setBackground(colour)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.setExtraSelections(marks)

    def clear_marks(self) -> None:
        """Draw no colour behind the text any more."""
        self.setExtraSelections([])

    # Commands of the format menu and bar.

    def format(self, command: str) -> None:
        """Do what a format command says: one of `KEYS`."""
        if self.isReadOnly() or self.is_filling:
            return
        cursor = self.textCursor()
        if cursor.blockFormat().hasProperty(SOURCE) and command != "paste_plain":
            self.said.emit("This is kept as it was written; formats have no effect on it.")
            return
        actions: dict[str, Callable[[], object]] = {
            "bold": lambda: commands.toggle_bold(self),
            "italic": lambda: commands.toggle_italic(self),
            "link": self._ask_for_link,
            "bullets": lambda: commands.toggle_list(cursor, "bullet"),
            "numbers": lambda: commands.toggle_list(cursor, "number"),
            "heading": lambda: commands.toggle_heading(cursor),
            "table": lambda: commands.add_table(cursor),
            "paste_plain": self.paste_plain,
        }
        actions[command]()

    def formats(self) -> set[str]:
        """Return the format commands that are in force at the cursor."""
        cursor, look = self.textCursor(), self.currentCharFormat()
        heading = bool(cursor.blockFormat().headingLevel())
        inside = {
            "bold": look.fontWeight() >= 600 and not heading,
            "italic": look.fontItalic(),
            "link": look.isAnchor(),
            "bullets": commands.is_list(cursor.block(), "bullet"),
            "numbers": commands.is_list(cursor.block(), "number"),
            "heading": heading,
            "table": cursor.currentTable() is not None,
        }
        return {name for name, on in inside.items() if on}

    def _ask_for_link(self) -> None:
        cursor, href = commands.link_at(self.textCursor())
        chosen = cursor.selectedText().strip()
        answer = dialogs.ask_text(
            self, "Link", "Address, or nothing for no link:", href or safe_url(chosen) or "https://"
        )
        if answer is None:
            return
        if answer in ("", "https://"):
            commands.set_link(cursor, "")
        elif url := safe_url(answer if ":" in answer else f"https://{answer}"):
            commands.set_link(cursor, url)
        else:
            self.said.emit(NO_ADDRESS)

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Keep the keys of formats from the window's actions."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.isReadOnly()
            and _command_of(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what keys do in lists, tables and source, and the keys of formats."""
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif self.is_filling:
            event.accept()
        elif command := _command_of(event):
            self.format(command)
        elif not self._press(event):
            super().keyPressEvent(event)

    def _press(self, event: QKeyEvent) -> bool:
        """Return whether a key was one with a meaning of its own here."""
        cursor = self.textCursor()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if cursor.hasSelection() or not (plain or event.key() in _RETURN):
            return False
        if event.key() in _RETURN:
            return self._press_return(cursor, shift=not plain)
        if event.key() == Qt.Key.Key_Backspace and cursor.atBlockStart():
            if cursor.blockFormat().headingLevel():
                commands.leave_heading(cursor)
                return True
            return commands.leave_list(cursor)
        if event.key() == Qt.Key.Key_Space and cursor.block().text() in _STARTS:
            return self._begin_list(cursor)
        return False

    def _press_return(self, cursor: QTextCursor, *, shift: bool) -> bool:
        if cursor.currentTable():
            if commands.next_cell(cursor, 1, down=True) is None:
                commands.add_table(cursor)
            below = commands.next_cell(cursor, 1, down=True)
            self.setTextCursor(below or cursor)
            return True
        look = cursor.blockFormat()
        if look.hasProperty(SOURCE) and not shift:
            self._break_source(cursor)
            return True
        if shift:
            return False
        if cursor.block().textList() and not cursor.block().text():
            return commands.leave_list(cursor)
        if look.headingLevel() and cursor.atBlockEnd():
            with commands.one_step(cursor):
                cursor.insertBlock(block_format(Block("paragraph")), QTextCharFormat())
            self.setTextCursor(cursor)
            return True
        return False

    def _break_source(self, cursor: QTextCursor) -> None:
        """Begin a line of source, or after an empty one at its end a paragraph."""
        with commands.one_step(cursor):
            if cursor.atBlockEnd() and cursor.block().text().endswith("\u2028"):
                cursor.deletePreviousChar()
                cursor.insertBlock(block_format(Block("paragraph")), QTextCharFormat())
            else:
                cursor.insertText("\u2028")
        self.setTextCursor(cursor)

    def _begin_list(self, cursor: QTextCursor) -> bool:
        """Make an item of a paragraph that begins like one."""
        if cursor.block().textList() or cursor.currentTable() or not cursor.atBlockEnd():
            return False
        kind = _STARTS[cursor.block().text()]
        with commands.one_step(cursor):
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.setPosition(cursor.block().position())
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            cursor.removeSelectedText()
            commands.toggle_list(cursor, "number" if kind == "number" else "bullet")
        self.setTextCursor(cursor)
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move items in and out and go from cell to cell by Tab; leave when neither is possible."""
        cursor = self.textCursor()
        if not self.isReadOnly() and self.hasFocus():
            by = 1 if forward else -1
            if cursor.currentTable() is not None:
                if cell := commands.next_cell(cursor, by):
                    self.setTextCursor(cell)
                    return True
            elif commands.indent(cursor, by):
                return True
        return super().focusNextPrevChild(forward)

    # The clipboard.

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste what Word, Excel or a browser copied, as what this box can hold."""
        if self.is_filling:
            return
        if source.hasHtml() and not self._takes_words_only():
            self._insert(pasting.from_html(source.html()), source.html())
        elif source.hasText():
            self._insert_text(source.text(), plain=False)

    @Slot()
    def paste_plain(self) -> None:
        """Paste the words alone."""
        self._insert_text(QGuiApplication.clipboard().text(), plain=True)

    def _insert_text(self, text: str, *, plain: bool) -> None:
        clean = canonical(text)
        if self._takes_words_only() or "\n" not in clean.strip("\n"):
            cursor = self.textCursor()
            breaks = "\u2028" if cursor.blockFormat().hasProperty(SOURCE) else " "
            cursor.insertText(clean.strip("\n").replace("\n", breaks))
            self._tell_what_was_left_out(text)
        else:
            self._insert(pasting.from_text(clean, plain=plain), text)

    def _insert(self, blocks: list[Block], original: str) -> None:
        cursor = self.textCursor()
        commands.insert_blocks(cursor, blocks)
        self.setTextCursor(cursor)
        self._tell_what_was_left_out(original)

    def _tell_what_was_left_out(self, original: str) -> None:
        if any(c not in "\r\n\t" and (c < " " or "\ud800" <= c <= "\udfff") for c in original):
            self.said.emit(LEFT_OUT)

    def _takes_words_only(self) -> bool:
        cursor = self.textCursor()
        return cursor.currentTable() is not None or cursor.blockFormat().hasProperty(SOURCE)

    # Its place on the page.

    @Slot()
    def _forget(self) -> None:
        if not self._waiting and self.document().isUndoRedoEnabled():
            self._text = None

    @Slot()
    def follow(self) -> None:
        """Have the page scroll to the cursor when the layout above has settled."""
        if self.hasFocus():
            self._settled.start()

    @Slot()
    def show_caret(self) -> None:
        """Have the page scroll to the cursor."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        page = around.widget() if around is not None else None
        if around is not None and page is not None:
            caret = self.cursorRect()
            place = self.viewport().mapTo(page, caret.center())
            around.ensureVisible(place.x(), place.y(), 0, caret.height() + 16)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the height to another size of type."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the lines of the new width, when the layout above has settled."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._soon.start()
        self.follow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the page."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open a link that was clicked with Ctrl."""
        super().mouseReleaseEvent(event)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            place: QPoint = event.position().toPoint()
            if url := safe_url(self.anchorAt(place)):
                QDesktopServices.openUrl(QUrl(url))


def _command_of(event: QKeyEvent) -> str:
    """Return the format command of a key, "" for none."""
    pressed = QKeySequence(event.keyCombination())
    return next((name for name, keys in KEYS.items() if QKeySequence(keys) == pressed), "")
