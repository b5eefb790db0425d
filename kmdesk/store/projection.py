"""The projection: the rows of `record`, `tag`, `link` and the full-text index, from revisions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kmdesk.models import canonical, provenance
from kmdesk.models.canonical import Json
from kmdesk.models.flat import Flat, is_member, unescape, unflatten
from kmdesk.models.ids import RECORD_ID, reference
from kmdesk.models.kinds import KINDS
from kmdesk.models.record import title_of
from kmdesk.models.resolve import TRASHED, heads_of
from kmdesk.models.revision import Header
from kmdesk.models.tables import (
    FileRow,
    LinkRow,
    RecommendationRow,
    RecordRow,
    RevisionRow,
    TagRow,
)
from kmdesk.store import file_texts, fulltext, indexing, revisions
from kmdesk.store.revisions import Revision, chunks

LEAD_LENGTH = 240
_START = datetime(2000, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_KNOWN = select(
    RecordRow.id, RecordRow.number, RecordRow.created, RecordRow.created_by, RecordRow.authors
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
DETAILS = (TagRow, LinkRow, RecommendationRow, FileRow)
"""The tables of what a record has several of."""

_ADD_TAGS, _ADD_LINKS, _ADD_ADVICE, _ADD_FILES = map(insert, DETAILS)
_DROP_DETAILS = [delete(table).where(table.record.in_(_IDS)) for table in DETAILS]


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


def project(connection: Connection, records: Sequence[str], births: Mapping[str, Birth]) -> None:
    """Bring the rows of some records in line with their revisions.

    Args:
        connection: of the writer.
        records: ids, each once.
        births: the earliest of the revisions just added, by record.
    """
    for chunk in chunks(records):
        known = _known(connection, chunk)
        heads = revisions.heads(connection, chunk)
        found = [
            Projected.of(connection, record, heads[record], known.get(record), births[record])
            for record in chunk
            if heads[record]
        ]
        if found:
            _write(connection, found, {record: one.number for record, one in known.items()})


def rebuild(connection: Connection, records: Sequence[str]) -> None:
    """Make the rows of some records, and the marks of their heads, anew from all revisions."""
    for chunk in chunks(records):
        _forget(connection, chunk)
        _make_anew(connection, chunk)


def rebuild_all(connection: Connection) -> None:
    """Make the whole projection anew."""
    for table in (*DETAILS, RecordRow):
        connection.execute(delete(table))
    fulltext.clear(connection)
    for chunk in chunks(list(connection.scalars(select(RevisionRow.record).distinct()))):
        _make_anew(connection, chunk)


def _make_anew(connection: Connection, records: Sequence[str]) -> None:
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
    project(connection, list(births), births)


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
            row.number, Birth(row.created, row.created_by, frozenset(row.authors.split("\n")))
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
    flat: Flat
    document: Mapping[str, Json]
    text: str

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
        shown = revisions.resolution(connection, record, heads)
        document = unflatten(shown.flat)
        kind = heads[0].header.kind
        latest = max(heads, key=lambda r: (r.header.time, r.header.id)).header
        birth = _together(birth, known.birth if known else None)
        authors = birth.authors | {head.header.author for head in heads}
        names = {name for author in authors for name in author.split("\n") if name}
        row = {
            "id": record,
            "kind": kind,
            "title": title_of(document),
            "lead": _lead(kind, document),
            "status": _line(document.get("status")),
            "sharing": _line(document.get("sharing")),
            "review_by": _line(document.get("review_by")),
            "trashed": TRASHED in document,
            "conflicts": len(shown.conflicts),
            "created": birth.time,
            "created_by": birth.author,
            "updated": latest.time,
            "updated_by": latest.author,
            "authors": "\n".join(sorted(names)),
            "document": canonical.encode(document).decode(),
        }
        text = "\n".join([*indexing.texts(kind, document), reference_of(kind, record)])
        return cls(row, shown.flat, document, text)

    def tags(self) -> list[dict[str, str]]:
        """Return the rows of ``tag``."""
        prefix = "tags/="
        found = [unescape(p.removeprefix("tags/")[1:]) for p in self.flat if p.startswith(prefix)]
        return [{"tag": tag, "record": self.row["id"]} for tag in found]

    def links(self) -> list[dict[str, str]]:
        """Return the rows of ``link``."""
        return [
            {"target": target, "record": self.row["id"], "path": path}
            for path, target in _targets(self.flat)
        ]

    def files(self) -> list[dict[str, str]]:
        """Return the rows of ``file``."""
        return [
            {"sha256": one["id"], "record": self.row["id"], "name": _line(one.get("name"))}
            for one in canonical.items(self.document, "attachments")
        ]

    def entry(self, number: int, attached: Sequence[str]) -> fulltext.Entry:
        """Return what the full-text index is told, the text of its files among it."""
        row = self.row
        tags = [one["tag"] for one in self.tags()]
        facts = indexing.facts(row, self.document, tags)
        return fulltext.Entry(number, row["title"], row["lead"], self.text, facts, attached)

    def recommendations(self) -> list[dict[str, str]]:
        """Return the rows of ``recommendation``: those still open that have a day."""
        counts = self.row["kind"] == "review" and not self.row["trashed"]
        items = canonical.items(self.document, "recommendations") if counts else []
        found = (_open_recommendation(self.row["id"], item) for item in items)
        return [one for one in found if one]


def _open_recommendation(record: str, item: Mapping[str, Json]) -> dict[str, str] | None:
    due, name = _line(item.get("due")), _line(item.get("id"))
    if not (due and name) or item.get("state", "open") != "open":
        return None
    text, owner = _line(item.get("text")), _line(item.get("owner"))
    return {"record": record, "item": name, "text": text, "owner": owner, "due": due}


def _write(connection: Connection, found: Sequence[Projected], known: Mapping[str, int]) -> None:
    if outdated := [one.row["id"] for one in found if one.row["id"] in known]:
        fulltext.remove(connection, [known[record] for record in outdated])
        for statement in _DROP_DETAILS:
            connection.execute(statement, {"ids": outdated})
    found = sorted(found, key=lambda one: (one.row["updated"], one.row["id"]))
    numbers = _numbers(connection, [one.row["updated"] for one in found])
    connection.execute(
        _PUT, [{**one.row, "number": number} for one, number in zip(found, numbers, strict=True)]
    )
    if files := [file for one in found for file in one.files()]:
        connection.execute(_ADD_FILES, files)
    fulltext.add(connection, _entries(connection, zip(found, numbers, strict=True)))
    if tags := [tag for one in found for tag in one.tags()]:
        connection.execute(_ADD_TAGS, tags)
    if links := [link for one in found for link in one.links()]:
        connection.execute(_ADD_LINKS, links)
    if advice := [line for one in found for line in one.recommendations()]:
        connection.execute(_ADD_ADVICE, advice)


def _entries(
    connection: Connection, found: Iterable[tuple[Projected, int]]
) -> Iterator[fulltext.Entry]:
    """Yield entries one by one, since the text of files may be long."""
    for one, number in found:
        hashes = [file["sha256"] for file in one.files()]
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
    for table in DETAILS:
        connection.execute(delete(table).where(table.record.in_(records)))


def reference_of(kind: str, record: str) -> str:
    """Return the short name of a record, also of a kind that only a newer kmdesk knows."""
    prefix = KINDS[kind].prefix if kind in KINDS else kind[:2].upper()
    return reference(prefix, record)


def _line(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _lead(kind: str, document: Mapping[str, Json]) -> str:
    if kind not in KINDS:
        return ""
    for name in KINDS[kind].lead:
        value = document.get(name)
        text = value.get("text") if isinstance(value, dict) else value
        if isinstance(text, str) and text:
            return " ".join(text.split())[:LEAD_LENGTH]
    return ""


def _targets(flat: Flat) -> list[tuple[str, str]]:
    """Return the records that a document names or printed, each with the path where it does."""
    named = [
        (path, path.rpartition("/")[2][1:] if is_member(path) else value)
        for path, value in flat.items()
    ]
    return [(path, target) for path, value in named if (target := _target(value))]


def _target(value: Json) -> str:
    if not isinstance(value, str):
        return ""
    return value if RECORD_ID.fullmatch(value) else provenance.named_record(value)


def count(connection: Connection) -> int:
    """Return how many records there are, the trash among them."""
    return connection.scalar(select(func.count()).select_from(RecordRow)) or 0
