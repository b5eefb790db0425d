"""The exchange folder: what others wrote there is taken, and what the folder lacks is written.

A folder that several people see (a share, a synced drive, a stick) holds exchange files, each named
by the copy that wrote it and a number, so that nobody writes another's file and no lock is needed.
Together the files carry what everybody told. A swap reads those that it has not taken yet, then
writes what none of them carries. So a file that somebody deletes is made up for, and a swap with
nothing new writes nothing. Names are not trusted: a file is what it holds.
"""

import re
from collections.abc import Collection as Some
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kmdesk.base import paths
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import colleagues, kmx, kmx_writing, sending, taking
from kmdesk.exchange.kmx import Incoming, PassphraseError
from kmdesk.exchange.taking import Preview, PreviewLine
from kmdesk.models.canonical import Json
from kmdesk.store import settings
from kmdesk.store.collection import Collection
from kmdesk.store.holding import KEY_LENGTH, key
from kmdesk.store.union import Bundle


@dataclass(frozen=True)
class Skipped:
    """A file that was left alone, and the sentence that says why; the next swap tries it again."""

    name: str
    reason: str


@dataclass(frozen=True)
class Look:
    """What a swap would do; `swap` does it.

    Attributes:
        files: sound files of others that were not taken as a whole yet.
        lines: what they would do to records, all together.
        carried: keys of what the files in the folder carry.
        seen: what is known of the files that need not be read again, by stamp.
        stale: files of ours from before something was erased; they go once they are replaced.
    """

    folder: Path
    files: tuple[Incoming, ...]
    lines: tuple[PreviewLine, ...]
    skipped: tuple[Skipped, ...] = ()
    carried: frozenset[str] = frozenset()
    seen: Mapping[str, Json] = field(default_factory=dict)
    stale: tuple[Path, ...] = ()

    @property
    def path(self) -> Path:
        """The folder."""
        return self.folder

    @property
    def bundle(self) -> Bundle:
        """What the files hold, all together."""
        return Bundle.of_all([file.bundle for file in self.files])

    @property
    def preview(self) -> Preview:
        """Return what all files would do, as of one file."""
        names = dict.fromkeys(map(taking.sender_name, self.files))
        made = max((file.manifest.made for file in self.files), default="")
        return Preview(", ".join(names), made, self.lines)


@dataclass(frozen=True)
class SwapReport:
    """What a swap did.

    Attributes:
        numbers: of the imports, for `undo_import`.
        taken: what happened to records here.
        left: records that were not chosen and would have brought something.
        written: the file that was written, None when the folder lacked nothing.
        records: how many records it carries.
        not_written: the sentence that says why it could not be written.
    """

    numbers: tuple[int, ...]
    taken: Preview
    left: int = 0
    written: Path | None = None
    records: int = 0
    not_written: str = ""
    skipped: tuple[Skipped, ...] = ()


def look(collection: Collection, folder: Path, passphrase: str | None, progress: Progress) -> Look:
    """Read what is new in a folder, without taking it.

    Raises:
        UserError: the folder cannot be read, or its files need another passphrase.
        Cancelled: somebody asked to stop.
    """
    found = dict(_files(folder))
    known: dict[str, Json] = collection.setting(taking.SEEN_FILES) or {}
    seen = {stamp: known[stamp] for stamp in found if stamp in known}
    secret = [found[stamp] for stamp, told in seen.items() if told.get("secret")]
    files: list[Incoming] = []
    skipped: list[Skipped] = []
    opened = closed = False
    new = [(stamp, path) for stamp, path in found.items() if stamp not in seen]
    for number, (_stamp, path) in enumerate(new):
        progress.step(number, len(new), f"Reading {path.name}")
        try:
            files.append(incoming := kmx.read(path, passphrase, progress))
            opened |= incoming.secret
        except PassphraseError as error:
            closed = True
            skipped.append(_skipped(path, error))
        except UserError as error:
            skipped.append(_skipped(path, error))
    if (secret or closed) and not opened:
        _refuse_wrong_passphrase(secret, passphrase)
    return _judged(collection, folder, files, skipped, seen, found)


