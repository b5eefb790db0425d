"""Swaps in the real window: the folder, what is chosen, disagreements, and two windows at once."""

import datetime as dt
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kmdesk.base.progress import Progress
from kmdesk.briefing.issuing import issue
from kmdesk.exchange import export_file, folder, import_file, sealing
from kmdesk.exchange.kmx import AGE_MAGIC
from kmdesk.store.collection import Collection
from kmdesk.store.settings import DEVICE, FOLDER
from kmdesk.store.views import Query
from kmdesk.ui import dialogs
from kmdesk.ui.disputes.dialog import DisputesDialog
from kmdesk.ui.editor.conflicts import ConflictCard
from kmdesk.ui.exchange_dialogs import ImportDialog
from kmdesk.ui.exchange_log import ExchangeLog
from kmdesk.ui.export_dialog import ExportDialog, strength
from kmdesk.ui.notices import ProgressDialog
from kmdesk.ui.swapping import UNASKED, SwapDialog
from tests.ui import stories
from tests.ui.desktop import WITHIN, WRITE, Answers, Desktop, click_on, give_all, new_window
from tests.ui.test_files import effects, said

LESSON = str(stories.LESSON["title"])
SUMMARY = str(stories.SUMMARY["title"])


@pytest.fixture(autouse=True)
def fill(filled: Callable[..., list[str]]) -> None:
    filled(stories.LESSON, stories.SUMMARY)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    made = tmp_path / "Shared drive"
    made.mkdir()
    return made


def press(collection: Collection, share: Path) -> None:
    folder.swap(collection, folder.look(collection, share, None, Progress()))


def underlined(dialog: ImportDialog, author: str) -> str:
    """Return the words of somebody's value that are marked as theirs alone."""
    found = []
    block = dialog.text.document().begin()
    while block.isValid():
        pieces = block.begin()
        while f"{author}, " in block.text() and not pieces.atEnd():
            if pieces.fragment().charFormat().fontUnderline():
                found.append(pieces.fragment().text())
            pieces += 1
        block = block.next()
    return " ".join(found)


def summary_of(dialog: ExportDialog) -> str:
    """Return what the export dialog says goes and stays."""
    texts = [each.text() for each in dialog.summary.findChildren(QLabel) if each.isVisible()]
    return "\n".join(texts)


