"""From the start of the process to the first painted window, and the memory of the open window.

References: an empty PySide6 window; for memory, one with SQLAlchemy imported.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kmdesk.store.collection import Collection
from tests.factory import evidence_summary

RUNS = 9
RECORDS = 10_000

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


def once(program: str, path: Path) -> tuple[float, float]:
    """Run a program; return seconds to the first painted window and MiB resident at the end."""
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "KMDESK_HOME": str(path.parent)},
    )
    painted, resident = done.stdout.split()[:2]
    return float(painted) - began, int(resident) / 1024


def main() -> None:
    """Print both figures beside their references."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.kmdesk"
        with Collection.open(path, create=True, author="Bench") as collection:
            for start in range(0, RECORDS, 1_000):
                numbers = range(start, start + 1_000)
                collection.add([evidence_summary(title=f"Falls on ward {n}") for n in numbers])
        pairs = [(once(OURS, path), once(EMPTY, path)) for _ in range(RUNS + 1)][1:]
    for column, name, unit in ((0, "start to first painted window", "s"), (1, "memory", "MiB")):
        ours = statistics.median(pair[0][column] for pair in pairs)
        reference = statistics.median(pair[1][column] for pair in pairs)
        print(
            f"{name}, {RECORDS:,} records: {ours:.2f} {unit}; "
            f"empty window {reference:.2f} {unit}; ratio {ours / reference:.2f}"
        )


if __name__ == "__main__":
    main()
