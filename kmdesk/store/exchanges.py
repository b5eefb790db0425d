"""The exchange log: which files went out and came in."""

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from kmdesk.base.errors import UserError
from kmdesk.models.tables import ExchangeRow
from kmdesk.store.views import ExchangeView


def log(connection: Connection, entry: ExchangeView) -> int:
    """Write a line and return its number; the number in `entry` is not used."""
    result = connection.execute(
        insert(ExchangeRow).values(
            direction=entry.direction,
            time=entry.time,
            file=entry.file,
            peer=entry.peer,
            peer_name=entry.peer_name,
            undone=entry.undone,
            summary=_text(entry.summary),
        )
    )
    key = result.inserted_primary_key
    assert key is not None, "an insert returns its key"
    return int(key[0])


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
    return [
        ExchangeView(
            number=row.number,
            direction="in" if row.direction == "in" else "out",
            time=row.time,
            file=row.file,
            peer=row.peer,
            peer_name=row.peer_name,
            undone=row.undone,
            summary=msgspec.json.decode(row.summary),
        )
        for row in rows
    ]


def _text(summary: object) -> str:
    return msgspec.json.encode(summary).decode()
