"""Where words occur in a collection: in records and their past, in drafts, in what it remembers."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from sqlalchemy import Connection, func, select

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.find import places
from kmdesk.models.flat import flatten, is_member, is_position, unescape
from kmdesk.models.record import UNTITLED
from kmdesk.models.tables import (
    DraftRow,
    ExchangeRow,
    FileRow,
    RecordRow,
    RevisionRow,
    SettingRow,
)
from kmdesk.store import file_texts
from kmdesk.store.projection import reference_of
from kmdesk.store.views import Occurrence, Place

SHORTEST = 3
"""Letters of words that may be looked for; fewer would be found in every text."""

_AROUND = 40
"""Characters of an excerpt on either side of the words."""

_EVERY = 500
"""Revisions read between two reports."""


def find(connection: Connection, words: str, progress: Progress) -> list[Occurrence]:
    """Return where words occur, whatever their case and accents.

    Args:
        connection: where to look.
        words: as they were typed.
        progress: told the revisions read.

    Raises:
        UserError: the words are too short.
        Cancelled: somebody asked to stop.
    """
    sought = canonical.text(words).strip()
    if len(sought) < SHORTEST:
        raise UserError(f"Type at least {SHORTEST} letters to look for; nothing was changed.")
    return [
        *_in_records(connection, sought, progress),
        *_in_files(connection, sought),
        *_in_drafts(connection, sought),
        *_in_settings(connection, sought),
        *_in_log(connection, sought),
    ]


def _in_records(connection: Connection, words: str, progress: Progress) -> Iterator[Occurrence]:
    """Yield each path once: as text of today where it is, else as earlier text."""
    now: dict[str, dict[str, str]] = {}
    earlier: dict[str, dict[str, str]] = {}
    held = select(func.count()).where(RevisionRow.content.is_not(None))
    total = connection.scalar(held) or 0
    query = select(RevisionRow.record, RevisionRow.head, RevisionRow.content)
    query = query.where(RevisionRow.content.is_not(None)).execution_options(yield_per=_EVERY)
    for done, row in enumerate(connection.execute(query)):
        if done % _EVERY == 0:
            progress.step(done, total, "Reading all revisions")
        found = dict(_paths(msgspec.json.decode(row.content or b"{}"), words))
        if found:
            (now if row.head else earlier).setdefault(row.record, {}).update(found)
    for record in sorted(now.keys() | earlier.keys()):
        reference, title = _named(connection, record)
        standing = now.get(record, {})
        past = {p: e for p, e in earlier.get(record, {}).items() if p not in standing}
        here: tuple[tuple[Place, dict[str, str]], ...] = ("text", standing), ("earlier", past)
        for place, some in here:
            for path, excerpt in sorted(some.items()):
                where: Place = "tag" if is_member(path) else place
                yield Occurrence(where, record, reference, title, path, excerpt)


def _paths(content: Mapping[str, Json], words: str) -> Iterator[tuple[str, str]]:
    """Yield the paths of a content whose value holds some words, each with an excerpt."""
    for path, value in flatten(content).items():
        if is_position(path):
            continue
        text = unescape(path.rpartition("/")[2][1:]) if is_member(path) else str(value)
        if found := places(text, words):
            yield path, excerpt_at(text, found[0], len(words))


def excerpt_at(text: str, start: int, length: int) -> str:
    """Return what stands around a place in a text, on one line."""
    first, last = max(start - _AROUND, 0), start + length + _AROUND
    cut = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"


def _in_files(connection: Connection, words: str) -> Iterator[Occurrence]:
    """Yield the files whose words are known and hold these, once for each record."""
    query = select(FileRow.record, FileRow.sha256, FileRow.name)
    for row in connection.execute(query.order_by(FileRow.sha256, FileRow.record)):
        for text in file_texts.texts(connection, [row.sha256]):
            if found := places(text, words):
                reference, title = _named(connection, row.record)
                excerpt = f"{row.name}: {excerpt_at(text, found[0], len(words))}"
                path = f"attachments/{row.sha256}"
                yield Occurrence("file", row.record, reference, title, path, excerpt)


def _in_drafts(connection: Connection, words: str) -> Iterator[Occurrence]:
    for row in connection.execute(select(DraftRow).order_by(DraftRow.record)):
        for text in _texts(msgspec.json.decode(row.fields)):
            if found := places(text, words):
                reference, title = _named(connection, row.record, row.kind)
                excerpt = excerpt_at(text, found[0], len(words))
                yield Occurrence("draft", row.record, reference, title, "", excerpt)
                break


def _in_settings(connection: Connection, words: str) -> Iterator[Occurrence]:
    for row in connection.execute(select(SettingRow).order_by(SettingRow.name)):
        for text in _texts(msgspec.json.decode(row.value)):
            if found := places(text, words):
                excerpt = excerpt_at(text, found[0], len(words))
                yield Occurrence("setting", "", "", "", row.name, excerpt)
                break


def _in_log(connection: Connection, words: str) -> Iterator[Occurrence]:
    for row in connection.execute(select(ExchangeRow).order_by(ExchangeRow.number)):
        if places(row.file, words):
            yield Occurrence("log", "", "", "", str(row.number), row.file)


def _texts(value: Json) -> Iterable[str]:
    """Return all texts in a value, the names of its fields among them."""
    if isinstance(value, dict):
        return [t for k, v in value.items() for t in (k, *_texts(v))]
    if isinstance(value, list):
        return [t for one in value for t in _texts(one)]
    return [value] if isinstance(value, str) else []


def _named(connection: Connection, record: str, kind: str = "") -> tuple[str, str]:
    """Return the reference and the title of a record, also of one that was never saved."""
    query = select(RecordRow.kind, RecordRow.title).where(RecordRow.id == record)
    row = connection.execute(query).one_or_none()
    return (reference_of(row.kind if row else kind, record), row.title if row else UNTITLED)
