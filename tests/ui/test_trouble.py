"""When something is in the way: nothing typed is lost, and a sentence says what happened."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from kmdesk import __version__
from kmdesk.base.errors import UserError
from kmdesk.models.ids import new_record_id
from kmdesk.store import drafts, writing
from kmdesk.store.collection import Collection
from kmdesk.store.views import Draft
from kmdesk.ui import crash
from kmdesk.ui.crash import CrashDialog, report_of
from kmdesk.ui.draft import DraftDialog
from kmdesk.ui.editor import session
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop, fields

TITLE = str(stories.LESSON["title"])


def banner(desktop: Desktop) -> str:
    """Return what the banner says, "" when it is not shown."""
    found = desktop.window.banner
    said = [each.text() for each in found.findChildren(QLabel) if not each.isHidden()]
    return " ".join(said) if found.isVisible() else ""


class TestReadOnly:
    """A collection that somebody else has open."""

    @pytest.fixture(autouse=True)
    def held(self, path: Path, filled: Callable[..., list[str]]) -> Collection:
        filled(stories.LESSON)
        return Collection.open(path, author="James Osei")

    @pytest.fixture(autouse=True)
    def _let_go(self, held: Collection) -> object:
        yield
        held.close()

    def test_a_sentence_says_so_and_nothing_can_be_changed(self, desktop: Desktop) -> None:
        assert "has trust.kmdesk open" in banner(desktop)
        assert "nothing can be changed" in banner(desktop)
        desktop.go("lesson")
        desktop.open(TITLE)
        assert desktop.window.page.title.isReadOnly()
        desktop.write("More", desktop.window.page.title)
        assert desktop.window.page.title.toPlainText() == TITLE
        for name in ("save", "trash", "import", "sources", "new", "attach"):
            assert not desktop.window.actions_by_name[name].isEnabled(), name
        for name in ("export", "briefing", "history", "find"):
            assert desktop.window.actions_by_name[name].isEnabled(), name
        assert not desktop.window.header.new.isEnabled()

    def test_it_can_be_searched(self, desktop: Desktop) -> None:
        assert desktop.search("night") == [TITLE]


def test_a_collection_from_a_newer_kmdesk_is_read_only(
    path: Path, filled: Callable[..., list[str]], request: pytest.FixtureRequest
) -> None:
    filled(stories.LESSON)
    make_newer(path)
    desktop: Desktop = request.getfixturevalue("desktop")
    assert "newer kmdesk" in banner(desktop)
    desktop.go("lesson")
    desktop.open(TITLE)
    assert desktop.window.page.title.isReadOnly()
    assert not desktop.window.actions_by_name["save"].isEnabled()


def make_newer(path: Path) -> None:
    """Let a collection look as a later kmdesk would leave it."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num='9999'")


