"""The log of files: what came in, what went out, and which revisions went with it."""

from collections.abc import Collection, Iterable
from typing import Any, get_args

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kmdesk.base.errors import UserError
from kmdesk.models import consent
from kmdesk.models.tables import DepartureRow, ExchangeRow, RevisionRow
from kmdesk.store import sightings
from kmdesk.store.revisions import chunks
from kmdesk.store.views import Direction, ExchangeView, Sighting


def log(connection: Connection, entry: ExchangeView, went: Iterable[str] = ()) -> int:
    """Write a line and return its number.

    Args:
        connection: of the writer.
        entry: the line; its number is not used.
        went: the revisions whose text went out with the file.
    """
    result = connection.execute(
        insert(ExchangeRow).values(
            direction=entry.direction,
            time=entry.time,
            file=entry.file,
            format=entry.format,
            peer=entry.peer,
            peer_name=entry.peer_name,
            undone=entry.undone,
            summary=_text(entry.summary),
        )
    )
    key = result.inserted_primary_key
    assert key is not None, "an insert returns its key"
    number = int(key[0])
    if gone := [{"revision": revision, "exchange": number} for revision in dict.fromkeys(went)]:
        connection.execute(insert(DepartureRow), gone)
    return number


def forget(connection: Connection, number: int) -> None:
    """Take a line out of the log again: the file brought nothing."""
    connection.execute(delete(ExchangeRow).where(ExchangeRow.number == number))


def mark_undone(connection: Connection, number: int) -> None:
    """Note that an import was taken back.

    Raises:
        UserError: there is no such import, or it was taken back before.
    """
    query = select(ExchangeRow.undone).where(ExchangeRow.number == number)
    undone = connection.scalar(query.where(ExchangeRow.direction == "in"))
    if undone is None or undone:
        reason = "was taken back before" if undone else "does not exist"
        raise UserError(f"Import {number} {reason}; nothing was changed.")
    connection.execute(update(ExchangeRow).where(ExchangeRow.number == number).values(undone=True))


def entries(connection: Connection) -> list[ExchangeView]:
    """Return the log, the latest first."""
    rows = connection.execute(select(ExchangeRow).order_by(ExchangeRow.number.desc()))
    return [_view(row) for row in rows]


def where_a_quote_went(connection: Connection, record: str, quote: str) -> list[ExchangeView]:
    """Return the files by which others have a quote's words, the latest first.

    An exchange file takes all that a revision holds, a briefing what may be published. What came
    in with a file is with its sender. A paper that a colleague issued is in no log here, only in
    the briefing that came from them.
    """
    query = select(RevisionRow.id, RevisionRow.content).where(RevisionRow.record == record)
    held: set[str] = set()
    printed: set[str] = set()
    for row in connection.execute(query.where(RevisionRow.content.is_not(None))):
        content = msgspec.json.decode(row.content)
        if consent.speaks(content, {quote}):
            held.add(row.id)
        if consent.prints(content, quote):
            printed.add(row.id)
    found = {
        **_departures(connection, held, "out"),
        **_departures(connection, printed, "briefing"),
        **_arrivals(connection, held),
    }
    logged = {one.peer for one in found.values() if one.direction == "briefing"}
    elsewhere = [
        _issued(one)
        for one in sightings.sightings(connection, record)
        if printed.intersection(one.revisions) and one.issue not in logged
    ]
    return sorted([*found.values(), *elsewhere], key=lambda one: (one.time, one.number))[::-1]


def _issued(one: Sighting) -> ExchangeView:
    return ExchangeView(
        number=0,
        direction="briefing",
        time=one.issued_on,
        file=one.file,
        peer=one.issue,
        peer_name=one.meeting,
        format="pdf",
    )


def _departures(
    connection: Connection, revisions: Collection[str], direction: Direction
) -> dict[int, ExchangeView]:
    found: dict[int, ExchangeView] = {}
    for chunk in chunks(sorted(revisions)):
        query = select(ExchangeRow).join(DepartureRow, DepartureRow.exchange == ExchangeRow.number)
        query = query.where(DepartureRow.revision.in_(chunk), ExchangeRow.direction == direction)
        found |= {row.number: _view(row) for row in connection.execute(query)}
    return found


def _arrivals(connection: Connection, revisions: Collection[str]) -> dict[int, ExchangeView]:
    found: dict[int, ExchangeView] = {}
    for chunk in chunks(sorted(revisions)):
        query = select(ExchangeRow).join(RevisionRow, RevisionRow.exchange == ExchangeRow.number)
        query = query.where(RevisionRow.id.in_(chunk))
        found |= {row.number: _view(row) for row in connection.execute(query)}
    return found


def _view(row: Any) -> ExchangeView:
    return ExchangeView(
        number=row.number,
        direction=next(d for d in get_args(Direction) if d == row.direction),
        time=row.time,
        file=row.file,
        peer=row.peer,
        peer_name=row.peer_name,
        undone=row.undone,
        summary=msgspec.json.decode(row.summary),
        format=row.format,
    )


def _text(summary: object) -> str:
    return msgspec.json.encode(summary).decode()
