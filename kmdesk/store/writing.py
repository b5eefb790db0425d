"""Every change to records, each one function to be run in one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select

from kmdesk.base.errors import UserError
from kmdesk.models import canonical, choosing, consent, document, standing
from kmdesk.models.canonical import Json
from kmdesk.models.choosing import Choice
from kmdesk.models.flat import Flat, escape, flatten, unflatten
from kmdesk.models.ids import new_record_id
from kmdesk.models.kind import Kind, field_at
from kmdesk.models.kinds import KINDS, kind_named
from kmdesk.models.record import Attachment, Record
from kmdesk.models.resolve import TRASHED, Resolution, settled
from kmdesk.models.tables import RecordRow
from kmdesk.store import (
    attachments,
    drafts,
    erasures,
    known_erasures,
    projection,
    rebasing,
    revisions,
    withdrawals,
)
from kmdesk.store.revisions import Revision, Stamp
from kmdesk.store.views import Changes


def add(connection: Connection, documents: Sequence[Json], stamp: Stamp) -> Changes:
    """Add records from documents; all of them or none.

    Raises:
        UserError: a document cannot be read, or its id is taken.
    """
    made: list[Revision] = []
    for number, one in enumerate(documents, 1):
        try:
            record, kind, fields = document.parse(one)
        except UserError as error:
            where = f"Record {number} of {len(documents)}: " if len(documents) > 1 else ""
            raise UserError(f"{where}{error}") from error
        record = record or new_record_id()
        new = document.to_content(fields)
        revision = revisions.make(record, kind.name, new, Resolution((), {}), stamp)
        assert revision is not None, "a record has a title, so it is never empty"
        made.append(revision)
    _refuse_taken(connection, [revision.header.record for revision in made])
    return store(connection, made, "Added", stamp)


def save(
    connection: Connection,
    record: str,
    kind_name: str,
    fields: Mapping[str, Json],
    base: Sequence[str],
    stamp: Stamp,
) -> Changes:
    """Save what a person edited, and drop its draft.

    Args:
        connection: of the writer.
        record: its id, new or known.
        kind_name: name of its kind.
        fields: its document without `kind` and `id`.
        base: the revisions that the person was looking at. Revisions that arrived meanwhile stay
            beside this one, so that nothing of theirs is overwritten unseen.
        stamp: who, where, when.

    Raises:
        UserError: the fields cannot be read.
    """
    kind = kind_named(kind_name)
    if moved := rebasing.rebased(connection, record, base):
        base, fields = moved.base, moved.fields(fields)
    parsed = document.parse_fields(kind, fields)
    drafts.drop(connection, record)
    return _save(connection, record, kind, parsed, _basis(connection, record, base), stamp)


def edit(connection: Connection, record: str, patch: Mapping[str, Json], stamp: Stamp) -> Changes:
    """Apply a JSON merge patch (RFC 7396) to a record's document.

    Raises:
        UserError: the record is unknown or unreadable here, or the result cannot be read.
    """
    if not isinstance(patch, dict):
        raise UserError("A patch is a JSON object; nothing was saved.")
    if "id" in patch or "kind" in patch:
        raise UserError("The id and the kind of a record never change; nothing was saved.")
    kind, before, current = readable(connection, record)
    fields = _patched(document.to_fields(current), patch)
    parsed = document.parse_fields(kind, fields)
    return _save(connection, record, kind, parsed, before, stamp, decided=_named(patch))


def set_trashed(
    connection: Connection, records: Iterable[str], trashed: bool, stamp: Stamp
) -> Changes:
    """Move records to the trash, or out of it.

    Raises:
        UserError: one of them is unknown; none was moved.
    """
    made: list[Revision] = []
    for record in records:
        before = current(connection, record)
        new = unflatten(before.flat)
        new.pop(TRASHED, None)
        if trashed:
            new[TRASHED] = True
        made += revisions.carry_on(record, _kind(connection, record), new, before, stamp)
    label = "Moved to the trash" if trashed else "Taken out of the trash"
    return store(connection, made, label, stamp)


def restore(
    connection: Connection,
    record: str,
    revision: str,
    stamp: Stamp,
    fields: Collection[str] = (),
) -> Changes:
    """Make the content of an earlier revision, or some fields of it, the current one.

    All history stays. A record in the trash comes out of it, unless only some fields are restored.
    What people disagree on is settled by it as far as it is restored.

    Args:
        connection: of the writer.
        record: its id.
        revision: the beginning of the id of one of its revisions.
        stamp: who, where, when.
        fields: names of fields of the record; none for all of it.

    Raises:
        UserError: the record or the revision is unknown, or its content is not here.
    """
    before = current(connection, record)
    found = find_revision(connection, record, revision)
    data = revisions.content(connection, found)
    if data is None:
        why = erasures.why_gone(connection, record, found)
        raise UserError(f"{why} Nothing was changed.")
    new = msgspec.json.decode(data)
    new.pop(TRASHED, None)
    decided = [conflict.path for conflict in before.conflicts]
    if fields:
        decided = [path for path in decided if path.split("/", 1)[0] in fields]
        new = unflatten(_with_fields(before.flat, flatten(new), set(fields) - {TRASHED}))
    made = revisions.carry_on(record, _kind(connection, record), new, before, stamp, decided)
    return store(connection, made, "Restored", stamp)


def _with_fields(flat: Flat, then: Flat, fields: Collection[str]) -> Flat:
    """Return a document with some fields as they were then."""
    kept = {p: v for p, v in flat.items() if p.split("/", 1)[0] not in fields}
    return kept | {p: v for p, v in then.items() if p.split("/", 1)[0] in fields}


def settle(
    connection: Connection, record: str, choices: Mapping[str, str], stamp: Stamp
) -> Changes:
    """Settle all that people disagree on in a record.

    Args:
        connection: of the writer.
        record: its id.
        choices: for each path the revision whose value is taken; where there is no choice, the
            value displayed is.
        stamp: who, where, when.

    Raises:
        UserError: the record is unknown, or a choice is none of the values.
    """
    displayed = {c.path: c.values[0].revision for c in current(connection, record).conflicts}
    chosen = {path: Choice((one,)) for path, one in {**displayed, **choices}.items()}
    return decide(connection, record, chosen, stamp)


def decide(
    connection: Connection,
    record: str,
    choices: Mapping[str, Choice],
    stamp: Stamp,
    seen: Sequence[str] = (),
) -> Changes:
    """Settle some of what people disagree on in a record; the rest stays open.

    Args:
        connection: of the writer.
        record: its id.
        choices: for each path what becomes of it.
        stamp: who, where, when.
        seen: the heads that the person was looking at, those of now if none are named. What came
            since stays beside the decision.

    Raises:
        UserError: the record is unknown, or a choice is not possible; nothing was settled.
    """
    before = _basis(connection, record, seen) if seen else current(connection, record)
    values = {c.path: {one.revision: one.value for one in c.values} for c in before.conflicts}
    kind = _kind(connection, record)
    chosen: Flat = {}
    for path, choice in choices.items():
        if path not in values:
            raise UserError(f"“{path}” has no such value to choose; nothing was changed.")
        field = field_at(KINDS.get(kind), path)
        chosen[path] = choosing.value(path, values[path], choice, field)
    new = unflatten(settled(before, chosen))
    if any(choice.own is not None for choice in choices.values()):
        _refuse_unreadable(kind, new)
    made = revisions.carry_on(record, kind, new, before, stamp, chosen)
    return store(connection, made, "Settled", stamp)


def _refuse_unreadable(kind: str, content: Mapping[str, Json]) -> None:
    try:
        document.from_content(kind_named(kind), content)
        canonical.check(content)
    except ValueError as error:
        raise UserError(f"That value has no place there ({error}); nothing was settled.") from error


def attach(
    connection: Connection, record: str, new: Attachment, data: bytes, stamp: Stamp
) -> Changes:
    """Keep a file with a record; its bytes are stored once.

    Raises:
        UserError: the record is unknown or unreadable here.
    """
    kind, before, current = readable(connection, record)
    attachments.put(connection, data)
    others = [one for one in current.attachments if one.id != new.id]
    fields = msgspec.structs.replace(current, attachments=[*others, new])
    return _save(connection, record, kind, fields, before, stamp)


def keep(
    connection: Connection,
    record: str,
    kind: Kind,
    fields: Record,
    before: Resolution,
    label: str,
    stamp: Stamp,
) -> Changes:
    """Save what the program noted of a record, not what a person wrote; `label` says what."""
    new = document.to_content(fields, unflatten(before.flat))
    made = revisions.carry_on(record, kind.name, new, before, stamp)
    return store(connection, made, label, stamp)


def find_revision(connection: Connection, record: str, text: str) -> str:
    """Return the revision of a record whose id begins with `text`.

    Raises:
        UserError: none does, or several do.
    """
    found = [r for r in revisions.headers(connection, record) if text and r.startswith(text)]
    if len(found) != 1:
        many = "several revisions" if found else "no revision"
        raise UserError(f"This record has {many} called “{text}”; nothing was changed.")
    return found[0]


def _save(
    connection: Connection,
    record: str,
    kind: Kind,
    fields: Record,
    before: Resolution,
    stamp: Stamp,
    decided: Collection[str] = (),
) -> Changes:
    previous = unflatten(before.flat)
    new = document.to_content(fields, previous)
    check_standing(connection, record, kind, previous, new, stamp)
    made = revisions.carry_on(record, kind.name, new, before, stamp, decided)
    changes = store(connection, made, "Saved", stamp)
    if made and _written_past_check(previous, new, made):
        return replace(changes, past_check=(record,))
    return changes


def check_standing(
    connection: Connection,
    record: str,
    kind: Kind,
    before: Mapping[str, Json],
    after: dict[str, Json],
    stamp: Stamp,
) -> None:
    """Hold a person's change to the rule of the second person; name the checker in `after`.

    Raises:
        UserError: the change calls a record checked that only its authors have seen.
    """
    if after.get("status") not in standing.CHECKED:
        return
    authors = {
        header.author
        for header in revisions.headers(connection, record).values()
        if standing.wrote((*header.changed, *header.removed))
    } or {stamp.author}
    if reason := standing.objection(kind, before, after, sorted(authors), stamp.author):
        raise UserError(f"It was not saved as {after['status']}. {reason}")
    if name := standing.named_by(kind, before, after, stamp.author):
        after["checked_by"] = canonical.text(name)


def _written_past_check(
    before: Mapping[str, Json], after: Mapping[str, Json], made: Sequence[Revision]
) -> bool:
    """Say whether words were changed that somebody has checked, and are still called checked."""
    checked = before.get("status") in standing.CHECKED and after.get("status") in standing.CHECKED
    paths = [path for one in made for path in (*one.header.changed, *one.header.removed)]
    return checked and standing.wrote(paths)


def store(connection: Connection, made: Sequence[Revision], label: str, stamp: Stamp) -> Changes:
    """Add revisions of records, and bring the projection in line; `label` says what was done."""
    if not made:
        return Changes(label)
    records = list(dict.fromkeys(revision.header.record for revision in made))
    known = known_erasures.of(connection, records)
    erasures.refuse_erased(known)
    revisions.add(connection, made)
    took = erasures.enforce(connection, known)
    births = projection.births_of(revision.header for revision in made)
    projection.project(connection, records, births)
    quoting = [r.header.record for r in made if r.header.kind == consent.KIND_WITH_QUOTES]
    if quoting and (cleaned := withdrawals.enforce(connection, quoting, stamp)):
        projection.project(connection, cleaned, births)
    kinds = frozenset(revision.header.kind for revision in made)
    return Changes(
        label,
        tuple(records),
        kinds,
        erased=bool(took.records),
        revisions=tuple(revision.header.id for revision in made),
    )


def _refuse_taken(connection: Connection, records: Sequence[str]) -> None:
    if len(set(records)) < len(records):
        raise UserError("Two of the records have the same id; nothing was saved.")
    for chunk in revisions.chunks(records):
        taken = connection.scalar(select(RecordRow.id).where(RecordRow.id.in_(chunk)))
        if taken:
            raise UserError(
                f"A record with the id {taken} is here already; nothing was saved. "
                "To change it, use edit."
            )


def current(connection: Connection, record: str) -> Resolution:
    """Return what a record shows.

    Raises:
        UserError: there is no such record.
    """
    heads = revisions.heads(connection, [record])[record]
    if not heads:
        raise UserError(f"There is no record {record}; nothing was changed.")
    return revisions.resolution(connection, record, heads)


def _basis(connection: Connection, record: str, base: Sequence[str]) -> Resolution:
    """Return what the revisions showed that a person was looking at."""
    if not base:
        return Resolution((), {})
    heads = revisions.heads(connection, [record])[record]
    if {head.header.id for head in heads} == set(base):
        return revisions.resolution(connection, record, heads)
    history = revisions.headers(connection, record)
    if not history.keys() >= set(base):
        raise UserError("The revision this was edited from is not here; nothing was saved.")
    looked_at = [Revision(history[one], revisions.content(connection, one)) for one in base]
    return revisions.resolution(connection, record, looked_at)


def _kind(connection: Connection, record: str) -> str:
    return connection.scalars(select(RecordRow.kind).where(RecordRow.id == record)).one()


def readable(connection: Connection, record: str) -> tuple[Kind, Resolution, Record]:
    """Return a record that may be changed, with its kind and what its revisions show.

    Raises:
        UserError: there is no such record, or a newer kmdesk wrote it.
    """
    before = current(connection, record)
    name = _kind(connection, record)
    try:
        kind = KINDS[name]
        return kind, before, document.from_content(kind, unflatten(before.flat))
    except (KeyError, ValueError) as error:
        raise UserError(
            f"{projection.reference_of(name, record)} was written by a newer kmdesk; it is kept as "
            "it is. Update kmdesk to change it."
        ) from error


def _patched(target: Json, patch: Json) -> Json:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _patched(result.get(name), value)
    return result


def _named(patch: Mapping[str, Json], prefix: str = "") -> set[str]:
    """Return the paths of the single values that a patch names."""
    named: set[str] = set()
    for name, value in patch.items():
        path = prefix + escape(name)
        named |= _named(value, f"{path}/") if isinstance(value, dict) else {path}
    return named
