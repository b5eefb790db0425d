"""Whether a collection is sound: every hash, every head, every row of the projection."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, func, select

from kmdesk.models import canonical, erasure
from kmdesk.models.flat import flatten
from kmdesk.models.resolve import heads_of
from kmdesk.models.revision import Header, read_header
from kmdesk.models.tables import (
    AttachmentRow,
    DraftRow,
    FileRow,
    LinkRow,
    RecommendationRow,
    RecordRow,
    RevisionRow,
    TagRow,
)
from kmdesk.store import erasures, fulltext, projection, revisions
from kmdesk.store.views import CheckReport

_OF: BindParameter[str] = bindparam("of")
_REVISIONS = select(RevisionRow).where(RevisionRow.record == _OF)
_LISTED = select(RecordRow).where(RecordRow.id == _OF)
_TAGS = select(TagRow.tag, TagRow.record).where(TagRow.record == _OF)
_ADVICE = select(
    RecommendationRow.record,
    RecommendationRow.item,
    RecommendationRow.text,
    RecommendationRow.owner,
    RecommendationRow.due,
).where(RecommendationRow.record == _OF)
_FILES = select(FileRow.sha256, FileRow.record, FileRow.name).where(FileRow.record == _OF)
_LINKS = select(LinkRow.target, LinkRow.record, LinkRow.path).where(LinkRow.record == _OF)
_DETAILS = (
    ("tags", _TAGS),
    ("links", _LINKS),
    ("recommendations", _ADVICE),
    ("attachments", _FILES),
)
"""In the order of `details.TABLES`."""


def check(connection: Connection) -> CheckReport:
    """Return what a reading of the whole collection finds."""
    problems: list[str] = []
    for record in connection.scalars(select(RevisionRow.record).distinct()).all():
        problems += _check_record(connection, record)
    problems += _check_stray_rows(connection)
    problems += _check_erasures(connection)
    problems += _check_attachments(connection)
    problems += _check_drafts(connection)
    return CheckReport(
        records=projection.count(connection),
        revisions=_count(connection, RevisionRow),
        attachments=_count(connection, AttachmentRow),
        problems=tuple(problems),
    )


def _count(connection: Connection, table: type[RevisionRow | AttachmentRow]) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _check_record(connection: Connection, record: str) -> Iterator[str]:
    headers: dict[str, Header] = {}
    marked = set()
    damaged = False
    for row in connection.execute(_REVISIONS, {"of": record}):
        if problem := _revision_problem(row):
            damaged = True
            yield f"Revision {row.id[:12]} of record {record}: {problem}."
            continue
        headers[row.id] = read_header(row.header)
        if row.head:
            marked.add(row.id)
    if damaged:
        return
    for header in headers.values():
        if missing := set(header.parents) - headers.keys():
            lacking = missing.pop()[:12]
            yield f"Revision {header.id[:12]} of record {record} lacks its parent {lacking}."
    if marked != set(heads_of(headers)):
        yield f"Record {record}: the latest revisions are not marked as such (check --rebuild)."
    yield from _check_projection(connection, record)


def _revision_problem(row: Any) -> str:
    try:
        header = read_header(row.header)
        if header.id != row.id:
            return "its header is not the one it was saved with"
        if row.content is not None:
            if canonical.sha256(row.content) != header.content:
                return "its content is not the one it was saved with"
            canonical.decode(row.content)
    except ValueError as error:
        return f"it cannot be read ({error})"
    return "" if header.record == row.record else "it is filed under another record"


def _check_projection(connection: Connection, record: str) -> Iterator[str]:
    wanted = projection.expected(connection, record)
    found = connection.execute(_LISTED, {"of": record}).one_or_none()
    if wanted is None:
        return
    if found is None:
        yield f"Record {record} is missing from the lists (check --rebuild)."
        return
    differing = [name for name, value in wanted.row.items() if getattr(found, name) != value]
    for (name, statement), rows in zip(_DETAILS, wanted.details, strict=True):
        there = {tuple(row) for row in connection.execute(statement, {"of": record})}
        if there != {tuple(row.values()) for row in rows}:
            differing.append(name)
    if differing:
        yield f"Record {record} is listed with an old {', '.join(differing)} (check --rebuild)."


def _check_stray_rows(connection: Connection) -> Iterator[str]:
    known = select(RevisionRow.record)
    for record in connection.scalars(select(RecordRow.id).where(RecordRow.id.not_in(known))):
        yield f"Record {record} is listed but has no revision (check --rebuild)."
    numbers = set(connection.scalars(select(RecordRow.number)))
    if numbers != fulltext.numbers(connection):
        yield "The search index does not cover the records (check --rebuild)."


def _check_erasures(connection: Connection) -> Iterator[str]:
    everything = erasures.everything(connection)
    for record in dict.fromkeys(one.record for one in everything):
        known = [one for one in everything if one.record == record]
        headers = revisions.headers(connection, record)
        if headers and any(one.whole for one in known):
            yield f"Record {record} was erased for good and is here."
        for revision, against in erasure.binding(headers, known).items():
            data = revisions.content(connection, revision)
            if data and erasure.contradicts(flatten(msgspec.json.decode(data)), against):
                yield f"Revision {revision[:12]} of record {record} holds what was erased."


def _check_attachments(connection: Connection) -> Iterator[str]:
    for digest in connection.scalars(select(AttachmentRow.sha256)).all():
        query = select(AttachmentRow.bytes).where(AttachmentRow.sha256 == digest)
        if canonical.sha256(connection.scalars(query).one()) != digest:
            yield f"The attachment {digest[:12]} is damaged."


def _check_drafts(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(DraftRow)):
        try:
            msgspec.json.decode(row.fields)
            msgspec.json.decode(row.base)
        except msgspec.DecodeError:
            yield f"The draft of record {row.record} cannot be read."
