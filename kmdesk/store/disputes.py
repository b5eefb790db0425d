"""What people disagree on: who wrote which value, what stood there before, settling of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from kmdesk.base.errors import UserError
from kmdesk.models.choosing import Choice
from kmdesk.models.resolve import Candidate, Conflict, History
from kmdesk.models.revision import Header
from kmdesk.models.tables import ExchangeRow, RecordRow, RevisionRow
from kmdesk.store import drafts, identity, projection, reopening, revisions, writing
from kmdesk.store.revisions import Revision, Stamp, chunks
from kmdesk.store.views import Changes, ConflictValue, ConflictView, ValueBefore

OPEN_AGAIN = "Open again"
STAYS_SETTLED = "Records were changed since, so this stays settled. Their history has every value."


@dataclass(frozen=True)
class Decision:
    """What a person decided in one record.

    Attributes:
        seen: the heads that they were looking at.
        choices: for each path what becomes of it.
    """

    record: str
    seen: tuple[str, ...]
    choices: Mapping[str, Choice]


def conflicts(connection: Connection, record: str) -> list[ConflictView]:
    """Return what waits for a person, in one record or ("") in all."""
    query = select(RecordRow.id, RecordRow.kind, RecordRow.title, RecordRow.trashed).where(
        RecordRow.conflicts > 0
    )
    if record:
        query = query.where(RecordRow.id == record)
    rows = sorted(connection.execute(query), key=lambda row: row.id)
    own = identity.own(connection) if rows else frozenset()
    return [view for row in rows for view in _Record(connection, row, own).views()]


def settle_many(connection: Connection, decisions: Sequence[Decision], stamp: Stamp) -> Changes:
    """Settle disputes of several records, all or none.

    Raises:
        UserError: a choice is not possible; nothing was settled.
    """
    done = [
        writing.decide(connection, one.record, one.choices, stamp, one.seen) for one in decisions
    ]
    return Changes(
        "Settled",
        tuple(record for one in done for record in one.ids),
        frozenset().union(*(one.kinds for one in done)),
        erased=any(one.erased for one in done),
        revisions=tuple(revision for one in done for revision in one.revisions),
    )


def take_back(connection: Connection, made: Sequence[str], stamp: Stamp) -> Changes:
    """Take back revisions that settled disputes, which are then open again.

    Where a file went out since, which may hold them, or a draft was begun from one, they stay in
    the history and new ones open the disputes again.

    Args:
        connection: of the writer.
        made: ids of revisions.
        stamp: who, where, when.

    Raises:
        UserError: something was built on one of them; none was taken back.
    """
    query = select(
        RevisionRow.id,
        RevisionRow.record,
        RevisionRow.head,
        RevisionRow.exchange,
        RevisionRow.header,
    )
    found = [
        row
        for chunk in chunks(made)
        for row in connection.execute(query.where(RevisionRow.id.in_(chunk)))
    ]
    since = min((revisions.header_of(row.header).time for row in found), default="")
    went = select(ExchangeRow.number).where(
        ExchangeRow.direction != "in", ExchangeRow.time >= since
    )
    ours = all(row.head and row.exchange is None for row in found)
    if len(found) < len(made) or not ours:
        raise UserError(STAYS_SETTLED)
    records = list(dict.fromkeys(row.record for row in found))
    if connection.scalar(went.limit(1)) or drafts.begun_from(connection, records, made):
        return _open_again(connection, records, set(made), stamp)
    for chunk in chunks(made):
        connection.execute(delete(RevisionRow).where(RevisionRow.id.in_(chunk)))
    projection.rebuild(connection, records)
    return Changes(OPEN_AGAIN, tuple(records))


def _open_again(
    connection: Connection, records: Sequence[str], made: set[str], stamp: Stamp
) -> Changes:
    found: list[Revision] = []
    for record in records:
        again = reopening.reopened(connection, record, made, stamp)
        if again is None:
            raise UserError(STAYS_SETTLED)
        found += again
    return writing.store(connection, found, OPEN_AGAIN, stamp)


class _Record:
    """The disputes of one record."""

    def __init__(self, connection: Connection, row: Any, own: frozenset[str]) -> None:
        self._connection = connection
        self._row = row
        self._own = own
        self._headers = revisions.headers(connection, row.id)
        known = revisions.heads(connection, [row.id])[row.id]
        self._shown = revisions.resolution(connection, row.id, known)
        self._history = History(self._headers)
        self._read = reopening.reader(connection)

    def views(self) -> list[ConflictView]:
        brought = self._brought()
        return [self._view(conflict, brought) for conflict in self._shown.conflicts]

    def _view(self, conflict: Conflict, brought: Mapping[str, Any]) -> ConflictView:
        row = self._row
        writers = [
            reopening.writer(self._history, self._read, conflict, one) for one in conflict.values
        ]
        values = zip(conflict.values, writers, strict=True)
        return ConflictView(
            row.id,
            projection.reference_of(row.kind, row.id),
            row.title,
            conflict.path,
            tuple(self._value(one, writer, brought.get(writer)) for one, writer in values),
            row.kind,
            self._shown.heads,
            self._before(conflict.path, writers),
            row.trashed,
        )

    def _value(self, one: Candidate, writer: str, file: Any) -> ConflictValue:
        header: Header = self._headers[writer]
        return ConflictValue(
            value=one.value,
            author=header.author,
            device=header.device,
            time=header.time,
            revision=one.revision,
            here=header.device in self._own,
            brought_by=(file.peer_name or "a colleague") if file else "",
            file=file.file if file else "",
        )

    def _brought(self) -> dict[str, Any]:
        """Return for the revisions that came the file that brought each."""
        query = (
            select(RevisionRow.id, ExchangeRow.file, ExchangeRow.peer_name)
            .join(ExchangeRow, ExchangeRow.number == RevisionRow.exchange)
            .where(RevisionRow.record == self._row.id)
        )
        return {row.id: row for row in self._connection.execute(query)}

    def _before(self, path: str, writers: Sequence[str]) -> ValueBefore | None:
        """Return what stood at a path in the latest revision that all the values were built on."""
        common = -1
        for one in writers:
            common &= self._history.ancestors[one]
        for revision in sorted(self._history.revisions(self._history.newest(common))):
            if (flat := self._read(revision)) is not None:
                header = self._headers[revision]
                return ValueBefore(flat.get(path), header.author, header.time)
        return None
