"""Bytes under a passphrase, in the age format, worked on in a process of their own.

Turning a passphrase into a key takes a second or more, in which pyrage lets no other thread of its
process run. The window would stand still, and keys that are pressed meanwhile, such as a passphrase
typed anew, would go to whatever it shows next.
"""

from typing import Literal

from kmdesk.base.apart import Apart, BrokenError, NoProcessError
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress

Deed = Literal["seal", "open"]


def sealed(data: bytes, passphrase: str, progress: Progress) -> bytes:
    """Return bytes encrypted under a passphrase.

    Raises:
        UserError: the work broke off.
        Cancelled: somebody asked to stop.
    """
    made = _worked("seal", data, passphrase, progress)
    assert made is not None
    return made


def unsealed(data: bytes, passphrase: str, progress: Progress) -> bytes | None:
    """Return what was encrypted, or None: the passphrase is another, or the bytes are damaged.

    Raises:
        UserError: the work broke off.
        Cancelled: somebody asked to stop.
    """
    return _worked("open", data, passphrase, progress)


def _worked(deed: Deed, data: bytes, passphrase: str, progress: Progress) -> bytes | None:
    apart = Apart(_work, _make_ready)
    try:
        return apart.ask((deed, data, passphrase), progress)
    except NoProcessError:
        return _work((deed, data, passphrase), progress)  # the window stands still, but gets it
    except BrokenError as error:
        raise UserError(
            "The passphrase could not be worked with, perhaps for want of memory; "
            "nothing was written or imported."
        ) from error
    finally:
        apart.end()


def _work(question: tuple[Deed, bytes, str], _progress: Progress) -> bytes | None:
    import pyrage

    deed, data, passphrase = question
    if deed == "seal":
        made: bytes = pyrage.passphrase.encrypt(data, passphrase)
        return made
    try:
        found: bytes = pyrage.passphrase.decrypt(data, passphrase)
    except pyrage.DecryptError:
        return None
    return found


def _make_ready() -> None:
    """Load what the work takes."""
    import pyrage  # noqa: F401
