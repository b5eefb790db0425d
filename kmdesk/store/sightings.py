"""Who saw a record: the papers that printed it, and what became of it since."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select

from kmdesk.models import consent, provenance
from kmdesk.models.tables import LinkRow, RecordRow, RevisionRow
from kmdesk.store import projection, reading, revisions, withdrawals
from kmdesk.store.revisions import chunks
from kmdesk.store.views import PrintedRecord, RevisionView, Sighting


def sightings(connection: Connection, record: str) -> list[Sighting]:
    """Return the papers that printed a record, the latest first; of one day, that issued last.

    It costs what those papers cost, not what the collection holds: links lead to them.
    """
    query = select(LinkRow.record, LinkRow.path).where(
        LinkRow.target == record, LinkRow.path.startswith(f"{provenance.ISSUES}/")
    )
    printed: dict[str, dict[str, list[str]]] = {}
    for row in connection.execute(query.order_by(LinkRow.record, LinkRow.path)):
        if named := provenance.read_path(row.path):
            printed.setdefault(row.record, {}).setdefault(named[0], []).append(named[1])
    found = [
        sighting
        for chunk in chunks(sorted(printed))
        for sighting in _of_briefings(connection, chunk, printed)
    ]
    stand = _standings(connection, record, {one.revisions for one in found})
    found = [
        replace(one, current=not now.changed, withdrawn=now.withdrawn)
        for one in found
        for now in [stand[one.revisions]]
    ]
    return sorted(found, key=lambda one: (one.issued_on, one.briefing))[::-1]


def _of_briefings(
    connection: Connection,
    briefings: Sequence[str],
    printed: Mapping[str, Mapping[str, Sequence[str]]],
) -> Iterator[Sighting]:
    for row in connection.execute(select(RecordRow).where(RecordRow.id.in_(briefings))):
        for issue in provenance.issues(msgspec.json.decode(row.document)):
            if named := printed[row.id].get(issue["id"]):
                yield Sighting(
                    briefing=row.id,
                    reference=projection.reference_of(row.kind, row.id),
                    title=row.title,
                    trashed=row.trashed,
                    issue=issue["id"],
                    issued_on=str(issue.get("issued_on") or ""),
                    meeting=str(issue.get("meeting") or ""),
                    file=str(issue.get("file") or ""),
                    sha256=str(issue.get("sha256") or ""),
                    revisions=tuple(named),
                )


def _standings(
    connection: Connection, record: str, some: Collection[tuple[str, ...]]
) -> dict[tuple[str, ...], PrintedRecord]:
    """Return how a record stands against each of several printings of it."""
    return {one: printed(connection, {record: one})[0] for one in some}


def marked(
    connection: Connection, record: str, found: Iterable[RevisionView]
) -> list[RevisionView]:
    """Return revisions of a record, each with the papers that printed it."""
    seen: dict[str, list[Sighting]] = {}
    for sighting in sightings(connection, record):
        for revision in sighting.revisions:
            seen.setdefault(revision, []).append(sighting)
    return [replace(one, seen=tuple(seen[one.id])) if one.id in seen else one for one in found]


def printed(connection: Connection, wanted: Mapping[str, Collection[str]]) -> list[PrintedRecord]:
    """Return how records stand today that were printed.

    Args:
        connection: to read from.
        wanted: the revisions printed, by record; they need not be here.
    """
    rows = {row.id: row for row in reading.rows(connection, list(wanted))}
    then = _contents(connection, [one for some in wanted.values() for one in some])
    now = _heads(connection, list(wanted))
    found = []
    for record, printed_as in wanted.items():
        row = rows.get(record)
        changed = {then.get(one, "") for one in printed_as} != now.get(record, set())
        lost = 0
        if row and changed and row.kind == consent.KIND_WITH_QUOTES:
            lost = len(withdrawals.withdrawn_since(connection, record, printed_as))
        found.append(PrintedRecord(record, row, tuple(printed_as), changed, lost))
    return found


def _contents(connection: Connection, wanted: Sequence[str]) -> dict[str, str]:
    """Return the hash of the content of each revision whose header is here."""
    found: dict[str, str] = {}
    for chunk in chunks(wanted):
        query = select(RevisionRow.header).where(RevisionRow.id.in_(chunk))
        made = map(revisions.header_of, connection.scalars(query))
        found |= {header.id: header.content for header in made}
    return found


def _heads(connection: Connection, records: Sequence[str]) -> dict[str, set[str]]:
    """Return the hashes of the contents of the heads of records."""
    found: dict[str, set[str]] = {}
    for chunk in chunks(records):
        query = select(RevisionRow.header).where(RevisionRow.record.in_(chunk), RevisionRow.head)
        for header in map(revisions.header_of, connection.scalars(query)):
            found.setdefault(header.record, set()).add(header.content)
    return found
