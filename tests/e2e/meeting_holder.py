"""Somebody who holds a meeting in a process of their own, until they are killed."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmdesk.ui.app import make_window
from kmdesk.ui.window import Window

PERSON, ANSWER = "Anna Petrov", "Ward staff heard the plan a week late"


def hold(window: Window) -> None:
    """Begin a review and its meeting, and type an answer to the second question."""
    window.begin("review")
    window.page.title.setPlainText("Winter falls project")
    window.actions_by_name["facilitate"].trigger()
    view = window.commands.meetings.view
    if view is None:
        raise ValueError("no meeting began")
    minutes = view.meeting.minutes
    minutes.put_item("participants", {"id": "p1", "name": PERSON})
    view.go_on()
    view.go_on()
    target = view.page.target if view.page else None
    if target is None:
        raise ValueError("there is nothing to type into")
    QTest.keyClicks(target, ANSWER)


def main(path: Path) -> None:
    """Hold a meeting on a collection; say so once the draft is on the disk."""
    app = QApplication(["kmdesk"])
    window = make_window(app)
    window.show()
    window.desk.opened.connect(lambda: QTimer.singleShot(0, lambda: hold(window)))

    def report() -> None:
        record = window.session.record_id
        if record:
            window.desk.read(lambda c: c.draft(record), tell, owner=window)

    def tell(draft: object) -> None:
        if ANSWER in str(draft):
            print("kept", flush=True)

    timer = QTimer(window, interval=100)
    timer.timeout.connect(report)
    timer.start()
    window.open_collection(path)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