def _judged(
    collection: Collection,
    folder: Path,
    files: Sequence[Incoming],
    skipped: list[Skipped],
    seen: dict[str, Json],
    found: Mapping[str, Path],
) -> Look:
    """Return a look: the files that fit together, and what they and those seen before carry."""
    device = collection.setting(settings.DEVICE)
    ours = [file for file in files if file.manifest.sender.id == device]
    theirs = sorted(
        (file for file in files if file.manifest.sender.id != device),
        key=lambda file: (file.manifest.sender.id, file.manifest.number, file.path.name),
    )
    fitting = _fitting(collection, theirs, skipped)
    stamps = {path: stamp for stamp, path in found.items()}
    for file in ours:
        seen[stamps[file.path]] = _told(file.bundle, secret=file.secret, own=True)
    stale = _stale(collection, found, seen)
    carried = {key for stamp, told in seen.items() if stamp not in stale for key in _keys(told)}
    carried |= {key for file in fitting for key in file.bundle.carries()}
    return Look(
        folder=folder,
        files=tuple(fitting),
        lines=taking.preview_lines(collection, Bundle.of_all([file.bundle for file in fitting])),
        skipped=tuple(skipped),
        carried=frozenset(carried),
        seen={stamp: told for stamp, told in seen.items() if stamp not in stale},
        stale=tuple(found[stamp] for stamp in stale),
    )


