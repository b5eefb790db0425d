"""Drafts: what was typed and not yet saved."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from kmdesk.models.tables import DraftRow
from kmdesk.store.views import Draft

_AT_ONCE = 500
_DROP = delete(DraftRow).where(DraftRow.record == bindparam("of"))


def put(connection: Connection, draft: Draft) -> None:
    """Keep a draft in place of an earlier one of the same record."""
    values = {
        "record": draft.record,
        "kind": draft.kind,
        "base": msgspec.json.encode(draft.base).decode(),
        "fields": msgspec.json.encode(draft.fields).decode(),
        "time": draft.time,
        "author": draft.author,
    }
    statement = insert(DraftRow).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["record"], set_=values))


def drop(connection: Connection, record: str) -> None:
    """Forget the draft of a record, if there is one."""
    connection.execute(_DROP, {"of": record})


def all_drafts(connection: Connection, record: str = "") -> Sequence[Draft]:
    """Return the drafts, the latest first; with `record`, only that record's."""
    query = select(DraftRow).order_by(DraftRow.time.desc())
    if record:
        query = query.where(DraftRow.record == record)
    return [
        Draft(
            record=row.record,
            kind=row.kind,
            base=tuple(msgspec.json.decode(row.base)),
            fields=msgspec.json.decode(row.fields),
            time=row.time,
            author=row.author,
        )
        for row in connection.execute(query)
    ]


def begun_from(
    connection: Connection, records: Sequence[str], revisions: Collection[str]
) -> list[str]:
    """Return those of some records whose drafts were begun from one of these revisions."""
    gone = set(revisions)
    found: list[str] = []
    for start in range(0, len(records), _AT_ONCE):
        chunk = records[start : start + _AT_ONCE]
        query = select(DraftRow.record, DraftRow.base).where(DraftRow.record.in_(chunk))
        found += [
            record
            for record, base in connection.execute(query)
            if gone.intersection(msgspec.json.decode(base))
        ]
    return found
