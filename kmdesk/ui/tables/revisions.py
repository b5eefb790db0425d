"""The revisions of a record as a table model: when, who, and what changed, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kmdesk.models.difference import paths_in_words
from kmdesk.models.kind import Kind
from kmdesk.store.views import RevisionView
from kmdesk.ui import words

Index = QModelIndex | QPersistentModelIndex
REVISION_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()


class RevisionTable(QAbstractListModel):
    """Revisions, newest first."""

    def __init__(self, kind: Kind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._revisions: list[RevisionView] = []

    def show_revisions(self, revisions: Sequence[RevisionView]) -> None:
        """Show revisions."""
        self.beginResetModel()
        self._revisions = list(revisions)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many revisions there are."""
        return 0 if parent.isValid() else len(self._revisions)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return a revision in words, or itself."""
        if not index.isValid() or not 0 <= index.row() < len(self._revisions):
            return None
        revision = self._revisions[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._in_words(revision)
            case _ if role == REVISION_ROLE:
                return revision
            case _:
                return None

    def _in_words(self, revision: RevisionView) -> str:
        who = revision.author or "Somebody"
        head = f"{words.full_moment(revision.time)} · {who}"
        if revision.current:
            head += " · now"
        what = paths_in_words(self._kind, (*revision.changed, *revision.removed))
        if len(revision.parents) > 1:
            what = f"Brought together: {what or 'nothing to choose'}"
        elif not revision.parents:
            what = "First version"
        return f"{head}\n{what or 'Nothing changed'}"
