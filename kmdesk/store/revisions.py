"""Revisions in their table: read, added as a union, and made by a save."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from kmdesk.models import branching, canonical, consent, erasure, provenance
from kmdesk.models.canonical import Json
from kmdesk.models.erasure import Erasure
from kmdesk.models.flat import Flat, flatten, unflatten
from kmdesk.models.resolve import Resolution, resolve
from kmdesk.models.revision import Header, as_paths, difference
from kmdesk.models.tables import RevisionRow
from kmdesk.store import known_erasures

T = TypeVar("T")

CHUNK = 500
"""How many values go into one ``IN (…)``; SQLite's own limit is far above."""

_HEADER = msgspec.json.Decoder(Header)

_HEADS = (
    select(RevisionRow.record, RevisionRow.header, RevisionRow.content)
    .where(RevisionRow.record.in_(bindparam("records", expanding=True)), RevisionRow.head)
    .order_by(RevisionRow.id)
)
_HEADERS = select(RevisionRow.header).where(RevisionRow.record == bindparam("record"))
_CONTENT = select(RevisionRow.content).where(RevisionRow.id == bindparam("revision"))
_ADD = insert(RevisionRow)
_BUILT_ON = (
    update(RevisionRow)
    .where(RevisionRow.id.in_(bindparam("revisions", expanding=True)))
    .values(head=False)
)


@dataclass(frozen=True)
class Revision:
    """A header and, where it is here, the canonical bytes of its content."""

    header: Header
    content: bytes | None

    def flat(self) -> Flat:
        """Return the content as paths; none when the content is gone."""
        return flatten(msgspec.json.decode(self.content)) if self.content else {}


@dataclass(frozen=True)
class Stamp:
    """Who is saving, where and when."""

    author: str
    device: str
    time: str


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Yield the values in runs of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def batches(rows: Iterable[dict[str, Any]], size: int = 5_000) -> Iterator[list[dict[str, Any]]]:
    """Yield rows in lists, so that an import of any length needs little memory."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def header_of(data: bytes) -> Header:
    """Return the header of bytes that were checked when they were stored."""
    return _HEADER.decode(data)


def heads(connection: Connection, records: Sequence[str]) -> dict[str, list[Revision]]:
    """Return the heads of each record, with their content."""
    found: dict[str, list[Revision]] = {record: [] for record in records}
    for chunk in chunks(records):
        for record, header, content in connection.execute(_HEADS, {"records": chunk}):
            found[record].append(Revision(header_of(header), content))
    return found


def headers(connection: Connection, record: str) -> dict[str, Header]:
    """Return all headers of a record by revision id."""
    made = map(header_of, connection.scalars(_HEADERS, {"record": record}))
    return {header.id: header for header in made}


def content(connection: Connection, revision: str) -> bytes | None:
    """Return the canonical bytes of a revision's content, None when it is not here."""
    return connection.scalar(_CONTENT, {"revision": revision})


def resolution(connection: Connection, record: str, known: Sequence[Revision]) -> Resolution:
    """Return what a record with these heads shows; its history is read only if they are several."""
    contents = {r.header.id: r.flat() for r in known if r.content}
    if len(known) < 2:
        return resolve({r.header.id: r.header for r in known}, contents)
    history = headers(connection, record)
    found = resolve(ancestry(history, contents), contents)
    erased = known_erasures.of(connection, [record]).get(record)
    return replace(found, barred=barred(history, contents, erased)) if erased else found


def barred(
    history: Mapping[str, Header], heads: Iterable[str], erased: Iterable[Erasure]
) -> dict[str, list[str]]:
    """Return for some heads the paths where nothing may stand; see `Resolution`."""
    binding = erasure.binding(history, erased)
    return {head: [p for one in binding.get(head, ()) for p in one.paths] for head in heads}


@dataclass(frozen=True)
class Shown:
    """What a record shows, and the same as canonical JSON; `conflicts` says how many wait."""

    document: Mapping[str, Json]
    text: str
    conflicts: int


def shown(connection: Connection, record: str, known: Sequence[Revision]) -> Shown:
    """Return what a record with these heads shows.

    A single head is shown as it is: its content is in canonical form already.
    """
    if len(known) == 1 and (data := known[0].content):
        return Shown(msgspec.json.decode(data), data.decode(), 0)
    found = resolution(connection, record, known)
    document = unflatten(found.flat)
    return Shown(document, canonical.encode(document).decode(), len(found.conflicts))


