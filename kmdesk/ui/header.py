"""The strip on top: the name, the search box, the actions used most."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLineEdit, QMenu, QSizePolicy, QWidget

from kmdesk.ui import icons
from kmdesk.ui.actions import Actions
from kmdesk.ui.rail import NARROW, WIDE
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import action_button, button, label, row

LEAST = 480
"""Pixels the strip needs once it has left out what the menus have too."""


class SearchBox(QLineEdit):
    """Where a search is typed.

    Signals:
        left: Return, Down or Tab: go on in the list; Escape in an empty box too.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setProperty("role", "search")
        self.setAccessibleName("Search")
        self.setAccessibleDescription(
            "Finds while you type. Down goes to what was found or could be typed next."
        )
        self.setPlaceholderText("Search titles and texts, or kind:lesson status:draft tag:falls")
        self.setMaximumWidth(640)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

        where = QLineEdit.ActionPosition
        self._magnifier = self.addAction(_blank(), where.LeadingPosition)
        self._clear = self.addAction(_blank(), where.TrailingPosition)
        self._clear.setToolTip("Clear (Esc)")
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._show_clear)
        self._show_clear()

    def show_icons(self, magnifier: QIcon, clear: QIcon) -> None:
        """Draw a magnifier in front, and behind the text something to clear it with."""
        self._magnifier.setIcon(magnifier)
        self._clear.setIcon(clear)

    @Slot()
    def _show_clear(self) -> None:
        self._clear.setVisible(bool(self.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears; Return and Down go to what was found."""
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _blank() -> QIcon:
    """Return an icon that keeps a place: one that comes later would push the text aside."""
    pixmap = QPixmap(16, 16)
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)


class Header(QWidget):
    """The strip on top of the window."""

    def __init__(self, actions: Actions, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST)
        self._theme = theme
        self._actions = actions
        line = row(self, gap=8)
        line.setContentsMargins(16, 8, 16, 8)
        self._brand = label("kmdesk", "brand")
        line.addWidget(self._brand)
        self.search = SearchBox()
        line.addWidget(self.search, 10)
        line.addStretch(1)
        self._exchange = button("Exchange…", "", self._open_exchange)
        self._exchange.setToolTip("Swap, export, import, search results")
        self._briefing = action_button(actions["briefing"])
        self._briefing.setAccessibleName("Briefing")
        self.new = button("New record", "primary", self.open_new)
        self.new.setToolTip("Choose what to record (Ctrl+N)")
        actions["new"].enabledChanged.connect(self.new.setEnabled)
        for each in (self._exchange, self._briefing, self.new):
            line.addWidget(each)
        self.set_narrow(False, buttons=True)

    def set_narrow(self, narrow: bool, *, buttons: bool) -> None:
        """Stand in line with a narrow rail; the menus have what there is no room for."""
        grown = self._theme.grown
        self._brand.setFixedWidth(grown(NARROW + 24) if narrow else grown(WIDE) - 16)
        self._exchange.setVisible(buttons)
        self._briefing.setVisible(buttons)

    def load_icons(self) -> None:
        """Give the buttons and the search box their icons."""
        tokens = self._theme.tokens
        self.new.setIcon(icons.icon("new", tokens, "on_accent"))
        self._briefing.setIcon(icons.icon("briefing", tokens))
        self._exchange.setIcon(icons.icon("export", tokens))
        self.search.show_icons(icons.icon("search", tokens), icons.icon("clear", tokens))

    @Slot()
    def open_new(self) -> None:
        """Let the person choose what to record."""
        menu = self._actions.new_menu()
        menu.setParent(self, menu.windowFlags())
        menu.setActiveAction(menu.actions()[0])
        menu.exec(self.new.mapToGlobal(self.new.rect().bottomLeft()))
        menu.deleteLater()

    @Slot()
    def _open_exchange(self) -> None:
        menu = QMenu(self)
        for name in ("swap", "swap_folder", "export", "import", "undo_import", "sources"):
            menu.addAction(self._actions[name])
        menu.exec(self._exchange.mapToGlobal(self._exchange.rect().bottomLeft()))
        menu.deleteLater()