class TestRefused:
    """A disk that refuses what is saved."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Callable[..., list[str]]) -> None:
        filled(stories.LESSON)

    def test_the_text_stays_and_the_sentence_is_said(
        self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desktop.go("lesson")
        desktop.open(TITLE)
        desktop.write("Now: ", desktop.window.page.title)
        with monkeypatch.context() as full:
            full.setattr(writing, "save", disk_full)
            desktop.do("save")
        assert desktop.window.page.title.toPlainText() == f"Now: {TITLE}"
        assert "nothing was saved" in desktop.window.notice.text.text()
        assert "database or disk is full" in desktop.window.notice.text.text()
        assert desktop.window.saved.text().startswith("Not saved")
        assert desktop.window.session.dirty
        desktop.do("save")
        assert desktop.saved(desktop.view().id).title == f"Now: {TITLE}"

    def test_leaving_a_record_that_cannot_be_saved_keeps_its_draft(
        self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desktop.go("lesson")
        desktop.open(TITLE)
        desktop.write("Now: ", desktop.window.page.title)
        with monkeypatch.context() as full:
            full.setattr(writing, "save", disk_full)
            desktop.go("home")
        desktop.go("lesson")
        desktop.open(TITLE)
        assert desktop.window.page.title.toPlainText() == f"Now: {TITLE}"
        assert desktop.window.page.findChild(QFrame, "draft_card") is not None


def disk_full(_connection: Connection, *_args: object, **_more: object) -> None:
    """Fail as SQLite does when there is no room."""
    raise OperationalError("INSERT", {}, Exception("database or disk is full"))


def test_a_file_that_is_no_collection_is_left_alone(
    desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.kmdesk"
    letter.write_text("Dear all")
    answers.file = letter
    desktop.do("open")
    (sentence,) = answers.told
    assert "letter.kmdesk" in sentence
    assert letter.read_text() == "Dear all"


def test_another_collection_can_be_opened(
    desktop: Desktop, answers: Answers, tmp_path: Path, empty_file: Path
) -> None:
    other = tmp_path / "other.kmdesk"
    shutil.copy(empty_file, other)
    with Collection.open(other, author="Ruth Sandhu") as collection:
        collection.add([stories.CASE_STUDY])
    answers.file = other
    desktop.do("open")
    desktop.go("all")
    assert desktop.titles() == [stories.CASE_STUDY["title"]]
    assert desktop.window.windowTitle() == "other – kmdesk"


class TestDrafts:
    """What was typed and not saved."""

    def test_a_draft_is_kept_within_two_seconds(self) -> None:
        assert session.DRAFT_AFTER <= 1_500

    def test_a_power_cut_costs_nothing_that_was_kept(self, desktop: Desktop, path: Path) -> None:
        desktop.close()
        done = subprocess.run(
            [sys.executable, "-c", CUT, str(path)],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 9, done.stderr
        desktop.reopen()
        desktop.go("drafts")
        assert desktop.titles() == ["Typed before the power went"]
        desktop.open("Typed before the power went")
        assert desktop.window.page.findChild(QFrame, "draft_card") is not None
        desktop.do("save")
        assert desktop.view().title == "Typed before the power went"
        desktop.go("lesson")
        assert desktop.titles() == ["Typed before the power went"]

    def test_a_draft_of_a_colleagues_new_version_is_not_lost(
        self, desktop: Desktop, path: Path
    ) -> None:
        """What a colleague changed meanwhile and what is typed both stay."""
        desktop.begin("lesson")
        desktop.write("First")
        desktop.do("save")
        record_id, heads = desktop.view().id, desktop.view().heads
        desktop.write(" and more")
        desktop.window.desk.write(
            lambda c: c.save(record_id, "lesson", {"title": "First", "context": "Ward 7"}, heads),
            owner=desktop.window,
        )
        desktop.settle()
        assert desktop.window.page.title.toPlainText() == "First and more"
        desktop.do("save")
        document = desktop.saved(record_id).document
        assert (document["title"], document["context"]) == ("First and more", "Ward 7")

    @pytest.fixture
    def record(self, filled: Callable[..., list[str]]) -> str:
        """The id of a lesson that is in the collection before the window opens."""
        return filled(stories.LESSON)[0]

    @pytest.mark.parametrize("wish", ["Save it", "Discard the draft"])
    def test_what_a_kill_left_is_shown_against_the_saved_record(
        self, record: str, desktop: Desktop, path: Path, wish: str
    ) -> None:
        """Killed 2 seconds after the last key, while a saved record is changed."""
        desktop.close()
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), record], check=False, timeout=60
        )
        assert done.returncode == -signal.SIGKILL
        desktop.reopen()
        desktop.go("drafts")
        desktop.open(TITLE)
        assert desktop.window.page.title.toPlainText() == f"Sooner: {TITLE}"
        card = desktop.window.page.findChild(QFrame, "draft_card")
        desktop.click("Show what differs", card)
        dialog = desktop.dialog(DraftDialog)
        desktop.settle()
        dialog.difference.in_words.setChecked(True)
        assert "[added: Sooner:" in dialog.difference.text.toPlainText()
        desktop.click(wish, dialog)
        desktop.settle()
        saved = f"Sooner: {TITLE}" if wish == "Save it" else TITLE
        assert desktop.saved(record).title == saved
        desktop.go("drafts")
        assert desktop.titles() == []


KILLED = """
import os, signal, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from kmdesk.ui.app import make_window
app = QApplication(["kmdesk"])
window = make_window(app)
window.show()
def typed(record):
    if record == sys.argv[2]:
        QTest.keyClicks(window.page.title, "Sooner: ")
        QTimer.singleShot(2000, lambda: os.kill(os.getpid(), signal.SIGKILL))
def opened():
    window.settled.disconnect(opened)
    window.open_record(sys.argv[2])
window.session.shown.connect(typed)
window.settled.connect(opened)
window.open_collection(Path(sys.argv[1]))
app.exec()
"""

CUT = """
import os, sys
from pathlib import Path
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from kmdesk.ui.app import make_window
app = QApplication(["kmdesk"])
window = make_window(app)
window.show()
def typed():
    window.settled.disconnect(typed)
    window.begin("lesson")
    QTest.keyClicks(window.page.title, "Typed before the power went")
def state(text):
    if text.startswith("Draft kept"):
        window.jobs.became_idle.connect(lambda: os._exit(9))
