"""The program with a window: one instance for a collection, painted before it is opened."""

from __future__ import annotations

import getpass
import hashlib
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

from kmdesk import __version__
from kmdesk.base import log, paths, person
from kmdesk.ui import crash
from kmdesk.ui.state import State
from kmdesk.ui.theme import Choice, Theme
from kmdesk.ui.window import Window

ANSWER_WITHIN = 1_000
"""Milliseconds in which a running kmdesk must answer a second start."""

RAISE = b"raise\n"


def run(collection: Path | None = None) -> int:
    """Open the window on a collection and return the exit code.

    Args:
        collection: the file; the user's default when none is named. It is made if not there.

    Returns:
        0 after the window was closed, 1 when a kmdesk with this collection runs already.
    """
    path = (collection or paths.default_collection()).absolute()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("there is a Qt application without widgets")
    app.setApplicationName("kmdesk")
    app.setApplicationVersion(__version__)
    app.setQuitOnLastWindowClosed(True)
    instance = Instance(path)
    if not instance.is_first:
        print(
            f"{path.name} is open in another kmdesk window, which was brought to the front.",
            file=sys.stderr,
        )
        return 1
    log.to_file(paths.data_folder() / "kmdesk.log")
    window = make_window(app)
    instance.second_start.connect(window.come_forward)
    crash.install(window.session.keep_draft, window)
    window.painted.connect(lambda: window.open_collection(path))
    window.show()
    _let_interrupts_through(app)
    code = app.exec()
    instance.release()
    return code


def make_window(app: QApplication) -> Window:
    """Return the window with the looks that were chosen last."""
    state = State()
    if not state.text("author"):
        state.keep("author", person.login_name())
    person.keep(state.text("author"))
    theme = Theme(app, _choice(state.text("look/colours")), state.number("look/zoom", 1.0))
    return Window(theme, state)


class Instance(QObject):
    """Makes sure that a user has a collection open in one window.

    Signals:
        second_start: somebody started kmdesk again with the same collection.
    """

    second_start = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        key = f"{_user_name()}\n{os.path.normcase(path.resolve())}"
        self._name = "kmdesk-" + hashlib.sha256(key.encode()).hexdigest()[:24]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self.is_first = not self._ask_first()
        if self.is_first:
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)
            self._server.newConnection.connect(self._on_connection)

    def release(self) -> None:
        """Let another start be the first."""
        self._server.close()

    def _ask_first(self) -> bool:
        """Ask a running kmdesk to come forward; say whether there was one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_WITHIN):
            return False
        socket.write(RAISE)
        socket.waitForBytesWritten(ANSWER_WITHIN)
        socket.disconnectFromServer()
        return True

    @Slot()
    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.second_start.emit()


def _let_interrupts_through(app: QApplication) -> None:
    """Close in order on Ctrl+C in a terminal: Python looks for signals only between its steps."""
    signal.signal(signal.SIGINT, lambda *_: app.closeAllWindows())
    beat = QTimer(app)
    beat.timeout.connect(lambda: None)
    beat.start(500)


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _choice(text: str) -> Choice:
    return text if text in ("light", "dark") else "system"  # type: ignore[return-value]
