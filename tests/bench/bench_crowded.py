"""From a key to the repaint in a crowded record, and from the wish to open one to the page.

References: a key in an empty text box of Qt's own; nothing for the opening, which has a limit of a
second. Times are of the main thread's work, the longest stretch without a turn of the event loop.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from kmdesk.store.collection import Collection
from kmdesk.ui.app import make_window
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.window import Window
from tests.bench.generate import percentile

KEYS = "a few words that are typed while somebody speaks, and a few more"
FINDINGS = 2_000
SOURCES = 300
TEXT = 1_000_000


def crowded() -> dict[str, dict[str, Any]]:
    """Return the records by name; each is crowded in its own way."""
    findings = [
        {
            "text": f"Finding {n} says in a sentence what several trials found on one outcome.",
            "outcome": f"Outcome {n}",
            "certainty": "grade/low",
            "reasons_down": ["imprecision", "risk of bias"],
            "basis": "Three small trials",
        }
        for n in range(FINDINGS)
    ]
    words = "Staff told us in their own words what would have helped them. "
    sources = [{"record": f"{n:032x}", "decision": "included"} for n in range(SOURCES)]
    return {
        f"{FINDINGS:,} findings": {"findings": findings},
        f"{SOURCES} sources": {"sources": sources},
        "1 MB of text in 200 findings": {
            "findings": [{"text": words * (TEXT // 200 // len(words))} for _ in range(200)]
        },
    }


def turn() -> float:
    """Let the event loop have a turn; return the seconds it took."""
    began = time.perf_counter()
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
    return time.perf_counter() - began


def rest(window: Window, least: float = 0.5) -> float:
    """Let the window come to rest; return the longest turn in seconds."""
    longest, until = 0.0, time.perf_counter() + least
    while time.perf_counter() < until or not window.jobs.idle or window.page.at_work:
        longest = max(longest, turn())
    return longest


def keys(target: QWidget) -> list[float]:
    """Type; return for each key the seconds until the screen was drawn."""
    times = []
    for key in KEYS:
        began = time.perf_counter()
        QTest.keyClicks(target, key)
        QApplication.processEvents()
        times.append(time.perf_counter() - began)
    return times


def say(what: str, times: list[float], reference: float) -> None:
    """Print times in milliseconds."""
    middle, most = statistics.median(times) * 1e3, max(times) * 1e3
    late = percentile(times, 0.95) * 1e3
    print(
        f"a key, {what}: median {middle:.1f} ms, p95 {late:.1f} ms, longest {most:.1f} ms; "
        f"an empty box of Qt {reference * 1e3:.1f} ms; ratio {middle / reference / 1e3:.1f}"
    )


def main() -> None:
    """Print each number beside its reference."""
    app = QApplication(["kmdesk"])
    box = QPlainTextEdit()
    box.show()
    keys(box)
    reference = statistics.median(keys(box))
    box.close()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KMDESK_HOME"] = folder
        path = Path(folder) / "crowded.kmdesk"
        with Collection.open(path, create=True, author="Bench") as collection:
            ids = {
                name: collection.add([{"kind": "evidence-summary", "title": name, **fields}]).ids[0]
                for name, fields in crowded().items()
            }
        window = make_window(app)
        window.resize(1366, 768)
        window.show()
        window.open_collection(path)
        rest(window)
        window.rail.go("all")
        rest(window)
        for name, record in ids.items():
            measure(window, name, record, reference)
        window.session.discard_draft()
        window.close()


def measure(window: Window, name: str, record: str, reference: float) -> None:
    """Open a record, type into it, and print how long that took."""
    began = time.perf_counter()
    window.session.open(record)
    longest = 0.0
    while window.session.record_id != record or not window.page.isVisible():
        longest = max(longest, turn())
    shown = time.perf_counter() - began
    longest = max(longest, rest(window))
    print(f"open, {name}: {shown:.2f} s to the page, longest stretch {longest * 1e3:.0f} ms")
    field = "sources" if "sources" in name else "findings"
    section = window.page.section(field)
    edit = section.form.edits[field] if section and section.form else None
    if isinstance(edit, ItemsEdit) and field == "findings":
        line = edit.stack.lines[len(edit.stack.lines) // 2]
        target = edit.stack.row_of(line).target
    else:
        target = window.page.title
    target.setFocus()
    rest(window)
    say(name, keys(target), reference)
    kept = rest(window, 2.5)
    print(f"draft kept, {name}: longest stretch {kept * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
