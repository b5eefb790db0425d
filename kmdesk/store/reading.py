"""Every question about records, each one function over one connection."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Select, and_, bindparam, func, not_, select

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.models import consent, document, erasure, provenance, standing
from kmdesk.models.canonical import Json, items
from kmdesk.models.flat import Flat, flatten, unflatten
from kmdesk.models.ids import ALPHABET, REFERENCE
from kmdesk.models.kinds import KINDS, kind_shown
from kmdesk.models.record import Record, title_of
from kmdesk.models.resolve import TRASHED, Resolution, heads_of, resolve
from kmdesk.models.tables import DraftRow, LinkRow, RecommendationRow, RecordRow, TagRow
from kmdesk.store import erasures, known_erasures, revisions
from kmdesk.store.projection import births_of, reference_of
from kmdesk.store.revisions import Revision
from kmdesk.store.union import Bundle
from kmdesk.store.views import (
    Counts,
    LinkFrom,
    Overdue,
    Query,
    RecordView,
    Row,
)

_COLUMNS = [c for c in RecordRow.__table__.columns if c.name not in ("document", "authors")]
_HAS_DRAFT = select(DraftRow.record).where(DraftRow.record == RecordRow.id).exists()
_LISTED = select(*_COLUMNS, _HAS_DRAFT.label("has_draft"))
_NUMBERED = RecordRow.number.in_(bindparam("numbers", expanding=True))
_ROWS = _LISTED.where(RecordRow.id.in_(bindparam("records", expanding=True)))
_WHOLE = select(RecordRow).where(RecordRow.id.in_(bindparam("records", expanding=True)))
_ROWS_BY_NUMBER = _LISTED.where(_NUMBERED)
_DOCUMENTS_BY_NUMBER = select(RecordRow.number, RecordRow.document).where(_NUMBERED)

_LATE = select(func.count(RecommendationRow.record.distinct())).where(
    RecommendationRow.due < bindparam("today")
)

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def find_id(connection: Connection, text: str) -> str:
    """Return the id of the record that a person means.

    Args:
        connection: where to look.
        text: a full id, the beginning of one, or a reference such as ``ES-7F3K``.

    Raises:
        UserError: no record, or more than one, is meant.
    """
    wanted = text.strip().upper()
    match = REFERENCE.fullmatch(wanted)
    start = match[2] if match else wanted
    if not start or set(start) - set(ALPHABET):
        raise UserError(f"There is no record “{text}”; nothing was changed.")
    query = select(RecordRow.id, RecordRow.kind).where(
        RecordRow.id >= start, RecordRow.id < start + "~"
    )
    found = [
        row.id
        for row in connection.execute(query.limit(1000))
        if not match or reference_of(row.kind, row.id).startswith(match[1])
    ]
    if not found:
        raise UserError(f"There is no record “{text}”; nothing was changed.")
    if len(found) > 1:
        raise UserError(
            f"“{text}” stands for {len(found)} records ({', '.join(found[:3])} …); "
            "give more of the id. Nothing was changed."
        )
    return str(found[0])


def get(connection: Connection, record: str) -> RecordView:
    """Return a record as it stands.

    Raises:
        UserError: there is none.
    """
    found = get_all(connection, [record])
    if not found:
        raise UserError(f"There is no record “{record}”; nothing was changed.")
    return found[record]


def get_all(connection: Connection, records: Sequence[str]) -> dict[str, RecordView]:
    """Return those of some records that there are, as they stand, by id in the order asked for."""
    found: dict[str, RecordView] = {}
    for chunk in revisions.chunks(records):
        known = revisions.heads(connection, chunk)
        rows = {row.id: row for row in connection.execute(_WHOLE, {"records": chunk})}
        for record in chunk:
            if record in rows:
                found[record] = _whole(connection, rows[record], known[record])
    return found


def _whole(connection: Connection, row: Any, known: Sequence[Revision]) -> RecordView:
    shown = revisions.resolution(connection, row.id, known)
    content = msgspec.json.decode(row.document)
    beyond = document.beyond(kind_shown(row.kind), content)
    return replace(_view(row, content, shown), beyond=beyond)


def documents(connection: Connection, kind: str) -> Iterator[RecordView]:
    """Yield the records of a kind that are not in the trash and have no conflict to explain."""
    query = select(RecordRow).where(RecordRow.kind == kind, not_(RecordRow.trashed))
    for row in connection.execute(query.order_by(RecordRow.number)):
        yield _view(row, msgspec.json.decode(row.document), Resolution((), {}))


def at_revision(connection: Connection, record: str, revision: str) -> RecordView:
    """Return a record as one revision left it.

    Raises:
        UserError: the record is unknown, or the content of the revision is not here.
    """
    row = connection.execute(select(RecordRow).where(RecordRow.id == record)).one_or_none()
    data = revisions.content(connection, revision)
    if row is None or data is None:
        raise UserError(erasures.why_gone(connection, record, revision))
    content = msgspec.json.decode(data)
    return _view(row, content, Resolution((revision,), {}))


def _view(row: Any, content: Mapping[str, Json], shown: Resolution) -> RecordView:
    record = _readable(row.kind, content)
    fields = document.to_fields(record) if record else content
    return RecordView(
        id=row.id,
        kind=row.kind,
        reference=reference_of(row.kind, row.id),
        title=title_of(content),
        record=record,
        document={"kind": row.kind, "id": row.id, **fields},
        heads=shown.heads,
        created=row.created,
        created_by=row.created_by,
        updated=row.updated,
        updated_by=row.updated_by,
        trashed=row.trashed,
        conflicts=shown.conflicts,
        revived=shown.revived,
    )


def _readable(kind: str, content: Mapping[str, Json]) -> Record | None:
    try:
        return document.from_content(KINDS[kind], content)
    except (KeyError, ValueError):
        return None


def ids(connection: Connection, query: Query, limit: int | None = None) -> list[str]:
    """Return the ids of a list in which no words were typed, the latest first."""
    statement = _narrowed(select(RecordRow.id), query).limit(limit)
    return list(connection.scalars(statement.order_by(RecordRow.updated.desc(), RecordRow.id)))


def _narrowed(statement: S, query: Query) -> S:
    statement = statement.where(RecordRow.trashed == query.trashed)
    if query.kind:
        statement = statement.where(RecordRow.kind == query.kind)
    if query.status:
        statement = statement.where(RecordRow.status == query.status)
    if query.tag:
        tagged = select(TagRow.record).where(TagRow.tag == query.tag)
        statement = statement.where(RecordRow.id.in_(tagged))
    if query.need:
        statement = statement.where(_need(query.need))
    return statement


def _need(need: str) -> Any:
    match need:
        case "conflicts":
            return RecordRow.conflicts > 0
        case "due":
            last = standing.due_until(clock.today())
            return and_(RecordRow.review_by != "", RecordRow.review_by <= last)
        case "actions":
            past = RecommendationRow.due < clock.today().isoformat()
            return RecordRow.id.in_(select(RecommendationRow.record).where(past))
        case _:
            return RecordRow.id.in_(select(DraftRow.record))


def rows(connection: Connection, records: Sequence[str]) -> list[Row]:
    """Return records as lists show them, in the order asked for; unknown ones are left out."""
    found: dict[str, Row] = {}
    for chunk in revisions.chunks(records):
        for row in connection.execute(_ROWS, {"records": chunk}):
            found[row.id] = _row(row)
    return [found[record] for record in records if record in found]


def rows_by_number(connection: Connection, numbers: Sequence[int]) -> dict[int, Row]:
    """Return records as lists show them, by the numbers that the full-text index has for them."""
    found: dict[int, Row] = {}
    for chunk in revisions.chunks(numbers):
        for row in connection.execute(_ROWS_BY_NUMBER, {"numbers": chunk}):
            found[row.number] = _row(row)
    return found


def documents_by_number(
    connection: Connection, numbers: Sequence[int]
) -> Iterator[tuple[int, str]]:
    """Yield the numbers and documents of some records."""
    for chunk in revisions.chunks(numbers):
        yield from connection.execute(_DOCUMENTS_BY_NUMBER, {"numbers": chunk}).all()


def _row(row: Any) -> Row:
    return Row(
        id=row.id,
        kind=row.kind,
        reference=reference_of(row.kind, row.id),
        title=row.title,
        lead=row.lead,
        status=row.status,
        sharing=row.sharing,
        review_by=row.review_by,
        updated=row.updated,
        updated_by=row.updated_by,
        conflicts=row.conflicts,
        trashed=row.trashed,
        has_draft=row.has_draft,
    )


def counts(connection: Connection) -> Counts:
    """Return the numbers of the navigation rail."""
    by_kind = connection.execute(
        select(RecordRow.kind, func.count()).where(not_(RecordRow.trashed)).group_by(RecordRow.kind)
    )
    return Counts(
        kinds=dict(by_kind.all()),
        due=_count(connection, Query(need="due")),
        conflicts=_count(connection, Query(need="conflicts")),
        drafts=connection.scalar(select(func.count()).select_from(DraftRow)) or 0,
        trash=_count(connection, Query(trashed=True)),
        actions=connection.scalar(_LATE, {"today": clock.today().isoformat()}) or 0,
    )


def _count(connection: Connection, query: Query) -> int:
    statement = select(func.count()).select_from(RecordRow)
    return connection.scalar(_narrowed(statement, query)) or 0


def overdue(connection: Connection, limit: int) -> tuple[int, list[Overdue]]:
    """Return how many open recommendations are past their day, and those overdue longest."""
    past = RecommendationRow.due < clock.today().isoformat()
    joined = RecordRow.id == RecommendationRow.record
    first = RecommendationRow.due, RecommendationRow.record, RecommendationRow.item
    lines = select(*RecommendationRow.__table__.columns, RecordRow.title).join(RecordRow, joined)
    count = select(func.count()).select_from(RecommendationRow).where(past)
    found = connection.execute(lines.where(past).order_by(*first).limit(limit))
    return connection.scalar(count) or 0, [Overdue(**row._mapping) for row in found]


def tags(connection: Connection) -> dict[str, int]:
    """Return every tag in use, with how many records have it."""
    trashed = select(TagRow.tag, func.count()).join(RecordRow, RecordRow.id == TagRow.record)
    gone = dict(connection.execute(trashed.where(RecordRow.trashed).group_by(TagRow.tag)).all())
    counted = {tag: n - gone.get(tag, 0) for tag, n in all_tags(connection).items()}
    return {tag: n for tag, n in counted.items() if n}


def backlinks(connection: Connection, record: str) -> list[Row]:
    """Return the records that name this one."""
    query = select(LinkRow.record).where(LinkRow.target == record).distinct()
    return [row for row in rows(connection, sorted(connection.scalars(query))) if not row.trashed]


def tagged(connection: Connection, wanted: Sequence[str]) -> list[str]:
    """Return the records that have any of these tags, those in the trash among them."""
    query = select(TagRow.record).where(TagRow.tag.in_(wanted)).distinct()
    return sorted(connection.scalars(query))


def all_tags(connection: Connection) -> dict[str, int]:
    """Return every tag, with how many records have it, those in the trash among them."""
    query = select(TagRow.tag, func.count()).group_by(TagRow.tag).order_by(TagRow.tag)
    return dict(connection.execute(query).all())


def linked_from(connection: Connection, record: str) -> list[LinkFrom]:
    """Return where other records name this one; those in the trash are marked so in their row.

    Papers that printed it are told by `issues.sightings`.
    """
    query = select(LinkRow.record, LinkRow.path).where(LinkRow.target == record)
    query = query.where(LinkRow.path.not_like(f"{provenance.ISSUES}/%"))
    found = connection.execute(query.order_by(LinkRow.record, LinkRow.path)).all()
    shown = {row.id: row for row in rows(connection, sorted({one.record for one in found}))}
    return [
        LinkFrom(shown[one.record], one.path, _relation(connection, one.record, one.path))
        for one in found
        if one.record != record
    ]


def _relation(connection: Connection, record: str, path: str) -> str:
    if not path.startswith("links/"):
        return ""
    item = path.split("/")[1]
    content = connection.scalar(select(RecordRow.document).where(RecordRow.id == record))
    links = items(msgspec.json.decode(content or "{}"), "links")
    return next((str(one.get("relation", "")) for one in links if one["id"] == item), "")


def with_bundle(connection: Connection, bundle: Bundle, record: str) -> RecordView | None:
    """Return a record as it would stand with a bundle added; None if no content of it is known."""
    headers = revisions.headers(connection, record)
    headers |= {h.id: h for h in bundle.headers if h.record == record}
    known = known_erasures.of(connection, [record]).get(record, [])
    known += [one for one in bundle.erasures if one.record == record]
    if any(one.whole for one in known):
        return None
    against = erasure.binding(headers, known)
    contents: dict[str, Flat] = {}
    for head in heads_of(headers):
        data = bundle.contents.get(headers[head].content) or revisions.content(connection, head)
        if data:
            flat = flatten(msgspec.json.decode(data))
            contents[head] = erasure.without(flat, against.get(head, ()))
    if not contents:
        return None
    shown = resolve(headers, contents)
    latest = max((headers[h] for h in shown.heads), key=lambda h: (h.time, h.id))
    birth = births_of(headers.values())[record]
    row = RecordRow(
        id=record,
        kind=latest.kind,
        trashed=TRASHED in shown.flat,
        created=birth.time,
        created_by=birth.author,
        updated=latest.time,
        updated_by=latest.author,
    )
    content = unflatten(shown.flat)
    if latest.kind == consent.KIND_WITH_QUOTES:
        content = consent.without_words(content)
    return _view(row, content, shown)
