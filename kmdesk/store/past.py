"""The past of a record: its revisions, and what became of it from one to another."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from kmdesk.base.errors import UserError
from kmdesk.models.canonical import Json
from kmdesk.models.difference import Difference, Titles, difference
from kmdesk.models.erasure import Erasure
from kmdesk.models.flat import unflatten
from kmdesk.models.kinds import KINDS
from kmdesk.models.revision import Header
from kmdesk.models.tables import ExchangeRow, RecordRow, RevisionRow
from kmdesk.store import erasures, identity, revisions, sightings
from kmdesk.store.revisions import Revision
from kmdesk.store.views import RevisionView

_NOT_HERE = "That revision is not in this collection."


def titles(connection: Connection) -> Titles:
    """Return what gives the title of a record, "" when it is not here."""
    title = select(RecordRow.title)

    @cache
    def of(record: str) -> str:
        return connection.scalar(title.where(RecordRow.id == record)) or ""

    return of


def between(
    connection: Connection, record: str, before: Sequence[str] | None, after: str
) -> Difference:
    """Return what became of a record from some revisions to another.

    Args:
        connection: to read from.
        record: its id.
        before: ids of revisions, which are merged; None for those that `after` was built on, so
            that the difference is what `after` changed.
        after: id of a revision.

    Raises:
        UserError: a revision is not one of the record, or its content is not here.
    """
    headers = revisions.headers(connection, record)
    if after not in headers:
        raise UserError(_NOT_HERE)
    parents = headers[after].parents if before is None else before
    if not headers.keys() >= set(parents):
        raise UserError(_NOT_HERE)
    old = _merged(connection, record, [headers[one] for one in parents])
    new = _merged(connection, record, [headers[after]])
    return difference(KINDS.get(headers[after].kind), old, new, titles(connection))


def since(connection: Connection, record: str, before: Sequence[str]) -> Difference:
    """Return what became of a record from some revisions, which are merged, to today.

    Raises:
        UserError: a revision is not one of the record, or its content is not here.
    """
    headers = revisions.headers(connection, record)
    if not headers.keys() >= set(before):
        raise UserError(_NOT_HERE)
    old = _merged(connection, record, [headers[one] for one in before])
    latest = revisions.heads(connection, [record])[record]
    new = unflatten(revisions.resolution(connection, record, latest).flat)
    kind = KINDS.get(next(iter(headers.values())).kind)
    return difference(kind, old, new, titles(connection))


def _merged(connection: Connection, record: str, headers: Sequence[Header]) -> Mapping[str, Json]:
    """Return the content that some revisions of a record amount to; none for no revision."""
    known = [Revision(one, revisions.content(connection, one.id)) for one in headers]
    for one in known:
        if one.content is None:
            raise UserError(erasures.why_gone(connection, record, one.header.id))
    if len(known) == 1 and known[0].content:
        content: Mapping[str, Json] = msgspec.json.decode(known[0].content)
        return content
    return unflatten(revisions.resolution(connection, record, known).flat)


def history(connection: Connection, record: str) -> list[RevisionView]:
    """Return the revisions of a record, the latest first.

    A revision stands above all it was built on, whatever the clocks said.

    Raises:
        UserError: there is no such record.
    """
    found = connection.execute(
        select(
            RevisionRow.id,
            RevisionRow.header,
            RevisionRow.head,
            RevisionRow.content.is_not(None).label("readable"),
            RevisionRow.exchange,
            ExchangeRow.peer_name,
        )
        .outerjoin(ExchangeRow, ExchangeRow.number == RevisionRow.exchange)
        .where(RevisionRow.record == record)
    ).all()
    if not found:
        raise UserError(f"There is no record “{record}”; nothing was changed.")
    headers = {row.id: revisions.header_of(row.header) for row in found}
    generation = _generations(headers)
    own = identity.own(connection)
    erased = erasures.erased_content(connection, [record])
    views = [_revision_view(headers, row, own, erased.get(row.id)) for row in found]
    views = sightings.marked(connection, record, views)
    return sorted(views, key=lambda v: (generation[v.id], v.time, v.id), reverse=True)


def _generations(headers: Mapping[str, Header]) -> dict[str, int]:
    """Return for each revision the length of the longest way back to a beginning."""
    children: dict[str, list[str]] = {}
    waiting_for: dict[str, int] = {}
    for revision, header in headers.items():
        known = [parent for parent in header.parents if parent in headers]
        waiting_for[revision] = len(known)
        for parent in known:
            children.setdefault(parent, []).append(revision)
    generation = {revision: 0 for revision, count in waiting_for.items() if not count}
    ready = list(generation)
    while ready:
        revision = ready.pop()
        for child in children.get(revision, ()):
            generation[child] = max(generation.get(child, 0), generation[revision] + 1)
            waiting_for[child] -= 1
            if not waiting_for[child]:
                ready.append(child)
    return generation


def _revision_view(
    headers: Mapping[str, Header], row: Any, own: frozenset[str], erased: Erasure | None
) -> RevisionView:
    header = headers[row.id]
    authors = {headers[one].author or "somebody" for one in header.parents if one in headers}
    return RevisionView(
        id=row.id,
        time=header.time,
        author=header.author,
        device=header.device,
        parents=header.parents,
        changed=header.changed,
        removed=header.removed,
        current=row.head,
        readable=row.readable,
        here=header.device in own,
        brought_by="" if row.exchange is None else row.peer_name or "a colleague",
        erased="" if row.readable or erased is None else erasures.in_words(erased),
        together=tuple(sorted(authors)) if len(header.parents) > 1 else (),
    )
