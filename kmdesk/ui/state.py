"""What the window remembers between two starts, in a small file beside the collection's folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSplitter

from kmdesk.base import paths

SMALLEST = (640, 360)
"""Pixels: a little less than a screen of 1366 by 768 has at 200 %."""


class State:
    """Geometry, splitters, colours, type size, the place and the person's name."""

    def __init__(self, file: Path | None = None) -> None:
        path = file or paths.data_folder() / "window.ini"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, name: str, default: str = "") -> str:
        """Return a text that was kept."""
        return str(self._store.value(name, default))

    def number(self, name: str, default: float) -> float:
        """Return a number that was kept; what is no number counts as not there."""
        try:
            return float(str(self._store.value(name, default)))
        except ValueError:
            return default

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
