"""Briefings that go out: issued, kept, told on the records they printed, and recognised again."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from kmdesk.models.kinds.briefing import Briefing
from kmdesk.store.collection import Collection
from kmdesk.ui.composer.bar import ComposerBar
from kmdesk.ui.history import HistoryDialog
from kmdesk.ui.issue_dialog import IssueDialog
from kmdesk.ui.issued import IssuedDialog
from kmdesk.ui.learning_dialogs import WithdrawDialog
from tests.gallery.issued import BOARD, TITLE, fill_issued, fill_issued_elsewhere
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop

Ids = dict[str, str]


@pytest.fixture
def ids(path: Path) -> Ids:
    """The ids of a briefing that went out twice, and of what it was made from."""
    return fill_issued(path)


@pytest.fixture
def opened(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that the system was asked to open."""
    found: list[Path] = []
    monkeypatch.setattr(desktop.window.commands, "open_path", found.append)
    return found


def show(desktop: Desktop, record: str) -> None:
    desktop.window.open_record(record)
    desktop.settle()


def card(desktop: Desktop) -> str:
    """Return what the card of who saw the record says, "" when it is not shown."""
    desktop.settle()
    found = desktop.window.page.findChild(QFrame, "seen_by_card")
    assert isinstance(found, QFrame)
    return found.accessibleName() if found.isVisible() else ""


def said(dialog: IssueDialog | IssuedDialog | WithdrawDialog) -> str:
    return "\n".join(each.text() for each in dialog.findChildren(QLabel) if each.isVisible())


def briefing(desktop: Desktop, record: str) -> Briefing:
    found = desktop.saved(record).record
    assert isinstance(found, Briefing)
    return found


