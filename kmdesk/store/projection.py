"""The projection: the rows of `record`, `tag`, `link` and the full-text index, from revisions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.ids import reference
from kmdesk.models.kinds import KINDS
from kmdesk.models.record import title_of
from kmdesk.models.resolve import TRASHED, heads_of
from kmdesk.models.revision import Header
from kmdesk.models.tables import RecordRow, RevisionRow
from kmdesk.store import details, file_texts, fulltext, indexing, revisions
from kmdesk.store.details import Details, line
from kmdesk.store.revisions import Revision, chunks

LEAD_LENGTH = 240
_START = datetime(2000, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_KNOWN = select(
    RecordRow.id,
    RecordRow.kind,
    RecordRow.number,
    RecordRow.created,
    RecordRow.created_by,
    RecordRow.authors,
    RecordRow.document,
).where(RecordRow.id.in_(_IDS))
_TAKEN = select(RecordRow.number).where(RecordRow.number.in_(bindparam("numbers", expanding=True)))
_LAST_NEAR = select(func.max(RecordRow.number)).where(
    RecordRow.number.between(bindparam("first"), bindparam("last"))
)
_HEADERS = select(RevisionRow.record, RevisionRow.id, RevisionRow.head, RevisionRow.header).where(
    RevisionRow.record.in_(_IDS)
)
_INSERT = upsert(RecordRow)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["id"],
    set_={c.name: c for c in _INSERT.excluded if c.name != "id"},
)


@dataclass(frozen=True)
class Birth:
    """When a record began and by whom; of several beginnings the earliest counts.

    `authors` are all who saved a revision, as far as is known.
    """

    time: str
    author: str
    authors: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What the row of a record says before it is made anew."""

    number: int
    birth: Birth
    details: Details


def project(
    connection: Connection,
    records: Sequence[str],
    births: Mapping[str, Birth],
    step: Callable[[int], None] | None = None,
) -> None:
    """Bring the rows of some records in line with their revisions.

    Args:
        connection: of the writer.
        records: ids, each once.
        births: the earliest of the revisions just added, by record.
        step: told the records done.
    """
    index = fulltext.Index(connection)
    for done, chunk in enumerate(chunks(records)):
        if step:
            step(done * revisions.CHUNK)
        _project(connection, index, chunk, births)


def _project(
    connection: Connection,
    index: fulltext.Index,
    records: Sequence[str],
    births: Mapping[str, Birth],
) -> None:
    known = _known(connection, records)
    heads = revisions.heads(connection, records)
    found = [
        Projected.of(connection, record, heads[record], known.get(record), births[record])
        for record in records
        if heads[record]
    ]
    if found:
        _write(connection, index, found, known)


def rebuild(connection: Connection, records: Sequence[str]) -> None:
    """Make the rows of some records, and the marks of their heads, anew from all revisions."""
    index = fulltext.Index(connection)
    for chunk in chunks(records):
        _forget(connection, chunk)
        _make_anew(connection, index, chunk)


def rebuild_all(connection: Connection) -> None:
    """Make the whole projection anew."""
    for table in (*details.TABLES, RecordRow):
        connection.execute(delete(table))
    fulltext.clear(connection)
    index = fulltext.Index(connection)
    for chunk in chunks(list(connection.scalars(select(RevisionRow.record).distinct()))):
        _make_anew(connection, index, chunk)


def _make_anew(connection: Connection, index: fulltext.Index, records: Sequence[str]) -> None:
    """Make the rows of records that have none."""
    headers: dict[str, dict[str, Header]] = {record: {} for record in records}
    marked: dict[str, set[str]] = {record: set() for record in records}
    for row in connection.execute(_HEADERS, {"ids": records}):
        headers[row.record][row.id] = revisions.header_of(row.header)
        marked[row.record] |= {row.id} if row.head else set()
    for record, known in headers.items():
        heads = heads_of(known)
        if marked[record] != set(heads):
            _mark_heads(connection, record, heads)
    births = births_of(header for known in headers.values() for header in known.values())
    _project(connection, index, list(births), births)


def expected(connection: Connection, record: str) -> "Projected | None":
    """Return what a record should be listed as; None if it has no revision."""
    heads = revisions.heads(connection, [record])[record]
    if not heads:
        return None
    birth = births_of(revisions.headers(connection, record).values())[record]
    return Projected.of(connection, record, heads, None, birth)


def _mark_heads(connection: Connection, record: str, heads: Iterable[str]) -> None:
    connection.execute(
        update(RevisionRow)
        .where(RevisionRow.record == record)
        .values(head=RevisionRow.id.in_(heads))
    )


def births_of(headers: Iterable[Header]) -> dict[str, Birth]:
    """Return when each record began, as far as these headers tell."""
    births: dict[str, Birth] = {}
    for header in headers:
        birth = Birth(header.time, header.author, frozenset((header.author,)))
        births[header.record] = _together(birth, births.get(header.record))
    return births


def _together(one: Birth, other: Birth | None) -> Birth:
    if other is None:
        return one
    first = min(one, other, key=lambda birth: (birth.time, birth.author))
    return replace(first, authors=one.authors | other.authors)


