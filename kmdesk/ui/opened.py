"""Attachments opened by the system: written read-only to a private folder that is cleared."""

import re
import shutil
from pathlib import Path

from kmdesk.base import paths
from kmdesk.base.errors import UserError

EXECUTABLE = frozenset(
    """
    app application appimage bat bin chm cmd com command cpl csh deb desktop dll dmg exe gadget hta
    inf ins iso jar js jse ksh lnk msc msi msp mst pif pkg ps1 psm1 py pyc pyw reg rpm scf scr sct
    sh shb url vb vbe vbs ws wsc wsf wsh
    """.split()  # noqa: SIM905  # a list of forty lines would be harder to read
)
"""Endings of what the system might run, or open where a script in it runs."""

_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
_LONGEST = 100


def folder() -> Path:
    """Return where opened attachments are written."""
    return paths.data_folder() / "opened"


def runs(name: str) -> bool:
    """Say whether the system might run a file of this name."""
    return name.rstrip(". ").rpartition(".")[2].lower() in EXECUTABLE


def safe_name(name: str) -> str:
    """Return a file name that every system takes; its ending stays."""
    plain = _UNFIT.sub("_", name).strip(". ") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{ending[:20]}" if dot else plain[:_LONGEST]


def write(digest: str, name: str, data: bytes) -> Path:
    """Write a file to be opened and return where it is.

    Raises:
        UserError: the disk refuses it.
    """
    path = folder() / digest[:16] / safe_name(name)
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not path.exists() or path.read_bytes() != data:
            path.unlink(missing_ok=True)
            path.write_bytes(data)
        path.chmod(0o400)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(f"{name} could not be opened ({reason}); it is kept as it was.") from error
    return path


def clear() -> None:
    """Remove what was opened before, but for what another program still holds."""
    if folder().exists():
        for path in folder().glob("*/*"):
            try:
                path.chmod(0o600)
            except OSError:
                continue
        shutil.rmtree(folder(), ignore_errors=True)