def test_a_briefing_is_issued_from_the_page_with_what_was_just_typed(
    desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    with_ids = _add(desktop, stories.SUMMARY, {**stories.LESSON, "sharing": "private"})
    document = {"kind": "briefing", "title": "Limits", "parts": [{"record": i} for i in with_ids]}
    [record] = _add(desktop, document)
    show(desktop, record)
    assert card(desktop) == ""
    desktop.write("Final: ", desktop.window.page.title)
    desktop.shortcut("F7")
    dialog = desktop.dialog(IssueDialog)
    desktop.come_back(dialog)
    assert "Final: Limits" in said(dialog)
    assert "is marked private." in said(dialog)
    assert "Do spending limits reduce gambling harm?" in said(dialog)
    desktop.write(BOARD, dialog.meeting)
    dialog.day.target.clear()
    QTest.keyClicks(dialog.day.target, "3/12/2026")
    desktop.click("Issue it", dialog)
    desktop.settle()
    [issue] = briefing(desktop, record).issued
    assert (issue.meeting, issue.issued_on) == (BOARD, dt.date(2026, 12, 3))
    assert issue.file == "Final Limits 2026-12-03.pdf"
    assert card(desktop).startswith(f"Issued for {BOARD}, 3 December 2026. Nothing")
    answers.file = tmp_path / "item 9.pdf"
    answers.file.write_bytes(b"an older file")
    notice = desktop.window.notice
    assert "The paper is kept" in notice.text.text()
    desktop.click("Save a copy…", notice)
    desktop.settle()
    assert answers.file.read_bytes() == _kept(desktop, issue.sha256)


def _add(desktop: Desktop, *documents: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    desktop.window.desk.write(
        lambda c: [i for d in documents for i in c.add([d]).ids],
        found.extend,
        owner=desktop.window,
    )
    desktop.settle()
    return found


def _kept(desktop: Desktop, sha256: str) -> bytes:
    found: list[bytes] = []
    desktop.window.desk.read(lambda c: c.attachment(sha256), found.append, owner=desktop.window)
    desktop.settle()
    return found[0]


def test_a_second_meeting_is_offered_and_the_first_paper_stays(ids: Ids, desktop: Desktop) -> None:
    show(desktop, ids["briefing"])
    before = briefing(desktop, ids["briefing"]).issued
    desktop.menu("Record", "Issue the briefing…")
    dialog = desktop.dialog(IssueDialog)
    assert dialog.meeting.text() == BOARD
    assert "It went out twice before" in said(dialog)
    assert "is in the trash." in said(dialog)
    assert "consent was withdrawn." in said(dialog)
    desktop.press_named("Issue to Quality Committee")
    QTest.keyClick(dialog.meeting, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Return after the meeting asks for the day; nothing has gone out"
    dialog.day.target.selectAll()
    QTest.keyClicks(dialog.day.target, "no day")
    assert not dialog.go.isEnabled()
    dialog.day.target.selectAll()
    QTest.keyClicks(dialog.day.target, "7 January 2027")
    QTest.keyClick(dialog.day.target, Qt.Key.Key_Return)
    desktop.settle()
    after = briefing(desktop, ids["briefing"]).issued
    assert after[:2] == before
    assert (after[2].meeting, str(after[2].issued_on)) == ("Quality Committee", "2027-01-07")
    assert len(briefing(desktop, ids["briefing"]).attachments) == 3
    assert card(desktop) == (
        "Issued for Quality Committee, 7 January 2027. Nothing it was made from has changed "
        "since. It went out twice before."
    )


def test_a_paper_corrected_on_the_same_day_is_the_latest(ids: Ids, desktop: Desktop) -> None:
    show(desktop, ids["briefing"])
    for _ in range(2):
        desktop.do("issue")
        desktop.click("Issue it", desktop.dialog(IssueDialog))
        desktop.settle()
        assert f"Issued for {BOARD}, 3 December 2026. Nothing it was made from" in card(desktop)
    show(desktop, ids["summary"])
    assert "It says the same today. 3 earlier papers printed it too." in card(desktop)
    desktop.click("Show the paper's records")
    dialog = desktop.dialog(IssuedDialog)
    apart = [dialog.which.itemText(n) for n in range(dialog.which.count())]
    assert len(set(apart)) == 4
    assert apart[0].endswith("(3 of 3)")
    assert "Nothing it was made from has changed since." in dialog.said.text()
    dialog.reject()


def test_issuing_is_offered_for_briefings_alone(ids: Ids, desktop: Desktop) -> None:
    action = desktop.window.actions_by_name["issue"]
    assert not action.isEnabled()
    show(desktop, ids["summary"])
    assert not action.isEnabled()
    show(desktop, ids["briefing"])
    assert action.isEnabled()
    desktop.do("trash")
    desktop.go("trash")
    desktop.open(TITLE)
    assert not action.isEnabled()


def test_the_button_that_cannot_be_pressed_says_why(desktop: Desktop) -> None:
    def said() -> str:
        button = next(b for b in bar().findChildren(QPushButton) if b.text() == "Issue…")
        aloud = QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Description)
        assert aloud == button.toolTip() == desktop.window.actions_by_name["issue"].toolTip()
        assert button.isEnabled() == aloud.startswith("Keep the paper")
        return aloud

    def bar() -> ComposerBar:
        assert desktop.window.composer is not None
        return desktop.window.composer.bar

    desktop.begin("briefing")
    assert said() == "Save the briefing first, then issue it."
    desktop.write("Limits", desktop.window.page.title)
    desktop.do("save")
    assert said() == "Keep the paper that goes to a meeting (F7)"
    desktop.do("trash")
    desktop.go("trash")
    desktop.open("Limits")
    assert said() == "This briefing is in the trash; put it back first, then issue it."
    desktop.do("untrash")
    desktop.go("home")
    action = desktop.window.actions_by_name["issue"]
    assert action.toolTip() == "Only a briefing is issued; open one first."


def test_a_briefing_that_names_nothing_says_so_and_nothing_is_kept(
    desktop: Desktop, answers: Answers
) -> None:
    [record] = _add(desktop, {"kind": "briefing", "title": "Empty"})
    show(desktop, record)
    desktop.do("issue")
    assert "names no record yet" in answers.told[0]
    assert briefing(desktop, record).issued == []


def test_the_briefing_says_what_changed_and_shows_it(
    ids: Ids, desktop: Desktop, opened: list[Path]
) -> None:
    show(desktop, ids["briefing"])
    assert card(desktop) == (
        f"Issued for {BOARD}, 3 December 2026. 3 records have changed since. It went out once "
        "before. It holds a quote whose speaker has withdrawn consent since."
    )
    desktop.click("Show what changed")
    dialog = desktop.dialog(IssuedDialog)
    lines = [dialog.records.item(n).text() for n in range(dialog.records.count())]
    assert [line.split("\n")[1] for line in lines] == [
        "Changed",
        "A quote was withdrawn",
        "In the trash",
    ]
    assert "probably may reduce" in dialog.difference.text.toPlainText()
    QTest.keyClick(dialog.records, Qt.Key.Key_Down)
    desktop.settle()
    assert "may not be passed on" in dialog.difference.text.toPlainText()
    QTest.keyClick(dialog.records, Qt.Key.Key_Down)
    desktop.settle()
    assert "in the trash by now" in dialog.difference.text.toPlainText()
    desktop.choose("12 Nov", dialog.which)
    desktop.settle()
    assert "Issued for Quality Committee, 12 November 2026." in dialog.said.text()
    desktop.click("Open the paper", dialog)
    desktop.settle()
    assert opened[0].read_bytes().startswith(b"%PDF-")
    assert "2026-11-12" in opened[0].name
    dialog.records.setCurrentRow(0)
    desktop.click("Go to the record", dialog)
    desktop.settle()
    assert desktop.view().id == ids["summary"]


def test_a_record_says_who_saw_it_and_the_history_marks_what_they_saw(
    ids: Ids, desktop: Desktop
) -> None:
    show(desktop, ids["summary"])
    text = card(desktop)
    seen = re.fullmatch(
        rf"BR-\w{{4}}, issued for {BOARD}, 3 December 2026, printed revision (\w{{8}}) of this "
        r"record\. It has changed since\. 1 earlier paper printed it too\.",
        text,
    )
    assert seen, text
    desktop.click("Show what changed since")
    dialog = desktop.dialog(IssuedDialog)
    assert dialog.record
    assert dialog.record.record == ids["summary"]
    assert dialog.record.revisions[0].startswith(seen[1])
    assert "and autumn contracts" in dialog.difference.text.toPlainText()
    dialog.reject()
    desktop.shortcut("Ctrl+H")
    history = desktop.dialog(HistoryDialog)
    lines = [history.table.index(n).data() for n in range(history.table.rowCount())]
    assert "Issued" not in lines[0]
    assert f"Issued for {BOARD}, 3 Dec 2026" in lines[1]
    assert "Issued for Quality Committee, 12 Nov 2026" in lines[2]
    history.reject()
    desktop.click(f"Go to {desktop.saved(ids['briefing']).reference}")
    desktop.settle()
    assert desktop.view().id == ids["briefing"]
    assert desktop.window.rail.place.key == "briefing"
    assert desktop.window.list.selected == [ids["briefing"]]


def test_what_is_typed_meanwhile_counts_as_changed_once_saved(ids: Ids, desktop: Desktop) -> None:
    show(desktop, ids["lesson"])
    assert card(desktop) == ""
    other = {"kind": "briefing", "title": "Lessons", "template": "lessons-report"}
    desktop.window.desk.write(
        lambda c: c.edit(ids["lesson"], {"sharing": "organisation"}), owner=desktop.window
    )
    [record] = _add(desktop, {**other, "parts": [{"record": ids["lesson"]}]})
    show(desktop, record)
    desktop.do("issue")
    desktop.click("Issue it", desktop.dialog(IssueDialog))
    show(desktop, ids["lesson"])
    assert re.search(r"issued for \d+ \w+ \d{4}, printed revision", card(desktop))
    assert "It says the same today." in card(desktop)
    desktop.write("More: ", desktop.window.page.title)
    desktop.shortcut("Ctrl+S")
    assert "It has changed since." in card(desktop)


def test_a_copy_of_a_paper_with_a_withdrawn_quote_is_asked_about(
    ids: Ids, desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    show(desktop, ids["briefing"])
    answers.file = tmp_path / "copy.pdf"
    answers.yes = False
    desktop.click("Save a copy…")
    desktop.settle()
    assert not answers.file.exists()
    answers.yes = True
    desktop.click("Save a copy…")
    desktop.settle()
    assert answers.file.read_bytes().startswith(b"%PDF-")


def test_before_consent_is_withdrawn_the_papers_are_named(
    desktop: Desktop, answers: Answers
) -> None:
    [case] = _add(desktop, stories.CASE_STUDY)
    document = {"kind": "briefing", "title": "Sepsis", "parts": [{"record": case}]}
    [record] = _add(desktop, {**document, "cover": {"meeting": BOARD}})
    show(desktop, record)
    desktop.do("issue")
    desktop.click("Issue it", desktop.dialog(IssueDialog))
    show(desktop, case)
    desktop.field("quotes").setFocus()
    desktop.shortcut("Ctrl+Shift+W")
    dialog = desktop.dialog(WithdrawDialog)
    assert re.search(rf"Briefing Sepsis [\d-]+\.pdf to {BOARD}", said(dialog))
    desktop.click("Withdraw consent", dialog)
    desktop.settle()
    assert "It holds a quote whose speaker has withdrawn consent since." in card(desktop)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (b"", "as it was issued for Board of Directors, 3 December 2026."),
        (b"\n", "it is not that file: it was altered or saved anew since."),
    ],
)
def test_a_paper_is_checked_from_the_menu(
    ids: Ids,
    path: Path,
    desktop: Desktop,
    answers: Answers,
    tmp_path: Path,
    change: bytes,
    sentence: str,
) -> None:
    last = briefing(desktop, ids["briefing"]).issued[-1]
    answers.file = tmp_path / "item 9.pdf"
    answers.file.write_bytes(_kept(desktop, last.sha256) + change)
    desktop.menu("Exchange", "Check a paper…")
    dialog = desktop.dialog(IssuedDialog)
    assert sentence in said(dialog)
    assert "3 of 3 records have changed since." in said(dialog)
    assert "BR-" in said(dialog)
    desktop.click("Close", dialog)


def test_any_other_file_is_told_in_one_sentence(
    ids: Ids, desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    answers.file = tmp_path / "menu.pdf"
    answers.file.write_bytes(b"%PDF-1.7 no")
    desktop.shortcut("F8")
    assert answers.told == ["menu.pdf is not a paper that was issued from this collection."]


def test_a_colleague_sees_who_saw_it_and_has_the_paper(
    path: Path, desktop: Desktop, opened: list[Path]
) -> None:
    desktop.close()
    summary = fill_issued_elsewhere(path)
    desktop.reopen()
    show(desktop, summary)
    assert f"issued for {BOARD}, 3 December 2026, printed revision" in card(desktop)
    desktop.click("Show what changed since")
    dialog = desktop.dialog(IssuedDialog)
    assert "is not here: it stayed with the colleague" in dialog.difference.text.toPlainText()
    dialog.reject()
    desktop.do("undo_import")
    with Collection.open(path, read_only=True) as collection:
        assert collection.sightings(summary) == []


def test_the_issues_of_a_briefing_cannot_be_edited_on_its_page(ids: Ids, desktop: Desktop) -> None:
    show(desktop, ids["briefing"])
    assert desktop.window.page.section("issued") is None
    desktop.write("Anew: ", desktop.window.page.title)
    desktop.shortcut("Ctrl+S")
    assert len(briefing(desktop, ids["briefing"]).issued) == 2
