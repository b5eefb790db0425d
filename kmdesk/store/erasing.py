"""What a person does to erase for good: look what would go, and have it go."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select, update

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import canonical, erasure
from kmdesk.models.canonical import Json, items
from kmdesk.models.difference import paths_in_words
from kmdesk.models.erasure import Erasure
from kmdesk.models.find import places
from kmdesk.models.flat import Flat, Scalar, flatten, is_member, unescape, unflatten
from kmdesk.models.kind import Field, Kind
from kmdesk.models.kinds import KINDS
from kmdesk.models.revision import Header
from kmdesk.models.tables import ExchangeRow, RevisionRow
from kmdesk.store import (
    drafts,
    erasing_beside,
    erasures,
    forgetting,
    projection,
    reading,
    revisions,
    settings,
    sightings,
    writing,
)
from kmdesk.store.occurrences import SHORTEST
from kmdesk.store.revisions import Revision, Stamp
from kmdesk.store.views import Changes, ErasePlan, ErasureView, Occurrence, Wish

ERASED = "[erased]"
"""What stands in a text where words were cut out of it."""

SETTLE_FIRST = (
    "People disagree on another part of this record, and erasing this would settle it unseen; "
    "nothing was erased. Settle the disagreement first."
)


def plan(connection: Connection, wish: Wish) -> ErasePlan:
    """Return what a wish would take.

    Raises:
        UserError: it cannot be; the sentence says why.
    """
    row = next(iter(reading.rows(connection, [wish.record])), None)
    if row is None:
        raise UserError(f"There is no record “{wish.record}”; nothing was erased.")
    headers = revisions.headers(connection, wish.record)
    if wish.paths:
        _checked(connection, headers, wish)
    held, files = [], set[str]()
    query = select(RevisionRow.id, RevisionRow.content).where(RevisionRow.record == wish.record)
    for revision, data in connection.execute(query.order_by(RevisionRow.number)):
        content = msgspec.json.decode(data or b"{}")
        if not wish.paths or erasure.covered(wish.paths, flatten(content)):
            held.append(revision)
            files |= set(_files(content, wish.paths))
    return ErasePlan(
        record=row.id,
        reference=row.reference,
        title=row.title,
        paths=wish.paths,
        what=_what(row.kind, wish.paths),
        revisions=tuple(held),
        draft=bool(drafts.all_drafts(connection, wish.record)),
        files=tuple(sorted(files)),
        papers=tuple(_papers(connection, wish.record, set(held))),
    )


def _papers(connection: Connection, record: str, held: set[str]) -> Iterator[Occurrence]:
    """Yield the papers that are kept here and were made from some revisions of a record."""
    for one in sightings.sightings(connection, record):
        if held.intersection(one.revisions) and one.sha256:
            path = f"attachments/{one.sha256}"
            if erasure.covered([path], writing.current(connection, one.briefing).flat):
                yield Occurrence("file", one.briefing, one.reference, one.title, path, one.file)


def _files(content: Mapping[str, Json], paths: Sequence[str]) -> Iterator[str]:
    """Yield the names of the files that go with some paths, or with all."""
    for item in items(content, "attachments"):
        path = f"attachments/{item['id']}"
        if not paths or erasure.covers(paths, path):
            yield str(item.get("name", item["id"][:12]))


def erase(
    connection: Connection,
    wishes: Sequence[Wish],
    also: Sequence[Occurrence],
    words: str,
    reason: str,
    stamp: Stamp,
    progress: Progress,
) -> Changes:
    """Erase for good; all of it or nothing.

    Args:
        connection: of the writer.
        wishes: what goes from records.
        also: drafts, settings and lines of the log that hold the words.
        words: what is looked for in those.
        reason: the words that stay; they go to colleagues with the erasure.
        stamp: who, where, when.
        progress: told the words that were taken from the search index.

    Raises:
        UserError: something cannot be erased, or the reason repeats what is to go.
        Cancelled: somebody asked to stop; nothing was erased.
    """
    by_record: dict[str, list[Wish]] = {}
    for wish in wishes:
        by_record.setdefault(wish.record, []).append(wish)
    said = _reason(connection, reason, wishes, words)
    made = [_erasure(connection, some, said, stamp) for some in by_record.values()]
    erasures.add(connection, made)
    took = erasures.enforce(connection, by_record)
    forgotten = [one for one in also if _forget(connection, one, words)]
    if not took.records and not forgotten:
        raise UserError("There was nothing to erase any more; nothing was changed.")
    settings.put(connection, settings.SCRUB, True)
    projection.rebuild(connection, list(by_record))
    forgetting.forget(connection, took.texts, progress)
    kinds = frozenset(KINDS)
    touched = (*by_record, *(one.record for one in forgotten if one.record))
    return Changes("Erased for good", tuple(dict.fromkeys(touched)), kinds, erased=True)


def views(connection: Connection) -> list[ErasureView]:
    """Return all erasures, the latest first."""
    return [view(connection, one) for one in erasures.everything(connection)]


def view(connection: Connection, one: Erasure) -> ErasureView:
    """Return an erasure as people see it."""
    row = next(iter(reading.rows(connection, [one.record])), None)
    return ErasureView(
        id=one.id,
        record=one.record,
        reference=row.reference if row else "",
        title=row.title if row else "",
        paths=one.paths,
        what=_what(row.kind if row else "", one.paths),
        author=one.author,
        time=one.time,
        reason=one.reason,
    )


def arriving(
    connection: Connection, some: Sequence[Erasure], headers: Iterable[Header]
) -> list[ErasureView]:
    """Return those of some erasures that are not here yet.

    Raises:
        UserError: one of them does not fit its record.
    """
    erasures.refuse_unfounded(connection, some, headers)
    known = {one.id for one in erasures.everything(connection)} if some else set()
    return [view(connection, one) for one in some if one.id not in known]


def _what(kind: str, paths: Sequence[str]) -> str:
    return paths_in_words(KINDS.get(kind), paths) if paths else "The whole record"


def _erasure(connection: Connection, wishes: Sequence[Wish], reason: str, stamp: Stamp) -> Erasure:
    """Return the erasure of what goes from a record; its clean revision is added."""
    record = wishes[0].record
    whole = Erasure(
        record=record,
        author=canonical.text(stamp.author)[:200],
        device=stamp.device,
        time=stamp.time,
        reason=reason,
    )
    if any(not wish.paths for wish in wishes):
        writing.current(connection, record)
        return whole
    paths = tuple(sorted({path for wish in wishes for path in wish.paths}))
    if len(paths) > erasure.MOST_PATHS:
        raise UserError(
            f"More than {erasure.MOST_PATHS:,} parts of a record cannot be erased at once; nothing "
            "was erased. Name what they stand in, or the whole record."
        )
    clean = _clean_revision(connection, record, wishes, paths, stamp)
    revisions.add(connection, [clean])
    return msgspec.structs.replace(whole, paths=paths, revision=clean.header.id)


def _clean_revision(
    connection: Connection,
    record: str,
    wishes: Sequence[Wish],
    paths: tuple[str, ...],
    stamp: Stamp,
) -> Revision:
    """Return the revision that holds what may stay.

    It is on top of all heads, or of one while people disagree on another part of the record.
    """
    headers = revisions.headers(connection, record)
    before = writing.current(connection, record)
    after = dict(before.flat)
    ever = _ever(headers) | before.flat.keys()
    for wish in wishes:
        _checked(connection, headers, wish)
        for path in erasure.covered(wish.paths, before.flat):
            if not wish.keep and (kept := _cut(before.flat[path], wish.cut)) is not None:
                after[path] = kept
            elif not wish.keep:
                after.pop(path, None)
    if not after:
        raise UserError(
            "Nothing would be left of this record; nothing was erased. Erase the whole record."
        )
    kind = next(iter(headers.values())).kind
    touched = erasure.covered(paths, ever)
    if any(not erasure.covers(paths, conflict.path) for conflict in before.conflicts):
        beside = erasing_beside.clean_revision(record, kind, before, after, paths, touched, stamp)
        if beside is None:
            raise UserError(SETTLE_FIRST)
        return beside
    contested = frozenset(touched | before.contested)
    made = revisions.build(
        record, kind, unflatten(after), replace(before, contested=contested), stamp
    )
    assert made is not None, "what was touched is never nothing"
    return made


def _cut(value: Scalar, words: str) -> Scalar | None:
    """Return a text without some words; None if there is no text to keep."""
    if not words or not isinstance(value, str):
        return None
    kept, end, length = [], 0, len(canonical.text(words))
    for start in places(value, words):
        kept.append(value[end:start])
        end = start + length
    return ERASED.join([*kept, value[end:]])


def _checked(connection: Connection, headers: Mapping[str, Header], wish: Wish) -> None:
    """Refuse paths that cannot be erased, or hold nothing.

    Raises:
        UserError: says which and why.
    """
    ever = _ever(headers)
    kind = KINDS.get(next(iter(headers.values())).kind) if headers else None
    for path in wish.paths:
        if why := erasure.objection(path):
            raise UserError(_refusal(path, why))
        below = erasure.covered([path], ever)
        if not below and not _holds(connection, wish.record, path):
            raise UserError(
                f"This record never held anything at “{path}”; nothing was erased. "
                "The names of its parts are those that “show” and “history” print."
            )
        free = [p for p in below if is_member(p) and _is_free(kind, p)]
        if free:
            raise UserError(_refusal(path, erasure.objection(free[0])))


def _refusal(path: str, why: str) -> str:
    return (
        f"“{path}” {why}; nothing was erased. What can go is the whole record, after what may "
        "stay was copied into a new one."
    )


def _is_free(kind: Kind | None, path: str) -> bool:
    """Say whether a member of a set is a word of somebody's own, and none that the set offers."""
    known = tuple(kind.fields.values()) if kind else ()
    field: Field | None = None
    *names, last = path.split("/")
    for name in names:
        if found := next((one for one in known if one.name == name), None):
            field, known = found, found.fields
    return field is None or not (
        field.shape == "records" or unescape(last[1:]) in (*field.suggest, *field.words)
    )


