"""Finding: in the record while one works in it, in all records from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from kmdesk.ui.window import Window


class FindCommands(QObject):
    """The slots of the actions that find."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        for name, slot in {
            "find": self.find,
            "search_all": self.search_all,
            "find_next": window.find_bar.go_on,
            "find_previous": window.find_bar.go_back,
        }.items():
            window.actions_by_name[name].triggered.connect(slot)
        window.session.shown.connect(window.find_bar.forget)

    @Slot()
    def find(self) -> None:
        """Find in the record that has the focus, else in all records."""
        focus = self._window.focusWidget()
        if focus is not None and self._window.pane.isAncestorOf(focus):
            self._window.find_bar.begin()
        else:
            self.search_all()

    @Slot()
    def search_all(self) -> None:
        """Go to the search box."""
        self._window.header.search.setFocus()
        self._window.header.search.selectAll()
