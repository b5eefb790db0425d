"""Zip files that may be broken or meant to harm: opened, looked at and read within limits.

A `ValueError` says what is wrong; `zipfile` and `zlib` have errors of their own, see `FAULTS`.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

LARGEST_TOTAL = 4 * 2**30
LARGEST_RATIO = 200
"""Bytes unpacked for one packed, beyond the first megabyte; text rarely passes 20."""
MOST_ENTRIES = 100_000
LARGEST_DIRECTORY = 2**24
"""Bytes of the list of entries at the end of the file: 160 for each of the most entries."""

FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a file that is not sound may raise."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1
_LOCAL_HEADER = 30
"""Bytes before the name of an entry (APPNOTE.TXT 6.3.10, 4.3.7)."""
_CHUNK = 2**16


class _Directory(io.BufferedReader):
    """A file whose list of entries is read only if it is not too long.

    `zipfile` reads that list whole, as long as the file says it is, before anybody can look at it.
    """

    most = LARGEST_DIRECTORY

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > self.most:
            raise ValueError("it lists too many entries")
        return super().read(size)


@contextmanager
def opened(source: Path | io.BytesIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip file."""
    raw: Any = io.FileIO(source) if isinstance(source, Path) else io.BytesIO(source.getbuffer())
    with _Directory(raw) as file, zipfile.ZipFile(file) as archive:
        file.most = LARGEST_TOTAL
        yield archive


def entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name, each once, a plain file, and none far larger than packed.

    Raises:
        ValueError: they are otherwise.
    """
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise ValueError("it holds too many entries")
    found = {info.filename: info for info in infos}
    if len(found) != len(infos):
        raise ValueError("an entry occurs twice")
    for info in infos:
        if info.compress_type not in _PACKED or info.flag_bits & _ENCRYPTED:
            raise ValueError("an entry is packed in another way than deflated")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise ValueError("an entry is no file")
        if info.file_size > 2**20 and info.file_size > LARGEST_RATIO * max(info.compress_size, 1):
            raise ValueError("an entry unpacks to far more than text does")
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise ValueError("it unpacks to too much")
    _refuse_overlaps(archive, infos)
    return found


def _refuse_overlaps(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: a few bytes could then be unpacked over and over."""
    infos = sorted(infos, key=lambda info: info.header_offset)
    starts = [*(info.header_offset for info in infos[1:]), archive.start_dir]
    for info, following in zip(infos, starts, strict=True):
        if info.header_offset + _LOCAL_HEADER + info.compress_size > following:
            raise ValueError("its entries overlap")


def bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Return the bytes of an entry, at most so many."""
    if entry.file_size > most:
        raise ValueError(f"{entry.filename} is too large")
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) != entry.file_size:
        raise ValueError(f"{entry.filename} is not as long as the file says")
    return data


def lines(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, longest: int, most: int
) -> Generator[bytes, None, None]:
    """Yield the lines of an entry without their ends; none longer than `longest` bytes."""
    count, size = 0, 0
    with io.BufferedReader(cast(io.RawIOBase, archive.open(entry)), _CHUNK) as file:
        while line := file.readline(longest + 2):
            count += 1
            size += len(line)
            if not line.endswith(b"\n") or count > most:
                raise ValueError(f"{entry.filename} holds a line that is too long, or too many")
            yield line[:-1]
    if size != entry.file_size:
        raise ValueError(f"{entry.filename} is not as long as the file says")
