"""Which copy of a collection this is: two copies must never write as one.

A copied file brings the settings of the original along, its id among them. So the id belongs to a
place: this person's kmdesk, the path, and the file itself as the disk knows it. A file in another
place gets an id of its own before anything is saved in it. An older state copied over the same file
is noticed by what the place remembers of the file: how many revisions it held.
"""

import contextlib
import hashlib
import platform
import secrets
from pathlib import Path

from sqlalchemy import Connection, func, select

from kmdesk.base import paths
from kmdesk.models.ids import new_device_id
from kmdesk.models.tables import RevisionRow
from kmdesk.store import settings

_FOLDER = "copies"
_TOKEN = "this-pc"


def device(connection: Connection, path: Path) -> str:
    """Return the id of this copy; one that was never in this place gets a new one.

    Args:
        connection: of the writer.
        path: the collection.
    """
    known = dict(settings.get(connection, settings.DEVICES) or {})
    place = _place(path)
    if place in known and not _is_behind(connection, known[place]):
        found = str(known[place])
    else:
        found = new_device_id()
    settings.put(connection, settings.DEVICES, {**known, place: found})
    settings.put(connection, settings.DEVICE, found)
    return found


def own(connection: Connection) -> frozenset[str]:
    """Return the ids of all copies that this person had of this collection on this PC."""
    known = settings.get(connection, settings.DEVICES) or {}
    return frozenset(str(known[place]) for place in known if place.startswith(_pc()))


def remember(connection: Connection, device_id: str) -> None:
    """Remember, outside the file, how much this copy holds."""
    with contextlib.suppress(OSError):
        folder = paths.data_folder() / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / device_id).write_text(str(_latest(connection)), encoding="ascii")


def _is_behind(connection: Connection, device_id: object) -> bool:
    """Say whether the file holds less than this copy did when it was closed."""
    try:
        told = (paths.data_folder() / _FOLDER / str(device_id)).read_text(encoding="ascii")
        return _latest(connection) < int(told)
    except (OSError, ValueError):
        return False


def _latest(connection: Connection) -> int:
    return connection.scalar(select(func.max(RevisionRow.number))) or 0


def _place(path: Path) -> str:
    """Return a name for this person's kmdesk, the path and the file, which tells none of them."""
    status = path.stat()
    parts = (_this_pc(), str(path.resolve()), str(status.st_dev), str(status.st_ino))
    return f"{_pc()}{_hashed(*parts)}"


def _pc() -> str:
    """Return how the names of all places of this person on this PC begin."""
    return f"{_hashed(_this_pc())}/"


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


def _this_pc() -> str:
    """Return a random name that stays in the data folder of this person on this PC.

    Where nothing can be kept there, the name of the PC has to do.
    """
    file = paths.data_folder() / _TOKEN
    try:
        return file.read_text(encoding="ascii")
    except (OSError, ValueError):
        made = secrets.token_hex(16)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made, encoding="ascii")
    except OSError:
        return platform.node()
    return made
