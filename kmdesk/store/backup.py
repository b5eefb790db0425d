"""Backups that were read back before anybody relies on them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from kmdesk.base.errors import UserError
from kmdesk.base.files import replacing
from kmdesk.store import sqlite

FOLDER = "backups"


def default_target(collection: Path, now: dt.datetime) -> Path:
    """Return where a backup goes when nobody names a place: a folder beside the collection."""
    return collection.parent / FOLDER / f"{collection.stem} {now:%Y-%m-%d %H.%M.%S}.kmdesk"


def back_up(collection: Path, target: Path, count: Callable[[Path], int]) -> Path:
    """Copy a collection to `target`, whole and verified, or leave `target` as it was.

    Args:
        collection: it may be in use.
        target: replaced if it is there.
        count: returns the number of revisions in a collection file.

    Raises:
        UserError: the target cannot be written, or the copy is not sound.
    """
    if target.resolve() == collection.resolve():
        raise UserError(f"{target} is the collection itself; choose another name for the backup.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{target.parent} cannot be written; no backup was made.") from error
    with replacing(target) as beside:
        sqlite.copy(collection, beside)
        problems = sqlite.quick_check(beside)
        if problems or count(beside) < count(collection):
            reason = problems[0] if problems else "it lacks revisions"
            raise UserError(f"The backup was not kept, because it is not sound ({reason}).")
    return target
