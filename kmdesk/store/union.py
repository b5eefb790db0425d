"""The union of revisions: what an exchange file or a recovered collection adds to this one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, delete, select, update

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import consent, provenance
from kmdesk.models.canonical import Json
from kmdesk.models.revision import Header
from kmdesk.models.tables import AttachmentRow, RecordRow, RevisionRow
from kmdesk.store import attachments, projection, revisions, withdrawals
from kmdesk.store.revisions import Revision, Stamp, chunks
from kmdesk.store.views import Changes


@dataclass(frozen=True)
class Bundle:
    """Records on their way in or out: all their headers, and the contents that go along.

    Attributes:
        headers: in any order.
        contents: canonical bytes by their SHA-256.
        attachments: the SHA-256 of the files that the contents name.
    """

    headers: Sequence[Header]
    contents: Mapping[str, bytes]
    attachments: frozenset[str] = field(default_factory=frozenset)


def outgoing(connection: Connection, records: Sequence[str], *, with_history: bool) -> Bundle:
    """Return the bundle of some records: all headers, today's content, with history all content.

    Earlier content that holds words of a quote withdrawn since stays here, and so do papers that
    were issued with such words.
    """
    headers: list[Header] = []
    contents: dict[str, bytes] = {}
    for chunk in chunks(records):
        gone = withdrawals.ever_withdrawn(connection, chunk) if with_history else {}
        query = select(RevisionRow.header, RevisionRow.content, RevisionRow.head)
        for row in connection.execute(
            query.where(RevisionRow.record.in_(chunk)).order_by(RevisionRow.id)
        ):
            header = revisions.header_of(row.header)
            headers.append(header)
            if row.content is None or not (row.head or with_history):
                continue
            quotes = gone.get(header.record, {})
            if row.head or not (quotes and consent.speaks(_decoded(row.content), quotes)):
                contents[header.content] = row.content
    named = {name for data in contents.values() for name in _attachments(data)}
    for header in headers:
        if header.kind == provenance.KIND_ISSUED and header.content in contents:
            content = _decoded(contents[header.content])
            named -= withdrawals.papers_that_quote(connection, content)
    here = {sha for chunk in chunks(sorted(named)) for sha in _known_files(connection, chunk)}
    return Bundle(headers, contents, frozenset(here))


def known_revisions(connection: Connection, wanted: Iterable[str]) -> dict[str, bool]:
    """Return which of the revisions are here, and whether their content is."""
    found: dict[str, bool] = {}
    for chunk in chunks(list(wanted)):
        query = select(RevisionRow.id, RevisionRow.content.is_not(None))
        found.update(connection.execute(query.where(RevisionRow.id.in_(chunk))).all())
    return found


def refuse_contradictions(connection: Connection, headers: Sequence[Header]) -> None:
    """Refuse headers that do not fit together, or not with what is here.

    Raises:
        UserError: a parent is missing or belongs to another record, or a record changed its kind.
    """
    owners = {header.id: header.record for header in headers}
    outside = {p for header in headers for p in header.parents if p not in owners}
    for chunk in chunks(sorted(outside)):
        query = select(RevisionRow.id, RevisionRow.record).where(RevisionRow.id.in_(chunk))
        owners.update(connection.execute(query).all())
    kinds = _kinds(connection, {header.record for header in headers})
    for header in headers:
        if kinds.setdefault(header.record, header.kind) != header.kind:
            raise UserError(f"Record {header.record} would change its kind; nothing was added.")
        if any(owners.get(parent) != header.record for parent in header.parents):
            raise UserError(
                f"A revision of record {header.record} was built on one that is not here; "
                "nothing was added. Ask for a complete exchange file."
            )


def add(
    connection: Connection,
    bundle: Bundle,
    files: Iterable[bytes],
    exchange: int | None,
    stamp: Stamp,
    progress: Progress,
) -> Changes:
    """Add the revisions, contents and files that are not here yet.

    Args:
        connection: of the writer.
        bundle: its hashes were checked when it was read.
        files: the bytes of its attachments.
        exchange: the number of the import, None for a recovery.
        stamp: who imports, where, when.
        progress: told the records done.

    Raises:
        UserError: the headers contradict each other or what is here.
        Cancelled: somebody asked to stop; the transaction is then rolled back.
    """
    refuse_contradictions(connection, bundle.headers)
    known = known_revisions(connection, (header.id for header in bundle.headers))
    new = [header for header in bundle.headers if header.id not in known]
    revisions.add(connection, [Revision(h, bundle.contents.get(h.content)) for h in new], exchange)
    filled = [h for h in bundle.headers if known.get(h.id) is False]
    filled = [h for h in filled if h.content in bundle.contents]
    for header in filled:
        statement = update(RevisionRow).where(RevisionRow.id == header.id)
        connection.execute(statement.values(content=bundle.contents[header.content]))
    for data in files:
        attachments.put(connection, data)
    records = list(dict.fromkeys(header.record for header in (*new, *filled)))
    births = projection.births_of(bundle.headers)
    for done, chunk in enumerate(chunks(records)):
        progress.step(done * revisions.CHUNK, len(records), "Adding records")
        projection.project(connection, chunk, births)
        if cleaned := withdrawals.enforce(connection, chunk, stamp, exchange):
            projection.project(connection, cleaned, births)
    return Changes("Imported", tuple(records), frozenset(header.kind for header in new))


def take_back(connection: Connection, exchange: int) -> Changes:
    """Take back the revisions that an import brought.

    Raises:
        UserError: later work was built on them; nothing was taken back.
    """
    query = select(RevisionRow.id, RevisionRow.record, RevisionRow.exchange)
    brought = connection.execute(query.where(RevisionRow.exchange == exchange)).all()
    records = sorted({row.record for row in brought})
    gone = {row.id for row in brought}
    for chunk in chunks(records):
        _refuse_built_on(connection, chunk, gone)
    connection.execute(delete(RevisionRow).where(RevisionRow.exchange == exchange))
    projection.rebuild(connection, records)
    return Changes("Import taken back", tuple(records))


def _refuse_built_on(connection: Connection, records: Sequence[str], gone: set[str]) -> None:
    rows = connection.execute(
        select(RevisionRow.id, RevisionRow.header).where(RevisionRow.record.in_(records))
    )
    for row in rows:
        header = revisions.header_of(row.header)
        if row.id not in gone and gone.intersection(header.parents):
            name = projection.reference_of(header.kind, header.record)
            raise UserError(
                f"{name} was changed after this import, so the import stays. "
                "Its earlier revisions can be restored one by one from its history."
            )


def _kinds(connection: Connection, records: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(sorted(records)):
        query = select(RecordRow.id, RecordRow.kind).where(RecordRow.id.in_(chunk))
        found.update(connection.execute(query).all())
    return found


def _decoded(content: bytes) -> dict[str, Json]:
    found: dict[str, Json] = msgspec.json.decode(content)
    return found


def _attachments(content: bytes) -> Iterator[str]:
    items = _decoded(content).get("attachments", [])
    yield from (item["id"] for item in items if isinstance(item, dict) and "id" in item)


def _known_files(connection: Connection, wanted: Sequence[str]) -> Iterable[str]:
    query = select(AttachmentRow.sha256).where(AttachmentRow.sha256.in_(wanted))
    return connection.scalars(query).all()
