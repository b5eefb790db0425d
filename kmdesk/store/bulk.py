"""Changes of many records at once: one transaction, one revision for each record concerned."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, select

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.flat import unflatten
from kmdesk.models.kinds import KINDS
from kmdesk.models.resolve import TRASHED
from kmdesk.models.saying import inside
from kmdesk.models.tables import RecordRow
from kmdesk.store import revisions, writing
from kmdesk.store.revisions import Revision, Stamp
from kmdesk.store.views import Bulk, Changes

Content: TypeAlias = dict[str, Json]
Change: TypeAlias = Callable[[str, Content], Mapping[str, Json]]
"""From a record's id and content to the fields that become different; None takes one away.

A `UserError` leaves the record as it is, and is told.
"""

AT_ONCE = 250
"""Records between two steps of progress."""


def change(
    connection: Connection,
    records: Sequence[str],
    wanted: Change,
    label: str,
    stamp: Stamp,
    progress: Progress,
) -> Bulk:
    """Change fields of many records.

    Raises:
        UserError: one of them is unknown; none was changed.
        Cancelled: the person stopped it; none was changed.
    """
    earlier: dict[str, Mapping[str, tuple[Json, Json]]] = {}
    refused: dict[str, str] = {}
    touched: list[str] = []
    kinds: frozenset[str] = frozenset()
    done = 0
    unique = list(dict.fromkeys(records))
    for chunk in revisions.chunks(unique, AT_ONCE):
        progress.step(done, len(unique), f"Record {done:,} of {len(unique):,}")
        made: list[Revision] = []
        known = _kinds(connection, chunk)
        for record, heads in revisions.heads(connection, chunk).items():
            if record not in known:
                raise UserError(f"There is no record {record}; nothing was changed.")
            before = revisions.resolution(connection, record, heads)
            content = unflatten(before.flat)
            try:
                fields = {
                    name: value
                    for name, value in wanted(record, dict(content)).items()
                    if value != content.get(name)
                }
            except UserError as error:
                refused[record] = str(error)
                continue
            new = revisions.carry_on(record, known[record], _with(content, fields), before, stamp)
            if new:
                made += new
                earlier[record] = {name: (content.get(name), fields[name]) for name in fields}
        changes = writing.store(connection, made, label, stamp)
        touched += changes.ids
        kinds |= changes.kinds
        done += len(chunk)
    progress.step(done, len(unique), f"Record {done:,} of {len(unique):,}")
    return Bulk(Changes(label, tuple(touched), kinds), earlier, refused)


def take_back(connection: Connection, bulk: Bulk, stamp: Stamp, progress: Progress) -> Bulk:
    """Give fields their earlier values, but for those that somebody changed since."""

    def back(record: str, content: Content) -> Mapping[str, Json]:
        fields = bulk.earlier[record]
        return {name: was for name, (was, became) in fields.items() if content.get(name) == became}

    return change(connection, list(bulk.earlier), back, "Taken back", stamp, progress)


def retag(old: Iterable[str], new: str) -> Change:
    """Return the change that puts one tag in place of others; "" only takes them away.

    Raises:
        UserError: the new tag cannot be one.
    """
    gone, come = set(old), tags_of(new)
    if len(come) > 1:
        raise UserError("A tag has no comma in it; nothing was changed.")

    def change(_record: str, content: Content) -> Mapping[str, Json]:
        had = set(content.get("tags") or [])
        return {"tags": _tags((had - gone) | set(come))} if had & gone else {}

    return change


def tag(add: Iterable[str] = (), remove: Iterable[str] = ()) -> Change:
    """Return the change that gives and takes tags."""
    come, gone = {one for text in add for one in tags_of(text)}, set(remove)

    def change(_record: str, content: Content) -> Mapping[str, Json]:
        return {"tags": _tags((set(content.get("tags") or []) - gone) | come)}

    return change


def tags_of(text: str) -> list[str]:
    """Return the tags that a person typed, in canonical form."""
    parts = (" ".join(canonical.text(part).split()) for part in text.split(","))
    return [part for part in parts if part]


def status(connection: Connection, value: str, stamp: Stamp) -> Change:
    """Return the change that gives records a status, as far as kind and rule allow it."""

    def change(record: str, content: Content) -> Mapping[str, Json]:
        kind = KINDS.get(_kinds(connection, [record])[record])
        if kind is None:
            raise UserError("A record of a newer kmdesk takes its status from there.")
        if value not in kind.statuses:
            known = ", ".join(kind.statuses)
            raise UserError(f"“{value}” is no status of {inside(kind.plural)}, only {known}.")
        after = {**content, "status": value}
        writing.check_standing(connection, record, kind, content, after, stamp)
        return {name: after.get(name) for name in ("status", "checked_by")}

    return change


def review_by(day: str) -> Change:
    """Return the change that has records looked at again by a day."""
    return lambda _record, _content: {"review_by": day}


def trashed(value: bool) -> Change:
    """Return the change that moves records to the trash, or out of it."""
    return lambda _record, _content: {TRASHED: value or None}


def _tags(values: Iterable[str]) -> Json:
    return sorted(values) or None


def _with(content: Content, fields: Mapping[str, Json]) -> Content:
    return {k: v for k, v in {**content, **fields}.items() if v is not None}


def _kinds(connection: Connection, records: Sequence[str]) -> dict[str, str]:
    query = select(RecordRow.id, RecordRow.kind).where(RecordRow.id.in_(records))
    return dict(connection.execute(query).all())
