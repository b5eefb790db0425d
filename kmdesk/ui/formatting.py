"""The format menu and the slim bar above the text that has the focus; undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from kmdesk.ui.actions import Actions, plain
from kmdesk.ui.widgets import row

if TYPE_CHECKING:
    from kmdesk.ui.prose.edit import ProseEdit
    from kmdesk.ui.window import Window

BAR = ("bold", "italic", "bullets", "numbers", "link", "table")
FORMATS = (*BAR, "heading", "paste_plain")


class FormatBar(QFrame):
    """Buttons for the mouse; the keyboard has the keys of the same actions."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self.setProperty("role", "formats")
        self.setObjectName("format_bar")
        self.setAccessibleName("Formats")
        line = row(self, gap=0, margin=1)
        for name in BAR:
            made = QToolButton()
            made.setDefaultAction(actions[name])
            made.setAccessibleName(plain(actions[name]))
            made.setProperty("role", "format")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            line.addWidget(made)
        self.hide()

    def stand_above(self, edit: QWidget) -> None:
        """Stand above the right end of a box, or at the top when that is out of sight."""
        parent = self._around
        self.adjustSize()
        right = edit.mapTo(parent, QPoint(edit.width(), 0))
        bottom = edit.mapTo(parent, QPoint(0, edit.height())).y()
        top = max(right.y() - self.height() - 1, 2)
        self.move(max(right.x() - self.width(), 0), top)
        self.setVisible(bottom > top + self.height() and right.y() < parent.height())
        self.raise_()


class Formatting(QObject):
    """Leads the format actions of a window to the text that the cursor is in."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._actions = window.actions_by_name
        self._page = window.page
        self._notice = window.notice
        self._edit: ProseEdit | None = None
        self._box: QLineEdit | QPlainTextEdit | QTextEdit | None = None
        self.bar = FormatBar(self._actions, window.page.viewport())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._place)
        for name in FORMATS:
            action = self._actions[name]
            action.setCheckable(name != "paste_plain")
            action.triggered.connect(self._do)
            action.setEnabled(False)
        for name in ("undo", "redo"):
            self._actions[name].triggered.connect(self._take_back)
            self._actions[name].setEnabled(False)
        window.page.verticalScrollBar().valueChanged.connect(self._soon.start)
        if page := window.page.widget():
            page.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the bar above its text, and the cursor in view, when the page is laid out anew."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and self._edit:
            self._soon.start()
            if event.type() == QEvent.Type.Resize:
                self._edit.follow()
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or isinstance(new, QMenu | QMenuBar):
            return
        box = new if isinstance(new, QLineEdit | QPlainTextEdit | QTextEdit) else None
        self._box = box
        for name in ("undo", "redo"):
            self._actions[name].setEnabled(box is not None and not box.isReadOnly())
        self._take(self._prose(new))

    def _prose(self, box: QWidget) -> ProseEdit | None:
        """Return a box of the record if it takes formats."""
        if not isinstance(box, QTextEdit) or box.isReadOnly() or not self._page.isAncestorOf(box):
            return None
        from kmdesk.ui.prose.edit import ProseEdit

        return box if isinstance(box, ProseEdit) else None

    def _take(self, edit: ProseEdit | None) -> None:
        if edit is self._edit:
            return
        if self._edit is not None:
            self._edit.disconnect(self)
        self._edit = edit
        for name in FORMATS:
            self._actions[name].setEnabled(edit is not None)
        if edit is None:
            self.bar.hide()
            return
        edit.destroyed.connect(self._let_go)
        edit.said.connect(self._say)
        edit.cursorPositionChanged.connect(self._tell)
        edit.currentCharFormatChanged.connect(self._tell)
        self._tell()
        self._soon.start()

    @Slot()
    def _let_go(self) -> None:
        self._edit = None
        self.bar.hide()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._notice.say(sentence)

    @Slot()
    def _place(self) -> None:
        if self._edit is not None:
            self.bar.stand_above(self._edit)

    @Slot()
    def _tell(self) -> None:
        """Show which formats are in force at the cursor."""
        if self._edit is not None:
            here = self._edit.formats()
            for name in FORMATS:
                self._actions[name].setChecked(name in here)

    @Slot()
    def _do(self) -> None:
        action = self.sender()
        if self._edit is not None and action is not None:
            self._edit.format(action.objectName().removeprefix("action_"))
            self._tell()

    @Slot()
    def _take_back(self) -> None:
        if self._box is None or not isValid(self._box):
            return
        if self.sender() is self._actions["undo"]:
            self._box.undo()
        else:
            self._box.redo()