window.settled.connect(typed)
window.session.state_changed.connect(state)
window.open_collection(Path(sys.argv[1]))
app.exec()
"""


class TestCrash:
    """A mistake of the program."""

    def test_the_report_can_be_copied_and_quotes_no_record(self, desktop: Desktop) -> None:
        try:
            int("Mrs Smith of ward 7")
        except ValueError as error:
            dialog = CrashDialog(report_of(error), desktop.window)
        dialog.show()
        desktop.click("Copy the report", dialog)
        copied = QGuiApplication.clipboard().text()
        assert copied == dialog.text.toPlainText()
        assert f"kmdesk {__version__}" in copied
        assert "ValueError" in copied
        assert "test_trouble.py" in copied
        assert "Smith" not in copied.replace('int("Mrs Smith of ward 7")', "")
        desktop.click("Go on", dialog)
        assert not dialog.isVisible()
        dialog.deleteLater()

    def test_a_mistake_keeps_the_draft_and_opens_the_dialog(
        self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown: list[CrashDialog] = []

        def show_nothing(dialog: CrashDialog) -> None:
            shown.append(dialog)

        monkeypatch.setattr(CrashDialog, "exec", show_nothing)
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        crash.install(desktop.window.session.keep_draft, desktop.window)
        hook = sys.excepthook
        desktop.begin("lesson")
        desktop.write("Half a thought")
        error = RuntimeError("a mistake")
        hook(RuntimeError, error, None)
        desktop.settle()
        assert "RuntimeError" in shown[0].report
        desktop.window.session.record_id = ""
        desktop.reopen()
        desktop.go("drafts")
        assert desktop.titles() == ["Half a thought"]

    def test_a_mistake_in_a_worker_reaches_the_main_thread(self, desktop: Desktop) -> None:
        with desktop.qtbot.captureExceptions() as caught:
            desktop.window.desk.read(lambda _: 1 // 0, print, owner=desktop.window)
            desktop.settle()
        assert [kind for kind, _, _ in caught] == [ZeroDivisionError]

    def test_what_a_user_can_mend_is_no_crash(self, desktop: Desktop) -> None:
        def refuse(_collection: Collection) -> None:
            raise UserError("The file is gone; nothing was changed.")

        desktop.window.desk.read(refuse, print, owner=desktop.window)
        desktop.settle()
        assert desktop.window.notice.text.text() == "The file is gone; nothing was changed."


def test_a_record_that_is_gone_says_so(desktop: Desktop) -> None:
    desktop.window.session.open(new_record_id())
    desktop.settle()
    assert desktop.window.notice.isVisible()


def test_closing_waits_for_what_is_being_saved(desktop: Desktop, path: Path) -> None:
    desktop.begin("lesson")
    desktop.write("Saved on the way out")
    QTimer.singleShot(0, desktop.window, desktop.window.close)
    desktop.qtbot.waitUntil(lambda: not desktop.window.isVisible())
    with Collection.open(path, read_only=True) as collection:
        assert [hit.row.title for hit in collection.search("way out")] == ["Saved on the way out"]


class TestFullDiskWhileTyping:
    """There is no room for what is typed."""

    def test_the_text_stays_one_sentence_says_so_and_it_is_tried_again(
        self, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put = drafts.put
        monkeypatch.setattr(drafts, "put", disk_full)
        monkeypatch.setattr(session, "RETRY_AFTER", 50)
        monkeypatch.setattr(session, "DRAFT_AFTER", 50)
        said: list[str] = []
        desktop.window.session.said.connect(said.append)
        desktop.begin("lesson")
        desktop.write("Typed while the disk was full")
        desktop.qtbot.wait(700)
        (sentence,) = said
        assert sentence.startswith("The draft could not be kept; your text stays on the page.")
        assert "database or disk is full" in sentence
        assert desktop.window.saved.text().startswith("Draft not kept yet")
        assert desktop.window.page.title.toPlainText() == "Typed while the disk was full"
        monkeypatch.setattr(drafts, "put", put)
        desktop.qtbot.waitUntil(lambda: desktop.window.saved.text().startswith("Draft kept"))
        record = desktop.window.session.record_id
        kept: list[Draft | None] = []
        desktop.window.desk.read(lambda c: c.draft(record), kept.append, owner=desktop.window)
        desktop.settle()
        assert kept[0] is not None
        assert kept[0].fields["title"] == "Typed while the disk was full"


def test_a_draft_says_in_what_it_differs_and_is_saved_or_discarded(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.write("Told apart")
    desktop.do("save")
    record = desktop.view().id
    typed = {**fields(desktop.view()), "why": "Rota"}
    draft = Draft(record, "lesson", desktop.view().heads, typed)
    desktop.window.session.close()
    desktop.window.desk.write(lambda c: c.put_draft(draft), owner=desktop.window)
    desktop.settle()
    desktop.window.session.open(record)
    desktop.settle()
    card = desktop.window.page.findChild(QFrame, "draft_card")
    assert card is not None
    texts = " ".join(label.text() for label in card.findChildren(QLabel))
    assert "differs from what is saved in: why" in texts
    desktop.click("Save it", card)
    desktop.settle()
    assert desktop.saved(record).document["why"] == "Rota"
    assert desktop.window.page.findChild(QFrame, "draft_card") is None
