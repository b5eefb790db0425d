"""Files that are kept: read whole and unchanged or not at all, their bytes stored once by hash."""

import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from kmdesk.base.errors import UserError
from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.record import Attachment
from kmdesk.models.revision import SHA256
from kmdesk.models.tables import AttachmentRow, DraftRow, RevisionRow

LARGEST = 50 * 2**20
"""Bytes. A collection is copied for each backup and must stay small enough to send."""

NAMES_FILES = '"attachments":['
"""What a content or document that names files holds."""

UNKNOWN = "application/octet-stream"


def read_file(file: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        UserError: it is no file, is too large, cannot be read, or changed meanwhile.
    """
    try:
        if file.is_dir():
            raise UserError(f"{file.name} is a folder; it was not attached. Choose its files.")
        before = file.stat()
        if before.st_size > LARGEST:
            raise UserError(too_large(file.name))
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        after = file.stat()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{file.name} cannot be read ({reason}); it was not attached.") from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(data)):
        raise UserError(f"{file.name} changed while it was read; it was not attached. Try again.")
    return data


def too_large(name: str) -> str:
    """Return the sentence for a file over the limit."""
    return f"{name} is larger than {LARGEST // 2**20} MB; it was not attached."


def described(name: str, data: bytes) -> Attachment:
    """Return the entry that a record keeps of a file; the name loses its folders.

    Raises:
        UserError: it is too large.
    """
    if len(data) > LARGEST:
        raise UserError(too_large(name))
    bare = canonical.text(PureWindowsPath(PurePosixPath(name).name).name) or "file"
    media_type = mimetypes.guess_type(bare)[0] or UNKNOWN
    return Attachment(id=canonical.sha256(data), name=bare, media_type=media_type, size=len(data))


def put(connection: Connection, data: bytes) -> str:
    """Keep the bytes of a file, once, and return their SHA-256."""
    digest = canonical.sha256(data)
    statement = insert(AttachmentRow).values(sha256=digest, size=len(data), bytes=data)
    connection.execute(statement.on_conflict_do_nothing())
    return digest


def get(connection: Connection, sha256: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        UserError: they are not here.
    """
    data = connection.scalar(select(AttachmentRow.bytes).where(AttachmentRow.sha256 == sha256))
    if data is None:
        raise UserError("That attachment is not in this collection.")
    return data


def named(content: Mapping[str, Json]) -> Iterator[str]:
    """Yield the SHA-256 of the files that a content or a document names."""
    for item in canonical.items(content, "attachments"):
        if SHA256.fullmatch(item["id"]):
            yield item["id"]


def drop_unused(connection: Connection, files: Iterable[str]) -> None:
    """Remove those of some files that no content held and no draft names any more."""
    for sha256 in files:
        held = select(RevisionRow.id).where(func.instr(RevisionRow.content, sha256.encode()) > 0)
        typed = select(DraftRow.record).where(func.instr(DraftRow.fields, sha256) > 0)
        if not (connection.scalar(held.limit(1)) or connection.scalar(typed.limit(1))):
            connection.execute(delete(AttachmentRow).where(AttachmentRow.sha256 == sha256))
