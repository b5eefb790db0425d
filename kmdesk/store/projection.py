"""The projection: the rows of `record`, `tag`, `link` and the full-text index, from revisions."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.flat import Flat, flatten, is_member, is_position, unescape, unflatten
from kmdesk.models.ids import RECORD_ID, reference
from kmdesk.models.kind import Field
from kmdesk.models.kinds import KINDS
from kmdesk.models.record import Record
from kmdesk.models.resolve import TRASHED, heads_of
from kmdesk.models.revision import Header
from kmdesk.models.tables import LinkRow, RecordRow, RevisionRow, TagRow
from kmdesk.store import fulltext, revisions
from kmdesk.store.revisions import Revision, chunks

LEAD_LENGTH = 240
UNTITLED = "(no title)"

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_KNOWN = select(RecordRow.id, RecordRow.created, RecordRow.created_by).where(RecordRow.id.in_(_IDS))
_HEADERS = select(RevisionRow.header).where(RevisionRow.record.in_(_IDS))
_INSERT = upsert(RecordRow)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=["id"],
    set_={c.name: c for c in _INSERT.excluded if c.name not in ("id", "number")},
).returning(RecordRow.id, RecordRow.number)
_ADD_TAGS, _ADD_LINKS = insert(TagRow), insert(LinkRow)
_DROP_DETAILS = [delete(table).where(table.record.in_(_IDS)) for table in (TagRow, LinkRow)]


@dataclass(frozen=True)
class Birth:
    """When a record began and by whom; of several beginnings the earliest counts."""

    time: str
    author: str


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
            _write(connection, found, known.keys())


def rebuild(connection: Connection, records: Sequence[str]) -> None:
    """Make the rows of some records, and the marks of their heads, anew from all revisions."""
    for chunk in chunks(records):
        births = _births(connection, chunk)
        _mark_heads(connection, chunk)
        _forget(connection, chunk)
        project(connection, list(births), births)


def rebuild_all(connection: Connection) -> None:
    """Make the whole projection anew."""
    for table in (TagRow, LinkRow, RecordRow):
        connection.execute(delete(table))
    fulltext.clear(connection)
    rebuild(connection, list(connection.scalars(select(RevisionRow.record).distinct())))


def expected(connection: Connection, record: str) -> "Projected | None":
    """Return what a record should be listed as; None if it has no revision."""
    births = _births(connection, [record])
    heads = revisions.heads(connection, [record])[record]
    if not heads:
        return None
    return Projected.of(connection, record, heads, None, births[record])


def _mark_heads(connection: Connection, records: Sequence[str]) -> None:
    for record in records:
        heads = heads_of(revisions.headers(connection, record))
        connection.execute(
            update(RevisionRow)
            .where(RevisionRow.record == record)
            .values(head=RevisionRow.id.in_(heads))
        )


def _births(connection: Connection, records: Sequence[str]) -> dict[str, Birth]:
    rows = connection.scalars(_HEADERS, {"ids": records})
    return births_of(map(revisions.header_of, rows))


def births_of(headers: Iterable[Header]) -> dict[str, Birth]:
    """Return when each record began, as far as these headers tell."""
    births: dict[str, Birth] = {}
    for header in headers:
        birth = Birth(header.time, header.author)
        births[header.record] = _earlier(birth, births.get(header.record))
    return births


def _earlier(one: Birth, other: Birth | None) -> Birth:
    return one if other is None or (one.time, one.author) < (other.time, other.author) else other


def _known(connection: Connection, records: Sequence[str]) -> dict[str, Birth]:
    rows = connection.execute(_KNOWN, {"ids": records})
    return {row.id: Birth(row.created, row.created_by) for row in rows}


@dataclass(frozen=True)
class Projected:
    """What the revisions of one record amount to, ready to be written.

    Attributes:
        row: of ``record``, without its number.
        text: for the full-text index.
    """

    row: dict[str, Any]
    flat: Flat
    text: str

    @classmethod
    def of(
        cls,
        connection: Connection,
        record: str,
        heads: Sequence[Revision],
        known: Birth | None,
        birth: Birth,
    ) -> Self:
        """Return it for a record with these heads, which began at one of two moments."""
        shown = revisions.resolution(connection, record, heads)
        document = unflatten(shown.flat)
        kind = heads[0].header.kind
        latest = max(heads, key=lambda r: (r.header.time, r.header.id)).header
        birth = _earlier(birth, known)
        row = {
            "id": record,
            "kind": kind,
            "title": _line(document.get("title")) or UNTITLED,
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
            "document": canonical.encode(document).decode(),
        }
        text = "\n".join([*_texts(kind, document), reference_of(kind, record)])
        return cls(row, shown.flat, text)

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


def _write(connection: Connection, found: Sequence[Projected], known: Container[str]) -> None:
    numbers = dict(connection.execute(_PUT, [one.row for one in found]).all())
    if outdated := [record for record in numbers if record in known]:
        fulltext.remove(connection, [numbers[record] for record in outdated])
        for statement in _DROP_DETAILS:
            connection.execute(statement, {"ids": outdated})
    fulltext.add(
        connection, [(numbers[one.row["id"]], one.row["title"], one.text) for one in found]
    )
    if tags := [tag for one in found for tag in one.tags()]:
        connection.execute(_ADD_TAGS, tags)
    if links := [link for one in found for link in one.links()]:
        connection.execute(_ADD_LINKS, links)


def _forget(connection: Connection, records: Sequence[str]) -> None:
    numbers = connection.scalars(select(RecordRow.number).where(RecordRow.id.in_(records)))
    fulltext.remove(connection, list(numbers))
    connection.execute(delete(RecordRow).where(RecordRow.id.in_(records)))
    for table in (TagRow, LinkRow):
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


def _texts(kind: str, document: Mapping[str, Json]) -> list[str]:
    """Return the words of a document that a search should find."""
    if kind in KINDS:
        return _field_texts(_own_first(kind), document)
    return [
        unescape(path.rpartition("/")[2][1:]) if is_member(path) else str(value)
        for path, value in flatten(document).items()
        if not is_position(path)
    ]


@cache
def _own_first(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind, those that every kind has last.

    A passage shown with a hit then rarely begins with tags.
    """
    fields = KINDS[kind].fields.values()
    return tuple(sorted(fields, key=lambda field: field.name in Record.__struct_fields__))


def _field_texts(fields: tuple[Field, ...], values: Mapping[str, Json]) -> list[str]:
    found: list[str] = []
    for field in fields:
        value = values.get(field.name)
        match field.shape:
            case "line" | "text" if isinstance(value, str) and field.name != "title":
                found.append(value)
            case "set" if isinstance(value, list):
                found += value
            case "group" if isinstance(value, dict):
                found += _field_texts(field.fields, value)
            case "items" if isinstance(value, list):
                for item in value:
                    found += _field_texts(field.fields, item)
    return [text for text in found if isinstance(text, str)]


def _targets(flat: Flat) -> list[tuple[str, str]]:
    """Return the records that a document names, each with the path where it does."""
    named = [
        (path, path.rpartition("/")[2][1:] if is_member(path) else value)
        for path, value in flat.items()
    ]
    return [
        (path, target)
        for path, target in named
        if isinstance(target, str) and RECORD_ID.fullmatch(target)
    ]


def count(connection: Connection) -> int:
    """Return how many records there are, the trash among them."""
    return connection.scalar(select(func.count()).select_from(RecordRow)) or 0
