"""The time of a meeting: of each step and of the whole, never by a sound."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot


class MeetingClock(QObject):
    """Counts the seconds of each step while it runs.

    Signals:
        ticked: a second went by, or the clock was paused or went on.
    """

    ticked = Signal()

    def __init__(self, spent: dict[str, float], parent: QObject | None = None) -> None:
        """Begin to count.

        Args:
            spent: seconds that each step took so far.
            parent: ends it.
        """
        super().__init__(parent)
        self.spent = dict(spent)
        self._step = ""
        self._since = time.monotonic()
        self.running = True
        self._timer = QTimer(self, interval=1_000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    @property
    def total(self) -> float:
        """Return the seconds of all steps."""
        return sum(self.spent.values())

    def go_to(self, step: str) -> None:
        """Count for another step from now on."""
        self.tick()
        self._step = step

    @Slot()
    def tick(self) -> None:
        """Add the time since the last tick."""
        now = time.monotonic()
        if self.running and self._step:
            self.spent[self._step] = self.spent.get(self._step, 0.0) + now - self._since
        self._since = now
        self.ticked.emit()

    def set_running(self, running: bool) -> None:
        """Pause, or go on."""
        self.tick()
        self.running = running
        self.ticked.emit()

    def stop(self) -> None:
        """Stop for good."""
        self._timer.stop()


def left(seconds: float) -> str:
    """Return time that is left, ``12:40 left``, or by how much it is over, ``1:05 over``."""
    whole = round(abs(seconds))
    word = "over" if seconds < 0 and whole else "left"
    return f"{whole // 60}:{whole % 60:02} {word}"
