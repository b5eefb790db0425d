"""What an import brought together without asking, told later from the history alone.

Nothing is kept for it: which revisions an import brought is known, and rows of revisions stand in
the order in which they came. So what was erased since is not told either.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from kmdesk.models.flat import Flat, is_position
from kmdesk.models.merging import together
from kmdesk.models.resolve import heads_of, resolve
from kmdesk.models.revision import Header
from kmdesk.models.tables import RecordRow, RevisionRow
from kmdesk.store import projection, revisions
from kmdesk.store.revisions import Revision, chunks
from kmdesk.store.views import MergedView


def merged_by(connection: Connection, exchange: int) -> list[MergedView]:
    """Return what an import merged without asking, by record and path.

    What is not here any more, erased or taken back, is left out.
    """
    brought = RevisionRow.exchange == exchange
    query = select(RevisionRow.record, func.max(RevisionRow.number)).where(brought)
    last = dict(connection.execute(query.group_by(RevisionRow.record)).all())
    found: list[MergedView] = []
    for chunk in chunks(sorted(last)):
        rows = select(RecordRow.id, RecordRow.kind, RecordRow.title).where(RecordRow.id.in_(chunk))
        for record, kind, title in connection.execute(rows):
            reference = projection.reference_of(kind, record)
            found += [
                MergedView(record, kind, reference, title, *one)
                for one in _paths(connection, record, exchange, last[record])
            ]
    return found


def _paths(
    connection: Connection, record: str, exchange: int, until: int
) -> Iterator[tuple[str, str | int | None, str | int | None, str | int | None]]:
    """Yield each path that was merged, with our value, theirs and the one that stood."""
    query = select(RevisionRow.header, RevisionRow.exchange, RevisionRow.content)
    here = RevisionRow.record == record, RevisionRow.number <= until
    headers: dict[str, Header] = {}
    contents: dict[str, bytes] = {}
    theirs: set[str] = set()
    for data, came, content in connection.execute(query.where(*here)):
        header = revisions.header_of(data)
        headers[header.id] = header
        if content is not None:
            contents[header.id] = content
        if came == exchange:
            theirs.add(header.id)
    heads = heads_of(headers)
    if len(heads) < 2 or not all(head in contents for head in heads):
        return
    flats = {head: Revision(headers[head], contents[head]).flat() for head in heads}
    shown = resolve(headers, flats)
    merged = together(shown, theirs)
    if not merged.merged:
        return
    ours = [flat for head, flat in flats.items() if head not in theirs]
    others = [flat for head, flat in flats.items() if head in theirs]
    for path in (*merged.theirs, *merged.ours, *_kept(merged.kept, flats)):
        yield path, _value(ours, path), _value(others, path), shown.flat.get(path)


def _kept(paths: Sequence[str], flats: Mapping[str, Flat]) -> list[str]:
    """Return what was kept, of items all that stands in them."""
    below = tuple(f"{path}/" for path in paths)
    every = {path for flat in flats.values() for path in flat}
    return sorted(p for p in every if (p in paths or p.startswith(below)) and not is_position(p))


def _value(flats: Sequence[Flat], path: str) -> str | int | None:
    return next((flat[path] for flat in flats if path in flat), None)
