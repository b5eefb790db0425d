"""From the start of the process to the first painted window, and the memory of the open window.

References: an empty PySide6 window; for memory, one with SQLAlchemy imported. With 100,000 records,
which `bench_search` keeps, only memory is measured, with all records listed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kmdesk.store.collection import Collection
from tests.bench import bench_search
from tests.factory import evidence_summary

RUNS = 9
RECORDS = 10_000
MANY = 100_000

_REPORT = """
import time
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
def painted():
    print(time.time(), flush=True)
def finished():
    print(resident(), flush=True)
    app.quit()
"""

OURS = (
    _REPORT
    + """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from kmdesk.ui.app import make_window
app = QApplication(sys.argv[:1])
window = make_window(app)
window.painted.connect(painted)
window.painted.connect(lambda: window.open_collection(Path(sys.argv[1])))
window.painted.connect(lambda: QTimer.singleShot(1000, lambda: window.rail.go(sys.argv[2])))
window.painted.connect(lambda: QTimer.singleShot(3000, finished))
window.show()
app.exec()
window.close()
"""
)

EMPTY = (
    _REPORT
    + """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    shown = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.shown:
            self.shown = True
            QTimer.singleShot(0, painted)
            QTimer.singleShot(500, load)
def load():
    import sqlalchemy, sqlalchemy.orm
    finished()
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
)


def once(program: str, path: Path, home: Path, place: str) -> tuple[float, float]:
    """Run a program; return seconds to the first painted window and MiB resident at the end.

    Args:
        program: its text.
        path: the collection.
        home: where it keeps its settings.
        place: of the rail, where it goes.
    """
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), place],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "KMDESK_HOME": str(home)},
    )
    painted, resident = done.stdout.split()[:2]
    return float(painted) - began, int(resident) / 1024


def compare(path: Path, home: Path, records: int, place: str) -> list[str]:
    """Return lines on both figures beside their references: time, then memory."""
    runs = [
        (once(OURS, path, home, place), once(EMPTY, path, home, place)) for _ in range(RUNS + 1)
    ][1:]
    lines = []
    for column, name, unit in ((0, "start to first painted window", "s"), (1, "memory", "MiB")):
        ours = statistics.median(run[0][column] for run in runs)
        reference = statistics.median(run[1][column] for run in runs)
        lines.append(
            f"{name}, {records:,} records: {ours:.2f} {unit}; "
            f"empty window {reference:.2f} {unit}; ratio {ours / reference:.2f}"
        )
    return lines


def main() -> None:
    """Print both figures, then memory with many records."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "many.kmdesk"
        with Collection.open(path, create=True, author="Bench") as collection:
            for start in range(0, RECORDS, 1_000):
                numbers = range(start, start + 1_000)
                collection.add([evidence_summary(title=f"Falls on ward {n}") for n in numbers])
        print(*compare(path, home, RECORDS, "home"), sep="\n", flush=True)
        kept = bench_search.kept_folder()
        print(compare(bench_search.collection_of(MANY, kept), home, MANY, "all")[1])


if __name__ == "__main__":
    main()
