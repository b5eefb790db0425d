"""What a copy of a collection has, in few bytes, so that others can tell what it lacks.

A key is the beginning of a hash: of a head whose content is here, of a file that such a content
names and that is here, or of the erasure of a whole record. Who has the heads of a record has the
rest of it. Sixteen digits are enough: of a million keys, one in 10^13 would be taken for another.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from kmdesk.models.tables import AttachmentRow, RecordRow, RevisionRow
from kmdesk.store import attachments, erasures, withdrawals
from kmdesk.store.revisions import chunks

KEY_LENGTH = 16

_HELD = (
    select(
        RevisionRow.record,
        RevisionRow.id,
        RecordRow.document.contains(attachments.NAMES_FILES, autoescape=True).label("files"),
    )
    .join(RecordRow, RecordRow.id == RevisionRow.record)
    .where(RevisionRow.head, RevisionRow.content.is_not(None))
)


@dataclass(frozen=True)
class Weight:
    """How much some records are.

    Attributes:
        text: bytes of headers and contents.
        files: the attachments.
        file_bytes: their bytes.
    """

    text: int
    files: int
    file_bytes: int


def key(digest: str) -> str:
    """Return the key of a revision or of a file."""
    return digest[:KEY_LENGTH]


def holdings(connection: Connection, records: Sequence[str] | None = None) -> dict[str, list[str]]:
    """Return what is held of each record, as ids of heads and SHA-256 of files.

    Of a record that was erased as a whole the erasure is held, which is never private.

    Args:
        connection: where to look.
        records: ids; None for all but those marked private.
    """
    if records is None:
        erased = {one.record: [one.id] for one in erasures.whole(connection)}
        return _holdings(connection, RecordRow.sharing != "private") | erased
    found: dict[str, list[str]] = {}
    for chunk in chunks(records):
        found |= _holdings(connection, RevisionRow.record.in_(chunk))
    return found


def _holdings(connection: Connection, which: ColumnElement[bool]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with_files: list[str] = []
    for row in connection.execute(_HELD.where(which)):
        found.setdefault(row.record, []).append(row.id)
        if row.files:
            with_files.append(row.id)
    for record, file in _files(connection, with_files):
        found[record].append(file)
    return found


def _files(connection: Connection, heads: Sequence[str]) -> Iterator[tuple[str, str]]:
    for chunk in chunks(heads):
        query = select(RevisionRow.record, RevisionRow.content).where(RevisionRow.id.in_(chunk))
        rows = connection.execute(query).all()
        named = {row.record: may_go(connection, row.content) for row in rows}
        here = set(known_files(connection, set().union(*named.values())))
        for record, files in named.items():
            yield from ((record, file) for file in sorted(files & here))


def files_of(content: bytes) -> Iterator[str]:
    """Yield the SHA-256 of the files that the bytes of a content name."""
    return attachments.named(msgspec.json.decode(content))


def may_go(connection: Connection, content: bytes) -> set[str]:
    """Return the files that a content names, but for papers with a quote withdrawn since."""
    document = msgspec.json.decode(content)
    named = set(attachments.named(document))
    return named - withdrawals.papers_that_quote(connection, document) if named else named


def known_files(connection: Connection, wanted: Iterable[str]) -> Iterator[str]:
    """Yield those of some files that are here."""
    for chunk in chunks(sorted(wanted)):
        query = select(AttachmentRow.sha256).where(AttachmentRow.sha256.in_(chunk))
        yield from connection.scalars(query)


def weight(
    connection: Connection, records: Sequence[str], held: Collection[str], *, with_history: bool
) -> Weight:
    """Return how much a file of some records would carry for somebody who has what is held."""
    text = 0
    files: set[str] = set()
    for chunk in chunks(records):
        query = select(
            RevisionRow.id,
            RevisionRow.head,
            func.length(RevisionRow.header).label("header"),
            func.coalesce(func.length(RevisionRow.content), 0).label("content"),
        )
        heads = set()
        for row in connection.execute(query.where(RevisionRow.record.in_(chunk))):
            goes = (row.head or with_history) and key(row.id) not in held
            text += row.header + (row.content if goes else 0)
            heads.add(row.id)
        for values in holdings(connection, chunk).values():
            files.update(v for v in values if v not in heads and key(v) not in held)
    size = 0
    for some in chunks(sorted(files)):
        total = select(func.sum(AttachmentRow.size)).where(AttachmentRow.sha256.in_(some))
        size += connection.scalar(total) or 0
    return Weight(text, len(files), size)
