"""A row of a list: moved and removed by its menu, its keys or its grip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.item_acts import offers
from kmdesk.ui.widgets import quiet_button, restyle


class ListRow(QFrame):
    """The controls of an item of a list, whatever they are.

    Signals:
        changed: one of its values.
        wants_move: up (-1) or down (+1).
        wants_removal: for good, as far as this revision goes.
    """

    changed = Signal()
    wants_move = Signal(int)
    wants_removal = Signal()

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__()
        self.setProperty("role", "item")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.field = field
        self._bench = bench
        self._item: dict[str, Json] = {}
        self._read_only = False
        self._place = (-1, 0)
        self._menu_button = quiet_button("⋯", f"{field.label}: move or remove")
        self._menu_button.clicked.connect(self._open_menu)

    @property
    def item_id(self) -> str:
        """Return the item's own id."""
        return str(self._item.get("id", ""))

    @property
    def target(self) -> QWidget:
        """Return the control to start with."""
        raise NotImplementedError

    def value(self) -> dict[str, Json]:
        """Return the item."""
        raise NotImplementedError

    def set_value(self, item: dict[str, Json]) -> None:
        """Show an item."""
        raise NotImplementedError

    def is_blank(self) -> bool:
        """Say whether nothing was filled in."""
        raise NotImplementedError

    @property
    def unfolded(self) -> bool:
        """Say whether its details are shown."""
        raise NotImplementedError

    def show_details(self, unfolded: bool) -> None:
        """Unfold or fold what the line leaves out."""
        raise NotImplementedError

    def inside(self, path: Sequence[str]) -> QWidget:
        """Return the control of one of its fields, the first one for a name that it has not."""
        raise NotImplementedError

    def go_to(self, name: str) -> None:
        """Go to one of its fields, unfolding the details if it is there."""
        self.inside((name,)).setFocus()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        self._read_only = read_only
        self._menu_button.setVisible(not read_only)

    def set_place(self, place: int, of: int) -> None:
        """Tell the row where it stands: the ends cannot move further."""
        if self._place[0] < 0 or (place == 0) != (self._place[0] == 0):
            restyle(self, first=place == 0)
        self._place = (place, of)
        self.setAccessibleName(f"{self.field.label}, {place + 1} of {of}")

    def add_acts(self, menu: QMenu) -> None:
        """Put what only rows of this sort offer into the menu."""

    @Slot()
    def _open_menu(self) -> None:
        place, of = self._place
        menu = QMenu(self._menu_button)
        for text, by, possible in (
            ("Move up\tAlt+Up", -1, place > 0),
            ("Move down\tAlt+Down", 1, place < of - 1),
            ("Move to the top", -of, place > 0),
            ("Move to the end", of, place < of - 1),
        ):
            action = menu.addAction(text, self._want_move)
            action.setData(by)
            action.setEnabled(possible)
        menu.addSeparator()
        self.add_acts(menu)
        for offer in offers(self.field):
            action = menu.addAction(f"{offer.text}\t{offer.keys}", self._want_offered)
            action.setData(offer.action)
        menu.addAction("Remove\tCtrl+Shift+Backspace", self.wants_removal.emit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))

    @Slot()
    def _want_move(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.wants_move.emit(action.data())

    @Slot()
    def _want_offered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._bench.acts.wanted.emit(action.data(), self.item_id)
