"""The union of revisions: what an exchange file or a recovered collection adds to this one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Self

import msgspec
from sqlalchemy import Connection, delete, select, update

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import consent, provenance
from kmdesk.models.canonical import Json
from kmdesk.models.erasure import Erasure
from kmdesk.models.resolve import heads_of
from kmdesk.models.revision import Header
from kmdesk.models.tables import LinkRow, RecordRow, RevisionRow
from kmdesk.store import (
    attachments,
    drafts,
    erasures,
    forgetting,
    holding,
    known_erasures,
    projection,
    revisions,
    withdrawals,
)
from kmdesk.store.revisions import Revision, Stamp, chunks
from kmdesk.store.views import Changes


@dataclass(frozen=True)
class Bundle:
    """Records on their way in or out: all their headers, and the contents that go along.

    Attributes:
        headers: in any order.
        contents: canonical bytes by their SHA-256.
        attachments: the SHA-256 of the files that the contents name.
        erasures: what was erased for good, in these records and of whole records.
    """

    headers: Sequence[Header]
    contents: Mapping[str, bytes]
    attachments: frozenset[str] = field(default_factory=frozenset)
    erasures: Sequence[Erasure] = ()

    @classmethod
    def of_all(cls, bundles: Sequence[Self]) -> Self:
        """Return the union of bundles."""
        headers = {header.id: header for one in bundles for header in one.headers}
        contents = {name: data for one in bundles for name, data in one.contents.items()}
        files = frozenset(file for one in bundles for file in one.attachments)
        erased = {one.id: one for some in bundles for one in some.erasures}
        return cls(list(headers.values()), contents, files, list(erased.values()))

    def carries(self) -> Iterator[str]:
        """Yield the keys of what it holds: contents by their revisions, files, erased records."""
        for header in self.headers:
            if header.content in self.contents:
                yield holding.key(header.id)
        yield from map(holding.key, self.attachments)
        yield from (holding.key(one.id) for one in self.erasures if one.whole)

    def only(self, records: Set[str]) -> "Bundle":
        """Return what it holds of some records."""
        headers = [header for header in self.headers if header.record in records]
        named = {header.content for header in headers}
        contents = {name: data for name, data in self.contents.items() if name in named}
        files = {file for data in contents.values() for file in holding.files_of(data)}
        erased = [one for one in self.erasures if one.record in records]
        return Bundle(headers, contents, self.attachments & files, erased)


def outgoing(
    connection: Connection,
    records: Sequence[str],
    *,
    with_history: bool,
    held: Set[str] = frozenset(),
) -> Bundle:
    """Return the bundle of some records: all headers, today's content, with history all content.

    Earlier content that holds words of a quote withdrawn since stays here, and so do papers that
    were issued with such words, and what the other side has already. Erasures of whole records go
    with every bundle: nothing else is left that could take them along.

    Args:
        connection: where to look.
        records: ids.
        with_history: earlier content too.
        held: keys of what the other side has; see `holding`.
    """
    headers: list[Header] = []
    contents: dict[str, bytes] = {}
    lacking = _lacking_files(connection, records, held) if held else set()
    for chunk in chunks(records):
        gone = withdrawals.ever_withdrawn(connection, chunk) if with_history else {}
        query = select(RevisionRow.id, RevisionRow.header, RevisionRow.content, RevisionRow.head)
        for row in connection.execute(
            query.where(RevisionRow.record.in_(chunk)).order_by(RevisionRow.id)
        ):
            header = revisions.header_of(row.header)
            headers.append(header)
            if row.content is None or not (row.head or with_history):
                continue
            if holding.key(row.id) in held and lacking.isdisjoint(holding.files_of(row.content)):
                continue
            quotes = gone.get(header.record, {})
            if row.head or not (quotes and consent.speaks(_decoded(row.content), quotes)):
                contents[header.content] = row.content
    named = {name for data in contents.values() for name in holding.may_go(connection, data)}
    wanted = {name for name in named if holding.key(name) not in held}
    files = frozenset(holding.known_files(connection, wanted))
    parts = [one for some in known_erasures.of(connection, records).values() for one in some]
    erased = [*(one for one in parts if not one.whole), *erasures.whole(connection)]
    return Bundle(headers, contents, files, erased)


def _lacking_files(connection: Connection, records: Sequence[str], held: Set[str]) -> set[str]:
    """Return the files of some records that the other side lacks, whatever else it has."""
    values = holding.holdings(connection, records).values()
    return {value for some in values for value in some if holding.key(value) not in held}


def fills(connection: Connection, bundle: Bundle) -> set[str]:
    """Return the records whose files are not all here, and of which a bundle brings some."""
    missing = bundle.attachments - set(holding.known_files(connection, bundle.attachments))
    if not missing:
        return set()
    return {
        header.record
        for header in bundle.headers
        if header.content in bundle.contents
        and not missing.isdisjoint(holding.files_of(bundle.contents[header.content]))
    }


def known_revisions(connection: Connection, wanted: Iterable[str]) -> dict[str, bool]:
    """Return which of the revisions are here, and whether nothing of them is wanted any more.

    What is wanted is content that is not here, unless something in it was erased.
    """
    found: dict[str, bool] = {}
    lacking: dict[str, list[str]] = {}
    for chunk in chunks(list(wanted)):
        query = select(RevisionRow.id, RevisionRow.record, RevisionRow.content.is_not(None))
        for revision, record, here in connection.execute(query.where(RevisionRow.id.in_(chunk))):
            found[revision] = here
            if not here:
                lacking.setdefault(record, []).append(revision)
    erased = erasures.erased_content(connection, lacking)
    return found | {one: True for some in lacking.values() for one in some if one in erased}


def refuse_contradictions(connection: Connection, bundle: Bundle) -> None:
    """Refuse a bundle that does not fit together, or not with what is here.

    Raises:
        UserError: a parent is missing or belongs to another record, a record changed its kind, or
            an erasure does not fit its record.
    """
    headers = bundle.headers
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
    erasures.refuse_unfounded(connection, bundle.erasures, headers)


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
    bundle = without_erased_records(connection, bundle)
    refuse_contradictions(connection, bundle)
    gone = erasures.add(connection, bundle.erasures)
    known = known_revisions(connection, (header.id for header in bundle.headers))
    new = [header for header in bundle.headers if header.id not in known]
    revisions.add(connection, [Revision(h, bundle.contents.get(h.content)) for h in new], exchange)
    filled = [h for h in bundle.headers if known.get(h.id) is False]
    filled = [h for h in filled if h.content in bundle.contents]
    for header in filled:
        statement = update(RevisionRow).where(RevisionRow.id == header.id)
        connection.execute(statement.values(content=bundle.contents[header.content]))
    with_files = sorted(fills(connection, bundle))
    for data in files:
        attachments.put(connection, data)
    touched = dict.fromkeys(header.record for header in (*new, *filled))
    touched |= dict.fromkeys(with_files)
    took = erasures.enforce(connection, [*touched, *(one.record for one in gone)], exchange)
    erased = sorted(took.records - touched.keys())
    projection.rebuild(connection, erased)
    records = list(touched)
    births = projection.births_of(bundle.headers)
    projection.project(
        connection,
        records,
        births,
        lambda done: progress.step(done, len(records), "Adding records"),
    )
    if cleaned := withdrawals.enforce(connection, records, stamp, exchange):
        projection.project(connection, cleaned, births)
    if gone and took.records:
        forgetting.forget(connection, took.texts, progress)
    kinds = frozenset(header.kind for header in new)
    return Changes("Imported", (*records, *erased), kinds, erased=bool(took.records))


def without_erased_records(connection: Connection, bundle: Bundle) -> Bundle:
    """Return a bundle without records that were erased as a whole, here or in the bundle."""
    records = {header.record for header in bundle.headers}
    gone = set(erasures.erased_whole(connection, records))
    gone |= {one.record for one in bundle.erasures if one.whole}
    if not gone & records:
        return bundle
    kept = [header for header in bundle.headers if header.record not in gone]
    parts = [one for one in bundle.erasures if one.whole or one.record not in gone]
    return replace(bundle, headers=kept, erasures=parts)


def take_back(connection: Connection, exchange: int) -> Changes:
    """Take back the revisions that an import brought.

    A record in which something was erased stays as it is where the clean revision, or what stands
    now, came with the import: taken back, it would lack all text. What was erased stays erased.

    Raises:
        UserError: later work was built on them, a draft begun from them, or a paper printed them;
            nothing was taken back.
    """
    query = select(RevisionRow.id, RevisionRow.record, RevisionRow.exchange)
    brought: dict[str, set[str]] = {}
    for row in connection.execute(query.where(RevisionRow.exchange == exchange)):
        brought.setdefault(row.record, set()).add(row.id)
    gone = set().union(*brought.values())
    for chunk in chunks(sorted(brought)):
        _refuse_built_on(connection, chunk, gone)
    staying = {record for record, some in brought.items() if _needed(connection, record, some)}
    going = sorted(brought.keys() - staying)
    _refuse_relied_on(connection, going, gone)
    files: set[str] = set()
    for record in going:
        here = RevisionRow.record == record, RevisionRow.exchange == exchange
        for data in connection.scalars(select(RevisionRow.content).where(*here)):
            files.update(holding.files_of(data) if data else ())
        connection.execute(delete(RevisionRow).where(*here))
    attachments.drop_unused(connection, sorted(files))
    projection.rebuild(connection, going)
    return Changes("Import taken back", tuple(going), kept=tuple(sorted(staying)))


def _needed(connection: Connection, record: str, brought: set[str]) -> bool:
    """Say whether a record needs what an import brought, because something was erased in it."""
    known = known_erasures.of(connection, [record]).get(record)
    if not known:
        return False
    left = revisions.headers(connection, record)
    left = {one: header for one, header in left.items() if one not in brought}
    return any(one.revision in brought for one in known) or any(
        revisions.content(connection, head) is None for head in heads_of(left)
    )


def _refuse_built_on(connection: Connection, records: Sequence[str], gone: set[str]) -> None:
    rows = connection.execute(
        select(RevisionRow.id, RevisionRow.header, RevisionRow.exchange).where(
            RevisionRow.record.in_(records)
        )
    )
    for row in rows:
        header = revisions.header_of(row.header)
        if row.id not in gone and gone.intersection(header.parents):
            name = projection.reference_of(header.kind, header.record)
            later = (
                f"Take back import {row.exchange} first, which built on it."
                if row.exchange
                else "Its earlier revisions can be restored one by one from its history."
            )
            raise UserError(f"{name} was changed after this import, so the import stays. {later}")


def _refuse_relied_on(connection: Connection, records: Sequence[str], gone: set[str]) -> None:
    """Refuse to take back what a draft was begun from, or what a paper printed that was issued."""
    kinds = _kinds(connection, records)
    for record in drafts.begun_from(connection, records, gone):
        raise UserError(
            f"{projection.reference_of(kinds[record], record)} has a draft that was begun after "
            "this import, so the import stays. Save the draft or discard it first."
        )
    issued = LinkRow.path.startswith(f"{provenance.ISSUES}/")
    for chunk in chunks(records):
        query = select(LinkRow.target, LinkRow.record, LinkRow.path)
        for row in connection.execute(query.where(LinkRow.target.in_(chunk), issued)):
            named = provenance.read_path(row.path)
            if named and named[1] in gone and row.record not in kinds:
                raise UserError(
                    f"{projection.reference_of(kinds[row.target], row.target)} was printed in a "
                    "paper that was issued after this import, so the import stays."
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
