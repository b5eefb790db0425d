"""The history of a record: read, narrowed, compared, restored and taken back, by keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from shiboken6 import isValid

from kmdesk.models.difference import Difference, difference
from kmdesk.models.kinds import KINDS
from kmdesk.store.collection import Collection
from kmdesk.ui.difference import DifferenceView
from kmdesk.ui.difference_text import LONGEST_PAGE, page_html, pages_of, units_of
from kmdesk.ui.history import HistoryDialog
from kmdesk.ui.theme import Theme
from tests.gallery.past import fill_past
from tests.ui.desktop import Desktop

SUMMARY = KINDS["evidence-summary"]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="session")
def long_past(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A collection with a summary that has many versions, made once to be copied."""
    made = tmp_path_factory.mktemp("past") / "past.kmdesk"
    return made, fill_past(made, saves=12)


@pytest.fixture
def record(path: Path, home: Path, home_of_all: Path, long_past: tuple[Path, str]) -> str:
    """The id of the summary, in the collection of the test, on the PC that it was made on."""
    shutil.copytree(home_of_all, home, dirs_exist_ok=True)
    shutil.copy(long_past[0], path)
    return long_past[1]


@pytest.fixture
def dialog(record: str, desktop: Desktop) -> Iterator[HistoryDialog]:
    """The history of a summary with many versions, opened by its key."""
    desktop.go("evidence-summary")
    desktop.open(desktop.titles()[0])
    desktop.shortcut("Ctrl+H")
    found = desktop.dialog(HistoryDialog)
    desktop.come_back(found)
    yield found
    if isValid(found) and found.isVisible():
        found.reject()


def lines(dialog: HistoryDialog) -> list[str]:
    return [dialog.table.index(n).data() for n in range(dialog.table.rowCount())]


def press(dialog: HistoryDialog, *keys: Qt.Key, ctrl: bool = False) -> None:
    for key in keys:
        QTest.keyClick(dialog.view, key, CTRL if ctrl else Qt.KeyboardModifier.NoModifier)


def test_each_version_says_who_when_what_and_from_where(
    dialog: HistoryDialog, desktop: Desktop
) -> None:
    newest, merge, theirs, ours, unread, *_, first = lines(dialog)
    assert "Anna Petrov\n" in newest
    assert "Review by, tags, bottom line, 3 findings" in newest
    assert "Newest version · saved on this PC" in newest
    assert "Brought together 2 versions: written by" in merge
    assert "From James Osei and Priya Raman-Okonkwo" in merge
    assert "James Osei\nRequest\nImport from James Osei · saved on PC" in theirs
    assert "Disclaimer" in ours
    assert "text not here" in unread
    assert "First version" in first


def test_the_newest_tells_at_once_what_it_changed(dialog: HistoryDialog, desktop: Desktop) -> None:
    text = dialog.text.toPlainText()
    assert "15 January 2027 30 June 2027" in text
    assert "moved, was number 3" in text
    assert "Low Very low" in text
    assert dialog.difference.count.text() == "6 changes"


def test_a_version_without_text_says_so_and_cannot_be_restored(
    dialog: HistoryDialog, desktop: Desktop
) -> None:
    press(dialog, *[Qt.Key.Key_Down] * 4)
    desktop.settle()
    assert "stayed with the colleague" in dialog.text.toPlainText()
    assert not dialog.restore.isEnabled()
    press(dialog, Qt.Key.Key_Up, Qt.Key.Key_Up)
    desktop.settle()
    assert "Public health" in dialog.text.toPlainText()  # what came before is not here: all of it


def test_when_did_the_bottom_line_change_and_who_did_it(
    dialog: HistoryDialog, desktop: Desktop
) -> None:
    desktop.choose("Only where this changed: bottom line", dialog.part)
    desktop.settle()
    assert all("ottom line" in line or "First" in line for line in lines(dialog))
    assert 2 < len(lines(dialog)) < 8
    assert "Finding" not in dialog.text.toPlainText()
    assert "Offer limit-setting" in dialog.text.toPlainText()


def test_any_two_versions_are_compared_by_keyboard(dialog: HistoryDialog, desktop: Desktop) -> None:
    press(dialog, Qt.Key.Key_End)
    press(dialog, *[Qt.Key.Key_Up] * 4, ctrl=True)
    press(dialog, Qt.Key.Key_Space, ctrl=True)
    desktop.settle()
    assert len(dialog.chosen) == 2
    assert dialog.said.accessibleName().startswith("From ")
    assert "Nobody has followed people" in dialog.text.toPlainText()
    assert not dialog.restore.isEnabled()


