"""Erasures in their table, and seeing to it that what was erased stays away, whatever arrives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.models import erasure
from kmdesk.models.erasure import Erasure
from kmdesk.models.flat import Flat, flatten
from kmdesk.models.resolve import TRASHED
from kmdesk.models.revision import Header
from kmdesk.models.tables import (
    DepartureRow,
    ErasureRow,
    RecordRow,
    RevisionRow,
    SettingRow,
)
from kmdesk.store import (
    attachments,
    drafts,
    file_texts,
    forgetting,
    known_erasures,
    rebasing,
    revisions,
    settings,
)
from kmdesk.store.revisions import Revision, chunks
from kmdesk.store.views import Draft

_DECODER = msgspec.json.Decoder(Erasure)


@dataclass
class Enforced:
    """What was taken away.

    Attributes:
        records: those of which something was; their projection is to be made anew.
        wiped: the revisions whose content is gone.
        files: the SHA-256 of files that the content named.
        texts: what stood in the content and in those files, for the search index to forget.
    """

    records: set[str] = field(default_factory=set)
    wiped: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


def everything(connection: Connection) -> list[Erasure]:
    """Return all erasures, the latest first."""
    found = map(_DECODER.decode, connection.scalars(select(ErasureRow.body)))
    return sorted(found, key=lambda one: (one.time, one.id), reverse=True)


def whole(connection: Connection) -> list[Erasure]:
    """Return the erasures of whole records, by name."""
    query = select(ErasureRow.body).where(ErasureRow.whole).order_by(ErasureRow.id)
    return list(map(_DECODER.decode, connection.scalars(query)))


def erased_whole(connection: Connection, records: Iterable[str]) -> dict[str, Erasure]:
    """Return those of some records that were erased as a whole."""
    return _whole(known_erasures.of(connection, records))


def _whole(known: Mapping[str, Iterable[Erasure]]) -> dict[str, Erasure]:
    return {r: one for r, some in known.items() for one in some if one.whole}


def refuse_erased(known: Mapping[str, Iterable[Erasure]]) -> None:
    """Refuse records that were erased as a whole, among those with erasures.

    Raises:
        UserError: one of them was.
    """
    for record, one in _whole(known).items():
        raise UserError(f"Record {record} was {in_words(one)}. It cannot come back; nothing saved.")


def in_words(one: Erasure) -> str:
    """Return who erased something, when and why: "erased for good on … by …: …"."""
    day = f"{clock.local(one.time):%Y-%m-%d}"
    reason = f": {one.reason.rstrip('.')}" if one.reason else ""
    return f"erased for good on {day} by {one.author or 'somebody'}{reason}"


def add(connection: Connection, some: Iterable[Erasure]) -> list[Erasure]:
    """Keep erasures that are not here yet, and return them."""
    wanted = {one.id: one for one in some}
    known: set[str] = set()
    for chunk in chunks(list(wanted)):
        known.update(connection.scalars(select(ErasureRow.id).where(ErasureRow.id.in_(chunk))))
    new = [one for name, one in wanted.items() if name not in known]
    rows = [{"id": e.id, "record": e.record, "whole": e.whole, "body": e.bytes} for e in new]
    if rows:
        connection.execute(insert(ErasureRow), rows)
    return new


def refuse_unfounded(
    connection: Connection, some: Iterable[Erasure], headers: Iterable[Header]
) -> None:
    """Refuse erasures whose clean revision is not what it should be.

    Args:
        connection: where to look.
        some: of any records.
        headers: those that come with them.

    Raises:
        UserError: a clean revision is neither here nor among the headers, belongs to another
            record, or left one of the paths alone.
    """
    coming = {header.id: header for header in headers}
    for one in some:
        if one.revision is None:
            continue
        clean = coming.get(one.revision)
        if clean is None:
            query = select(RevisionRow.header).where(RevisionRow.id == one.revision)
            data = connection.scalar(query)
            clean = revisions.header_of(data) if data else None
        touched = (*clean.changed, *clean.removed) if clean and clean.record == one.record else ()
        if not all(erasure.covered([path], touched) for path in one.paths):
            raise UserError(
                f"An erasure in record {one.record} does not fit the record; nothing was added."
            )


def erased_content(connection: Connection, records: Iterable[str]) -> dict[str, Erasure]:
    """Return the revisions of some records that held what was erased, each with an erasure."""
    found: dict[str, Erasure] = {}
    for record, known in known_erasures.of(connection, records).items():
        found |= erasure.erased_from(revisions.headers(connection, record), known)
    return found


def why_gone(connection: Connection, record: str, revision: str) -> str:
    """Return the sentence on a revision whose content is not here."""
    one = erased_content(connection, [record]).get(revision)
    if one is None:
        return "The content of that revision is not in this collection."
    return f"Something in that revision was {in_words(one)}."


def enforce(
    connection: Connection, records: Iterable[str], exchange: int | None = None
) -> Enforced:
    """Take what was erased out of all revisions of some records, and out of their drafts.

    A head that holds it, because its author had not heard of the erasure, gets a revision on top
    that takes it away and changes nothing else; then its content goes, as that of earlier ones. So
    does a revision that a draft was begun from, where nothing else stands for it.

    Args:
        connection: of the writer.
        records: ids; those erased as a whole lose all they have.
        exchange: the import that brought the words or the erasure, if one did.
    """
    done = Enforced()
    for record, known in known_erasures.of(connection, records).items():
        if any(one.whole for one in known):
            _forget(connection, record, done)
        else:
            _enforce(connection, record, known, exchange, done)
    done.texts.update(file_texts.texts(connection, sorted(done.files)))
    attachments.drop_unused(connection, done.files)
    if done.records:
        settings.put(connection, settings.SCRUB, True)
    return done


def _enforce(
    connection: Connection,
    record: str,
    known: Sequence[Erasure],
    exchange: int | None,
    done: Enforced,
) -> None:
    headers = revisions.headers(connection, record)
    binding = erasure.binding(headers, known)
    in_trash = False
    ends: set[str] = set()
    flats: dict[str, Flat] = {}
    going: dict[str, list[Erasure]] = {}
    query = select(RevisionRow.id, RevisionRow.head, RevisionRow.content)
    for row in connection.execute(
        query.where(RevisionRow.record == record, RevisionRow.content.is_not(None))
    ):
        content = msgspec.json.decode(row.content)
        flat = flatten(content)
        in_trash |= row.head and TRASHED in flat
        against = [e for e in binding.get(row.id, ()) if erasure.contradicts(flat, [e])]
        if against:
            flats[row.id], going[row.id] = flat, against
            done.files.update(attachments.named(content))
            done.texts.update(forgetting.texts_of(row.content))
            ends |= {row.id} if row.head else set()
    wiped = list(going)
    if not in_trash:  # a version beside it would take the record out of the trash
        ends |= rebasing.stranded(connection, record, headers, going)
    made = [
        Revision(*erasure.cleaned(headers[one], flats[one], going[one])) for one in sorted(ends)
    ]
    revisions.add(connection, made, exchange)
    for chunk in chunks(wiped):
        connection.execute(
            update(RevisionRow).where(RevisionRow.id.in_(chunk)).values(content=None)
        )
    if rebasing.clean_draft(connection, record) or wiped:
        done.records.add(record)
    done.wiped += wiped


def _forget(connection: Connection, record: str, done: Enforced) -> None:
    """Take away all that is kept of a record, but for its erasures."""
    rows = connection.execute(
        select(RevisionRow.id, RevisionRow.content).where(RevisionRow.record == record)
    ).all()
    for row in rows:
        if row.content is not None:
            done.files.update(attachments.named(msgspec.json.decode(row.content)))
            done.texts.update(forgetting.texts_of(row.content))
    for draft in drafts.all_drafts(connection, record):
        done.files.update(attachments.named(draft.fields))
        drafts.drop(connection, record)
        done.records.add(record)
    for chunk in chunks([row.id for row in rows]):
        connection.execute(delete(DepartureRow).where(DepartureRow.revision.in_(chunk)))
    connection.execute(delete(RevisionRow).where(RevisionRow.record == record))
    connection.execute(delete(SettingRow).where(SettingRow.name.endswith(f"/{record}")))
    if rows or connection.scalar(select(RecordRow.id).where(RecordRow.id == record)):
        done.records.add(record)
    done.wiped += [row.id for row in rows]


def keep_draft(connection: Connection, draft: Draft) -> None:
    """Keep a draft, without what was erased since it was begun.

    Raises:
        UserError: the record was erased, or what was erased cannot be told from the rest.
    """
    refuse_erased(known_erasures.of(connection, [draft.record]))
    rebasing.put_draft(connection, draft)


def wiped(connection: Connection, records: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the revisions of which content was erased, and the records that were, of some."""
    chosen = list(records)
    return set(erased_content(connection, chosen)), set(erased_whole(connection, chosen))


def still_held(connection: Connection, revision_ids: set[str], records: set[str]) -> bool:
    """Say whether a collection, such as a backup, still has some content or some records."""
    content = RevisionRow.content.is_not(None)
    for chunk in chunks(sorted(revision_ids)):
        query = select(RevisionRow.id).where(content, RevisionRow.id.in_(chunk)).limit(1)
        if connection.scalar(query):
            return True
    for chunk in chunks(sorted(records)):
        if connection.scalar(select(RevisionRow.id).where(RevisionRow.record.in_(chunk)).limit(1)):
            return True
    return False
