"""How kmdesk starts: painted before anything heavy is imported, and once for a collection."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kmdesk.store.collection import Collection
from kmdesk.ui import app
from kmdesk.ui.app import Instance
from tests.ui import stories
from tests.ui.desktop import WITHIN, Answers, Desktop

HEAVY = (
    *("sqlalchemy", "alembic", "kmdesk.store.collection", "reportlab", "pikepdf", "pypdfium2"),
    *("docx", "jinja2", "citeproc", "markdown_it", "rispy", "pyrage", "qtawesome", "click"),
    *("kmdesk.briefing", "kmdesk.exchange"),
)
"""What may be imported once the window was painted, not before."""

START = """
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from kmdesk.ui.window import Window
seen = {}
was_event = Window.event
def event(self, event):
    handled = was_event(self, event)
    if getattr(self, "_painted", False) and "painted" not in seen:
        seen["painted"] = sorted(sys.modules)
        self.settled.connect(done)
    return handled
def done():
    from PySide6.QtWidgets import QApplication
    seen["settled"] = sorted(sys.modules)
    QApplication.closeAllWindows()
Window.event = event
sys.argv = ["kmdesk"]
from kmdesk.__main__ import main
code = main()
print(json.dumps({"code": code, **seen}))
"""


def test_the_window_is_painted_before_anything_heavy_is_imported(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["code"] == 0
    assert [name for name in HEAVY if name in seen["painted"]] == []
    assert "sqlalchemy" in seen["settled"]
    assert (home / "knowledge.kmdesk").exists()


@pytest.fixture
def first(path: Path, qtbot: QtBot) -> Instance:
    made = Instance(path)
    assert made.is_first
    return made


def test_a_second_start_brings_the_first_window_forward_and_says_so(
    desktop: Desktop, first: Instance, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window = desktop.window
    first.second_start.connect(window.come_forward)
    window.setWindowState(Qt.WindowState.WindowMinimized)
    with desktop.qtbot.waitSignal(first.second_start, timeout=WITHIN):
        assert app.run(path) == 1
    assert not window.isMinimized()
    assert window.isVisible()
    said = capsys.readouterr().err
    assert "trust.kmdesk is open in another kmdesk window" in said
    first.release()


def test_another_collection_opens_a_window_of_its_own(first: Instance, tmp_path: Path) -> None:
    other = Instance(tmp_path / "other.kmdesk")
    assert other.is_first
    other.release()
    first.release()


def test_after_the_first_has_gone_the_next_start_is_the_first(first: Instance, path: Path) -> None:
    first.release()
    again = Instance(path)
    assert again.is_first
    again.release()


class TestHome:
    """The page that a start shows."""

    def test_an_empty_collection_says_what_to_do_first(self, desktop: Desktop) -> None:
        assert desktop.window.stack.currentWidget() is desktop.window.home
        desktop.click("New evidence summary")
        assert desktop.window.focusWidget() is desktop.window.page.title

    def test_the_sample_opens_at_a_click(self, desktop: Desktop, home: Path) -> None:
        with desktop.qtbot.waitSignal(desktop.window.desk.opened, timeout=WITHIN):
            desktop.click("Open the sample collection")
        desktop.settle()
        assert desktop.window.windowTitle() == "sample – kmdesk"
        desktop.go("evidence-summary")
        assert desktop.titles()
        with Collection.open(home / "sample.kmdesk", read_only=True) as sample:
            assert sample.counts().kinds["source"] > 10

    def test_a_record_changed_lately_opens_at_a_click(self, desktop: Desktop, path: Path) -> None:
        desktop.close()
        with Collection.open(path, author="Anna Petrov") as collection:
            collection.add([stories.LESSON, stories.OLD])
        desktop.reopen()
        lately = [b for b in desktop.buttons() if str(stories.LESSON["title"]) in b]
        desktop.press_named(lately[0])
        desktop.settle()
        assert desktop.window.page.title.toPlainText() == stories.LESSON["title"]
        assert stories.LESSON["title"] in desktop.titles()
        desktop.go("home")
        desktop.press_named("1 record is due for review")
        desktop.settle()
        assert desktop.titles() == [stories.OLD["title"]]

    def test_the_name_is_asked_for_and_written_into_what_is_saved(
        self, desktop: Desktop, answers: Answers
    ) -> None:
        answers.text = "Ruth Sandhu"
        desktop.begin("lesson")
        desktop.write("Signed")
        desktop.do("save")
        assert desktop.view().updated_by == "Ruth Sandhu"
        desktop.reopen()
        assert desktop.window.desk.author == "Ruth Sandhu"
