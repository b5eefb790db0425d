"""What the window remembers between two starts, in a small file beside the collection's folder."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter

from kmdesk.base import paths

SMALLEST = (640, 360)
"""Pixels: a little less than a screen of 1366 by 768 has at 200 %."""


class State:
    """What was chosen and how the window stood: of one user, on one PC.

    Whatever the file holds, kmdesk starts: what cannot be read is set aside, and a name that an
    older or a newer kmdesk wrote and this one does not know stays as it is.

    Attributes:
        trouble: a sentence when settings were set aside or cannot be kept, else "".
    """

    def __init__(self, file: Path | None = None) -> None:
        path = file or paths.data_folder() / "window.ini"
        self.trouble = _set_aside(path)
        with suppress(OSError):  # told below: it cannot be written
            path.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)
        if not self.trouble and not self._store.isWritable():
            self.trouble = (
                f"Your preferences cannot be kept, because {path} cannot be written; what you "
                "choose holds until kmdesk is closed. Your records are not affected."
            )

    def text(self, name: str, default: str = "") -> str:
        """Return a text that was kept; what is no text counts as not there."""
        value = self._store.value(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: float) -> float:
        """Return a number that was kept; what is no number counts as not there."""
        try:
            value = float(str(self._store.value(name, default)))
        except ValueError:
            return default
        return value if math.isfinite(value) else default

    def written(self) -> bool:
        """Write what was kept to the disk now, and say whether that worked."""
        self._store.sync()
        return self._store.status() == QSettings.Status.NoError

    def keep(self, name: str, value: str | float) -> None:
        """Keep a text or a number."""
        self._store.setValue(name, value)

    def keep_window(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Keep where the window is and how it is divided."""
        self._store.setValue("window/geometry", window.saveGeometry())
        self._store.setValue("window/splitter", splitter.saveState())
        self._store.sync()

    def restore_window(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Put the window where it was, on a screen that is there."""
        geometry = self._store.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
            window.resize(1366, 768)
        if not window.isMaximized():
            window.setGeometry(clamped(window.geometry(), _screen_around(window.geometry())))
        divided = self._store.value("window/splitter")
        if isinstance(divided, QByteArray):
            splitter.restoreState(divided)


def clamped(window: QRect, screen: QRect) -> QRect:
    """Return a rectangle moved and shrunk until it lies on a screen."""
    width = max(min(window.width(), screen.width()), min(SMALLEST[0], screen.width()))
    height = max(min(window.height(), screen.height()), min(SMALLEST[1], screen.height()))
    x = min(max(window.x(), screen.x()), screen.right() + 1 - width)
    y = min(max(window.y(), screen.y()), screen.bottom() + 1 - height)
    return QRect(x, y, width, height)


def _screen_around(window: QRect) -> QRect:
    screen = QGuiApplication.screenAt(window.center()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


def _set_aside(path: Path) -> str:
    """Move a file that holds no settings out of the way, and return what to say about it."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError:
        return f"Your preferences in {path} cannot be read; the usual ones are used."
    if _is_readable(path, data):
        return ""
    aside = path.with_name(f"{path.name}.unreadable")
    try:
        path.replace(aside)
    except OSError:
        return f"Your preferences in {path} cannot be read; the usual ones are used."
    return (
        f"Your preferences could not be read, so the usual ones are used; the old file is kept as "
        f"{aside.name}. Your records are not affected."
    )


def _is_readable(path: Path, data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] not in ";#"]
    plain = all(line.lstrip().startswith("[") or "=" in line for line in lines)
    store = QSettings(str(path), QSettings.Format.IniFormat)
    return plain and "\0" not in text and store.status() == QSettings.Status.NoError
