"""Files written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kmdesk.base.errors import UserError

_PART = ".kmdesk.part"
"""How the name of a half-written file ends; it begins with a dot."""

_ABANDONED = 24 * 60 * 60
"""Seconds after which nobody writes to a half-written file any more."""

_DATABASE = b"SQLite format 3\x00"
"""How every collection begins (https://sqlite.org/fileformat2.html#magic_header_string)."""


@contextmanager
def replacing(target: Path, *, collections_too: bool = False) -> Iterator[Path]:
    """Yield a path beside `target` to write to; on success it takes the place of `target`.

    The new file is flushed to the disk before it is moved, so that a power cut leaves either the
    old file or the new one. On any error the half-written file is removed. One that was left when
    a process was killed goes when a file is next written to that folder, a day later or more.

    Args:
        target: replaced if it is there.
        collections_too: the caller has seen to it that no collection is lost.

    Raises:
        UserError: the folder or the target cannot be written, or the target is a collection.
    """
    if not collections_too and _is_database(target):
        raise UserError(
            f"{target} is a collection and was not overwritten; nothing was written. "
            "Choose another name."
        )
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_PART, dir=target.parent)
        os.close(handle)
        _sweep(Path(name))
    except OSError as error:
        raise _cannot_write(target, error) from error
    beside = Path(name)
    try:
        yield beside
        _flush(beside)
        _give_usual_mode(beside)
        beside.replace(target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        beside.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write `text` as UTF-8 to `target`, whole or not at all.

    Raises:
        UserError: the folder or the target cannot be written.
    """
    with replacing(target) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(target: Path, data: bytes) -> None:
    """Write `data` to `target`, whole or not at all.

    Raises:
        UserError: the folder or the target cannot be written.
    """
    with replacing(target) as beside:
        beside.write_bytes(data)


def file_name(title: str, otherwise: str) -> str:
    """Return a title as the name of a file that every system takes; `otherwise` if none is left."""
    plain = "".join(c if c.isalnum() or c in " -" else "" for c in title)
    return " ".join(plain.split())[:60].strip() or otherwise


def _sweep(beside: Path) -> None:
    """Remove half-written files that were abandoned, by the clock of the disk they are on."""
    now = beside.stat().st_mtime
    for path in beside.parent.glob(f".*{_PART}"):
        with suppress(OSError):
            if now - path.stat().st_mtime > _ABANDONED:
                path.unlink()


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:
        return False  # not there, or no file: writing says what is wrong


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _give_usual_mode(path: Path) -> None:
    """Undo the owner-only mode of a temporary file, so that a shared folder stays shared."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)


def _cannot_write(target: Path, error: OSError) -> UserError:
    reason = error.strerror or str(error)
    return UserError(
        f"{target} could not be written ({reason}); nothing was changed. "
        "Choose another folder or close the program that has the file open."
    )
