"""What records would amount to with a bundle added, many at once and without adding it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, select

from kmdesk.models import erasure
from kmdesk.models.erasure import Erasure
from kmdesk.models.flat import Flat, flatten
from kmdesk.models.merging import Together, together
from kmdesk.models.record import title_of
from kmdesk.models.resolve import TRASHED, heads_of, resolve
from kmdesk.models.revision import Header
from kmdesk.models.tables import RevisionRow
from kmdesk.store import known_erasures, revisions
from kmdesk.store.revisions import chunks
from kmdesk.store.union import Bundle


@dataclass(frozen=True)
class Arriving:
    """A record as it would be listed.

    Attributes:
        conflicts: how many paths would wait for a person.
        together: what would be brought together without asking.
    """

    kind: str
    title: str
    trashed: bool
    conflicts: int
    together: Together = field(default_factory=Together)


def arriving(connection: Connection, bundle: Bundle, records: Sequence[str]) -> dict[str, Arriving]:
    """Return the records whose content would be known, as they would stand with a bundle added."""
    coming: dict[str, list[Header]] = {record: [] for record in records}
    for header in bundle.headers:
        if header.record in coming:
            coming[header.record].append(header)
    found: dict[str, Arriving] = {}
    for chunk in chunks(records):
        headers = _headers(connection, chunk)
        here = {record: set(headers[record]) for record in chunk}
        for record in chunk:
            headers[record] |= {header.id: header for header in coming[record]}
        heads = {record: heads_of(headers[record]) for record in chunk}
        contents = _contents(connection, bundle, headers, heads)
        erased = _erased(connection, bundle, chunk)
        for record in chunk:
            known = {head: contents[head] for head in heads[record] if head in contents}
            gone = erased.get(record, [])
            if known and not any(one.whole for one in gone):
                found[record] = _arriving(headers[record], known, gone, here[record])
    return found


def _headers(connection: Connection, records: Sequence[str]) -> dict[str, dict[str, Header]]:
    found: dict[str, dict[str, Header]] = {record: {} for record in records}
    query = select(RevisionRow.record, RevisionRow.id, RevisionRow.header)
    for row in connection.execute(query.where(RevisionRow.record.in_(records))):
        found[row.record][row.id] = revisions.header_of(row.header)
    return found


def _contents(
    connection: Connection,
    bundle: Bundle,
    headers: Mapping[str, Mapping[str, Header]],
    heads: Mapping[str, Sequence[str]],
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    here: list[str] = []
    for record, some in heads.items():
        for head in some:
            if data := bundle.contents.get(headers[record][head].content):
                found[head] = data
            else:
                here.append(head)
    for chunk in chunks(here):
        query = select(RevisionRow.id, RevisionRow.content).where(RevisionRow.id.in_(chunk))
        rows = connection.execute(query.where(RevisionRow.content.is_not(None)))
        found.update({row.id: row.content for row in rows})
    return found


def _erased(
    connection: Connection, bundle: Bundle, records: Sequence[str]
) -> dict[str, list[Erasure]]:
    found = known_erasures.of(connection, records)
    for one in bundle.erasures:
        if one.record in records:
            found.setdefault(one.record, []).append(one)
    return found


def _arriving(
    headers: Mapping[str, Header],
    contents: Mapping[str, bytes],
    erased: Sequence[Erasure],
    here: Collection[str],
) -> Arriving:
    latest = max((headers[head] for head in contents), key=lambda h: (h.time, h.id))
    documents = {head: msgspec.json.decode(data) for head, data in contents.items()}
    shown: Flat
    merged = Together()
    if len(documents) == 1 and not erased:
        [shown] = documents.values()
        conflicts = 0
    else:
        against = erasure.binding(headers, erased)
        flats = {
            head: erasure.without(flatten(document), against.get(head, ()))
            for head, document in documents.items()
        }
        resolution = resolve(headers, flats)
        shown, conflicts = resolution.flat, len(resolution.conflicts)
        merged = together(resolution, headers.keys() - here) if here else merged
    return Arriving(latest.kind, title_of(shown), TRASHED in shown, conflicts, merged)