def ancestry(history: Mapping[str, Header], start: Iterable[str]) -> dict[str, Header]:
    """Return the part of a history that some revisions were built on, and themselves."""
    found: dict[str, Header] = {}
    waiting = list(start)
    while waiting:
        revision = waiting.pop()
        if revision in history and revision not in found:
            found[revision] = history[revision]
            waiting += history[revision].parents
    return found


def make(
    record: str,
    kind: str,
    new: Mapping[str, Json],
    before: Resolution,
    stamp: Stamp,
) -> Revision | None:
    """Return the revision on top of all heads, or None when it would change nothing.

    Where people disagreed, it settles the matter; `carry_on` does not. A quote whose consent is
    withdrawn loses its words with it, however the day came there. What a briefing was issued as
    stays with it.

    Args:
        record: id of the record.
        kind: name of its kind.
        new: the content that was saved, in canonical form.
        before: what the revisions show that the person was looking at.
        stamp: who, where, when.
    """
    return build(record, kind, _lawful(kind, new, before), before, stamp)


def build(
    record: str,
    kind: str,
    new: Mapping[str, Json],
    before: Resolution,
    stamp: Stamp,
) -> Revision | None:
    """Return the revision with just this content; what a save must keep is the caller's to know.

    The arguments are those of `make`.
    """
    after = flatten(new)
    changed, removed = difference(before.flat, after)
    if not (changed or removed or before.contested) and len(before.heads) == 1:
        return None
    changed |= before.contested & after.keys()
    removed |= before.contested - after.keys()
    return _revision(record, kind, new, before.heads, changed, removed, stamp)


def carry_on(
    record: str,
    kind: str,
    new: Mapping[str, Json],
    before: Resolution,
    stamp: Stamp,
    decided: Collection[str] = (),
) -> list[Revision]:
    """Return the revisions that a save adds; none when it would change nothing.

    While people disagree on something that the save leaves alone, it stays open.

    Args:
        record: id of the record.
        kind: name of its kind.
        new: the content that was saved, in canonical form.
        before: what the revisions show that the person was looking at.
        stamp: who, where, when.
        decided: disputed paths that the person decided, even where the value displayed stays.
    """
    after = flatten(_lawful(kind, new, before))
    touched = branching.touched(before, after, decided)
    if not branching.left_open(before, touched):
        made = make(record, kind, new, before, stamp)
        return [made] if made else []
    return [
        _revision(
            record,
            kind,
            unflatten(branch.flat),
            (branch.head,),
            branch.touched & branch.flat.keys(),
            branch.touched - branch.flat.keys(),
            stamp,
        )
        for branch in branching.branches(before, after, touched, stamp.device)
    ]


def _lawful(kind: str, new: Mapping[str, Json], before: Resolution) -> Mapping[str, Json]:
    """Return a content without the words of withdrawn quotes, and with all issues of a briefing."""
    if kind == consent.KIND_WITH_QUOTES:
        new = consent.without_words(new, consent.withdrawn(unflatten(before.flat)))
    if kind == provenance.KIND_ISSUED:
        new = provenance.kept(unflatten(before.flat), new)
    return new


def _revision(
    record: str,
    kind: str,
    new: Mapping[str, Json],
    parents: tuple[str, ...],
    changed: Iterable[str],
    removed: Iterable[str],
    stamp: Stamp,
) -> Revision:
    data = canonical.encode(new)
    header = Header(
        record=record,
        kind=kind,
        parents=parents,
        author=canonical.text(stamp.author)[:200],
        device=stamp.device,
        time=stamp.time,
        changed=as_paths(changed),
        removed=as_paths(removed),
        content=canonical.sha256(data),
    )
    return Revision(header, data)


def add(connection: Connection, revisions: Sequence[Revision], exchange: int | None = None) -> None:
    """Add revisions that are not here yet, and mark which are heads now.

    Args:
        connection: of the writer.
        revisions: checked before, in any order; their parents are among them or here already.
        exchange: the import that brings them, None for what is saved here.
    """
    parents = {parent for revision in revisions for parent in revision.header.parents}
    rows = (
        {
            "id": revision.header.id,
            "record": revision.header.record,
            "head": revision.header.id not in parents,
            "header": revision.header.bytes,
            "content": revision.content,
            "exchange": exchange,
        }
        for revision in revisions
    )
    for some in batches(rows):
        connection.execute(_ADD, some)
    for chunk in chunks(sorted(parents)):
        connection.execute(_BUILT_ON, {"revisions": chunk})