def _known(connection: Connection, records: Sequence[str]) -> dict[str, Known]:
    rows = connection.execute(_KNOWN, {"ids": records})
    return {
        row.id: Known(
            row.number,
            Birth(row.created, row.created_by, frozenset(row.authors.split("\n"))),
            details.of(row.id, row.kind, msgspec.json.decode(row.document), row.document),
        )
        for row in rows
    }


@dataclass(frozen=True)
class Projected:
    """What the revisions of one record amount to, ready to be written.

    Attributes:
        row: of ``record``, without its number.
        text: what the full-text index finds the record by, title and lead aside.
    """

    row: dict[str, Any]
    document: Mapping[str, Json]
    text: str
    details: Details

    @classmethod
    def of(
        cls,
        connection: Connection,
        record: str,
        heads: Sequence[Revision],
        known: Known | None,
        birth: Birth,
    ) -> Self:
        """Return it for a record with these heads, which began at one of two moments."""
        shown = revisions.shown(connection, record, heads)
        document, kind = shown.document, heads[0].header.kind
        latest = heads[0].header
        if len(heads) > 1:  # a single one need not name itself, which costs a hash
            latest = max((one.header for one in heads), key=lambda one: (one.time, one.id))
        birth = _together(birth, known.birth if known else None)
        authors = birth.authors | {head.header.author for head in heads}
        names = {name for author in authors for name in author.split("\n") if name}
        row = {
            "id": record,
            "kind": kind,
            "title": title_of(document),
            "lead": _lead(kind, document),
            "status": line(document.get("status")),
            "sharing": line(document.get("sharing")),
            "review_by": line(document.get("review_by")),
            "trashed": TRASHED in document,
            "conflicts": shown.conflicts,
            "created": birth.time,
            "created_by": birth.author,
            "updated": latest.time,
            "updated_by": latest.author,
            "authors": "\n".join(sorted(names)),
            "document": shown.text,
        }
        text = "\n".join([*indexing.texts(kind, document), reference_of(kind, record)])
        return cls(row, document, text, details.of(record, kind, document, shown.text))

    def entry(self, number: int, attached: Sequence[str]) -> fulltext.Entry:
        """Return what the full-text index is told, the text of its files among it."""
        row = self.row
        facts = indexing.facts(row, self.document, details.tags(self.document))
        return fulltext.Entry(number, row["title"], row["lead"], self.text, facts, attached)


def _write(
    connection: Connection,
    index: fulltext.Index,
    found: Sequence[Projected],
    known: Mapping[str, Known],
) -> None:
    found = sorted(found, key=lambda one: (one.row["updated"], one.row["id"]))
    before = [known.get(one.row["id"]) for one in found]
    fulltext.remove(connection, [old.number for old in before if old])
    numbers = _numbers(connection, [one.row["updated"] for one in found])
    connection.execute(
        _PUT, [{**one.row, "number": number} for one, number in zip(found, numbers, strict=True)]
    )
    details.replace(
        connection,
        [
            (old.details if old else None, one.details)
            for one, old in zip(found, before, strict=True)
        ],
    )
    index.add(_entries(connection, zip(found, numbers, strict=True)))


def _entries(
    connection: Connection, found: Iterable[tuple[Projected, int]]
) -> Iterator[fulltext.Entry]:
    """Yield entries one by one, since the text of files may be long."""
    for one, number in found:
        hashes = [item["id"] for item in canonical.items(one.document, "attachments")]
        yield one.entry(number, file_texts.texts(connection, hashes))


def _numbers(connection: Connection, updated: Sequence[str]) -> list[int]:
    """Return new numbers for records with these moments, in order: microseconds since 2000.

    So numbers run as the moments do. Of several records with one moment, each takes the next
    microsecond that is free.
    """
    start = [
        (datetime.fromisoformat(moment) - _START) // timedelta(microseconds=1) for moment in updated
    ]
    while True:
        taken = set(connection.scalars(_TAKEN, {"numbers": start}))
        found: list[int] = []
        for number in start:
            free = max(number, found[-1] + 1) if found else number
            if free in taken:
                near = {"first": free, "last": free + _SECOND}
                free = (connection.scalar(_LAST_NEAR, near) or free) + 1
            found.append(free)
        if found == start:
            return found
        start = found


def _forget(connection: Connection, records: Sequence[str]) -> None:
    numbers = connection.scalars(select(RecordRow.number).where(RecordRow.id.in_(records)))
    fulltext.remove(connection, list(numbers))
    connection.execute(delete(RecordRow).where(RecordRow.id.in_(records)))
    details.drop(connection, records)


def reference_of(kind: str, record: str) -> str:
    """Return the short name of a record, also of a kind that only a newer kmdesk knows."""
    prefix = KINDS[kind].prefix if kind in KINDS else kind[:2].upper()
    return reference(prefix, record)


def _lead(kind: str, document: Mapping[str, Json]) -> str:
    if kind not in KINDS:
        return ""
    for name in KINDS[kind].lead:
        value = document.get(name)
        text = value.get("text") if isinstance(value, dict) else value
        if isinstance(text, str) and text:
            return " ".join(text.split())[:LEAD_LENGTH]
    return ""


def count(connection: Connection) -> int:
    """Return how many records there are, the trash among them."""
    return connection.scalar(select(func.count()).select_from(RecordRow)) or 0
