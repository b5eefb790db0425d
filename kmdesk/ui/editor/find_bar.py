"""Find in the record: a slim bar, the place found unfolded, scrolled to and marked."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from kmdesk.models.find import Hit, find, places
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.page import EditorPage
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import button, label, quiet_button, restyle, row
from kmdesk.ui.workers import Job

PAUSE = 120
"""Milliseconds without a key before the record is looked through."""

LAYING_OUT = (0, 40, 120)
"""Milliseconds after which a place is scrolled to: rows around it are made meanwhile."""

MARKED = 100
"""Places marked in one text, on either side of the one that is shown."""

Box = QLineEdit | QPlainTextEdit | QTextEdit


class FindLine(QLineEdit):
    """Where the words are typed.

    Signals:
        stepped: to the next place (1) or the one before (-1).
        entered: into the place found, to write there.
        left: back to where one was.
    """

    stepped = Signal(int)
    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at the keys that mean something here."""
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.stepped.emit(-1 if back else 1)
            case Qt.Key.Key_Down:
                self.entered.emit()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class FindBar(QFrame):
    """Finds words in the record on the page."""

    def __init__(self, page: EditorPage, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self._page = page
        self._desk = desk
        self._theme = theme
        self._hits: list[Hit] = []
        self._here = -1
        self._marked: Box | None = None
        self._came_from: tuple[QWidget | None, int] = (None, 0)
        self._asked: Job | None = None
        self.setProperty("role", "find")
        self.setObjectName("find_bar")
        self.line = FindLine()
        self.line.setAccessibleName("Find in this record")
        self.line.setPlaceholderText("Find in this record")
        self.line.setClearButtonEnabled(True)
        self.count = label("", "small")
        self.count.setMinimumWidth(self.fontMetrics().horizontalAdvance("2,000 of 2,000"))
        bar = row(self, gap=8)
        bar.setContentsMargins(18, 6, 12, 6)
        bar.addWidget(self.line, 1)
        bar.addWidget(self.count)
        bar.addWidget(button("Previous", "quiet", self.go_back))
        bar.addWidget(button("Next", "quiet", self.go_on))
        close = quiet_button("×", "Close (Escape)")
        close.clicked.connect(self.leave)
        bar.addWidget(close)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look)
        self.line.textEdited.connect(self._pause.start)
        self.line.textEdited.connect(self._start_anew)
        self.line.stepped.connect(self._step)
        self.line.entered.connect(self.go_there)
        self.line.left.connect(self.leave)
        page.changed.connect(self._on_changed)
        self.hide()

    @Slot()
    def begin(self) -> None:
        """Show the bar and go to it; what is chosen in the text is looked for."""
        focus = self.window().focusWidget()
        if focus is not self.line:
            self._came_from = (focus, self._page.verticalScrollBar().value())
        chosen = _chosen(focus)
        if chosen:
            self.line.setText(chosen)
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        self._start_anew()
        self._look()

    @Slot()
    def leave(self) -> None:
        """Close the bar and go back to where one was before."""
        self._close()
        focus, scrolled = self._came_from
        self._page.verticalScrollBar().setValue(scrolled)
        if focus is not None and isValid(focus) and self._page.isAncestorOf(focus):
            focus.setFocus()
        else:
            self._page.title.setFocus()
        self._page.verticalScrollBar().setValue(scrolled)

    @Slot()
    def go_there(self) -> None:
        """Go into the place found, to write there."""
        if self._marked is not None and isValid(self._marked):
            box = self._marked
            self._close()
            box.setFocus()

    @Slot()
    def go_on(self) -> None:
        """Go to the next place."""
        self._step(1)

    @Slot()
    def go_back(self) -> None:
        """Go to the place before."""
        self._step(-1)

    @Slot()
    def forget(self) -> None:
        """Close the bar: another record came to the page."""
        self._close()

    def _close(self) -> None:
        self._pause.stop()
        self._unmark()
        self._hits, self._here = [], -1
        self.hide()

    @Slot()
    def _start_anew(self) -> None:
        self._here = -1

    @Slot()
    def _on_changed(self) -> None:
        if self.isVisible():
            self._pause.start()

    @Slot(int)
    def _step(self, by: int) -> None:
        if self.isHidden():
            self.begin()
        elif self._pause.isActive():
            self._look()
        elif self._hits:
            self._here = (self._here + by) % len(self._hits)
            self._show()

    @Slot()
    def _look(self) -> None:
        """Look the record through, in a worker."""
        self._pause.stop()
        kind, text = self._page.kind, self.line.text()
        if self._asked:
            self._asked.drop()
        if kind is None or not text.strip():
            self._take([])
            return
        fields = self._page.fields()
        self._asked = self._desk.jobs.start(
            lambda _: find(kind, fields, text), self._take, owner=self
        )

    def _take(self, hits: list[Hit]) -> None:
        fresh = self._here < 0
        self._hits = hits
        self._here = min(max(self._here, 0), len(hits) - 1)
        if hits and fresh:
            self._show()
            return
        self._tell()
        if not hits:
            self._unmark()

    def _tell(self) -> None:
        text = f"{self._here + 1:,} of {len(self._hits):,}" if self._hits else "Not found"
        self.count.setText(text if self.line.text().strip() else "")
        self.line.setAccessibleDescription(self.count.text())
        restyle(self.count, tone="bad" if not self._hits and self.line.text().strip() else "")

    def _show(self) -> None:
        """Unfold, mark and scroll to the place."""
        self._tell()
        hit = self._hits[self._here]
        box = self._page.reveal(hit.path)
        self._unmark()
        if not isinstance(box, QLineEdit | QPlainTextEdit | QTextEdit):
            return
        self._marked = box
        self._mark(box, hit.number)
        for pause in LAYING_OUT:
            QTimer.singleShot(pause, self, self._bring_into_view)

    def _mark(self, box: Box, number: int) -> None:
        sought = self.line.text().strip()
        if isinstance(box, QLineEdit):
            found = places(box.text(), sought)
            if found:
                box.setSelection(found[min(number, len(found) - 1)], len(sought))
            return
        text = box.document().toPlainText()
        found = places(text, sought)
        if not found:
            return
        now = found[min(number, len(found) - 1)]
        near = found[max(0, number - MARKED) : number + MARKED]
        marks = {at: self._mark_at(box, text, at, len(sought), now=at == now) for at in near}
        box.setExtraSelections([*marks.values()])
        cursor = QTextCursor(marks[now].cursor)
        box.setTextCursor(cursor)

    def _mark_at(
        self, box: QPlainTextEdit | QTextEdit, text: str, at: int, length: int, *, now: bool
    ) -> QTextEdit.ExtraSelection:
        begin, end = _units(text[:at]), _units(text[: at + length])
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(box.document())
        mark.cursor.setPosition(begin)
        mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setBackground(self._theme.colour("accent" if now else "mark"))
        if now:
            look.setForeground(self._theme.colour("on_accent"))
        mark.format = look
        return mark

    def _unmark(self) -> None:
        box = self._marked
        self._marked = None
        if box is None or not isValid(box):
            return
        if isinstance(box, QLineEdit):
            box.deselect()
        else:
            box.setExtraSelections([])

    @Slot()
    def _bring_into_view(self) -> None:
        box = self._marked
        if box is None or not isValid(box):
            return
        part = box.rect() if isinstance(box, QLineEdit) else box.cursorRect()
        self._page.bring_into_view(box, QRect(part))


def _units(text: str) -> int:
    """Return how long a text is where a character beyond U+FFFF counts twice, as in Qt."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _chosen(widget: QWidget | None) -> str:
    """Return the words that are chosen in a box, if they are few."""
    chosen = ""
    if isinstance(widget, QLineEdit):
        chosen = widget.selectedText()
    elif isinstance(widget, QPlainTextEdit | QTextEdit):
        chosen = widget.textCursor().selectedText()
    return chosen if len(chosen) <= 80 and chr(0x2029) not in chosen else ""
