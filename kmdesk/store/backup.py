"""Backups that were read back before anybody relies on them."""

import datetime as dt
import glob
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kmdesk.base.errors import UserError
from kmdesk.base.files import replacing
from kmdesk.store import sqlite

FOLDER = "backups"
_STAMP = "%Y-%m-%d %H.%M.%S"


@dataclass(frozen=True)
class Made:
    """A backup that was read back and found sound before it got its name."""

    path: Path
    time: dt.datetime


def default_target(collection: Path, now: dt.datetime, folder: Path | None = None) -> Path:
    """Return where a backup goes when nobody names a file: by default in a folder beside it."""
    return _folder(collection, folder) / f"{collection.stem} {now:{_STAMP}}.kmdesk"


def made(collection: Path, folder: Path | None = None) -> list[Made]:
    """Return the dated backups of a collection, the newest first."""
    start = f"{collection.stem} "
    found = []
    try:
        paths = list(_folder(collection, folder).glob("*.kmdesk"))
    except OSError:
        return []
    for path in paths:
        if path.stem.startswith(start):
            try:
                time = dt.datetime.strptime(path.stem.removeprefix(start), _STAMP).astimezone()
            except ValueError:
                continue  # a file of somebody's own
            found.append(Made(path, time))
    return sorted(found, key=lambda one: one.time, reverse=True)


def thin_out(collection: Path, folder: Path | None, keep: int) -> None:
    """Remove the oldest dated backups beyond `keep`; one that cannot be removed stays."""
    for one in made(collection, folder)[max(keep, 1) :]:
        with suppress(OSError):
            one.path.unlink()


def beside(collection: Path, folders: Iterable[Path | None]) -> list[Path]:
    """Return all collection files that are, or may be, copies of a collection, by name.

    Those are the backups of some folders, and what was kept before the file was brought up to date.
    """
    found = {*collection.parent.glob(f"{glob.escape(collection.stem)}.before-*.kmdesk")}
    for folder in {_folder(collection, one) for one in folders}:
        with suppress(OSError):
            found |= {*folder.glob("*.kmdesk")}
    return sorted(one for one in found if one.resolve() != collection.resolve())


def _folder(collection: Path, folder: Path | None) -> Path:
    return folder or collection.parent / FOLDER


def back_up(collection: Path, target: Path, revisions: Callable[[Path], set[str]]) -> Path:
    """Copy a collection to `target`, whole and verified, or leave `target` as it was.

    Args:
        collection: it may be in use.
        target: replaced if it is an older copy of the collection, or something else than one.
        revisions: returns the ids of all revisions in a collection file, none if it is no such.

    Raises:
        UserError: the target cannot be written or holds what the collection lacks, or the copy is
            not sound.
    """
    if target.resolve() == collection.resolve():
        raise UserError(f"{target} is the collection itself; choose another name for the backup.")
    held = revisions(collection)
    if target.exists() and not revisions(target) <= held:
        raise UserError(
            f"{target} is a collection with versions that this one lacks, and was not overwritten; "
            "choose another name for the backup."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{target.parent} cannot be written; no backup was made.") from error
    with replacing(target, collections_too=True) as beside:
        sqlite.copy(collection, beside)
        problems = sqlite.quick_check(beside)
        if problems or not held <= revisions(beside):
            reason = problems[0] if problems else "it lacks revisions"
            raise UserError(f"The backup was not kept, because it is not sound ({reason}).")
    return target
