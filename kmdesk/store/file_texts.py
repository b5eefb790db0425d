"""The words of attached files: read elsewhere, kept here, and indexed with each record.

A text is kept by the hash of its file, so it is read once however many records hold the file, and
goes with the file's bytes. The full-text index of every record that names the file takes it in the
same transaction.
"""

import zlib
from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, literal, select
from sqlalchemy.dialects.sqlite import insert

from kmdesk.models.tables import AttachmentRow, FileRow, FileTextRow, RecordRow
from kmdesk.store import fulltext
from kmdesk.store.revisions import chunks
from kmdesk.store.views import FileText, UnreadFile

_HASHES: BindParameter[str] = bindparam("hashes", expanding=True)
_ANY = select(FileTextRow.sha256).where(FileTextRow.fault == "").limit(1)
_TEXTS = (
    select(FileTextRow.text)
    .where(FileTextRow.sha256.in_(_HASHES), FileTextRow.fault == "")
    .order_by(FileTextRow.sha256)
)
_OF_RECORD = (
    select(FileRow.name, FileTextRow.text)
    .join(FileTextRow, FileTextRow.sha256 == FileRow.sha256)
    .where(FileRow.record == bindparam("record"), FileTextRow.fault == "")
    .order_by(FileRow.sha256)
)


def any_here(connection: Connection) -> bool:
    """Say whether the words of any file are known."""
    return connection.scalar(_ANY) is not None


def texts(connection: Connection, hashes: Sequence[str]) -> list[str]:
    """Return the texts of some files as far as they are known, in the order of their hashes."""
    rows = connection.scalars(_TEXTS, {"hashes": hashes}) if hashes else ()
    return [_unpacked(row) for row in rows]


def of_record(connection: Connection, record: str) -> list[tuple[str, str]]:
    """Return the names and texts of the files of a record, as far as they are known."""
    rows = connection.execute(_OF_RECORD, {"record": record})
    return [(row.name, _unpacked(row.text)) for row in rows]


def unread(connection: Connection, reader: int) -> list[UnreadFile]:
    """Return the files of records that are here and that no such reader, nor a later one, read."""
    read = select(FileTextRow.sha256).where(FileTextRow.reader >= reader)
    rows = connection.execute(
        select(FileRow.sha256, FileRow.name)
        .join(AttachmentRow, AttachmentRow.sha256 == FileRow.sha256)
        .where(FileRow.sha256.not_in(read))
        .distinct()
        .order_by(FileRow.sha256, FileRow.name)
    )
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row.sha256, []).append(row.name)
    return [UnreadFile(sha256, tuple(some)) for sha256, some in names.items()]


def put(connection: Connection, sha256: str, found: FileText) -> None:
    """Keep what was read of a file, and index it with the records that name the file.

    Nothing is kept of a file that went meanwhile.
    """
    values = (
        literal(sha256),
        literal(found.reader),
        literal(found.fault),
        literal(zlib.compress(found.text.encode())),
    )
    here = select(*values).where(
        select(AttachmentRow.sha256).where(AttachmentRow.sha256 == sha256).exists()
    )
    added = insert(FileTextRow).from_select(["sha256", "reader", "fault", "text"], here)
    replaced = {name: added.excluded[name] for name in ("reader", "fault", "text")}
    connection.execute(added.on_conflict_do_update(index_elements=["sha256"], set_=replaced))
    named = select(FileRow.record).where(FileRow.sha256 == sha256)
    for row in connection.execute(
        select(RecordRow.id, RecordRow.number).where(RecordRow.id.in_(named))
    ).all():
        fulltext.attach(connection, row.number, [text for _, text in of_record(connection, row.id)])


def faults(connection: Connection, hashes: Sequence[str]) -> dict[str, str]:
    """Return why the words of some files are not known, by hash; see `FileText.fault`."""
    found: dict[str, str] = {}
    for chunk in chunks(list(hashes)):
        query = select(FileTextRow.sha256, FileTextRow.fault).where(
            FileTextRow.sha256.in_(chunk), FileTextRow.fault != ""
        )
        found.update(connection.execute(query).all())
    return found


def _unpacked(data: bytes) -> str:
    return zlib.decompress(data).decode()