def _holds(connection: Connection, record: str, path: str) -> bool:
    query = select(RevisionRow.content).where(RevisionRow.record == record)
    held = connection.scalars(query.where(RevisionRow.content.is_not(None)))
    flats = (flatten(msgspec.json.decode(data or b"{}")) for data in held)
    return any(erasure.covered([path], flat) for flat in flats)


def _ever(headers: Mapping[str, Header]) -> set[str]:
    """Return all paths that a record ever had, by its headers."""
    return {path for header in headers.values() for path in (*header.changed, *header.removed)}


def _reason(connection: Connection, reason: str, wishes: Sequence[Wish], words: str) -> str:
    """Return the reason as it is kept.

    Raises:
        UserError: there is none, it is too long, or it repeats what is to go.
    """
    said = " ".join(canonical.text(reason).split())
    if not said:
        raise UserError("Say why; nothing was erased. The reason stays, not the words.")
    if len(said) > erasure.LONGEST_REASON:
        raise UserError(
            f"The reason is longer than {erasure.LONGEST_REASON} characters; nothing was erased."
        )
    sought = {words, *(wish.cut for wish in wishes)} | _short_values(connection, wishes)
    if any(len(one) >= SHORTEST and places(said, one) for one in sought):
        raise UserError(
            "The reason repeats what is to be erased, and the reason stays; nothing was erased."
        )
    return said


