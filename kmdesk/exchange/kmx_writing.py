"""Writing an exchange file; `kmx` reads it and says what it is."""

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from kmdesk import __version__
from kmdesk.base.files import replacing
from kmdesk.base.progress import Progress
from kmdesk.exchange import kmx
from kmdesk.exchange.kmx import Manifest, Sender
from kmdesk.store.union import Bundle

_CHUNK = 2**20

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
        UserError: the target cannot be written.
        Cancelled: somebody asked to stop; the target is as it was.
    """
    with replacing(target) as beside:
        if passphrase is None:
            with beside.open("wb") as file:
                _write_zip(file, outgoing, attachment, progress)
        else:
            from pyrage import passphrase as age

            plain = io.BytesIO()
            _write_zip(plain, outgoing, attachment, progress)
            beside.write_bytes(age.encrypt(plain.getvalue(), passphrase))


def _write_zip(
    file: BinaryIO,
    outgoing: Outgoing,
    attachment: Callable[[str], bytes],
    progress: Progress,
) -> None:
    bundle = outgoing.bundle
    names = sorted(bundle.attachments)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _put(archive, kmx.MANIFEST, [msgspec.json.encode(outgoing.manifest(), order="sorted")])
        headers = sorted(bundle.headers, key=lambda h: h.id)
        _put(archive, kmx.HEADERS, [h.bytes + b"\n" for h in headers])
        _put(archive, kmx.CONTENTS, [bundle.contents[k] + b"\n" for k in sorted(bundle.contents)])
        if bundle.erasures:
            erasures = sorted(bundle.erasures, key=lambda e: e.id)
            _put(archive, kmx.ERASURES, [e.bytes + b"\n" for e in erasures])
        if outgoing.holds:
            _put(archive, kmx.HOLDS, [b"".join(f"{key}\n".encode() for key in outgoing.holds)])
        if outgoing.page is not None:
            _put(archive, kmx.PAGE, [outgoing.page])
        for number, name in enumerate(names):
            progress.step(number, len(names), "Writing attachments")
            _put(archive, f"attachments/{name}", [attachment(name)])


def _put(archive: zipfile.ZipFile, name: str, parts: Sequence[bytes]) -> None:
    """Write an entry; one that would be packed further than readers accept is not packed."""
    info = zipfile.ZipInfo(name, _DATE_TIME)
    packs_well = _packs_within_limit(parts)
    info.compress_type = zipfile.ZIP_DEFLATED if packs_well else zipfile.ZIP_STORED
    with archive.open(info, "w", force_zip64=True) as entry:
        for part in parts:
            entry.write(part)


def _packs_within_limit(parts: Sequence[bytes]) -> bool:
    """Say whether what is packed stays above its part of the whole; seldom packs more than that."""
    whole = sum(map(len, parts))
    if whole <= 2**20:
        return True
    packer, packed = zlib.compressobj(6), 0
    for part in parts:
        for start in range(0, len(part), _CHUNK):
            packed += len(packer.compress(part[start : start + _CHUNK]))
            if packed * kmx.LARGEST_RATIO > whole:
                return True
    return (packed + len(packer.flush())) * kmx.LARGEST_RATIO > whole * 1.1
