"""A meeting whose PC loses its power goes on at the next start, where it was."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmdesk.store.collection import Collection
from tests.e2e import meeting_holder
from tests.e2e.meeting_holder import ANSWER, PERSON
from tests.ui.desktop import OFFSCREEN, Desktop, click_on, new_window

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN, extend=True)


def test_a_meeting_goes_on_after_a_kill(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "trust.kmdesk"
    Collection.open(path, create=True).close()
    command = [sys.executable, "-m", meeting_holder.__name__, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        process.kill()
    desktop = Desktop(qtbot, new_window(qtbot, path), path)
    desktop.settle()
    notice = desktop.window.notice
    assert "in the middle of a meeting" in notice.text.text()
    click_on(notice.button)
    desktop.settle()
    view = desktop.window.commands.meetings.view
    assert view is not None
    assert view.place == 2
    assert view.page is not None
    assert [one["text"] for one in view.meeting.minutes.answers(view.step.question)] == [ANSWER]
    assert view.meeting.minutes.names() == [PERSON]
    view.save_wanted.emit()
    desktop.settle()
    assert desktop.window.commands.meetings.view is None
    assert desktop.view().document["questions"][1]["answers"][0]["text"] == ANSWER
    desktop.close()
    assert not QApplication.activeModalWidget()
