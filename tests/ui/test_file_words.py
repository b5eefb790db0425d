"""Attached files are read in the background: quietly, with a way to stop, and never twice."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kmdesk.store.collection import Collection
from kmdesk.ui import file_words
from kmdesk.ui.editor.attachments import AttachmentsEdit
from kmdesk.ui.tables.records import SNIPPET_ROLE, TITLE_ROLE
from tests.exchange.test_file_text import locked_pdf, pdf
from tests.factory import lesson
from tests.ui.desktop import Answers, Desktop, click_on

WITHIN = 20_000


@pytest.fixture
def with_files(path: Path, tmp_path: Path) -> list[str]:
    """Two records, one with a file that can be read and one that cannot."""
    with Collection.open(path, author="Anna Petrov") as collection:
        ids = collection.add([lesson(title="Ward round"), lesson(title="Other")]).ids
        for name, data in {"plan.pdf": pdf("The night rota"), "secret.pdf": locked_pdf()}.items():
            (tmp_path / name).write_bytes(data)
            collection.attach(ids[0], tmp_path / name)
    return list(ids)


def snippets(desktop: Desktop) -> list[str]:
    view = desktop.window.list.view
    return [view.model().index(r, 0).data(SNIPPET_ROLE) for r in range(view.model().rowCount())]


def faults(desktop: Desktop) -> list[str]:
    edit = desktop.edit("attachments", AttachmentsEdit)
    found = [label for label in edit.findChildren(QLabel, "file_fault") if not label.isHidden()]
    return [label.text() for label in found]


def wait_until_read(desktop: Desktop) -> None:
    words = desktop.window.commands.file_words
    desktop.qtbot.waitUntil(lambda: words._job is None and desktop.window.jobs.idle, timeout=WITHIN)
    desktop.settle()


def test_files_are_read_after_opening_and_what_is_shown_follows(
    path: Path, with_files: list[str], desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.go("all")
    assert desktop.search("rota") == []
    desktop.search("ward")
    desktop.open("Ward round")
    assert faults(desktop) == []
    desktop.search("night rota")
    monkeypatch.setattr(file_words, "AFTER_OPENING", 0)
    bar = desktop.window.commands.file_words.bar
    desktop.window.desk.opened.emit()
    desktop.qtbot.waitUntil(bar.isVisible, timeout=WITHIN)
    assert bar.text.text().startswith("Reading attached files: ")
    wait_until_read(desktop)
    assert not bar.isVisible()
    desktop.qtbot.waitUntil(lambda: desktop.titles() == ["Ward round"], timeout=WITHIN)
    assert snippets(desktop) == ["in plan.pdf: The \x02night\x03 \x02rota\x03"]
    sentence = "is locked with a password, so its words cannot be searched."
    assert desktop.window.notice.text.text() == f"secret.pdf {sentence}"
    assert faults(desktop) == [f"It {sentence}"]
    desktop.do("read_files")
    assert desktop.window.notice.text.text() == "All attached files have been read."


def test_a_file_that_comes_is_read_a_moment_later(
    desktop: Desktop, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_words, "AFTER_CHANGE", 0)
    file = tmp_path / "plan.txt"
    file.write_text("The night rota")
    answers.files = [file]
    desktop.begin("lesson")
    desktop.write("With a file")
    desktop.do("attach")
    desktop.window.commands.file_words._soon.stop()
    desktop.do("save")
    desktop.qtbot.waitUntil(lambda: desktop.search("night rota") == ["With a file"], timeout=WITHIN)
    wait_until_read(desktop)


def test_reading_is_stopped_and_goes_on_when_asked(
    path: Path, with_files: list[str], desktop: Desktop
) -> None:
    words = desktop.window.commands.file_words
    desktop.window.actions_by_name["read_files"].trigger()
    desktop.qtbot.waitUntil(words.bar.isVisible, timeout=WITHIN)
    click_on(words.bar.stop)
    wait_until_read(desktop)
    assert desktop.window.notice.text.text().startswith("Stopped. ")
    words._look()
    desktop.settle()
    assert words._job is None
    desktop.window.actions_by_name["read_files"].trigger()
    desktop.qtbot.waitUntil(lambda: words._job is not None, timeout=WITHIN)
    wait_until_read(desktop)
    assert desktop.search("night rota") == ["Ward round"]


def test_the_window_closes_while_a_file_is_read(
    path: Path, with_files: list[str], desktop: Desktop
) -> None:
    words = desktop.window.commands.file_words
    desktop.window.actions_by_name["read_files"].trigger()
    desktop.qtbot.waitUntil(words.bar.isVisible, timeout=WITHIN)
    desktop.reopen()
    with_next = desktop.window.commands.file_words
    desktop.window.actions_by_name["read_files"].trigger()
    desktop.qtbot.waitUntil(lambda: with_next._job is not None, timeout=WITHIN)
    wait_until_read(desktop)
    assert desktop.search("night rota") == ["Ward round"]


def test_words_are_marked_in_titles_too(
    path: Path, with_files: list[str], desktop: Desktop
) -> None:
    desktop.search("rounds")
    index = desktop.window.list.view.model().index(0, 0)
    assert index.data(TITLE_ROLE) == "Ward \x02round\x03"
    assert index.data() == "Ward round"
    aloud = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud.startswith("Ward round. Lesson. ")
    assert "\x02" not in aloud
