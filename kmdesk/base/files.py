"""Files written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmdesk.base.errors import UserError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to; on success it takes the place of `target`.

    The new file is flushed to the disk before it is moved, so that a power cut leaves either the
    old file or the new one. On any error the half-written file is removed.

    Raises:
        UserError: the folder or the target cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent
        )
        os.close(handle)
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
