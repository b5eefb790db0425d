"""The process that makes the paper beside a briefing: killed, refused, too slow, and never left."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from kmdesk.base.apart import Apart
from kmdesk.briefing import rendering
from kmdesk.briefing.rendering import Renderer
from kmdesk.ui.composer import loading, maker
from kmdesk.ui.composer.parts import PartsEdit
from tests.briefing.breaking import BREAKING, break_or_render
from tests.processes import Children
from tests.ui import composing, stories
from tests.ui.desktop import WITHIN, Desktop
from tests.ui.test_composer import SHORT, composer, open_briefing, shorten, words


@pytest.fixture(autouse=True)
def _of_its_own(_warm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each window begin a process of its own."""
    monkeypatch.setattr(loading, "make_renderer", Renderer)


@pytest.fixture(autouse=True)
def briefing(filled: Callable[..., list[str]]) -> str:
    """A briefing made from a summary; its id."""
    [summary] = filled(stories.SUMMARY)
    parts = [{"record": summary}]
    return filled({"kind": "briefing", "title": "Limits", "parts": parts})[0]


def test_one_process_makes_all_papers_of_a_window_and_ends_with_it(
    desktop: Desktop, briefing: str, children: Children
) -> None:
    assert children() == []
    edit = open_briefing(desktop, briefing)
    [process] = children()
    shorten(desktop, edit, SHORT)
    assert SHORT in words(desktop)
    assert children() == [process]
    desktop.close()
    assert children() == []


def test_it_is_killed_while_somebody_types_and_nothing_is_seen_of_it(
    desktop: Desktop, briefing: str, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = open_briefing(desktop, briefing)
    editor = shorten(desktop, edit, "")
    composer(desktop)
    [killed] = children()
    refused: list[Exception] = []
    monkeypatch.setattr(desktop.window.composer, "_refuse", refused.append)
    for number in range(6):
        QTest.keyClicks(editor.edit, f"w{number} ")
        QTest.qWait(110)  # so long that the paper is being made
        if number == 2:
            killed.kill()
    assert "w0 w1 w2 w3 w4 w5" in words(desktop)
    [process] = children()
    assert process is not killed
    process.kill()
    process.join()
    QTest.keyClicks(editor.edit, "w6")
    assert "w5 w6" in words(desktop)
    assert refused == []


def test_the_window_closes_while_a_paper_is_made(
    desktop: Desktop, briefing: str, children: Children
) -> None:
    edit = open_briefing(desktop, briefing)
    shorten(desktop, edit, SHORT)
    view = composer(desktop)
    view.refresh()
    assert view._job is not None
    desktop.close()
    assert children() == []


def test_the_window_closes_while_the_process_begins(
    desktop: Desktop, briefing: str, children: Children
) -> None:
    desktop.window.open_record(briefing)
    desktop.qtbot.waitUntil(lambda: bool(children()), timeout=WITHIN)
    desktop.close()
    assert children() == []


def test_a_pc_that_lets_no_process_begin_shows_papers_all_the_same(
    desktop: Desktop, briefing: str, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_process: object) -> None:
        raise PermissionError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    edit = open_briefing(desktop, briefing)
    shorten(desktop, edit, SHORT)
    assert SHORT in words(desktop)
    assert children() == []
    assert desktop.window.notice.text.text() == ""


def test_a_paper_that_breaks_the_process_is_told_of_and_tried_again_after_a_change(
    desktop: Desktop, briefing: str, children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "PATIENCE", 60)
    monkeypatch.setattr(rendering, "Apart", lambda _, warm_up: Apart(break_or_render, warm_up))
    open_briefing(desktop, briefing)
    title = desktop.window.page.title
    desktop.write(BREAKING, title)
    message = composer(desktop).preview.message
    assert message.isVisible()
    assert "What you wrote is kept" in message.text()
    title.selectAll()
    desktop.write("Limits", title)
    assert "Limits Board paper" in words(desktop)
    assert not message.isVisible()


def test_the_process_stays_a_while_for_those_who_come_back(
    desktop: Desktop, briefing: str, children: Children
) -> None:
    open_briefing(desktop, briefing)
    [process] = children()
    desktop.window.open_record(desktop.edit("parts", PartsEdit).ids[0])
    desktop.settle()
    open_briefing(desktop, briefing)
    assert children() == [process]
    view = composer(desktop)
    desktop.window.open_record(desktop.edit("parts", PartsEdit).ids[0])
    desktop.settle()
    assert view._maker._leave.interval() == maker.STAYS
    view._maker._leave.start(0)
    desktop.qtbot.waitUntil(lambda: children() == [], timeout=WITHIN)
    edit = open_briefing(desktop, briefing)
    shorten(desktop, edit, SHORT)
    assert SHORT in words(desktop)
    assert len(children()) == 1


def test_no_process_outlives_a_window_that_is_killed(path: Path, briefing: str) -> None:
    command = [sys.executable, "-m", composing.__name__, str(path), briefing]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "drawn by 1\n"
        process.kill()
        process.communicate(timeout=WITHIN / 1_000)  # until nobody is left who could write there
