"""Typing into a briefing until the picture of its paper is there, and the bare render of it.

The window waits for a pause in typing first, which is told apart. While the paper is made the
event loop is watched: how late it comes to a timer that is due is how long a key would wait. The
first picture includes what is imported, and the start of the process that makes the PDF.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmdesk.base.progress import Progress
from kmdesk.briefing.paper import compose
from kmdesk.briefing.pdf import render
from kmdesk.briefing.plan import plan
from kmdesk.exchange.sample import build_sample
from kmdesk.store.collection import Collection
from kmdesk.ui.app import make_window
from kmdesk.ui.composer.part_row import PartRow
from kmdesk.ui.composer.parts import PartsEdit
from kmdesk.ui.composer.view import PAUSE
from kmdesk.ui.prose.edit import ProseEdit
from kmdesk.ui.window import Window
from tests.bench.generate import percentile

RUNS = 60
TICK = 2
"""Milliseconds between two looks at the loop."""


def two_pages(collection: Collection) -> str:
    """Make the sample, and a briefing of two pages in it; return its id."""
    build_sample(collection)
    summary = collection.search("limits", kind="evidence-summary")[0].row.id
    parts = [
        {
            "record": summary,
            "left_out": ["sources", "searches", "gaps", "options", "local_knowledge"],
        }
    ]
    return collection.add([{"kind": "briefing", "title": "Two pages", "parts": parts}]).ids[0]


def wait(is_over: Callable[[], object]) -> tuple[float, float]:
    """Wait in the loop itself, which leaves workers their time; return seconds and latest turn."""
    loop = QEventLoop()
    began = before = time.perf_counter()
    latest = 0.0

    def look() -> None:
        nonlocal before, latest
        now = time.perf_counter()
        latest = max(latest, now - before - TICK / 1_000)
        before = now
        if is_over():
            loop.quit()

    timer = QTimer(interval=TICK)
    timer.timeout.connect(look)
    timer.start()
    QTimer.singleShot(20_000, loop.quit)
    loop.exec()
    timer.stop()
    return time.perf_counter() - began, latest


def open_briefing(window: Window, briefing: str) -> float:
    """Open the briefing; return the seconds to the first picture of its paper."""
    wait(lambda: window.desk.is_open and window.jobs.idle)
    window.open_record(briefing)
    return wait(lambda: window.composer and window.composer.is_current)[0]


def open_text(window: Window) -> ProseEdit:
    """Open the place to shorten the first text of the briefing."""
    section = window.page.section("parts")
    edit = section.form.edits["parts"] if section and section.form else None
    row = edit.rows[0] if isinstance(edit, PartsEdit) else None
    if not isinstance(row, PartRow):
        raise TypeError("no briefing is on the page")
    row.show_details(True)
    text = row.lines[0].texts[0]
    text.show_editor(True)
    if text.editor is None:
        raise TypeError("there is no place to shorten the text")
    return text.editor.edit


def bare(path: Path, briefing: str) -> tuple[float, int]:
    """Return the median seconds of setting the paper out as a PDF and no more, and its pages."""
    with Collection.open(path) as collection:
        document = compose(collection, plan(collection, [briefing])).document
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        length = render(document, Progress()).length
        times.append(time.perf_counter() - began)
    return statistics.median(times), length.pages


def main() -> None:
    """Print how long the picture takes."""
    app = QApplication.instance() or QApplication(["kmdesk"])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KMDESK_HOME"] = folder
        path = Path(folder) / "papers.kmdesk"
        with Collection.open(path, create=True) as collection:
            briefing = two_pages(collection)
        window = make_window(app)
        window.resize(1366, 768)
        window.show()
        window.open_collection(path)
        first = open_briefing(window, briefing)
        box = open_text(window)
        composer = window.composer
        assert composer is not None
        wait(lambda: composer.is_current)
        waited: list[float] = []
        late: list[float] = []
        for number in range(RUNS):
            QTest.keyClicks(box, "abcdefghij"[number % 10])
            taken, latest = wait(lambda: composer.is_current)
            waited.append(taken)
            late.append(latest)
        window.close()
        reference, pages = bare(path, briefing)
    print(
        f"last key to picture, {pages} pages: median {statistics.median(waited) * 1_000:.0f} ms, "
        f"p95 {percentile(waited, 0.95) * 1_000:.0f} ms, of which {PAUSE} ms are the pause; "
        f"bare render {reference * 1_000:.0f} ms; the loop came at most "
        f"{max(late) * 1_000:.0f} ms late (median {statistics.median(late) * 1_000:.0f} ms); "
        f"first picture after {first * 1_000:.0f} ms"
    )
