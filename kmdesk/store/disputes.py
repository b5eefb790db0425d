"""What people disagree on: who wrote which value, what stood there before, settling of many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from kmdesk.base.errors import UserError
from kmdesk.models.choosing import Choice
from kmdesk.models.flat import flatten
from kmdesk.models.resolve import Conflict, History
from kmdesk.models.revision import Header
from kmdesk.models.tables import ExchangeRow, RecordRow, RevisionRow
from kmdesk.store import identity, projection, revisions, writing
from kmdesk.store.revisions import Stamp, chunks
from kmdesk.store.views import Changes, ConflictValue, ConflictView, ValueBefore


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


def take_back(connection: Connection, made: Sequence[str]) -> Changes:
    """Take back revisions that settled disputes, which are then open again.

    Raises:
        UserError: something was built on one of them, or a file went out since, which may hold
            them; none was taken back.
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
    if len(found) < len(made) or not ours or connection.scalar(went.limit(1)):
        raise UserError(
            "Records were changed or sent since, so this stays settled. Their history has every "
            "value."
        )
    for chunk in chunks(made):
        connection.execute(delete(RevisionRow).where(RevisionRow.id.in_(chunk)))
    records = list(dict.fromkeys(row.record for row in found))
    projection.rebuild(connection, records)
    return Changes("Open again", tuple(records))


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

    def views(self) -> list[ConflictView]:
        row = self._row
        reference = projection.reference_of(row.kind, row.id)
        brought = self._brought()
        return [
            ConflictView(
                row.id,
                reference,
                row.title,
                conflict.path,
                tuple(
                    self._value(one.value, one.revision, brought.get(one.revision))
                    for one in conflict.values
                ),
                row.kind,
                self._shown.heads,
                self._before(conflict),
                row.trashed,
            )
            for conflict in self._shown.conflicts
        ]

    def _value(self, value: str | int, revision: str, file: Any) -> ConflictValue:
        header: Header = self._headers[revision]
        return ConflictValue(
            value=value,
            author=header.author,
            device=header.device,
            time=header.time,
            revision=revision,
            here=header.device in self._own,
            brought_by=(file.peer_name or "a colleague") if file else "",
            file=file.file if file else "",
        )

    def _brought(self) -> dict[str, Any]:
        """Return for the revisions in dispute the file that brought each, for those that came."""
        wanted = {one.revision for c in self._shown.conflicts for one in c.values}
        query = (
            select(RevisionRow.id, ExchangeRow.file, ExchangeRow.peer_name)
            .join(ExchangeRow, ExchangeRow.number == RevisionRow.exchange)
            .where(RevisionRow.record == self._row.id)
        )
        return {row.id: row for row in self._connection.execute(query) if row.id in wanted}

    def _before(self, conflict: Conflict) -> ValueBefore | None:
        """Return what stood at a path in the latest revision that all the values were built on."""
        common = -1
        for one in conflict.values:
            common &= self._history.ancestors[one.revision]
        for revision in sorted(self._history.revisions(self._history.newest(common))):
            if data := revisions.content(self._connection, revision):
                header = self._headers[revision]
                value = flatten(msgspec.json.decode(data)).get(conflict.path)
                return ValueBefore(value, header.author, header.time)
        return None
