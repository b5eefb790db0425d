"""Taking in what colleagues sent: what a file would do, doing it, and taking it back."""

import glob
from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kmdesk.base import clock
from kmdesk.base.progress import Progress
from kmdesk.exchange import colleagues, kmx
from kmdesk.exchange.kmx import Incoming
from kmdesk.models.canonical import Json
from kmdesk.models.difference import paths_in_words
from kmdesk.models.kinds import KINDS
from kmdesk.models.merging import Together
from kmdesk.models.resolve import TRASHED
from kmdesk.models.saying import inside
from kmdesk.store.arriving import Arriving
from kmdesk.store.collection import Collection
from kmdesk.store.projection import reference_of
from kmdesk.store.union import Bundle
from kmdesk.store.views import Changes, ErasureView, ExchangeView, Row

Effect = Literal["new", "changed", "conflict", "trashed", "erased", "known"]

FEW = 3
"""A file that would move more of our records to the trash, or erase more, says so first."""

KEPT_SAFETY_BACKUPS = 5

SEEN_FILES = "seen-files"
"""The setting that remembers which files of an exchange folder need not be read again."""


@dataclass(frozen=True)
class PreviewLine:
    """What an import would do to one record.

    Attributes:
        kind: "" for a record that was erased as a whole and never was here.
        effect: ``known`` brings nothing new; ``conflict`` leaves something for a person to decide;
            ``erased`` takes the whole record away for good, or keeps it away.
        erasures: what goes for good from our copy of the record.
        trashes: it would move a record that is not in the trash there.
        readable: its content would be known.
        together: what would be brought together with our work without asking.
    """

    id: str
    kind: str
    reference: str
    title: str
    effect: Effect
    trashes: bool = False
    readable: bool = True
    erasures: tuple[ErasureView, ...] = ()
    together: Together = field(default_factory=Together)

    def merged_in_words(self) -> str:
        """Say what was brought together without asking, "" for nothing."""
        return merged_in_words(self.kind, self.together)


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    sender: str
    made: str
    lines: tuple[PreviewLine, ...]

    def count(self, effect: Effect) -> int:
        """Return how many records an import would affect so."""
        return sum(line.effect == effect for line in self.lines)

    @property
    def brings(self) -> bool:
        """Say whether anything would be new here."""
        return any(line.effect != "known" for line in self.lines)

    @property
    def erasures(self) -> tuple[ErasureView, ...]:
        """Return what would be erased for good from records that are here."""
        return tuple(one for line in self.lines for one in line.erasures)

    @property
    def erases_many(self) -> int:
        """Return from how many records something would be erased for good, 0 for a few."""
        many = sum(bool(line.erasures) for line in self.lines)
        return many if many > FEW else 0

    @property
    def trashes_many(self) -> int:
        """Return how many records would move to the trash, 0 for a few."""
        many = sum(line.trashes for line in self.lines)
        return many if many > FEW else 0

    def only(self, records: Some[str] | None) -> "Preview":
        """Return what an import of some records would do; None stands for all."""
        if records is None:
            return self
        lines = tuple(line for line in self.lines if line.id in records)
        return Preview(self.sender, self.made, lines)


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        number: for `undo_import`; 0 when the file brought nothing new.
        left: records that were not chosen and would have brought something.
        erased: records in which something was erased for good, or that were as a whole.
        merged: what was brought together without asking, by record.
    """

    number: int
    sender: str
    new: int
    changed: int
    conflicts: int
    trashed: int
    known: int
    left: int = 0
    erased: int = 0
    merged: tuple["MergedRecord", ...] = ()


@dataclass(frozen=True)
class MergedRecord:
    """A record in which an import and our own work were brought together without asking.

    Attributes:
        theirs, ours, kept: paths; see `kmdesk.models.merging.Together`.
        words: the same as a sentence.
    """

    id: str
    reference: str
    title: str
    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    kept: tuple[str, ...]
    words: str


def preview(collection: Collection, incoming: Incoming) -> Preview:
    """Return what an import would do, without doing it.

    Raises:
        UserError: the file contradicts itself or what is here.
    """
    lines = preview_lines(collection, incoming.bundle)
    return Preview(sender_name(incoming), incoming.manifest.made, lines)


def preview_lines(collection: Collection, bundle: Bundle) -> tuple[PreviewLine, ...]:
    """Return what a bundle would do to each of its records.

    Raises:
        UserError: it contradicts itself or what is here.
    """
    bundle = collection.without_erased_records(bundle)
    collection.refuse_contradictions(bundle)
    known = collection.known_revisions(header.id for header in bundle.headers)
    fills = collection.fills(bundle)
    erased: dict[str, list[ErasureView]] = {}
    for one in collection.arriving_erasures(bundle):
        erased.setdefault(one.record, []).append(one)
    brings = dict.fromkeys(erased, True)
    for header in bundle.headers:
        new = header.id not in known or (not known[header.id] and header.content in bundle.contents)
        brings[header.record] = brings.get(header.record, header.record in fills) or new
    rows = {row.id: row for row in collection.rows(list(brings))}
    after = collection.arriving(bundle, [record for record, new in brings.items() if new])
    return tuple(
        _line(record, rows.get(record), after.get(record), new, erased.get(record, ()))
        for record, new in brings.items()
    )


def import_file(
    collection: Collection,
    path: Path,
    *,
    passphrase: str | None = None,
    only: Some[str] | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Add what a file brings and is not here yet, in one transaction, after a backup.

    Args:
        collection: ours.
        path: the file.
        passphrase: that it was encrypted with.
        only: ids of the records to take; None for all.
        progress: told the records done.

    Raises:
        UserError: the file is not sound, or contradicts what is here; nothing was imported.
        Cancelled: somebody asked to stop; nothing was imported.
    """
    incoming = kmx.read(path, passphrase)
    return import_incoming(collection, incoming, progress or Progress(), only)


