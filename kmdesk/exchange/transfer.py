"""Sending records to a colleague by file, and taking theirs in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import kmx
from kmdesk.exchange.kmx import Incoming
from kmdesk.models import provenance
from kmdesk.models.canonical import Json
from kmdesk.models.consent import KIND_WITH_QUOTES
from kmdesk.models.resolve import heads_of
from kmdesk.models.revision import Header
from kmdesk.store import settings
from kmdesk.store.collection import Collection
from kmdesk.store.union import Bundle
from kmdesk.store.views import Changes, ExchangeView, Query, RecordView, Row

Effect = Literal["new", "changed", "conflict", "trashed", "known"]

PEER = "peer:"
"""The settings that remember, for each colleague's copy, the revisions it is known to have."""

KEPT_SAFETY_BACKUPS = 5


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        left_out: private records that nobody chose by name.
    """

    path: Path
    records: int
    revisions: int
    attachments: int
    left_out: tuple[Row, ...]


@dataclass(frozen=True)
class PreviewLine:
    """What an import would do to one record.

    Attributes:
        effect: ``known`` brings nothing new; ``conflict`` leaves something for a person to decide.
        before: the record as it is, None when it is new.
        after: the record as it would be, None when the file has no content of it.
    """

    id: str
    kind: str
    reference: str
    title: str
    effect: Effect
    before: RecordView | None
    after: RecordView | None


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    sender: str
    made: str
    lines: tuple[PreviewLine, ...]

    def count(self, effect: Effect) -> int:
        """Return how many records an import would affect so."""
        return sum(line.effect == effect for line in self.lines)


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        number: for `undo_import`; 0 when the file brought nothing new.
    """

    number: int
    sender: str
    new: int
    changed: int
    conflicts: int
    trashed: int
    known: int


