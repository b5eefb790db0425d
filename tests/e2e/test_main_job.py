"""The whole main job in the real window: record, find, print, exchange, and start again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFrame
from pytestqt.qtbot import QtBot

from kmdesk.base import paths
from kmdesk.models.canonical import Json
from kmdesk.ui.briefing import BriefingDialog
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.exchange_dialogs import ImportDialog
from kmdesk.ui.export_dialog import ExportDialog
from tests.ui.desktop import OFFSCREEN, Answers, Desktop, fields, new_window

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN, extend=True)

SUMMARY = "Do bed alarms prevent falls on wards?"
RETROSPECT = "Bed alarm pilot on two wards"
STORY = "A summary stopped a purchase"

BOTTOM_LINE = "Do not buy more bed alarms. They probably make no difference to falls."
QUESTION = "In adults on acute wards, do bed alarms prevent falls?"
FINDINGS = {
    "Bed alarms make little or no difference to falls.": "High",
    "Nurses hear so many alarms that they stop listening.": "Low",
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer the dialogs that ask for files."""
    return Answers(monkeypatch)


@pytest.fixture
def desktop(qtbot: QtBot) -> Iterator[Desktop]:
    """The window of somebody who starts kmdesk for the first time."""
    path = paths.default_collection()
    assert not path.exists()
    driver = Desktop(qtbot, new_window(qtbot, path), path)
    driver.settle()
    yield driver
    driver.close()


def test_the_main_job(
    desktop: Desktop, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desktop.window.home.findChild(QFrame, "begin_card") is not None
    record_summary(desktop)
    record_retrospect(desktop)
    record_story(desktop)
    find_them(desktop)
    paper = make_paper(desktop, answers, tmp_path / "falls.pdf")
    file = export(desktop, answers, tmp_path / "falls.kmx")
    before = all_records(desktop)
    desktop.reopen()
    assert all_records(desktop) == before
    assert_paper_says(paper, desktop)
    desktop.close()
    monkeypatch.setenv("KMDESK_HOME", str(tmp_path / "colleague"))
    desktop.reopen(paths.default_collection())
    import_twice(desktop, answers, file, before)


def record_summary(desktop: Desktop) -> None:
    """Record an evidence summary: bottom line, question, findings with their certainty."""
    desktop.click("New evidence summary")
    desktop.settle()
    desktop.write(SUMMARY)
    desktop.fill("Bottom line", BOTTOM_LINE)
    desktop.click("Question")
    desktop.fill("Question", QUESTION)
    desktop.fill("Population", "Adults on acute wards")
    desktop.fill("Intervention", "Bed alarms")
    desktop.click("Findings")
    findings = desktop.edit("findings", ItemsEdit)
    for place, (text, certainty) in enumerate(FINDINGS.items()):
        desktop.click("Add a finding")
        desktop.write(text)
        row = findings.rows[place]
        desktop.click("Details", row)
        combos = row.findChildren(QComboBox)
        desktop.choose(certainty, next(c for c in combos if c.accessibleName() == "Certainty"))
    desktop.shortcut("Ctrl+S")
    assert desktop.window.saved.text().startswith("Saved")


def record_retrospect(desktop: Desktop) -> None:
    """Record a retrospect by its shortcut."""
    desktop.shortcut("Ctrl+Shift+2")
    desktop.write(RETROSPECT)
    desktop.fill("Summary", "The pilot was well run; staff switched the alarms off at night.")
    desktop.click("Meeting")
    desktop.fill("Date", "3 March 2026")
    desktop.fill("Facilitator", "Ruth Sandhu")
    desktop.click("Recommendations")
    desktop.click("Add a recommendation")
    desktop.write("Ask the night staff before the next pilot.")
    desktop.shortcut("Ctrl+S")


def record_story(desktop: Desktop) -> None:
    """Record a case study from the menu of kinds."""
    desktop.shortcut("Ctrl+Shift+3")
    desktop.write(STORY)
    desktop.fill("Immediate impact", "The trust kept 40,000 pounds it had set aside for alarms.")
    desktop.click("The challenge")
    desktop.fill("The challenge", "Nobody had looked at the trials.")
    desktop.shortcut("Ctrl+S")


def find_them(desktop: Desktop) -> None:
    """Find each record by a few letters, in the title and in the text."""
    desktop.go("all")
    assert sorted(desktop.titles()) == sorted([SUMMARY, RETROSPECT, STORY])
    assert desktop.search("stop listen") == [SUMMARY]
    assert desktop.search("night staff") == [RETROSPECT]
    assert desktop.search("purch") == [STORY]
    desktop.shortcut("Escape")
    assert len(desktop.titles()) == 3


def make_paper(desktop: Desktop, answers: Answers, target: Path) -> Path:
    """Make the board paper of all three records from the menu."""
    desktop.open(SUMMARY)
    desktop.window.list.view.setFocus()
    desktop.shortcut("Ctrl+A")
    desktop.menu("Record", "Briefing…")
    answers.file = target
    dialog = desktop.dialog(BriefingDialog)
    desktop.click("Cover sheet", dialog)
    desktop.fill("Meeting", "Board of Directors", dialog)
    desktop.click("Choose where to write it…", dialog)
    desktop.settle()
    assert "falls.pdf is written." in desktop.window.notice.text.text()
    assert target.exists()
    return target


def export(desktop: Desktop, answers: Answers, target: Path) -> Path:
    """Export the whole collection from the menu."""
    desktop.menu("Exchange", "Export…")
    answers.file = target
    desktop.click("Choose where to write it…", desktop.dialog(ExportDialog))
    desktop.settle()
    assert "3 records exported" in desktop.window.notice.text.text()
    return target


def all_records(desktop: Desktop) -> dict[str, Json]:
    """Return what every record says, by id, as the window's collection holds it."""
    desktop.go("all")
    ids = list(desktop.window.list.table.ids)
    return {record_id: fields(desktop.saved(record_id)) for record_id in ids}


def assert_paper_says(paper: Path, desktop: Desktop) -> None:
    """Read the paper back and look for what was typed."""
    with pypdfium2.PdfDocument(paper) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    said = flat(" ".join(pages))
    for text in (SUMMARY, BOTTOM_LINE, QUESTION, "Board of Directors", *FINDINGS):
        assert flat(text) in said, text
    for text in ("Ask the night staff before the next pilot.", "kept 40,000 pounds"):
        assert flat(text) in said, text


def flat(text: str) -> str:
    """Return a text without what line breaks do to it."""
    return re.sub(r"[\s\ufffe\xad-]+", "", text)


def import_twice(desktop: Desktop, answers: Answers, file: Path, expected: dict[str, Json]) -> None:
    """Import a colleague's file after its preview; a second time it brings nothing."""
    answers.file = file
    desktop.menu("Exchange", "Import…")
    dialog = desktop.dialog(ImportDialog)
    effects = [dialog.table.index(r, 0).data() for r in range(dialog.table.rowCount())]
    assert effects == ["New", "New", "New"]
    desktop.click("Import", dialog)
    desktop.settle()
    assert "3 new" in desktop.window.notice.text.text()
    assert all_records(desktop) == expected
    assert desktop.search("stop listen") == [SUMMARY]
    desktop.open(SUMMARY)
    assert desktop.window.page.fields()["bottom_line"] == BOTTOM_LINE
    desktop.menu("Exchange", "Import…")
    dialog = desktop.dialog(ImportDialog)
    assert {dialog.table.index(r, 0).data() for r in range(3)} == {"Nothing new"}
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desktop.window.header.search.clear()
    assert all_records(desktop) == expected
