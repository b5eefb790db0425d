"""Opening again what was settled, by new revisions: what may be in a file cannot be taken back.

The values that stood against each other are written anew, each on a head of its own, so that they
disagree again wherever the file went. Whoever opens them again signs that; who wrote each value is
told from the history.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from kmdesk.models import canonical, erasure
from kmdesk.models.flat import Flat, Scalar, flatten, unflatten
from kmdesk.models.resolve import Candidate, Conflict, History, Resolution, heads_of, resolve
from kmdesk.models.revision import Header
from kmdesk.store import known_erasures, revisions
from kmdesk.store.revisions import Revision, Stamp

Reading = Callable[[str], Flat | None]
"""Returns the content of a revision, None where it is not here."""


def reopened(
    connection: Connection, record: str, made: set[str], stamp: Stamp
) -> list[Revision] | None:
    """Return the revisions with which a disagreement is open again.

    Args:
        connection: where to look.
        record: its id.
        made: the revisions that settled it, on which nothing was built.
        stamp: who opens it again, where, when.

    Returns:
        None where it cannot be brought back just as it was.
    """
    headers = revisions.headers(connection, record)
    read = reader(connection)
    earlier = {one: header for one, header in headers.items() if one not in made}
    before = _shown(headers, heads_of(earlier), read)
    now = _shown(headers, heads_of(headers), read)
    if before is None or now is None:
        return None
    left = _values(now)
    settled = {
        c.path: c.values for c in before.conflicts if left.get(c.path) != _values(before)[c.path]
    }
    if not settled:
        return None
    erased = known_erasures.of(connection, [record]).get(record, ())
    barred = revisions.barred(headers, now.heads, erased)
    found = [
        _revision(headers[head], read(head) or {}, values, stamp)
        for head, values in _written(now.heads, settled, barred, History(headers))
    ]
    built_on = {parent for one in found for parent in one.header.parents}
    contents = {head: read(head) or {} for head in now.heads if head not in built_on}
    contents |= {one.header.id: one.flat() for one in found}
    after = resolve(headers | {one.header.id: one.header for one in found}, contents)
    return found if _values(after) == _values(before) and all(map(_sound, found)) else None


def reader(connection: Connection) -> Reading:
    """Return what reads the contents of revisions, each once."""
    known: dict[str, Flat | None] = {}

    def read(revision: str) -> Flat | None:
        if revision not in known:
            data = revisions.content(connection, revision)
            known[revision] = flatten(canonical.decode(data)) if data else None
        return known[revision]

    return read


def writer(history: History, read: Reading, conflict: Conflict, one: Candidate) -> str:
    """Return the revision that first brought a value which was opened again, or its own.

    Nobody writes two values of one place at one moment but who opens it again.
    """
    path, headers = conflict.path, history.headers
    if not _opened_again(headers, read, path, one.revision, one.value):
        return one.revision
    touched = history.touches.get(path, 0) & history.ancestors[one.revision]
    for revision in history.revisions(touched):
        flat = read(revision)
        if (
            flat is not None
            and flat.get(path) == one.value
            and not _opened_again(headers, read, path, revision, one.value)
        ):
            return revision
    return one.revision


def _opened_again(
    headers: Mapping[str, Header], read: Reading, path: str, revision: str, value: Scalar
) -> bool:
    """Say whether somebody wrote another value of a path in the same moment."""
    signed = _signed(headers[revision])
    return any(
        other != revision
        and path in header.changed
        and _signed(header) == signed
        and (flat := read(other)) is not None
        and flat.get(path) != value
        for other, header in headers.items()
    )


def _signed(header: Header) -> tuple[str, str, str]:
    return header.author, header.device, header.time


def _shown(
    headers: Mapping[str, Header], heads: tuple[str, ...], read: Reading
) -> Resolution | None:
    contents = {head: flat for head in heads if (flat := read(head)) is not None}
    if len(contents) < len(heads):
        return None
    return resolve(revisions.ancestry(headers, heads), contents)


def _values(shown: Resolution) -> dict[str, set[Scalar]]:
    return {c.path: {one.value for one in c.values} for c in shown.conflicts}


def _written(
    heads: Sequence[str],
    settled: Mapping[str, tuple[Candidate, ...]],
    barred: Mapping[str, Sequence[str]],
    history: History,
) -> list[tuple[str, dict[str, Scalar]]]:
    """Return the head of each new revision, and what is written there.

    There are as many as there are heads, and values of each path. Nothing is written at a head
    where it was erased.
    """
    open_at = {p: [h for h in heads if not erasure.covers(barred[h], p)] for p in settled}
    places = list(heads)
    while any(
        open_at[path] and sum(head in open_at[path] for head in places) < len(values)
        for path, values in settled.items()
    ):
        places.append(heads[len(places) % len(heads)])
    written: list[tuple[str, dict[str, Scalar]]] = [(head, {}) for head in places]
    for path, values in settled.items():
        there = [place for place in written if place[0] in open_at[path]]
        given = _given(values, [head for head, _ in there], history)
        for (_, paths), value in zip(there, given, strict=True):
            paths[path] = value
    return [place for place in written if place[1]]


def _given(values: Sequence[Candidate], places: Sequence[str], history: History) -> list[Scalar]:
    """Return the value for each place: each where it came from, as far as there are places."""
    waiting = list(values)
    found: list[Candidate | None] = []
    for head in places:
        seen = history.ancestors[head] | history.bit[head]
        own = [one for one in waiting if history.bit[one.revision] & seen]
        found.append(own[0] if own else None)
        waiting = [one for one in waiting if one not in own[:1]]
    for number, head in enumerate(places):
        if found[number] is None:
            seen = history.ancestors[head] | history.bit[head]
            own = [one for one in values if history.bit[one.revision] & seen]
            found[number] = waiting.pop(0) if waiting else (own or values)[0]
    return [one.value for one in found if one]


def _revision(head: Header, flat: Flat, values: Mapping[str, Scalar], stamp: Stamp) -> Revision:
    on_head = Resolution((head.id,), flat, contested=frozenset(values))
    made = revisions.build(head.record, head.kind, unflatten(flat | dict(values)), on_head, stamp)
    assert made is not None, "what is contested is never nothing"
    return made


def _sound(made: Revision) -> bool:
    try:
        canonical.decode(made.content or b"")
    except ValueError:
        return False
    return True
