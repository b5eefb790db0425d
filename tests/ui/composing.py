"""Somebody who composes a briefing in a process of their own, until they are killed."""

import multiprocessing
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kmdesk.ui.app import make_window


def main(path: Path, briefing: str) -> None:
    """Open a briefing; say how many processes there are once its paper is shown."""
    app = QApplication(["kmdesk"])
    window = make_window(app)
    window.show()
    window.desk.opened.connect(lambda: QTimer.singleShot(0, lambda: window.open_record(briefing)))

    def report() -> None:
        if window.composer and window.composer.paper and window.composer.is_current:
            timer.stop()
            print("drawn by", len(multiprocessing.active_children()), flush=True)

    timer = QTimer(window, interval=20)
    timer.timeout.connect(report)
    timer.start()
    window.open_collection(path)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
