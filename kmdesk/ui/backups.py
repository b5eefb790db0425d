"""Backups that are made without being asked for: when, where and how many are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from PySide6.QtCore import QObject, QTimer, Slot

from kmdesk.base.errors import UserError
from kmdesk.ui.desk import Desk
from kmdesk.ui.state import State

if TYPE_CHECKING:
    from kmdesk.store.backup import Made

Often = Literal["close", "day", "week", "never"]
DAYS: dict[str, int] = {"day": 1, "week": 7}
FEWEST, MOST, USUAL = 1, 99, 10

AFTER_START = 20_000
"""Milliseconds from opening a collection to looking whether it wants a backup."""


@dataclass(frozen=True)
class Plan:
    """How backups are made.

    Attributes:
        folder: None stands for a folder beside the collection.
        keep: how many of those made here are kept.
    """

    often: Often
    folder: Path | None
    keep: int


def plan_of(state: State) -> Plan:
    """Return the plan that was chosen; what makes no sense counts as not chosen."""
    often = state.text("backup/often", "day")
    folder = state.text("backup/folder")
    return Plan(
        often if often in get_args(Often) else "day",  # type: ignore[arg-type]
        Path(folder) if folder else None,
        min(max(round(state.number("backup/keep", USUAL)), FEWEST), MOST),
    )


def last_made(collection: Path, plan: Plan) -> Made | None:
    """Return the newest backup of a collection in its folder."""
    from kmdesk.store import backup  # imports the database; the window paints before

    return next(iter(backup.made(collection, plan.folder)), None)


class Backups(QObject):
    """Makes backups a while after the start, and at the end."""

    def __init__(
        self, desk: Desk, state: State, say: Callable[[str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._state = state
        self._say = say
        self._soon = QTimer(self, singleShot=True, interval=AFTER_START)
        self._soon.timeout.connect(self.make_if_due)
        desk.opened.connect(self._soon.start)

    @Slot()
    def make_if_due(self) -> None:
        """Make a backup in a worker, when the last one is old and something was saved since."""
        plan = plan_of(self._state)
        path = self._desk.path
        if path is None or self._desk.read_only or plan.often not in DAYS:
            return
        last = last_made(path, plan)
        age = dt.timedelta(days=DAYS[plan.often])
        if last is None or dt.datetime.now().astimezone() - last.time >= age:
            self._desk.write(
                lambda c: c.keep_backup(plan.folder, plan.keep), owner=self, failed=self._tell
            )

    def make_at_close(self) -> None:
        """Ask for a backup behind the last writes; closing waits for it."""
        plan = plan_of(self._state)
        if self._desk.is_open and not self._desk.read_only and plan.often == "close":
            self._desk.write(lambda c: c.keep_backup(plan.folder, plan.keep), owner=self)

    def make_now(
        self,
        done: Callable[[Path | None], None],
        failed: Callable[[str], None],
        *,
        owner: QObject,
    ) -> None:
        """Make a backup where the others are, however little changed."""
        plan = plan_of(self._state)

        def refuse(error: Exception) -> None:
            failed(str(error))

        self._desk.write(
            lambda c: c.keep_backup(plan.folder, plan.keep, always=True),
            done,
            owner=owner,
            failed=refuse,
        )

    def _tell(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._say(f"No backup was made: {error}")