def _short_values(connection: Connection, wishes: Sequence[Wish]) -> set[str]:
    """Return the texts that go and are short enough to be repeated in a reason."""
    found: set[str] = set()
    for wish in wishes:
        flat: Flat = writing.current(connection, wish.record).flat
        gone = erasure.covered(wish.paths, flat) if wish.paths and not wish.cut else ()
        found |= {v for p in gone if isinstance(v := flat[p], str) and len(v) < 100}
    return found


def _forget(connection: Connection, one: Occurrence, words: str) -> bool:
    """Take words out of what is no history: a draft, a setting, a line of the log."""
    match one.place:
        case "draft":
            drafts.drop(connection, one.record)
        case "log":
            line = update(ExchangeRow).where(ExchangeRow.number == int(one.path))
            connection.execute(line.values(file=ERASED))
        case "setting":
            value = settings.get(connection, one.path)
            settings.put(connection, one.path, _spared(value, words) or None)
        case _:
            return False
    return True


def _spared(value: Json, words: str) -> Json:
    """Return what is left of a setting without whatever holds some words; None for nothing."""
    if isinstance(value, dict):
        inner = {k: _spared(v, words) for k, v in value.items() if not places(k, words)}
        return {k: v for k, v in inner.items() if v is not None}
    if isinstance(value, list):
        return [v for one in value if (v := _spared(one, words)) is not None]
    return None if isinstance(value, str) and places(value, words) else value
