"""Garbage is collected in the main thread: elsewhere it would free widgets that Qt still uses.

Python collects in whichever thread happens to allocate. A worker that did so would destroy dialogs
and rows that were let go with a cycle among them, and Qt allows widgets in the main thread only.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 500
"""Milliseconds between two looks at what has gathered; a look costs microseconds."""


class MainThreadGarbage(QObject):
    """Takes the garbage collection over from Python until it is stopped."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        due = [n for n, (count, limit) in enumerate(_fill()) if count > limit]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Hand the collection back to Python, with nothing left over."""
        if self._timer.isActive():
            self._timer.stop()
            gc.collect()
            gc.enable()


def _fill() -> list[tuple[int, int]]:
    return list(zip(gc.get_count(), gc.get_threshold(), strict=True))