def export_file(
    collection: Collection,
    target: Path,
    ids: Sequence[str] | None = None,
    *,
    with_history: bool = False,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> ExportReport:
    """Write records to an exchange file.

    Args:
        collection: where they are.
        target: replaced if it is there; written whole or not at all.
        ids: the records; None for all, the trash too, but those marked private.
        with_history: also the content of earlier revisions, not only their headers.
        passphrase: encrypts the file in the age format.
        progress: told the attachments written.

    Raises:
        UserError: there is nothing to write, or the target cannot be written.
    """
    chosen, private = _chosen(collection, ids)
    if not chosen:
        raise UserError("There is no record to export; no file was written.")
    bundle = collection.outgoing(chosen, with_history=with_history)
    kmx.write(
        target,
        bundle,
        collection.attachment,
        _sender(collection),
        clock.now(),
        passphrase,
        progress or Progress(),
    )
    report = ExportReport(
        path=target,
        records=len(chosen),
        revisions=len(bundle.headers),
        attachments=len(bundle.attachments),
        left_out=private,
    )
    if not collection.read_only:
        summary = {"records": report.records, "revisions": report.revisions}
        entry = ExchangeView(0, "out", clock.now(), target.name, summary=summary)
        collection.log_exchange(entry, _quoting(bundle))
    return report


def _quoting(bundle: Bundle) -> Iterable[str]:
    """Yield the revisions whose text went out and in which people may be quoted.

    The paper that a briefing was issued as goes with it, and has the text of what it was made from.
    """
    for header in bundle.headers:
        if header.content not in bundle.contents:
            continue
        if header.kind == KIND_WITH_QUOTES:
            yield header.id
        elif header.kind == provenance.KIND_ISSUED:
            for issue in provenance.issues(msgspec.json.decode(bundle.contents[header.content])):
                if issue.get("sha256") in bundle.attachments:
                    for some in provenance.printed(issue).values():
                        yield from some


def changed_since(collection: Collection, peer: str) -> list[str]:
    """Return the records of which a colleague's copy is not known to have the latest revisions.

    Private ones are left out.

    Args:
        collection: ours.
        peer: the id of the other copy, the beginning of it, or its name.

    Raises:
        UserError: no such colleague has sent a file, or several have.
    """
    known = _peer(collection, peer)
    everything, _private = _chosen(collection, None)
    bundle = collection.outgoing(everything)
    latest = _heads_by_record(bundle.headers)
    return [r for r in everything if set(latest[r]) - set(known.get(r, ()))]


def preview(collection: Collection, incoming: Incoming) -> Preview:
    """Return what an import would do, without doing it."""
    bundle = incoming.bundle
    known = collection.known_revisions(header.id for header in bundle.headers)
    arriving: dict[str, bool] = {}
    for header in bundle.headers:
        brings = header.id not in known or (
            not known[header.id] and header.content in bundle.contents
        )
        arriving[header.record] = arriving.get(header.record, False) or brings
    lines = [_line(collection, incoming, record, brings) for record, brings in arriving.items()]
    return Preview(_name(incoming), incoming.manifest.made, tuple(lines))


def import_file(
    collection: Collection,
    path: Path,
    *,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Add what a file brings and is not here yet, in one transaction, after a backup.

    Raises:
        UserError: the file is not sound, or contradicts what is here; nothing was imported.
        Cancelled: somebody asked to stop; nothing was imported.
    """
    return import_incoming(collection, kmx.read(path, passphrase), progress or Progress())


def import_incoming(collection: Collection, incoming: Incoming, progress: Progress) -> ImportReport:
    """Import a file that was read before, such as for a preview; see `import_file`."""
    expected = preview(collection, incoming)
    peer = _peer_after(collection, incoming)
    number = 0
    if any(line.effect != "known" for line in expected.lines):
        _back_up_first(collection)
        entry = ExchangeView(
            number=0,
            direction="in",
            time=clock.now(),
            file=incoming.path.name,
            peer=incoming.manifest.sender.id,
            peer_name=incoming.manifest.sender.name,
            summary={e: expected.count(e) for e in ("new", "changed", "conflict", "trashed")},
        )
        number, _changes = collection.add_bundle(
            incoming.bundle, incoming.files(), entry, progress, peer
        )
    else:
        _remember(collection, peer)
    return ImportReport(
        number=number,
        sender=expected.sender,
        new=expected.count("new"),
        changed=expected.count("changed"),
        conflicts=expected.count("conflict"),
        trashed=expected.count("trashed"),
        known=expected.count("known"),
    )


def undo_import(collection: Collection, number: int) -> Changes:
    """Take back an import.

    Raises:
        UserError: there is no such import, or later work was built on it.
    """
    return collection.take_back(number)


def _chosen(collection: Collection, ids: Sequence[str] | None) -> tuple[list[str], tuple[Row, ...]]:
    if ids is not None:
        return list(dict.fromkeys(ids)), ()
    rows = collection.rows(_everything(collection))
    private = tuple(row for row in rows if row.sharing == "private")
    return [row.id for row in rows if row.sharing != "private"], private


def _everything(collection: Collection) -> list[str]:
    return collection.ids(Query()) + collection.ids(Query(trashed=True))


def _sender(collection: Collection) -> kmx.Sender:
    name = collection.setting(settings.NAME) or collection.author or collection.path.stem
    return kmx.Sender(id=collection.setting(settings.DEVICE, ""), name=str(name)[:200])


def _name(incoming: Incoming) -> str:
    sender = incoming.manifest.sender
    return sender.name or sender.id[:8]


def _line(collection: Collection, incoming: Incoming, record: str, brings: bool) -> PreviewLine:
    rows = collection.rows([record])
    before = collection.get(record) if rows else None
    after = collection.would_show(incoming.bundle, record) if brings else before
    shown = after or before
    return PreviewLine(
        id=record,
        kind=shown.kind if shown else "",
        reference=shown.reference if shown else record[:8],
        title=shown.title if shown else "",
        effect=_effect(before, after, brings),
        before=before,
        after=after,
    )


def _effect(before: RecordView | None, after: RecordView | None, brings: bool) -> Effect:
    if not brings:
        return "known"
    if before is None:
        return "new"
    if after and after.conflicts:
        return "conflict"
    return "trashed" if after and after.trashed and not before.trashed else "changed"


def _back_up_first(collection: Collection) -> None:
    folder = collection.path.parent / "backups"
    stem = f"{collection.path.stem} before import "
    moment = clock.local(clock.now())
    collection.backup(folder / f"{stem}{moment:%Y-%m-%d %H.%M.%S.%f}.kmdesk")
    for old in sorted(folder.glob(f"{stem}*.kmdesk"))[:-KEPT_SAFETY_BACKUPS]:
        old.unlink(missing_ok=True)


def _peer_after(collection: Collection, incoming: Incoming) -> dict[str, Json]:
    """Return the setting that remembers what the sender of a file is known to have."""
    sender = incoming.manifest.sender
    known = collection.setting(PEER + sender.id, {}).get("heads", {})
    known |= _heads_by_record(incoming.bundle.headers)
    return {PEER + sender.id: {"name": sender.name, "heads": known}}


def _remember(collection: Collection, found: Mapping[str, Json]) -> None:
    """Put settings that are not as they should be; a file that brings nothing changes no byte."""
    for name, value in found.items():
        if collection.setting(name) != value:
            collection.put_setting(name, value)


def _heads_by_record(headers: Iterable[Header]) -> dict[str, list[str]]:
    by_record: dict[str, dict[str, Header]] = {}
    for header in headers:
        by_record.setdefault(header.record, {})[header.id] = header
    return {record: list(heads_of(some)) for record, some in by_record.items()}


def _peer(collection: Collection, wanted: str) -> dict[str, list[str]]:
    peers = collection.settings(PEER)
    found = [p for p, one in peers.items() if p.startswith(wanted) or one["name"] == wanted]
    if len(found) != 1:
        names = ", ".join(sorted({one["name"] for one in peers.values()})) or "nobody yet"
        many = "Several colleagues are" if found else "No colleague is"
        raise UserError(f"{many} called “{wanted}”; files came from: {names}. No file was written.")
    heads: dict[str, list[str]] = peers[found[0]]["heads"]
    return heads