def test_a_part_is_restored_announced_and_taken_back(
    dialog: HistoryDialog, desktop: Desktop, record: str
) -> None:
    now = desktop.saved(record).document
    press(dialog, Qt.Key.Key_End)
    desktop.settle()
    desktop.choose("Only: bottom line", dialog.what)
    assert dialog.restore.text() == "Restore this part"
    dialog.restore.setFocus()
    QTest.keyClick(dialog.restore, Qt.Key.Key_Space)
    desktop.settle()
    then = desktop.saved(record).document
    assert then["bottom_line"] == "Offer limit-setting as one part of support."
    assert {**then, "bottom_line": now["bottom_line"]} == now
    assert desktop.window.notice.text.text().startswith("Restored: bottom line, as of ")
    desktop.come_back()
    desktop.click("Undo")
    desktop.settle()
    assert desktop.saved(record).document == now


def test_changes_are_stepped_through_by_keyboard(dialog: HistoryDialog, desktop: Desktop) -> None:
    view = dialog.difference
    QTest.keyClick(view.text, Qt.Key.Key_Down, CTRL)
    QTest.keyClick(view.text, Qt.Key.Key_Down, CTRL)
    assert view.count.text() == "Change 2 of 6"
    assert "Tags" in view.text.textCursor().block().text()
    QTest.keyClick(view.text, Qt.Key.Key_Up, CTRL)
    assert "Review by" in view.text.textCursor().block().text()
    view.columns.click()
    assert view.count.text() == "Change 1 of 6"
    view.in_words.click()
    assert "[removed: 15 January 2027]" in view.text.toPlainText()
    assert "[added: 30 June 2027]" in view.text.toPlainText()


def test_signs_do_not_rest_on_colour(theme: Theme) -> None:
    made = difference(SUMMARY, {"bottom_line": "Offer limits."}, {"bottom_line": "Set limits."})
    html = page_html(units_of(made), range(1), theme, columns=False, in_words=False)
    assert "<s style=" in html
    assert "<u style=" in html
    assert ">Offer</s>" in html
    assert ">Set</u>" in html


def test_what_people_write_is_never_markup(theme: Theme) -> None:
    made = difference(SUMMARY, {"bottom_line": ""}, {"bottom_line": "<b>& x</b>"})
    for columns in (False, True):
        html = page_html(units_of(made), range(1), theme, columns=columns, in_words=True)
        document = QTextDocument()
        document.setHtml(html)
        assert "[added: <b>& x</b>]" in document.toPlainText()


def test_a_set_in_two_columns_has_no_stray_marks(theme: Theme) -> None:
    made = difference(SUMMARY, {"tags": ["a", "b"]}, {"tags": ["b", "c"]})
    html = page_html(units_of(made), range(1), theme, columns=True, in_words=False)
    document = QTextDocument()
    document.setHtml(html)
    assert document.toPlainText().splitlines()[-2:] == ["a · b", "b · c"]


def test_two_thousand_findings_come_page_by_page(theme: Theme) -> None:
    view = DifferenceView(theme)
    new = [{"id": str(n), "text": f"Finding {n}. " + "word " * 40} for n in range(2_000)]
    made = difference(SUMMARY, {}, {"findings": new, "bottom_line": "x " * 500_000})
    view.show_difference(made)
    assert len(view.text.toPlainText()) < 2 * LONGEST_PAGE
    assert "more characters" in view.text.toPlainText()
    pages = pages_of(units_of(made))
    assert [number for page in pages for number in page] == list(range(2_001))
    for _ in range(200):
        view.go_on()
    assert view.count.text() == "Change 200 of 2,001"
    assert "Finding 199" in view.text.textCursor().block().text()
    view.show_difference(Difference())
    assert view.text.toPlainText() == "Nothing differs."
    view.deleteLater()


@pytest.fixture
def theme(desktop: Desktop) -> Theme:
    return desktop.window.theme


def test_restoring_nothing_new_is_said(record: str, path: Path) -> None:
    with Collection.open(path) as collection:
        newest = collection.history(record)[0].id
        assert collection.restore(record, newest).ids == ()
