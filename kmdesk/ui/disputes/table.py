"""The places on which people disagree as a list, under the titles of their records."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from kmdesk.ui.disputes.choices import Choices

Index = QModelIndex | QPersistentModelIndex
PLACE_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()


class DisputeTable(QAbstractListModel):
    """Titles of records, which cannot be chosen, and below each its places."""

    def __init__(self, choices: Choices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._rows: list[int | str] = []

    def refresh(self) -> None:
        """Show what waits by now."""
        self.beginResetModel()
        self._rows = []
        record = ""
        for number, one in enumerate(self._choices.disputes):
            if one.conflict.id != record:
                record = one.conflict.id
                self._rows.append(one.conflict.title)
            self._rows.append(number)
        self.endResetModel()

    def tell(self) -> None:
        """Show what was chosen meanwhile."""
        self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def row_of(self, number: int) -> int:
        """Return the row of a dispute."""
        return self._rows.index(number)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are, titles among them."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let places be chosen, titles not."""
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return the title, or the place with what was chosen, or the number of the dispute."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == PLACE_ROLE:
            return row if isinstance(row, int) else -1
        if isinstance(row, str):
            if role == Qt.ItemDataRole.FontRole:
                return _STRONG
            return row if role in _TEXTS else None
        dispute = self._choices.disputes[row]
        outcome = self._choices.outcome(dispute)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"✓ {dispute.place}: {outcome}" if outcome else f"{_INSET}{dispute.place}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{dispute.place}: {outcome or 'not chosen yet'}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{dispute.place}, {outcome or 'not chosen yet'}"
            case _:
                return None


_INSET = "\u2003"
_STRONG = QFont()
_STRONG.setBold(True)
_TEXTS = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