def import_incoming(
    collection: Collection,
    incoming: Incoming,
    progress: Progress,
    only: Some[str] | None = None,
) -> ImportReport:
    """Import a file that was read before, such as for a preview; see `import_file`."""
    everything = preview(collection, incoming)
    expected = everything.only(only)
    [number] = take(collection, [incoming], [expected], progress, only) or [0]
    return ImportReport(
        number=number,
        sender=expected.sender,
        new=expected.count("new"),
        changed=expected.count("changed"),
        conflicts=expected.count("conflict"),
        trashed=expected.count("trashed"),
        erased=sum(bool(line.erasures) for line in expected.lines),
        known=expected.count("known"),
        left=_bringing(everything) - _bringing(expected),
        merged=tuple(
            MergedRecord(
                line.id,
                line.reference,
                line.title,
                line.together.theirs,
                line.together.ours,
                line.together.kept,
                line.merged_in_words(),
            )
            for line in expected.lines
            if line.together.merged
        ),
    )


def take(
    collection: Collection,
    files: Sequence[Incoming],
    expected: Sequence[Preview],
    progress: Progress,
    only: Some[str] | None = None,
    remember: Mapping[str, Json] | None = None,
) -> list[int]:
    """Add files in one transaction, after a backup, and return the numbers of the imports.

    Args:
        collection: ours.
        files: that were read before.
        expected: what each does, so that what brings nothing changes no byte.
        progress: told the records done.
        only: ids of the records to take; None for all.
        remember: settings to put too.
    """
    settings = dict(remember or {})
    for incoming in files:
        settings |= colleagues.after(collection, incoming)
    if not any(one.brings for one in expected):
        _remember(collection, settings)
        return []
    _back_up_first(collection)
    now = clock.now()  # one moment for all, by which it is known what came together
    arrivals = [
        (wanted.bundle, wanted.files(), _entry(wanted, seen, now))
        for wanted, seen in zip((f.only(only) for f in files), expected, strict=True)
    ]
    numbers, _changes = collection.add_bundles(arrivals, progress, settings)
    return numbers


