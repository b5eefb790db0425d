"""Reading what can be read of a damaged collection, or of a backup."""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from kmdesk.base.errors import UserError
from kmdesk.models import canonical
from kmdesk.models.erasure import Erasure, read_erasure
from kmdesk.models.revision import Header, read_header
from kmdesk.models.tables import AttachmentRow, ErasureRow, RevisionRow
from kmdesk.store import sqlite
from kmdesk.store.union import Bundle

SMALLEST = 300
"""Bytes. No revision takes less: a header alone has more."""

logger = logging.getLogger(__name__)


def read(path: Path) -> tuple[Bundle, list[bytes]]:
    """Return the sound revisions and attachments of a collection file.

    A revision whose parents cannot be read is left out with all that was built on it.

    Raises:
        UserError: the file is no collection, or nothing of it can be read.
    """
    sqlite.recognise(path)
    with _whole(path) as readable:
        engine = sqlite.engine(readable)
        with engine.connect() as connection:
            headers, contents = _revisions(connection, _last_number(connection, readable))
            files = list(_files(connection))
            gone = _erasures(connection)
        engine.dispose()
        if not headers and (problems := sqlite.quick_check(readable)):
            raise UserError(f"Nothing in {path} can be read ({problems[0]}); nothing changed.")
    kept = _connected(headers)
    known = {header.id for header in kept}
    gone = [one for one in gone if one.whole or one.revision in known]
    return Bundle(kept, contents, erasures=gone), files


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Yield the file, or a copy as long as it should be: SQLite does not read one cut short."""
    lacking = sqlite.full_size(path) - path.stat().st_size
    if lacking <= 0:
        yield path
        return
    with TemporaryDirectory(prefix="kmdesk-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        os.truncate(copy, copy.stat().st_size + lacking)
        yield copy


def _last_number(connection: Connection, path: Path) -> int:
    """Return the number of the last revision, or one that none can have."""
    try:
        return connection.scalar(select(func.max(RevisionRow.number))) or 0
    except DatabaseError:
        return path.stat().st_size // SMALLEST


def _revisions(connection: Connection, last: int) -> tuple[dict[str, Header], dict[str, bytes]]:
    headers: dict[str, Header] = {}
    contents: dict[str, bytes] = {}
    for number in range(1, last + 1):
        try:
            row = connection.execute(
                select(RevisionRow.header, RevisionRow.content).where(RevisionRow.number == number)
            ).one_or_none()
            if row is None:
                continue
            header = read_header(row.header)
            if row.content is not None and canonical.sha256(row.content) == header.content:
                canonical.decode(row.content)
                contents[header.content] = row.content
            headers[header.id] = header
        except (DatabaseError, ValueError) as error:
            logger.warning("Revision number %s is damaged: %s", number, error)
    return headers, contents


def _files(connection: Connection) -> Iterator[bytes]:
    try:
        digests = connection.scalars(select(AttachmentRow.sha256)).all()
    except DatabaseError as error:
        logger.warning("The list of attachments is damaged: %s", error)
        return
    for digest in digests:
        query = select(AttachmentRow.bytes).where(AttachmentRow.sha256 == digest)
        try:
            data = connection.scalars(query).one()
        except DatabaseError:
            logger.warning("Attachment %s is damaged", digest)
            continue
        if canonical.sha256(data) == digest:
            yield data


def _erasures(connection: Connection) -> list[Erasure]:
    """Return the erasures that can be read; an older kmdesk had none."""
    try:
        rows = connection.scalars(select(ErasureRow.body)).all()
    except DatabaseError as error:
        logger.warning("The list of erasures cannot be read: %s", error)
        return []
    found = []
    for body in rows:
        try:
            found.append(read_erasure(body))
        except ValueError as error:
            logger.warning("An erasure is damaged: %s", error)
    return found


def _connected(headers: dict[str, Header]) -> list[Header]:
    """Return the headers whose whole ancestry is there."""
    kept = dict(headers)
    while loose := [h for h in kept.values() if not kept.keys() >= set(h.parents)]:
        for header in loose:
            del kept[header.id]
    return list(kept.values())
