"""Who has a collection open for writing.

The lock is held by the operating system on a file beside the collection, so that it is gone the
moment its holder is, however it ended. Who holds it is written in the collection itself.
"""

import getpass
import platform
from pathlib import Path

from filelock import FileLock, Timeout


def holder() -> str:
    """Return how this person at this PC is called in another's message."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError):
        person = "somebody"
    return f"{person} on {platform.node() or 'this PC'}"


def acquire(collection: Path) -> FileLock | None:
    """Return the lock on a collection, or None when somebody else holds it.

    Raises:
        OSError: the folder cannot be written.
    """
    lock = FileLock(f"{collection}.lock", blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock
