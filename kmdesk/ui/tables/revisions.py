"""The revisions of a record as a table model: when, who, and what changed, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kmdesk.models import provenance
from kmdesk.models.difference import paths_in_words
from kmdesk.models.kind import Kind
from kmdesk.models.saying import inside
from kmdesk.store.views import RevisionView, Sighting
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

    @property
    def kind(self) -> Kind:
        """Return the kind of the record."""
        return self._kind

    def _in_words(self, revision: RevisionView) -> str:
        return "\n".join(lines_of(self._kind, revision))


def _seen(papers: Sequence[Sighting]) -> str:
    """Return what a revision was issued for, "" for one that no paper printed."""
    if not papers:
        return ""
    said = f"issued {provenance.occasion(papers[0].meeting, words.day(papers[0].issued_on))}"
    more = len(papers) - 1
    return f"{said} and in {words.count(more, 'other paper')}" if more else said


def lines_of(kind: Kind, revision: RevisionView) -> tuple[str, str, str]:
    """Return a revision as three lines: when and who; what it changed; where it came from."""
    who = revision.author or "Somebody"
    what = paths_in_words(kind, (*revision.changed, *revision.removed)) or "Nothing changed"
    if not revision.parents:
        what = "First version"
    if len(revision.parents) > 1:
        what = f"Brought together {len(revision.parents)} versions: {inside(what)}"
    where = [
        f"from {' and '.join(revision.together)}" if len(revision.together) > 1 else "",
        _seen(revision.seen),
        "Newest version" if revision.current else "",
        f"import from {revision.brought_by}" if revision.brought_by else "",
        "saved on this PC" if revision.here else f"saved on PC {revision.device[:4] or 'unknown'}",
        revision.erased or ("" if revision.readable else "text not here"),
    ]
    said = " · ".join(each for each in where if each)
    return f"{words.full_moment(revision.time)} · {who}", what, said[:1].upper() + said[1:]
