"""Writing an exchange file; `kmx` reads it and says what it is."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import msgspec

from kmdesk import __version__
from kmdesk.base.errors import UserError
from kmdesk.base.files import replacing
from kmdesk.base.progress import Progress
from kmdesk.exchange import archive, kmx, sealing
from kmdesk.exchange.kmx import Manifest, Sender
from kmdesk.store.union import Bundle

T = TypeVar("T")

_CHUNK = 2**20

LARGEST_ENCRYPTED = 2**30
"""Bytes of an archive that is encrypted. It is encrypted in memory: pyrage has no stream for
passphrases, and what is readable must not lie on the disk meanwhile."""

_DATE_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Outgoing:
    """What goes into an exchange file.

    Attributes:
        made: the moment, as `clock.now` writes it.
        number: see `Manifest`.
        holds: what the sender has of all its records, sorted; see `store.holding`.
        page: the records as a page for people without kmdesk, None for none.
    """

    bundle: Bundle
    sender: Sender
    made: str
    number: int = 0
    holds: Sequence[str] = ()
    page: bytes | None = None

    def manifest(self) -> Manifest:
        """Return what the file says about itself."""
        return Manifest(
            format=kmx.FORMAT,
            version=kmx.VERSION,
            made=self.made,
            program=f"kmdesk {__version__}",
            sender=self.sender,
            number=self.number,
            headers=len(self.bundle.headers),
            contents=len(self.bundle.contents),
            attachments=len(self.bundle.attachments),
            erasures=len(self.bundle.erasures),
            holds=len(self.holds),
        )


def write(
    target: Path,
    outgoing: Outgoing,
    attachment: Callable[[str], bytes],
    passphrase: str | None,
    progress: Progress,
) -> None:
    """Write an exchange file, whole or not at all.

    Raises:
        UserError: the target cannot be written, or there is more than a file may hold.
        Cancelled: somebody asked to stop; the target is as it was.
    """
    _refuse_too_much(outgoing)
    with replacing(target) as beside:
        if passphrase is None:
            with beside.open("wb") as file:
                _write_zip(file, outgoing, attachment, progress, kmx.LARGEST_FILE)
        else:
            plain = io.BytesIO()
            _write_zip(plain, outgoing, attachment, progress, LARGEST_ENCRYPTED)
            beside.write_bytes(sealing.sealed(plain.getvalue(), passphrase, progress))


def _refuse_too_much(outgoing: Outgoing) -> None:
    bundle = outgoing.bundle
    size = sum(len(header.bytes) + 1 for header in bundle.headers)
    size += sum(len(content) + 1 for content in bundle.contents.values())
    size += sum(len(erasure.bytes) + 1 for erasure in bundle.erasures)
    if size > kmx.LARGEST_TEXT or len(bundle.attachments) > archive.MOST_ENTRIES - len(kmx.NAMES):
        raise UserError(
            "This is more than an exchange file may hold; no file was written. "
            "Export fewer records, or without their history."
        )


def _write_zip(
    file: BinaryIO,
    outgoing: Outgoing,
    attachment: Callable[[str], bytes],
    progress: Progress,
    most: int,
) -> None:
    bundle = outgoing.bundle
    names = sorted(bundle.attachments)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        _put(made, kmx.MANIFEST, [msgspec.json.encode(outgoing.manifest(), order="sorted")])
        headers = sorted(bundle.headers, key=lambda h: h.id)
        _put(made, kmx.HEADERS, _Lines(headers, lambda header: header.bytes))
        _put(made, kmx.CONTENTS, _Lines(sorted(bundle.contents), bundle.contents.__getitem__))
        if bundle.erasures:
            erasures = sorted(bundle.erasures, key=lambda e: e.id)
            _put(made, kmx.ERASURES, _Lines(erasures, lambda erasure: erasure.bytes))
        if outgoing.holds:
            _put(made, kmx.HOLDS, _Lines(outgoing.holds, str.encode))
        if outgoing.page is not None:
            _put(made, kmx.PAGE, [outgoing.page])
        unpacked = sum(info.file_size for info in made.infolist())
        for number, name in enumerate(names):
            progress.step(number, len(names), "Writing attachments")
            data = attachment(name)
            unpacked += len(data)
            _put(made, f"attachments/{name}", [data])
            _refuse_beyond(file, most)
            _refuse_unpacked(unpacked)
    _refuse_beyond(file, most)


def _refuse_unpacked(size: int) -> None:
    """Refuse what nobody would unpack."""
    if size > archive.LARGEST_TOTAL:
        raise UserError(
            f"This unpacks to more than the {archive.LARGEST_TOTAL / 2**30:.3g} GiB that an "
            "exchange file may hold; no file was written. Export fewer records."
        )


def _refuse_beyond(file: BinaryIO, most: int) -> None:
    """Refuse an archive that nobody would read, or that memory is not meant to hold."""
    if file.tell() > most:
        secret = " or without a passphrase" if most == LARGEST_ENCRYPTED else ""
        raise UserError(
            f"This is more than the {most / 2**30:.3g} GiB that such an exchange file may hold; "
            f"no file was written. Export fewer records{secret}."
        )


@dataclass(frozen=True)
class _Lines(Generic[T]):
    """Lines that are made when they are written, as often as somebody goes through them."""

    values: Iterable[T]
    line: Callable[[T], bytes]

    def __iter__(self) -> Iterator[bytes]:
        return (self.line(value) + b"\n" for value in self.values)


def _put(made: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    """Write an entry; one that would be packed further than readers accept is not packed."""
    info = zipfile.ZipInfo(name, _DATE_TIME)
    packs_well = _packs_within_limit(parts)
    info.compress_type = zipfile.ZIP_DEFLATED if packs_well else zipfile.ZIP_STORED
    with made.open(info, "w", force_zip64=True) as entry:
        for part in parts:
            entry.write(part)


def _packs_within_limit(parts: Iterable[bytes]) -> bool:
    """Say whether what is packed stays above its part of the whole; seldom packs more than that."""
    whole = sum(map(len, parts))
    if whole <= 2**20:
        return True
    packer, packed = zlib.compressobj(6), 0
    for part in parts:
        for start in range(0, len(part), _CHUNK):
            packed += len(packer.compress(part[start : start + _CHUNK]))
            if packed * archive.LARGEST_RATIO > whole:
                return True
    return (packed + len(packer.flush())) * archive.LARGEST_RATIO > whole * 1.1
