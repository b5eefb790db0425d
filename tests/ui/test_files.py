"""Briefings and exchange files from the menu, with progress that can be stopped."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pypdfium2
import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit

from kmdesk import exchange
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import Incoming, export_file, read
from kmdesk.store.collection import Collection
from kmdesk.ui import dialogs
from kmdesk.ui.briefing import BriefingDialog
from kmdesk.ui.exchange_dialogs import ImportDialog
from kmdesk.ui.export_dialog import ExportDialog
from kmdesk.ui.notices import PROGRESS_AFTER, ProgressDialog
from tests.ui import stories
from tests.ui.desktop import WRITE, Answers, Desktop, give_all

TITLE = str(stories.SUMMARY["title"])


@pytest.fixture(autouse=True)
def fill(filled: Callable[..., list[str]]) -> None:
    filled(stories.LESSON, stories.SUMMARY)


def said(desktop: Desktop) -> str:
    """Return what the notice at the foot of the window says."""
    return desktop.window.notice.text.text()


def effects(dialog: ImportDialog) -> dict[str, str]:
    """Return what an import would do, by the title of each record."""
    table = dialog.table
    cells = [(table.index(r, 1).data(), table.index(r, 0).data()) for r in range(table.rowCount())]
    return {record.split("  ", 1)[1]: effect for record, effect in cells}


class TestBriefing:
    """A paper from the menu."""

    @pytest.mark.parametrize("format_", ["pdf", "html", "docx"])
    def test_each_format_is_written(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, format_: str
    ) -> None:
        desktop.search("spending")
        desktop.open(TITLE)
        answers.file = tmp_path / f"paper.{format_}"
        desktop.menu("Record", "Briefing…")
        dialog = desktop.dialog(BriefingDialog)
        dialog.formats.setCurrentIndex(dialog.formats.findData(format_))
        desktop.click(WRITE, dialog)
        desktop.settle()
        assert f"paper.{format_} is written." in said(desktop)
        assert answers.file.stat().st_size > 1_000

    def test_the_cover_sheet_is_printed_and_remembered(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        answers.file = tmp_path / "paper.pdf"
        for meeting, title in (("Board of Directors", "Limits"), ("", "")):
            desktop.search("spending")
            desktop.open(TITLE)
            desktop.do("briefing")
            dialog = desktop.dialog(BriefingDialog)
            desktop.click("Cover sheet", dialog)
            if meeting:
                desktop.fill("Meeting", meeting, dialog)
                desktop.fill("Title", title, dialog)
                desktop.click(WRITE, dialog)
                desktop.settle()
        with pypdfium2.PdfDocument(answers.file) as pdf:
            text = pdf[0].get_textpage().get_text_bounded()
        assert "Board of Directors" in text
        assert "Limits" in text
        again = {e.accessibleName(): e.text() for e in dialog.findChildren(QLineEdit)}
        assert (again["Meeting"], again["Title"]) == ("Board of Directors", "")
        dialog.reject()

    def test_nothing_is_written_when_the_person_thinks_better_of_it(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        desktop.search("spending")
        desktop.open(TITLE)
        desktop.do("briefing")
        answers.file = None
        desktop.click(WRITE, desktop.dialog(BriefingDialog))
        assert desktop.dialog(BriefingDialog).isVisible()
        desktop.click("Cancel", desktop.dialog(BriefingDialog))
        assert not [file for file in tmp_path.iterdir() if file.suffix == ".pdf"]

    def test_without_a_record_the_window_asks_for_one(self, desktop: Desktop) -> None:
        desktop.go("home")
        desktop.do("briefing")
        assert "Choose the records" in said(desktop)

    def test_the_written_file_is_opened_from_the_notice(
        self,
        desktop: Desktop,
        answers: Answers,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        opened: list[str] = []

        def note(url: object) -> bool:
            opened.append(re.sub(r".*/", "", str(url)))
            return True

        monkeypatch.setattr(QDesktopServices, "openUrl", note)
        desktop.search("spending")
        desktop.open(TITLE)
        answers.file = tmp_path / "paper.html"
        desktop.do("briefing")
        desktop.click(WRITE, desktop.dialog(BriefingDialog))
        desktop.settle()
        desktop.click("Open")
        assert opened
        assert "paper.html" in opened[0]


class TestExport:
    """A file for a colleague."""

    def test_only_what_is_chosen(self, desktop: Desktop, answers: Answers, tmp_path: Path) -> None:
        desktop.go("lesson")
        desktop.open(str(stories.LESSON["title"]))
        answers.file = tmp_path / "one.kmx"
        desktop.menu("Exchange", "Export…")
        dialog = desktop.dialog(ExportDialog)
        dialog.some.click()
        desktop.click(WRITE, dialog)
        desktop.settle()
        assert "1 record exported to one.kmx" in said(desktop)
        assert "last export" in desktop.window.about.text()

    def test_private_records_stay_and_it_is_said(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        desktop.begin("lesson")
        desktop.write("Between us")
        record_id = desktop.window.session.record_id
        desktop.do("save")
        desktop.window.desk.write(
            lambda c: c.edit(record_id, {"sharing": "private"}), owner=desktop.window
        )
        desktop.settle()
        answers.file = tmp_path / "all.kmx"
        desktop.do("export")
        desktop.click(WRITE, desktop.dialog(ExportDialog))
        desktop.settle()
        assert "2 records exported" in said(desktop)
        assert "1 private record left out" in said(desktop)


class TestImport:
    """A file from a colleague."""

    def test_the_preview_shows_what_would_change_and_undo_takes_it_back(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        colleague.add([stories.CASE_STUDY])
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.menu("Exchange", "Import…")
        dialog = desktop.dialog(ImportDialog)
        assert effects(dialog) == {str(stories.CASE_STUDY["title"]): "New"}
        assert "The pathway group dropped the tool" in dialog.text.toPlainText()
        desktop.click("Import", dialog)
        desktop.settle()
        assert "Imported from James Osei: 1 new." in said(desktop)
        assert "last import from James Osei" in desktop.window.about.text()
        desktop.go("case-study")
        assert desktop.titles() == [stories.CASE_STUDY["title"]]
        desktop.click("Undo")
        desktop.settle()
        assert desktop.titles() == []
        assert "taken back" in said(desktop)

    def test_the_last_import_is_undone_from_the_menu(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        desktop.do("undo_import")
        assert "no import to undo" in said(desktop)
        colleague.add([stories.CASE_STUDY])
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        desktop.click("Import", desktop.dialog(ImportDialog))
        desktop.settle()
        desktop.go("all")
        desktop.open(TITLE)
        desktop.menu("Exchange", "Undo the last import")
        desktop.settle()
        assert desktop.view().title == TITLE  # what was open and stays is open again
        desktop.go("case-study")
        assert desktop.titles() == []

    def test_a_record_that_goes_with_an_import_is_not_open_any_more(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        colleague.add([stories.CASE_STUDY])
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        desktop.click("Import", desktop.dialog(ImportDialog))
        desktop.settle()
        desktop.go("case-study")
        desktop.open(str(stories.CASE_STUDY["title"]))
        desktop.menu("Exchange", "Undo the last import")
        desktop.settle()
        assert not desktop.window.session.record_id
        assert desktop.titles() == []

    def test_what_both_changed_waits_for_a_person(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        give_all(desktop, answers, colleague)
        record_id = colleague.search("spending")[0].row.id
        colleague.edit(record_id, {"bottom_line": "Theirs."})
        desktop.search("spending")
        desktop.open(TITLE)
        box = desktop.box("Bottom line")
        box.clear()
        desktop.write("Ours.", box)
        desktop.do("save")
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        assert effects(dialog)[TITLE] == "Disagreement to settle"
        values = r"Bottom line\nOurs\.\n.* · shown meanwhile\nTheirs\.\nJames Osei, "
        assert re.search(values, dialog.text.toPlainText())
        desktop.click("Import", dialog)
        desktop.settle()
        assert "1 with disagreements" in said(desktop)
        desktop.window.header.search.clear()
        desktop.go("conflicts")
        assert desktop.titles() == [TITLE]

    def test_the_preview_tells_word_by_word_what_would_change(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, colleague: Collection
    ) -> None:
        give_all(desktop, answers, colleague)
        record_id = colleague.search("spending")[0].row.id
        colleague.edit(record_id, {"asked": "Approve option C for the spring contract."})
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        desktop.do("import")
        dialog = desktop.dialog(ImportDialog)
        dialog.difference.in_words.click()
        assert "option[removed: B][added: C]" in dialog.text.toPlainText().replace(" [", "[")
        assert dialog.difference.count.text() == "1 change"
        dialog.reject()

    def test_a_passphrase_is_asked_for_until_it_is_right(
        self,
        desktop: Desktop,
        answers: Answers,
        tmp_path: Path,
        colleague: Collection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        colleague.add([stories.CASE_STUDY])
        answers.file = tmp_path / "theirs.kmx"
        export_file(colleague, answers.file)
        typed = iter(("wrong", "correct horse"))
        asked: list[str] = []

        def ask(_parent: object, _title: str, question: str, **_: object) -> str:
            asked.append(question)
            return next(typed)

        def read_encrypted(path: Path, passphrase: str | None, _progress: Progress) -> Incoming:
            """Behave as with an encrypted file; turning a passphrase into a key takes seconds."""
            if passphrase != "correct horse":
                raise UserError("This file needs its passphrase; nothing was imported.")
            return read(path)

        monkeypatch.setattr(dialogs, "ask_text", ask)
        monkeypatch.setattr(exchange, "read", read_encrypted)
        desktop.do("import")
        assert asked == [
            "theirs.kmx is encrypted. Its passphrase:",
            "That was not it. The passphrase of theirs.kmx:",
        ]
        desktop.click("Import", desktop.dialog(ImportDialog))
        desktop.settle()
        assert "1 new" in said(desktop)

    def test_a_file_that_cannot_be_read_changes_nothing(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        answers.file = tmp_path / "letter.kmx"
        answers.file.write_text("Dear all")
        desktop.do("import")
        (sentence,) = answers.told
        assert "letter.kmx" in sentence
        desktop.go("all")
        assert len(desktop.titles()) == 2

    def test_search_results_go_into_the_summary_that_is_open(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        file = tmp_path / "results.ris"
        file.write_text(
            "TY  - JOUR\nTI  - Limits and losses\nAU  - Okafor, B\nPY  - 2024\nER  - \n"
        )
        answers.files = [file]
        desktop.search("spending")
        desktop.open(TITLE)
        desktop.menu("Exchange", "Import search results…")
        assert "1 new source" in said(desktop)
        assert len(desktop.saved(desktop.view().id).document["sources"]) == 1
        assert desktop.search("losses kind:source") == ["Limits and losses"]


class TestProgress:
    """Work that takes long."""

    @pytest.fixture
    def gate(self) -> Iterator[Event]:
        opened = Event()
        yield opened
        opened.set()

    def start(self, desktop: Desktop, gate: Event, results: list[str]) -> None:
        """Start work that goes on until the gate opens or somebody stops it."""

        def work(_collection: Collection, progress: Progress) -> str:
            step = 0
            while not gate.wait(0.01):
                step += 1
                progress.step(step % 100, 100, "Turning pages")
            return "done"

        desktop.window.desk.work(work, results.append, owner=desktop.window, title="Reading a book")

    def dialogs(self, desktop: Desktop) -> list[ProgressDialog]:
        return [d for d in desktop.window.findChildren(ProgressDialog) if d.isVisible()]

    def test_it_shows_after_half_a_second_and_can_be_stopped(
        self, desktop: Desktop, gate: Event
    ) -> None:
        results: list[str] = []
        clock = QElapsedTimer()
        clock.start()
        self.start(desktop, gate, results)
        desktop.qtbot.waitUntil(lambda: bool(self.dialogs(desktop)))
        assert PROGRESS_AFTER == 500
        assert clock.elapsed() >= PROGRESS_AFTER - 50  # Qt's coarse timers may be 5 % early
        (dialog,) = self.dialogs(desktop)
        assert dialog.windowTitle() == "Reading a book"
        dialog.findChildren(type(desktop.window.notice.button))[-1].click()
        desktop.settle()
        assert not self.dialogs(desktop)
        assert results == []

    def test_short_work_shows_none(self, desktop: Desktop, gate: Event) -> None:
        results: list[str] = []
        gate.set()
        self.start(desktop, gate, results)
        desktop.settle()
        assert results == ["done"]
        assert not desktop.window.findChildren(ProgressDialog)

    def test_a_stopped_paper_leaves_no_file(
        self, desktop: Desktop, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers.file = tmp_path / "paper.pdf"
        desktop.search("spending")
        desktop.open(TITLE)
        desktop.window.jobs.started.connect(lambda job: job.progress.cancel())
        desktop.do("briefing")
        desktop.click(WRITE, desktop.dialog(BriefingDialog))
        desktop.settle()
        assert not answers.file.exists()


def test_a_backup_is_written_and_read_back(
    desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    answers.file = tmp_path / "copy.kmdesk"
    desktop.menu("File", "Back up…")
    assert "copy.kmdesk" in said(desktop)
    with Collection.open(answers.file, read_only=True) as copy:
        assert len(copy.search("")) == 2


def test_the_check_says_that_all_is_well(desktop: Desktop, answers: Answers) -> None:
    desktop.menu("File", "Check the collection")
    (sentence,) = answers.told
    assert sentence.startswith("All is well. 2 records")