def undo_import(collection: Collection, *numbers: int) -> Changes:
    """Take back imports, all or none.

    Raises:
        UserError: there is no such import, or later work was built on it.
    """
    senders = {e.peer for e in collection.exchanges() if e.number in numbers and e.peer}
    settings = {**colleagues.forgotten(collection, senders), SEEN_FILES: None}
    return collection.take_back(sorted(numbers, reverse=True), settings)


def merged_in_words(kind: str, found: Together) -> str:
    """Return a sentence on what was brought together without asking, "" for nothing."""
    if not found.merged:
        return ""
    known = KINDS.get(kind)
    sides = ((found.theirs, "theirs"), (found.ours, "yours"))
    parts = [f"{inside(paths_in_words(known, some))} ({whose})" for some, whose in sides if some]
    text = f"Merged without asking: {', '.join(parts)}." if found.theirs and found.ours else ""
    if TRASHED in found.kept:
        text += " It was in the trash on one side; it stays because it was changed on the other."
    if kept := [path for path in found.kept if path != TRASHED]:
        text += f" Kept although one side took it away: {inside(paths_in_words(known, kept))}."
    return text.strip()


def sender_name(incoming: Incoming) -> str:
    """Return what people call the sender of a file."""
    sender = incoming.manifest.sender
    return sender.name or sender.id[:8]


def _entry(incoming: Incoming, expected: Preview, now: str) -> ExchangeView:
    effects: tuple[Effect, ...] = ("new", "changed", "conflict", "trashed", "erased")
    return ExchangeView(
        number=0,
        direction="in",
        time=now,
        file=incoming.path.name,
        peer=incoming.manifest.sender.id,
        peer_name=incoming.manifest.sender.name,
        summary={
            **{effect: expected.count(effect) for effect in effects},
            "merged": sum(line.together.merged for line in expected.lines),
        },
    )


def _bringing(seen: Preview) -> int:
    return sum(line.effect != "known" for line in seen.lines)


def _line(
    record: str,
    row: Row | None,
    after: Arriving | None,
    brings: bool,
    erased: Sequence[ErasureView],
) -> PreviewLine:
    kind = row.kind if row else after.kind if after else ""
    reference = row.reference if row else reference_of(kind, record) if kind else record[:8]
    trashes = bool(row and not row.trashed and after and after.trashed)
    return PreviewLine(
        id=record,
        kind=kind,
        reference=reference,
        title=after.title if after else row.title if row else "",
        effect="erased" if any(e.whole for e in erased) else _effect(row, after, brings, trashes),
        erasures=tuple(erased) if row else (),
        trashes=trashes,
        together=after.together if row and brings and after else Together(),
        readable=bool(after or (row and not brings)),
    )


def _effect(row: Row | None, after: Arriving | None, brings: bool, trashes: bool) -> Effect:
    if not brings:
        return "known"
    if row is None:
        return "new"
    if after and after.conflicts:
        return "conflict"
    return "trashed" if trashes else "changed"


def _back_up_first(collection: Collection) -> None:
    folder = collection.path.parent / "backups"
    stem = f"{collection.path.stem} before import "
    moment = clock.local(clock.now())
    collection.backup(folder / f"{stem}{moment:%Y-%m-%d %H.%M.%S.%f}.kmdesk")
    for old in sorted(folder.glob(f"{glob.escape(stem)}*.kmdesk"))[:-KEPT_SAFETY_BACKUPS]:
        with suppress(OSError):
            old.unlink()


def _remember(collection: Collection, found: Mapping[str, Json]) -> None:
    """Put settings that are not as they should be; a file that brings nothing changes no byte."""
    for name, value in found.items():
        if collection.setting(name) != value:
            collection.put_setting(name, value)