class TestExport:
    """What goes and what stays is said before anything is written."""

    def test_the_summary_follows_the_choice(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        private = {**stories.LESSON, "title": "Between us", "sharing": "private"}
        desktop.window.desk.write(lambda c: c.add([private]), owner=desktop.window)
        desktop.search("kind:lesson")
        desktop.open(LESSON)
        desktop.do("export")
        dialog = desktop.dialog(ExportDialog)
        assert "1 evidence summary, 1 lesson" in summary_of(dialog)
        assert "1 private record: LE-" in summary_of(dialog)
        assert not dialog.lacking.isEnabled()
        dialog.some.click()
        desktop.settle()
        assert "1 lesson" in summary_of(dialog)
        assert "Between us" not in summary_of(dialog)
        dialog.found.click()
        desktop.settle()
        assert "evidence summary" not in summary_of(dialog)
        assert "Between us" in summary_of(dialog)
        answers.file = tmp_path / "found.kmx"
        desktop.click(WRITE, dialog)
        desktop.settle()
        assert "1 record exported to found.kmx" in said(desktop)

    def test_withdrawn_words_stay_only_where_there_are_any(self, desktop: Desktop) -> None:
        cases: list[str] = []

        def quote(collection: Collection) -> None:
            cases.extend(collection.add([stories.CASE_STUDY]).ids)

        def withdraw(collection: Collection) -> None:
            quote_id = collection.get(cases[0]).document["quotes"][0]["id"]
            collection.withdraw(cases[0], quote_id, dt.date(2026, 11, 12))

        for change, stays in ((quote, False), (withdraw, True)):
            desktop.window.desk.write(change, owner=desktop.window)
            desktop.settle()
            desktop.do("export")
            dialog = desktop.dialog(ExportDialog)
            desktop.settle()
            assert "1 case study" in summary_of(dialog)
            assert ("consent was withdrawn" in summary_of(dialog)) == stays
            dialog.reject()
            desktop.settle()
        desktop.search("kind:lesson")
        desktop.do("export")
        dialog = desktop.dialog(ExportDialog)
        dialog.found.click()
        desktop.settle()
        assert "consent was withdrawn" not in summary_of(dialog)
        dialog.reject()

    def test_what_a_colleague_lacks(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        give_all(desktop, answers, colleague)
        record = colleague.search("spending")[0].row.id
        answers.file = tmp_path / "back.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        assert not dialog.go.isVisible()
        dialog.accept()
        desktop.settle()
        desktop.window.desk.write(
            lambda c: c.edit(record, {"asked": "Approve option D."}), owner=desktop.window
        )
        desktop.settle()
        desktop.do("export")
        export = desktop.dialog(ExportDialog)
        export.lacking.click()
        desktop.settle()
        assert "James Osei: lacks 1 record" in export.peers.currentText()
        assert "1 evidence summary" in summary_of(export)
        answers.file = tmp_path / "since.kmx"
        desktop.click(WRITE, export)
        desktop.settle()
        import_file(colleague, answers.file)
        assert colleague.get(record).document["asked"] == "Approve option D."

    def test_a_passphrase_is_typed_twice(self, desktop: Desktop) -> None:
        desktop.do("export")
        dialog = desktop.dialog(ExportDialog)
        assert dialog.go.isEnabled()
        assert not dialog.again.isEnabled()
        desktop.fill("Passphrase", "seven owls", dialog)
        assert "Easy to guess" in dialog.hint.text()
        assert not dialog.go.isEnabled()
        desktop.fill("Passphrase", " carry blue lamps", dialog)
        assert "Hard to guess" in dialog.hint.text()
        desktop.fill("Passphrase again", "seven howls", dialog)
        assert "differ" in dialog.hint.text()
        dialog.again.clear()
        desktop.fill("Passphrase again", "seven owls carry blue lamps", dialog)
        assert dialog.go.isEnabled()
        dialog.reject()

    @pytest.mark.parametrize(
        ("passphrase", "said_of_it"),
        [
            ("", ""),
            ("aaaaaaaaaaaaaaaaaaaa", "Easy"),
            ("ward7", "Easy"),
            ("tr0ub4dor&3xy", "Not easy"),
            ("seven owls carry lamps", "Hard"),
        ],
    )
    def test_how_hard_a_passphrase_is_to_guess(self, passphrase: str, said_of_it: str) -> None:
        assert strength(passphrase).startswith(said_of_it)


class TestChoosing:
    """Some of a file, with the keyboard and with the mouse."""

    def test_what_is_not_ticked_stays_out_and_comes_later(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        colleague.add([stories.CASE_STUDY])
        colleague.add([{**stories.LESSON, "title": "Ask the clerk"}])
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        assert dialog.count.text() == "2 of 2 chosen"
        dialog.view.setFocus()
        QTest.keyClick(dialog.view, Qt.Key.Key_Space)
        assert dialog.count.text() == "1 of 2 chosen"
        desktop.click("Take none", dialog)
        assert not dialog.go.isEnabled()
        box = dialog.view.visualRect(dialog.table.index(1, 0))
        click_on(dialog.view.viewport(), box.topLeft() + QPoint(18, box.height() // 2))
        assert dialog.count.text() == "1 of 2 chosen"
        title = str(dialog.table.line(1).title)
        desktop.click("Import", dialog)
        desktop.settle()
        assert "1 new, 1 left for later" in said(desktop)
        desktop.go("all")
        assert title in desktop.titles()
        assert len(desktop.titles()) == 3
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        assert sorted(effects(dialog).values()) == ["New", "Nothing new"]
        desktop.click("Import", dialog)
        desktop.settle()
        assert len(desktop.titles()) == 4

    def test_much_trash_is_said_above(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        many = [{**stories.LESSON, "title": f"Lesson {n}"} for n in range(4)]
        ids = colleague.add(many).ids
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        desktop.click("Import", desktop.dialog(ImportDialog))
        desktop.settle()
        colleague.trash(ids)
        export_file(colleague, answers.file)
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        assert dialog.warning.isVisible()
        assert "4 records here would move to the trash" in dialog.warning.text()
        desktop.click("Take none", dialog)
        assert "is not taken" in dialog.warning.text()
        dialog.reject()

    def test_a_briefing_is_told_in_words(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        [summary] = colleague.add([{**stories.SUMMARY, "title": "Falls at night"}]).ids
        shortened = {"path": "bottom_line", "text": "Sensors do not help."}
        part = {"record": summary, "left_out": ["key_messages"], "shortened": [shortened]}
        [paper] = colleague.add(
            [{"kind": "briefing", "title": "Paper", "template": "sbar", "parts": [part]}]
        ).ids
        issue(colleague, paper, issued_on=dt.date(2026, 11, 12))
        [issued] = colleague.get(paper).document["issued"]
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file, [paper, summary])
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        desktop.settle()
        dialog.view.selectRow(list(effects(dialog)).index("Paper"))
        desktop.settle()
        told = dialog.text.toPlainText()
        for said_so in (
            "Where: Bottom line",
            "Falls at night",
            "SBAR briefing",
            issued["file"],
            "Falls at night (revision ",
        ):
            assert said_so in told
        for internal in ("bottom_line", "key_messages", "sbar", issued["sha256"]):
            assert internal not in told.replace(issued["file"], "")
        dialog.reject()

    def test_a_disagreement_is_told_value_below_value(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        give_all(desktop, answers, colleague)
        record = colleague.search("spending")[0].row.id
        colleague.edit(record, {"bottom_line": "Limits surely help <b>most</b> people."})
        write_bottom_line(desktop, "Limits may help most people.")
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        desktop.settle()
        lines = dialog.text.toPlainText().replace("\u2028", "\n").split("\n")
        start = lines.index("Bottom line")
        told = {lines[n + 1].split(",")[0]: lines[n] for n in (start + 1, start + 3)}
        assert told["James Osei"] == "Limits surely help <b>most</b> people."
        assert "Limits may help most people." in told.values()
        assert sum(line.endswith("shown meanwhile") for line in lines) == 1
        assert "surely" in underlined(dialog, "James Osei")
        assert "people" not in underlined(dialog, "James Osei")
        dialog.reject()


class TestLog:
    """What an import merged can be read later."""

    def test_it_tells_fields_and_both_values(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        desktop.shortcut("Ctrl+Shift+F9")
        empty = desktop.dialog(ExchangeLog)
        assert "No file came in" in empty.text.toPlainText()
        empty.reject()
        give_all(desktop, answers, colleague)
        record = colleague.search("spending")[0].row.id
        colleague.edit(record, {"asked": "Approve <option> D.", "tags": ["wards"]})
        write_bottom_line(desktop, "Ours.")
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        desktop.click("Import", desktop.dialog(ImportDialog))
        desktop.settle()
        write_bottom_line(desktop, "Ours, later.")
        desktop.menu("Exchange", "Files that came and went…")
        log = desktop.dialog(ExchangeLog)
        assert [log.files.item(n).text().split("\n")[0] for n in range(log.files.count())] == [
            "theirs.kmx",
            "all.kmx",
        ]
        told = log.text.toPlainText()
        assert "From James Osei" in told
        assert "1 merged without asking" in told
        assert SUMMARY in told
        for cell in ("Approve <option> D.", "Bottom line", "Ours.", "“wards”", "not there"):
            assert cell in told
        assert "Ours, later." not in told
        QTest.keyClick(log.files, Qt.Key.Key_Down)
        desktop.settle()
        assert "written" in log.text.toPlainText()
        assert "Merged" not in log.text.toPlainText()
        log.reject()


class TestFolder:
    """One press."""

    def test_the_folder_is_chosen_once(
        self, desktop: Desktop, answers: Answers, share: Path, colleague: Collection
    ) -> None:
        desktop.menu("Exchange", "Swap")
        dialog = desktop.dialog(SwapDialog)
        assert not dialog.go.isEnabled()
        answers.file = share
        desktop.click("Choose the folder…", dialog)
        assert dialog.focusWidget() is dialog.go
        desktop.press(Qt.Key.Key_Return, widget=dialog.go)
        desktop.settle()
        assert "2 records written" in said(desktop)
        press(colleague, share)
        colleague.add([stories.CASE_STUDY])
        press(colleague, share)
        desktop.shortcut("F9")
        dialog_ = desktop.dialog(ImportDialog)
        assert dialog_.windowTitle() == "Swap"
        assert effects(dialog_)[str(stories.CASE_STUDY["title"])] == "New"
        desktop.click("Swap", dialog_)
        desktop.settle()
        assert said(desktop) == "Swapped: 1 new from James Osei; nothing to write."
        desktop.shortcut("F9")
        assert said(desktop) == "Swapped: nothing new on either side."
        assert len(list(share.iterdir())) == 2

    def test_without_asking_and_undone_from_the_notice(
        self, desktop: Desktop, share: Path, colleague: Collection
    ) -> None:
        keep(desktop, share, unasked=True)
        colleague.add([stories.CASE_STUDY])
        press(colleague, share)
        desktop.do("swap")
        assert "1 new from James Osei; 2 records written" in said(desktop)
        desktop.click("Undo")
        desktop.settle()
        desktop.go("case-study")
        assert desktop.titles() == []
        desktop.do("swap")
        assert desktop.titles() == [stories.CASE_STUDY["title"]]

    def test_what_one_swap_brought_is_undone_together(
        self,
        desktop: Desktop,
        share: Path,
        colleague: Collection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        keep(desktop, share, unasked=True)
        press(colleague, share)
        colleague.add([stories.CASE_STUDY])
        press(colleague, share)
        colleague.add([stories.LESSON])
        press(colleague, share)
        before = state_of(desktop)
        desktop.do("swap")
        assert state_of(desktop) != before
        asked: list[str] = []

        def agree(_parent: object, _title: str, text: str, _yes: str) -> bool:
            asked.append(text)
            return True

        monkeypatch.setattr(dialogs, "confirm", agree)
        desktop.do("undo_import")
        assert state_of(desktop) == before
        (text,) = asked
        assert text.startswith("The import from James Osei on ")
        assert "(2 files)" in text

    def test_trouble_is_told_and_the_rest_is_done(
        self, desktop: Desktop, answers: Answers, share: Path, colleague: Collection
    ) -> None:
        keep(desktop, share, unasked=True)
        colleague.add([stories.CASE_STUDY])
        press(colleague, share)
        (share / "broken.kmx").write_text("nonsense")
        desktop.do("swap")
        (sentence,) = answers.told
        assert "broken.kmx is not a sound exchange file" in sentence
        assert "1 new from James Osei" in sentence

    def test_no_progress_stands_before_what_is_told(
        self,
        desktop: Desktop,
        share: Path,
        colleague: Collection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        keep(desktop, share, unasked=True)
        colleague.add([stories.CASE_STUDY])
        press(colleague, share)
        (share / "broken.kmx").write_text("nonsense")
        monkeypatch.setattr("kmdesk.ui.notices.PROGRESS_AFTER", 0)
        read = folder.look

        def slow(*arguments: Any) -> folder.Look:
            time.sleep(0.3)
            return read(*arguments)

        monkeypatch.setattr(folder, "look", slow)
        seen: list[int] = []

        def tell(*_: object) -> None:
            shown = desktop.window.findChildren(ProgressDialog)
            seen.append(sum(dialog.isVisible() for dialog in shown))

        monkeypatch.setattr(dialogs, "tell", tell)
        desktop.do("swap")
        desktop.qtbot.waitUntil(lambda: bool(seen), timeout=WITHIN)
        assert seen == [0]

    def test_a_folder_that_is_gone_is_one_sentence(
        self, desktop: Desktop, answers: Answers, share: Path
    ) -> None:
        keep(desktop, share / "gone")
        desktop.do("swap")
        (sentence,) = answers.told
        assert "cannot be read" in sentence

    def test_a_passphrase_is_asked_for_once(
        self,
        desktop: Desktop,
        answers: Answers,
        share: Path,
        colleague: Collection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Turning a passphrase into a key takes seconds, so the bytes are marked alone."""
        monkeypatch.setattr(sealing, "sealed", lambda data, *_: AGE_MAGIC + data)
        monkeypatch.setattr(sealing, "unsealed", lambda data, *_: data.removeprefix(AGE_MAGIC))
        keep(desktop, share, unasked=True)
        colleague.add([stories.CASE_STUDY])
        looked = folder.look(colleague, share, None, Progress())
        folder.swap(colleague, looked, passphrase="correct horse")
        answers.text = "correct horse"
        desktop.do("swap")
        assert "1 new" in said(desktop)
        answers.text = None
        desktop.do("swap")
        assert "nothing new" in said(desktop)
        assert all(path.read_bytes().startswith(b"age-") for path in share.iterdir())
        assert b"correct horse" not in desktop.path.read_bytes()


def keep(desktop: Desktop, share: Path, *, unasked: bool = False) -> None:
    """Have the window know its exchange folder."""
    window = desktop.window
    window.desk.write(lambda c: c.put_setting(FOLDER, str(share)), owner=window)
    window.desk.write(lambda c: c.put_setting(UNASKED, unasked or None), owner=window)
    desktop.settle()


def state_of(desktop: Desktop) -> dict[str, Any]:
    """Return all records of the window's collection, and who disagrees on what."""
    found: list[dict[str, Any]] = []

    def ask(collection: Collection) -> dict[str, Any]:
        ids = collection.ids(Query()) + collection.ids(Query(trashed=True))
        return {i: (collection.get(i).document, collection.get(i).conflicts) for i in ids}

    desktop.window.desk.read(ask, found.append, owner=desktop.window)
    desktop.settle()
    return found[0]


def write_bottom_line(desktop: Desktop, text: str) -> None:
    desktop.come_back()
    desktop.go("all")
    desktop.open(SUMMARY)
    box = desktop.box("Bottom line")
    box.clear()
    desktop.write(text, box)
    desktop.do("save")


def test_two_windows_swap_disagree_settle_and_end_equal(
    qtbot: QtBot, desktop: Desktop, share: Path, tmp_path: Path, empty_file: Path
) -> None:
    path = tmp_path / "northside.kmdesk"
    shutil.copy(empty_file, path)
    other = Desktop(qtbot, new_window(qtbot, path), path)
    other.settle()
    other.window.desk.sign_as("James Osei")
    try:
        for each in (desktop, other):
            keep(each, share)
        desktop.do("swap")
        other.do("swap")
        other.click("Swap", other.dialog(ImportDialog))
        other.settle()
        assert state_of(desktop) == state_of(other)
        write_bottom_line(desktop, "Ours.")
        write_bottom_line(other, "Theirs.")
        desktop.do("swap")
        other.do("swap")
        dialog = other.dialog(ImportDialog)
        assert effects(dialog)[SUMMARY] == "Disagreement to settle"
        other.click("Swap", dialog)
        other.settle()
        assert "1 with disagreements" in said(other)
        other.click("Look at the disagreements")
        disputes = other.dialog(DisputesDialog)
        assert SUMMARY in " ".join(label.text() for label in disputes.findChildren(QLabel))
        disputes.reject()
        desktop.do("swap")
        desktop.click("Swap", desktop.dialog(ImportDialog))
        desktop.settle()
        assert state_of(desktop) == state_of(other)
        kept = settle_disagreement(other)
        assert kept in ("Ours.", "Theirs.")
        other.do("swap")
        desktop.do("swap")
        desktop.click("Swap", desktop.dialog(ImportDialog))
        desktop.settle()
        assert state_of(desktop) == state_of(other)
        document, conflicts = next(
            one for one in state_of(desktop).values() if one[0]["title"] == SUMMARY
        )
        assert (document["bottom_line"], conflicts) == (kept, ())
        for each in (desktop, other):
            each.do("swap")
            assert said(each) == "Swapped: nothing new on either side."
    finally:
        other.close()


def settle_disagreement(desktop: Desktop) -> str:
    """Keep the first of the values that people disagree on, and return it."""
    desktop.come_back()
    desktop.open(SUMMARY)
    card = desktop.window.page.findChild(ConflictCard)
    assert card is not None
    desktop.click("Keep this", card)
    desktop.settle()
    record = desktop.window.session.record_id
    return str(desktop.saved(record).document["bottom_line"])


def test_no_two_devices_write_one_name(share: Path, colleague: Collection, tmp_path: Path) -> None:
    colleague.add([stories.CASE_STUDY])
    press(colleague, share)
    assert [path.name[:26] for path in share.iterdir()] == [colleague.setting(DEVICE)]
