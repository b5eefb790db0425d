"""Every shortcut on one page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from kmdesk.ui.actions import Actions
from kmdesk.ui.widgets import button, column, label, row

IN_PLACE = {
    "Ctrl+Down, Ctrl+Up in a difference": "Go from change to change",
    "Ctrl+Space in the history": "Choose a second version to compare",
    "Down or Return in the search box": "Go to what was found",
    "Return in the list": "Go to the record's title",
    "Delete in the list": "Move to the trash",
    "Typing in a day": "A day such as 1 May 2027, 1/5/2027 or “today”",
    "Page Down or Page Up in a meeting": "Go to the next step, or back (Alt+Right, Alt+Left too)",
    "Ctrl+P in a meeting": "Stop the clock, or let it go on",
    "F11 in a meeting": "Fill the screen, or be a window",
    "Return in a set of words": "Keep the word; Backspace takes the last one away",
}


class KeysDialog(QDialog):
    """Lists the shortcuts of the actions, and what keys do in particular places."""

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 560)
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("Keyboard shortcuts", "head"))
        self.text = QTextBrowser()
        self.text.setAccessibleName("Shortcuts")
        self.text.setHtml(_as_table(_shortcuts(actions)))
        lines.addWidget(self.text, 1)
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Close", "primary", self.accept))
        lines.addLayout(foot)


def _shortcuts(actions: Actions) -> dict[str, str]:
    found = {}
    for action, text in actions.called().items():
        keys = " or ".join(
            key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()
        )
        if keys:
            found[keys] = text
    return found | IN_PLACE


def _as_table(keys: dict[str, str]) -> str:
    cells = "".join(
        f"<tr><td style='padding:4px 24px 4px 0'><b>{key}</b></td>"
        f"<td style='padding:4px 0'>{text}</td></tr>"
        for key, text in keys.items()
    )
    return f"<table>{cells}</table>"
