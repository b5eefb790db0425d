"""The files that came and went, and what each import brought together without asking."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QSplitter, QTextBrowser

from kmdesk.models.flat import is_member
from kmdesk.models.kind import Kind
from kmdesk.models.kinds import kind_shown
from kmdesk.store.views import ExchangeView, MergedView
from kmdesk.ui import words
from kmdesk.ui.editor.conflicts import value_in_words
from kmdesk.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from kmdesk.ui.window import Window
    from kmdesk.ui.workers import Job

_COUNTED = {
    "new": "new",
    "changed": "changed",
    "conflict": "with disagreements",
    "trashed": "moved to the trash",
    "erased": "erased for good",
    "merged": "merged without asking",
    "records": "written",
}
_WITH = {"in": "From", "out": "Written for", "briefing": "Briefing for"}
_ALONE = {"in": "From a colleague", "out": "Written", "briefing": "Briefing"}
_LONGEST = 400
"""Letters of a value that are shown."""


class ExchangeLog(QDialog):
    """Lists the files, the latest first, and tells what an import merged."""

    def __init__(self, parent: Window, exchanges: Sequence[ExchangeView]) -> None:
        super().__init__(parent)
        self._desk = parent.desk
        self._theme = parent.theme
        self._exchanges = exchanges
        self._asked: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Files that came and went")
        zoom, room = parent.theme.zoom, parent.size()
        self.resize(min(round(1040 * zoom), room.width()), min(round(600 * zoom), room.height()))
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("Files that came and went", "head"))
        lines.addWidget(self._middle(), 1)
        foot = row()
        foot.addStretch()
        close = button("Close", "", self.reject)
        close.setDefault(True)
        foot.addWidget(close)
        lines.addLayout(foot)
        self._theme.changed.connect(self._show)
        self.files.currentRowChanged.connect(self._show)
        if exchanges:
            self.files.setCurrentRow(0)
        else:
            self.text.setPlainText("No file came in or went out yet.")
        self.files.setFocus()

    def _middle(self) -> QSplitter:
        self.files = QListWidget()
        self.files.setAccessibleName("Files, the latest first")
        self.files.setProperty("role", "places")
        self.files.setWordWrap(True)
        for one in self._exchanges:
            self.files.addItem(f"{one.file}\n{_about(one)}")
        self.text = QTextBrowser()
        self.text.setAccessibleName("What the file brought")
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(12)
        middle.addWidget(self.files)
        middle.addWidget(self.text)
        middle.setSizes([360, 640])
        return middle

    @Slot()
    def _show(self) -> None:
        if self._asked:
            self._asked.drop()
        if self.files.currentRow() < 0:
            return
        one = self._exchanges[self.files.currentRow()]
        self.text.setHtml(_head(one))
        if one.direction == "in" and not one.undone:
            self._asked = self._desk.read(
                lambda c: c.merged_by(one.number), lambda found: self._tell(one, found), owner=self
            )

    def _tell(self, one: ExchangeView, found: Sequence[MergedView]) -> None:
        self.text.setHtml(_head(one) + _merged_html(found, self._theme.tokens.muted))


def _about(one: ExchangeView) -> str:
    way = one.direction
    who = f"{_WITH[way]} {one.peer_name}" if one.peer_name else _ALONE[way]
    undone = " · taken back" if one.undone else ""
    return f"{who} · {words.full_moment(one.time)}{undone}"


def _head(one: ExchangeView) -> str:
    counts = [
        f"{one.summary[name]:,} {word}" for name, word in _COUNTED.items() if one.summary.get(name)
    ]
    said = f"<p>{escape(', '.join(counts))}.</p>" if counts else ""
    return f"<h3>{escape(one.file)}</h3><p>{escape(_about(one))}</p>{said}"


def _merged_html(found: Sequence[MergedView], muted: str) -> str:
    if not found:
        return "<p>Nothing was merged without asking.</p>"
    said = [
        "<h4>Merged without asking</h4>",
        f'<p style="color: {muted}">What stood in the record after the import is in bold.</p>',
    ]
    for _record, paths in groupby(found, key=lambda one: one.id):
        some = list(paths)
        rows = "".join(map(_row, some))
        said.append(
            f"<p><b>{escape(some[0].reference)}  {escape(some[0].title)}</b></p>"
            '<table cellspacing="0" cellpadding="6" width="100%">'
            f'<tr style="color: {muted}"><td width="24%">Field</td><td width="38%">Yours</td>'
            f'<td width="38%">Theirs</td></tr>{rows}</table>'
        )
    return "".join(said)


def _row(one: MergedView) -> str:
    kind = kind_shown(one.kind)
    cells = []
    for value in (one.ours, one.theirs):
        text = _in_words(kind, one.path, value)
        text = escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
        cells.append(f"<b>{text}</b>" if value == one.shown else text)
    field = escape(words.path_in_words(kind, one.path))
    return f"<tr><td>{field}</td><td>{cells[0]}</td><td>{cells[1]}</td></tr>"


def _in_words(kind: Kind, path: str, value: str | int | None) -> str:
    if is_member(path):
        return "there" if value else "not there"
    return "yes" if value is True else value_in_words(kind, path, value)
