"""The paper beside its outline: its pages, their size, and what should be looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QToolButton, QWidget

from kmdesk.ui import icons, words
from kmdesk.ui.composer.pages import PageView
from kmdesk.ui.state import State
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import column, label, quiet_button, row

ZOOM = "briefing/zoom"
MOST = 3
"""Sentences shown below the pages; the rest are counted, and told in full by the tool tip."""


class PreviewPane(QFrame):
    """Shows a paper, or a sentence in its place."""

    def __init__(self, theme: Theme, state: State) -> None:
        super().__init__()
        self._state = state
        self.setObjectName("preview")
        self.setProperty("role", "preview")
        self.setAccessibleName("Preview")
        self.pages = PageView(theme)
        if zoom := state.number(ZOOM, 0.0):
            self.pages.set_zoom(zoom)
        self._where = label("", "small")
        self._size = label("", "small")
        self._head = row(gap=4)
        self._head.setContentsMargins(12, 6, 8, 6)
        self._head.addWidget(self._where, 1)
        self._tools: dict[str, QToolButton] = {}
        for role, name, slot in (
            ("smaller-page", "Smaller page (Minus, Ctrl+wheel)", self.pages.reduce),
            ("larger-page", "Larger page (Plus, Ctrl+wheel)", self.pages.enlarge),
            ("fit-width", "Fit the width (0)", self.pages.fit_width),
        ):
            made = self._tools[role] = quiet_button("", name)
            made.clicked.connect(slot)
            self._head.addWidget(made)
        self._head.insertWidget(2, self._size)
        self._theme = theme
        theme.changed.connect(self._load_icons)
        self._load_icons()
        self._notes = label("", "small", wrap=True)
        self._notes.setObjectName("paper_notes")
        self._notes.setContentsMargins(12, 8, 12, 8)
        self._notes.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pages)
        self._stack.addWidget(self._make_message())
        lines = column(self, gap=0)
        lines.addLayout(self._head)
        lines.addWidget(self._stack, 1)
        lines.addWidget(self._notes)
        self.pages.moved.connect(self._tell)
        self.pages.zoomed.connect(self._on_zoomed)
        self._tell()

    def _make_message(self) -> QWidget:
        page = QWidget()
        lines = column(page, gap=8, margin=32)
        lines.addStretch(1)
        self._heading = label("", "section", wrap=True)
        self.message = label("", "small", wrap=True)
        for each in (self._heading, self.message):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            lines.addWidget(each)
        lines.addStretch(2)
        return page

    def show_pages(self) -> None:
        """Show the pages."""
        self._stack.setCurrentWidget(self.pages)
        self._tell()

    def show_message(self, heading: str, text: str) -> None:
        """Show sentences in place of the pages."""
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self.message.setText(text)
        self._stack.setCurrentIndex(1)
        self._tell()

    def show_notes(self, sentences: Sequence[str]) -> None:
        """Show what should be looked at before the paper goes out."""
        shown = [*sentences[:MOST]]
        if more := len(sentences) - MOST:
            shown += [f"And {words.count(more, 'more remark')}."] if more > 0 else []
        self._notes.setText("\n".join(shown))
        self._notes.setToolTip("\n".join(sentences))
        self._notes.setVisible(bool(sentences))

    @Slot()
    def _load_icons(self) -> None:
        for role, made in self._tools.items():
            made.setIcon(icons.icon(role, self._theme.tokens))

    @property
    def notes(self) -> str:
        """Return what stands below the pages."""
        return self._notes.text()

    @Slot()
    def _on_zoomed(self) -> None:
        self._state.keep(ZOOM, 0.0 if self.pages.fits_width else round(self.pages.zoom, 3))
        self._tell()

    @Slot()
    def _tell(self) -> None:
        shown = self.pages.page_count and self._stack.currentWidget() is self.pages
        where = f"Page {self.pages.page + 1} of {self.pages.page_count}" if shown else "Preview"
        self._where.setText(where)
        self._size.setText(f"{self.pages.zoom:.0%}" if shown else "")
