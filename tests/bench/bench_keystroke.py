"""A key in a crowded record: from its press until the window has been painted again.

Each case is a record in the real window, beside a bare text box of Qt that holds the same text.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from kmdesk.models.canonical import Json
from kmdesk.store.collection import Collection
from kmdesk.ui.app import make_window
from kmdesk.ui.prose.edit import ProseEdit
from kmdesk.ui.window import Window
from tests.bench.generate import percentile
from tests.gallery.screens import settle

KEYS = 60
LETTERS = 1_000_000
FIELDS = 200

PARAGRAPH = (
    "Hospital at home was as safe as staying on the ward for most people over 75, and **cost "
    "less** in three trials out of four; see [the review](https://example.org/hah). "
)


def long_text(letters: int = LETTERS) -> str:
    """Return paragraphs, lists and tables of so many letters."""
    part = (
        f"{PARAGRAPH * 3}\n\n- {PARAGRAPH}\n- {PARAGRAPH}\n  - *inner* words\n\n"
        "| Trial | People | Effect |\n| --- | ---: | --- |\n| Smith 2024 | 212 | **fewer** |\n\n"
    )
    return (part * (letters // len(part) + 1)).strip()


def text_of_a_megabyte() -> dict[str, Json]:
    return {"kind": "lesson", "title": "A megabyte of text", "statement": long_text()}


def many_findings() -> dict[str, Json]:
    items = [{"text": f"Finding {n}. {PARAGRAPH}"} for n in range(FIELDS)]
    return {"kind": "evidence-summary", "title": "Many findings", "findings": items}


CASES: dict[str, tuple[Callable[[], dict[str, Json]], str]] = {
    "1 MB of text in one field": (text_of_a_megabyte, "statement"),
    f"{FIELDS:,} findings": (many_findings, "findings"),
}
"""What is measured: the record, and the field to type into."""


class Painted(QObject):
    """Sees a widget being painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False

    def wait(self) -> None:
        """Let events pass until it was painted and nothing is left to do."""
        began = time.perf_counter()
        while not self.seen and time.perf_counter() - began < 1:
            QApplication.processEvents()
        QApplication.processEvents()


def times_of(box: QTextEdit) -> list[float]:
    """Return the milliseconds of keys at the beginning, in the middle and at the end of a text."""
    times = []
    painted = Painted(box.viewport())
    for part in (0.0, 0.5, 1.0):
        cursor = QTextCursor(box.document())
        cursor.setPosition(round(part * (box.document().characterCount() - 1)))
        box.setTextCursor(cursor)
        box.setFocus()
        for number in range(KEYS // 3):
            QTest.qWait(1)
            painted.seen = False
            began = time.perf_counter()
            QTest.keyClick(box, Qt.Key.Key_Return if number % 10 == 9 else Qt.Key.Key_A)
            painted.wait()
            times.append((time.perf_counter() - began) * 1_000)
    return times


def open_record(window: Window, path: Path, record: str) -> float:
    """Show a record and return the milliseconds until it is seen."""
    window.open_collection(path)
    settle(window)
    began = time.perf_counter()
    window.open_record(record)
    while window.session.record_id != record:
        QApplication.processEvents()
    QApplication.processEvents()
    return (time.perf_counter() - began) * 1_000


def measure(app: QApplication, case: str, folder: Path) -> None:
    """Print the times of one case."""
    make, field = CASES[case]
    path = folder / "bench.kmdesk"
    with Collection.open(path, create=True, author="Bench") as collection:
        (record,) = collection.add([make()]).ids
    window = make_window(app)
    window.resize(1366, 768)
    window.show()
    opened = open_record(window, path, record)
    section = window.page.section(field)
    if section is None or section.form is None:
        raise TypeError(f"{field} is not on the page")
    box = section.form.edits[field].target
    if not isinstance(box, ProseEdit):
        raise TypeError(f"{field} does not begin with a text")
    began = time.perf_counter()
    while box.is_filling:
        QApplication.processEvents()
    whole = opened + (time.perf_counter() - began) * 1_000
    _tell(f"{case}, shown in {opened:,.0f} ms, all there in {whole:,.0f} ms", times_of(box))
    window.close()
    bare = QTextEdit()
    bare.resize(900, 600)
    bare.setPlainText(long_text() if field == "statement" else PARAGRAPH)
    bare.show()
    _tell("  a bare text box of Qt", times_of(bare))
    bare.close()


def _tell(what: str, times: list[float]) -> None:
    print(
        f"{what}: key to repaint p50 {statistics.median(times):.1f} ms, "
        f"p95 {percentile(times, 0.95):.1f} ms, max {max(times):.1f} ms"
    )


def main() -> None:
    """Print each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"of: {', '.join(CASES)}")
    cases = parser.parse_args().cases or list(CASES)
    app = QApplication.instance() or QApplication(["kmdesk"])
    if not isinstance(app, QApplication):
        raise TypeError("there is a Qt application without widgets")
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            measure(app, case, Path(folder))


if __name__ == "__main__":
    main()
