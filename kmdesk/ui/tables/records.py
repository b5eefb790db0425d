"""The list of records as a table model: it holds ids, and fetches the rows that are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from kmdesk.base import clock
from kmdesk.models import standing
from kmdesk.models.kinds import KINDS
from kmdesk.store.views import Hit, Row
from kmdesk.ui import words
from kmdesk.ui.desk import Desk

PAGE = 50
"""Rows fetched at a time: a little more than the largest screen shows."""

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
SNIPPET_ROLE = ROW_ROLE + 1
ID_ROLE = ROW_ROLE + 2
TITLE_ROLE = ROW_ROLE + 3
"""The title with the words marked that a search found; the snippet has them marked too."""

_UNMARKED = str.maketrans("", "", "\x02\x03")

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RecordTable(QAbstractListModel):
    """Records by id, in the order asked for; rows come when a view wants them.

    Signals:
        more_wanted: a view has come near the last of the ids known so far.
    """

    more_wanted = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        self._rows: dict[str, Row] = {}
        self._hits: dict[str, Hit] = {}
        self._more = False
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fetch)

    def show_ids(
        self,
        ids: Sequence[str],
        rows: Sequence[Row] = (),
        hits: Mapping[str, Hit] | None = None,
        *,
        more: bool = False,
    ) -> None:
        """Show other records; rows known already need not be fetched, `more` may follow."""
        self.beginResetModel()
        self._ids = list(ids)
        self._places = {record_id: place for place, record_id in enumerate(self._ids)}
        self._rows = {row.id: row for row in rows}
        self._hits = dict(hits or {})
        self._more = more
        self._wanted.clear()
        self._asked.clear()
        self.endResetModel()

    def append(
        self,
        ids: Sequence[str],
        rows: Sequence[Row] = (),
        hits: Mapping[str, Hit] | None = None,
        *,
        more: bool = False,
    ) -> None:
        """Show records behind those that are there; one that is there already stays in place."""
        new = [record_id for record_id in ids if record_id not in self._places]
        self._more = more
        self._rows |= {row.id: row for row in rows if row.id not in self._places}
        self._hits = {**(hits or {}), **self._hits}
        if not new:
            return
        first = len(self._ids)
        self.beginInsertRows(_NOWHERE, first, first + len(new) - 1)
        self._ids += new
        self._places |= {record_id: place for place, record_id in enumerate(new, first)}
        self._asked.discard(first // PAGE)
        self.endInsertRows()

    def update(self, rows: Sequence[Row], hits: Mapping[str, Hit], *, more: bool) -> None:
        """Show what the same records say by now."""
        self._more = more
        self._hits.update(hits)
        self.renew(rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether there are more records than are known so far."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for more records."""
        if self.canFetchMore(parent):
            self._more = False
            self.more_wanted.emit()

    def renew(self, rows: Sequence[Row]) -> None:
        """Replace rows by their present state."""
        for row in rows:
            place = self._places.get(row.id)
            if place is not None:
                self._rows[row.id] = row
                index = self.index(place)
                self.dataChanged.emit(index, index)

    @property
    def ids(self) -> list[str]:
        """Return the ids in order."""
        return self._ids

    def place(self, record_id: str) -> int:
        """Return the place of a record in the list, -1 if it is not there."""
        return self._places.get(record_id, -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many records there are."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return what a view shows of a record; nothing until its row has come."""
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        record_id = self._ids[index.row()]
        if role == ID_ROLE:
            return record_id
        row = self._rows.get(record_id)
        if row is None:
            self._want(index.row() // PAGE)
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return aloud(row, self.data(index, SNIPPET_ROLE))
            case _ if role == ROW_ROLE:
                return row
            case _ if role == TITLE_ROLE:
                hit = self._hits.get(record_id)
                return hit.title if hit and hit.row.title == row.title else row.title
            case _ if role == SNIPPET_ROLE:
                hit = self._hits.get(record_id)
                return hit.snippet if hit else ""
            case _:
                return None

    def _want(self, page: int) -> None:
        if page not in self._asked:
            self._wanted.add(page)
            self._soon.start()

    @Slot()
    def _fetch(self) -> None:
        pages, self._wanted = self._wanted, set()
        self._asked |= pages
        ids = [i for p in sorted(pages) for i in self._ids[p * PAGE : (p + 1) * PAGE]]
        if ids and self._desk.is_open:
            self._desk.read(lambda c: c.rows(ids), self.renew, owner=self)


def aloud(row: Row, snippet: str) -> str:
    """Return what a screen reader says of a record in a list, the passage found among it."""
    kind = KINDS[row.kind].label if row.kind in KINDS else row.kind
    review = standing.currency(row.review_by, clock.today())
    stands = f"{review} for review" if review else ""
    passage = snippet.translate(_UNMARKED) or row.lead
    parts = [row.title, kind, status_in_words(row), stands, passage]
    return ". ".join(part for part in parts if part)


def status_in_words(row: Row) -> str:
    """Return the status of a record with what waits for a person."""
    kind = KINDS.get(row.kind)
    status = kind.statuses.get(row.status, row.status) if kind else row.status
    if row.conflicts:
        status += f" · {words.count(row.conflicts, 'disagreement')}"
    return f"{status} · unsaved draft" if row.has_draft else status
