"""The places of the navigation rail, with how many records each holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import say
from kmdesk.store.views import Counts, Query
from kmdesk.ui import words

Index = QModelIndex | QPersistentModelIndex
PLACE_ROLE = int(Qt.ItemDataRole.UserRole)
COUNT_ROLE = PLACE_ROLE + 1
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Place:
    """A place of the rail.

    Attributes:
        key: ``home``, ``heading/…``, a kind, ``due``, ``conflicts``, ``drafts``, ``trash`` or
            ``search/…``.
        query: what its list asks for; None for the home page and for headings.
        warns: its count is drawn so that it is noticed.
    """

    key: str
    label: str
    icon: str = ""
    query: Query | None = None
    warns: bool = False

    @property
    def heading(self) -> bool:
        """Say whether it only names the places below it."""
        return self.key.startswith("heading")


HOME = Place("home", "Home", "home")


def places(searches: Mapping[str, Query]) -> list[Place]:
    """Return the places from top to bottom; `searches` are those somebody saved, by name."""
    kinds = [Place(k.name, k.plural, k.name, Query(kind=k.name)) for k in KINDS.values()]
    saved = [
        Place(f"search/{name}", name, "saved-search", query) for name, query in searches.items()
    ]
    return [
        HOME,
        Place("all", "All records", "record", Query()),
        *kinds,
        Place("heading/needs", "Needs a person"),
        Place("due", "Due for review", "due", Query(need="due"), warns=True),
        Place("actions", say("Late recommendations"), "actions", Query(need="actions"), warns=True),
        Place("conflicts", "Disagreements", "conflicts", Query(need="conflicts"), warns=True),
        Place("drafts", "Drafts", "drafts", Query(need="drafts")),
        *([Place("heading/saved", "Saved searches"), *saved] if saved else []),
        Place("heading/rest", ""),
        Place("trash", "Trash", "trash", Query(trashed=True)),
    ]


class RailTable(QAbstractListModel):
    """The places as a table model."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._searches: Mapping[str, Query] = {}
        self._places = places({})
        self._counts: dict[str, int] = {}
        self._found: dict[str, int] = {}

    def show_searches(self, searches: Mapping[str, Query]) -> None:
        """Show the searches that somebody saved."""
        self._searches = searches
        if (new := places(searches)) == self._places:
            return
        self.beginResetModel()
        self._places = new
        self.endResetModel()

    def reword(self) -> None:
        """Say every place as the house says it."""
        self.show_searches(self._searches)

    def show_counts(self, counts: Counts) -> None:
        """Show how many records each place holds."""
        self._counts = {
            **counts.kinds,
            "all": sum(counts.kinds.values()),
            "due": counts.due,
            "actions": counts.actions,
            "conflicts": counts.conflicts,
            "drafts": counts.drafts,
            "trash": counts.trash,
        }
        self.dataChanged.emit(self.index(0), self.index(len(self._places) - 1))

    def show_found(self, found: Mapping[str, int]) -> None:
        """Show how many records the saved searches find, by name, counted up to a limit."""
        self._found = {f"search/{name}": number for name, number in found.items()}
        self.dataChanged.emit(self.index(0), self.index(len(self._places) - 1))

    def _count_of(self, key: str) -> str:
        """Return what stands at the right of a place."""
        if key in self._found:
            return words.found(self._found[key])
        return f"{self._counts[key]:,}" if key in self._counts else ""

    def row_of(self, key: str) -> int:
        """Return where a place stands, -1 if there is none of that key."""
        return next((n for n, p in enumerate(self._places) if p.key == key), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many places there are, headings among them."""
        return 0 if parent.isValid() else len(self._places)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let places be chosen, headings not."""
        if not index.isValid() or self._places[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return the label, the place or its count."""
        if not index.isValid() or not 0 <= index.row() < len(self._places):
            return None
        place = self._places[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return place.label
            case Qt.ItemDataRole.AccessibleTextRole:
                count = self._count_of(place.key)
                return f"{place.label}, {count}" if count else place.label
            case _ if role == PLACE_ROLE:
                return place
            case _ if role == COUNT_ROLE:
                count = self._count_of(place.key)
                return "" if count == "0" else count
            case _:
                return None