def swap(
    collection: Collection,
    looked: Look,
    *,
    only: Some[str] | None = None,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> SwapReport:
    """Take what a look found, in one transaction after a backup; then write what the folder lacks.

    Args:
        collection: ours.
        looked: at the folder.
        only: ids of the records to take; None for all.
        passphrase: encrypts the file that is written.
        progress: told the records and attachments done.

    Raises:
        UserError: a file contradicts what is here, or went away; nothing was taken or written.
        Cancelled: somebody asked to stop before anything was taken.
    """
    told = progress or Progress()
    everything = looked.preview
    expected = everything.only(only)
    by_file = [_of_file(file, expected) for file in looked.files]
    numbers = taking.take(collection, looked.files, by_file, told, only)
    seen = dict(looked.seen) | _taken(collection, looked.files)
    written, records, trouble = None, 0, ""
    try:
        if made := _write(collection, looked, passphrase, told):
            written, bundle = made
            records = len({header.record for header in bundle.headers})
            seen[_stamp(written)] = _told(bundle, secret=passphrase is not None, own=True)
        _remove(looked.stale)
    except (UserError, OSError) as error:
        trouble = str(error)
    if collection.setting(taking.SEEN_FILES) != (remembered := _remembered(collection, seen)):
        collection.put_setting(taking.SEEN_FILES, remembered)
    return SwapReport(
        numbers=tuple(number for number in numbers if number),
        taken=expected,
        left=sum(line.effect != "known" for line in everything.lines)
        - sum(line.effect != "known" for line in expected.lines),
        written=written,
        records=records,
        not_written=trouble,
        skipped=looked.skipped,
    )


def _write(
    collection: Collection, looked: Look, passphrase: str | None, progress: Progress
) -> tuple[Path, Bundle] | None:
    """Write what no file in the folder carries; None when there is nothing."""
    held = collection.holdings()
    lacking = colleagues.lacking(held, looked.carried)
    if not lacking:
        return None
    here = [row.id for row in collection.rows(lacking)]
    bundle = collection.outgoing(here, held=looked.carried)
    device = collection.setting(settings.DEVICE)
    used = [int(m[1]) for path in looked.folder.iterdir() if (m := _own(device, path.name))]
    outgoing = sending.signed(collection, bundle, max(used, default=0) + 1, brief=True)
    for left in looked.folder.glob(f".{device}-*.part"):
        left.unlink(missing_ok=True)
    target = looked.folder / f"{device}-{outgoing.number:06}{paths.EXCHANGE_SUFFIX}"
    kmx_writing.write(target, outgoing, collection.attachment, passphrase, progress)
    sending.note(collection, target, bundle)
    return target, bundle


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the exchange files of a folder, each with the stamp by which it is known again."""
    try:
        listed = sorted(folder.iterdir())
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(
            f"The exchange folder {folder} cannot be read ({reason}); nothing was taken or written."
        ) from error
    for path in listed:
        if path.suffix.lower() != paths.EXCHANGE_SUFFIX or path.name.startswith((".", "~")):
            continue
        try:
            if path.is_file():
                yield _stamp(path), path
        except OSError:
            continue


def _skipped(path: Path, error: UserError) -> Skipped:
    return Skipped(path.name, f"{path.name} was left alone; the next swap tries it again. {error}")


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{path.name}|{status.st_size}|{status.st_mtime_ns}"


def _refuse_wrong_passphrase(sound: Sequence[Path], passphrase: str | None) -> None:
    """See to it that a folder of encrypted files gets no other file, or one nobody can open.

    Args:
        sound: encrypted files that could be opened once.
        passphrase: that is given now.
    """
    try:
        for path in sound[:1]:
            kmx.read(path, passphrase)
            return
    except PassphraseError:
        pass
    what = "need a passphrase" if passphrase is None else "cannot be opened with this passphrase"
    raise PassphraseError(
        f"The files in this exchange folder {what}; nothing was taken or written."
    )


def _fitting(
    collection: Collection, files: Sequence[Incoming], skipped: list[Skipped]
) -> list[Incoming]:
    """Return the files that fit together and to what is here; the others are skipped."""
    if not files or _fits(collection, files, []):
        return list(files)
    sound = [file for file in files if _fits(collection, [file], skipped)]
    if not sound or _fits(collection, sound, []):
        return sound
    fitting: list[Incoming] = []
    for file in sound:
        if _fits(collection, [*fitting, file], skipped):
            fitting.append(file)
    return fitting


def _fits(collection: Collection, files: Sequence[Incoming], skipped: list[Skipped]) -> bool:
    """Say whether files fit together and to what is here; if not, the last one is skipped."""
    try:
        collection.refuse_contradictions(Bundle.of_all([file.bundle for file in files]))
    except UserError as error:
        skipped.append(_skipped(files[-1].path, error))
        return False
    return True


def _of_file(file: Incoming, expected: Preview) -> Preview:
    """Return what one of several files does."""
    records = {header.record for header in file.bundle.headers}
    records |= {one.record for one in file.bundle.erasures}
    lines = tuple(line for line in expected.lines if line.id in records)
    return Preview(taking.sender_name(file), file.manifest.made, lines)


def _taken(collection: Collection, files: Sequence[Incoming]) -> dict[str, Json]:
    """Return what is known of those files of which everything is here now."""
    found: dict[str, Json] = {}
    for file in files:
        if all(line.effect == "known" for line in taking.preview_lines(collection, file.bundle)):
            try:
                found[_stamp(file.path)] = _told(file.bundle, secret=file.secret)
            except OSError:
                continue
    return found


def _told(bundle: Bundle, *, secret: bool, own: bool = False) -> Json:
    told: dict[str, Json] = {"carries": "".join(sorted(set(bundle.carries())))}
    return told | ({"secret": True} if secret else {}) | ({"own": True} if own else {})


def _keys(told: Json) -> Iterator[str]:
    text = told["carries"]
    yield from (text[n : n + KEY_LENGTH] for n in range(0, len(text), KEY_LENGTH))


_ERASURES = "erasures"
"""Beside the files that were seen: the erasures known when the last file was written."""


def _remembered(collection: Collection, seen: Mapping[str, Json]) -> Json:
    return {**seen, _ERASURES: sorted(key(one.id) for one in collection.erasures())}


def _stale(
    collection: Collection, found: Mapping[str, Path], seen: Mapping[str, Json]
) -> list[str]:
    """Return our own files, if something was erased since they were written."""
    known: dict[str, Json] = collection.setting(taking.SEEN_FILES) or {}
    if {key(one.id) for one in collection.erasures()} <= set(known.get(_ERASURES, ())):
        return []
    device = collection.setting(settings.DEVICE)
    return [
        stamp for stamp, told in seen.items() if told.get("own") and _own(device, found[stamp].name)
    ]


def _own(device: str, name: str) -> re.Match[str] | None:
    """Return the number in the name of a file of ours."""
    return re.fullmatch(rf"{device}-(\d{{6,15}}){paths.EXCHANGE_SUFFIX}", name)


def _remove(files: Sequence[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
