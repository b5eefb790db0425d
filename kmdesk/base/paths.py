"""Where things lie: resources that come with kmdesk, and the folders of the user."""

import os
import sys
from pathlib import Path

from kmdesk.base.errors import UserError

COLLECTION_SUFFIX = ".kmdesk"
EXCHANGE_SUFFIX = ".kmx"

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """Return the path of a file that comes with kmdesk, such as ``resource("styles.css")``.

    In a wheel and in the packaged program the resources lie inside the package; in a checkout they
    lie beside it.

    Raises:
        FileNotFoundError: kmdesk was installed without it, which is a fault of the package.
    """
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(parts))


def data_folder() -> Path:
    """Return the folder for this user's collection, settings and log.

    ``KMDESK_HOME`` overrides it, so that a stick can carry everything and a test writes nowhere
    else. Otherwise it is the place the system sets aside for a program's data of one user.
    """
    if home := os.environ.get("KMDESK_HOME"):
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("kmdesk", appauthor=False)


def default_collection() -> Path:
    """Return the collection to open when nobody names one.

    ``KMDESK_COLLECTION``, else ``knowledge.kmdesk`` in the user's data folder.
    """
    if named := os.environ.get("KMDESK_COLLECTION"):
        return Path(named)
    return data_folder() / f"knowledge{COLLECTION_SUFFIX}"


def existing_file(path: Path) -> Path:
    """Return `path` when it is a file that can be read.

    Raises:
        UserError: there is no such file.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}; nothing was changed.")
    return path


def on_network_share(path: Path) -> bool:
    """Say whether `path` lies on a network share, as far as the system tells.

    SQLite's write-ahead log needs shared memory and sound locks, which a share does not give
    (https://sqlite.org/wal.html).
    """
    resolved = path.resolve()
    if sys.platform == "win32":
        return _windows_remote(resolved)
    return _posix_filesystem(resolved) in _REMOTE_FILESYSTEMS


_REMOTE_FILESYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "9p"}
)


def _windows_remote(path: Path) -> bool:
    import ctypes

    if str(path).startswith("\\\\"):
        return True
    drive_remote = 4  # DRIVE_REMOTE of GetDriveType, Win32
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return bool(kernel.GetDriveTypeW(path.drive + "\\") == drive_remote)


def _posix_filesystem(path: Path) -> str:
    """Return the type of the filesystem of the longest mount point above `path`."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    mounts = [line.split(" ")[1:3] for line in lines]
    above = [m for m in mounts if path.is_relative_to(m[0].replace("\\040", " "))]
    return max(above, key=lambda m: len(m[0]), default=["", ""])[1]
