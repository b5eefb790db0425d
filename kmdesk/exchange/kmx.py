"""The exchange file: a zip with a manifest, headers, contents and attachments.

docs/exchange-format.md describes it for those who write another reader. What is read is taken to be
hostile: names, counts, sizes and hashes are checked before anything reaches the collection.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from kmdesk.base.errors import UserError
from kmdesk.base.paths import existing_file
from kmdesk.base.progress import Progress
from kmdesk.exchange import archive as archives
from kmdesk.exchange import sealing
from kmdesk.models import canonical
from kmdesk.models.erasure import Erasure, read_erasure
from kmdesk.models.ready import ready
from kmdesk.models.revision import SHA256, Moment, read_header
from kmdesk.store.holding import KEY_LENGTH
from kmdesk.store.union import Bundle

FORMAT = "kmdesk-exchange"
VERSION = 1

MANIFEST, HEADERS, CONTENTS = "manifest.json", "headers.jsonl", "content.jsonl"
ERASURES, HOLDS, PAGE = "erasures.jsonl", "holds.txt", "records.html"
ATTACHMENT = re.compile(rf"attachments/({SHA256.pattern})")

LARGEST_FILE = 2 * 2**30
LARGEST_TEXT = 2**30
"""Bytes of headers and contents together, which are held in memory."""
MOST_HEADERS = 2_000_000
LARGEST_MANIFEST = 2**16
LARGEST_HEADER = 2**22
LARGEST_CONTENT = 2**25
LARGEST_ATTACHMENT = 50 * 2**20
LARGEST_PAGE = 2**28
MOST_HELD = 4_000_000
MOST_ERASURES = 100_000
LARGEST_ERASURE = 2**18

_TEXT = (HEADERS, CONTENTS, ERASURES)
NAMES = (MANIFEST, HEADERS, CONTENTS, ERASURES, HOLDS, PAGE)
_KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")

AGE_MAGIC = b"age-encryption.org/v1"
"""The first line of a file in the age format (https://age-encryption.org/v1)."""


class PassphraseError(UserError):
    """The file is encrypted, with another passphrase than the one given, if any."""


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """The copy of a collection that a file comes from."""

    id: Annotated[str, Meta(max_length=64)]
    name: Annotated[str, Meta(max_length=200)] = ""


@ready
class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says about itself.

    Attributes:
        number: rises with every file that the sender writes; 0 when it keeps no count.
        headers, contents, attachments, erasures, holds: how many of each the file holds.
    """

    format: str
    version: int
    made: Moment
    program: Annotated[str, Meta(max_length=200)] = ""
    sender: Sender
    number: Annotated[int, Meta(ge=0, le=canonical.LARGEST)] = 0
    headers: int = 0
    contents: int = 0
    attachments: int = 0
    erasures: int = 0
    holds: int = 0


@dataclass(frozen=True)
class Incoming:
    """An exchange file that was read and found sound.

    Attributes:
        source: the file, or what it held before it was encrypted.
        holds: what the sender has of all its records, as `store.holding` names it.
    """

    path: Path
    source: Path | io.BytesIO
    manifest: Manifest
    bundle: Bundle
    holds: frozenset[str] = frozenset()

    @property
    def secret(self) -> bool:
        """Say whether it was encrypted."""
        return not isinstance(self.source, Path)

    def only(self, records: Collection[str] | None) -> "Incoming":
        """Return what it holds of some records; None stands for all."""
        if records is None:
            return self
        return replace(self, bundle=self.bundle.only(frozenset(records)))

    def files(self) -> Iterator[bytes]:
        """Yield the bytes of all attachments, one at a time.

        Raises:
            UserError: the file changed or went away since it was read.
        """
        if not self.bundle.attachments:
            return
        try:
            with archives.opened(self.source) as archive:
                for digest in sorted(self.bundle.attachments):
                    yield _attachment(archive, digest)
        except archives.FAULTS as error:
            raise UserError(
                f"{self.path.name} changed or went away while it was read; nothing was imported."
            ) from error


def read(path: Path, passphrase: str | None = None, progress: Progress | None = None) -> Incoming:
    """Return what an exchange file holds, every hash and limit checked.

    Raises:
        PassphraseError: it needs another passphrase.
        UserError: it is no exchange file, it is damaged, or a newer kmdesk wrote it.
        Cancelled: somebody asked to stop while a passphrase became a key.
    """
    existing_file(path)
    try:
        return _read(path, passphrase, progress or Progress())
    except (*archives.FAULTS, msgspec.MsgspecError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UserError(
            f"{path.name} is not a sound exchange file ({reason[:200]}); nothing was imported."
        ) from error


def _read(path: Path, passphrase: str | None, progress: Progress) -> Incoming:
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError("it is too large")
    source = _decrypted(path, passphrase, progress)
    with archives.opened(source) as archive:
        entries = _checked_entries(archive)
        manifest = _read_manifest(archive, entries[MANIFEST])
        with closing(
            archives.lines(archive, entries[HEADERS], LARGEST_HEADER, MOST_HEADERS)
        ) as lines:
            headers = [read_header(line) for line in lines]
        wanted = {header.content for header in headers}
        contents = _read_contents(archive, entries[CONTENTS], wanted)
        erasures = _read_erasures(archive, entries.get(ERASURES))
        holds = _read_holds(archive, entries.get(HOLDS))
        attachments = frozenset(m[1] for name in entries if (m := ATTACHMENT.fullmatch(name)))
        for digest in attachments:
            _attachment(archive, digest)
    told = manifest
    if (len(headers), len(contents), len(attachments)) != (
        told.headers,
        told.contents,
        told.attachments,
    ) or (len(erasures), len(holds)) != (told.erasures, told.holds):
        raise ValueError("it does not hold what its manifest says")
    if len({header.id for header in headers}) != len(headers):
        raise ValueError("a header occurs twice")
    bundle = Bundle(headers, contents, attachments, erasures)
    return Incoming(path, source, manifest, bundle, holds)


def _read_contents(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, wanted: set[str]
) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    with closing(archives.lines(archive, entry, LARGEST_CONTENT, MOST_HEADERS)) as lines:
        for line in lines:
            digest = canonical.sha256(line)
            if digest not in wanted:
                raise ValueError("a content belongs to no header")
            if not line.startswith(b"{"):
                raise ValueError("a content is no object")
            canonical.decode(line)
            contents[digest] = line
    return contents


def _read_erasures(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> list[Erasure]:
    if entry is None:
        return []
    with closing(archives.lines(archive, entry, LARGEST_ERASURE, MOST_ERASURES)) as lines:
        found = [read_erasure(line) for line in lines]
    if any(a.id >= b.id for a, b in pairwise(found)):
        raise ValueError(f"{entry.filename} is not sorted, or repeats an erasure")
    return found


def _read_holds(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> frozenset[str]:
    if entry is None:
        return frozenset()
    with closing(archives.lines(archive, entry, KEY_LENGTH, MOST_HELD)) as lines:
        found = [line.decode("ascii") for line in lines]
    if not all(map(_KEY.fullmatch, found)) or any(a >= b for a, b in pairwise(found)):
        raise ValueError(f"{entry.filename} is not a list of what the sender has")
    return frozenset(found)


def _attachment(archive: zipfile.ZipFile, digest: str) -> bytes:
    data = archives.bounded(archive, archive.getinfo(f"attachments/{digest}"), LARGEST_ATTACHMENT)
    if canonical.sha256(data) != digest:
        raise ValueError("an attachment is not what its name says")
    return data


def _decrypted(path: Path, passphrase: str | None, progress: Progress) -> Path | io.BytesIO:
    with path.open("rb") as file:
        if file.read(len(AGE_MAGIC)) != AGE_MAGIC:
            return path
        file.seek(0)
        if passphrase is None:
            raise PassphraseError(f"{path.name} needs a passphrase; nothing was imported.")
        found = sealing.unsealed(file.read(), passphrase, progress)
    if found is None:
        raise PassphraseError(
            f"{path.name} cannot be opened with this passphrase; nothing was imported."
        )
    return io.BytesIO(found)


def _checked_entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = archives.entries(archive)
    for name in entries:
        if name not in NAMES and not ATTACHMENT.fullmatch(name):
            raise ValueError(f"an entry is called {name!r:.60}")
    if PAGE in entries and entries[PAGE].file_size > LARGEST_PAGE:
        raise ValueError(f"{PAGE} is too large")
    if sum(entries[name].file_size for name in _TEXT if name in entries) > LARGEST_TEXT:
        raise ValueError("it holds too much text")
    if missing := {MANIFEST, HEADERS, CONTENTS} - entries.keys():
        raise ValueError(f"it lacks {sorted(missing)[0]}")
    return entries


def _read_manifest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Manifest:
    data = archives.bounded(archive, entry, LARGEST_MANIFEST)
    found = msgspec.json.decode(data)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError("its manifest is not one of kmdesk")
    if found.get("version") != VERSION:
        raise UserError("A newer kmdesk wrote this exchange file; update kmdesk to import it.")
    manifest = msgspec.convert(found, Manifest)
    dt.datetime.fromisoformat(manifest.made)
    return manifest
