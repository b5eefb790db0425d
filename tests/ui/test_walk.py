"""Every screen of the gallery, walked through: names, Tab, contrast; none may be missing there."""

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.ui.crash import CrashDialog
from kmdesk.ui.state import State
from kmdesk.ui.theme import Choice
from kmdesk.ui.widgets import button, column, label
from tests.gallery import screens
from tests.ui import walk
from tests.ui.desktop import Desktop, new_window

Fill = Callable[[Path], None]


def fill_of(screen: str) -> str:
    """Return how the collection of a screen is filled, to walk those that share one together."""
    return screens.FILLS.get(screen, screens.fill).__name__


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Return screens by how their collection is filled."""
    return {fill: list(each) for fill, each in groupby(sorted(names, key=fill_of), key=fill_of)}


GROUPS = grouped(name for name in screens.SCREENS if name not in screens.VARIANTS)
VARIANTS = grouped(screens.VARIANTS)

_shown: set[type[QWidget]] = set()


@pytest.mark.parametrize("group", GROUPS)
def test_each_control_of_each_screen_has_a_name_is_reached_by_tab_and_can_be_read(
    group: str, qtbot: QtBot, tmp_path: Path
) -> None:
    pages, every = go_through(GROUPS[group], "light", qtbot, tmp_path)
    assert group != "fill" or pages == every, "a page of the window is in no screen of the gallery"


@pytest.mark.slow
@pytest.mark.parametrize("scheme", screens.SCHEMES)
@pytest.mark.parametrize("group", VARIANTS)
def test_so_is_each_control_of_an_empty_and_of_a_full_editor(
    group: str, scheme: Choice, qtbot: QtBot, tmp_path: Path
) -> None:
    go_through(VARIANTS[group], scheme, qtbot, tmp_path)


def go_through(
    names: list[str], scheme: Choice, qtbot: QtBot, tmp_path: Path
) -> tuple[set[QWidget | None], set[QWidget | None]]:
    """Walk through screens of one collection; return the pages shown and all that there are."""
    path = tmp_path / "trust.kmdesk"
    screens.FILLS.get(names[0], screens.fill)(path)
    State().keep("look/colours", scheme)
    desktop = Desktop(qtbot, new_window(qtbot, path), path)
    window = desktop.window
    wrong: list[str] = []
    pages: set[QWidget | None] = set()
    for screen in names:
        shown = screens.SCREENS[screen](window) or window
        desktop.settle()
        desktop.come_back(shown.window())
        _shown.update(type(each) for each in (shown, *shown.findChildren(QDialog)))
        pages |= {stack.currentWidget() for stack in (window.stack, window.editor_stack)}
        wrong += [f"{screen}: {problem}" for problem in problems(shown, scheme)]
        if isinstance(shown, QDialog):
            shown.done(0)
    stacks = (window.stack, window.editor_stack)
    every: set[QWidget | None] = {
        stack.widget(place) for stack in stacks for place in range(stack.count())
    }
    desktop.close()
    assert not wrong
    return pages, every


def problems(shown: QWidget, scheme: Choice) -> list[str]:
    """Return what is wrong with a screen, in words."""
    found = [f"faint: {one}" for one in walk.faint(shown)]
    if scheme == "light":  # names and places are the same in the dark
        found += [f"no name: {one}" for one in walk.nameless(shown)]
        found += [f"Tab does not reach {one}" for one in walk.unreached(shown)]
        found += [f"for the mouse alone: {one}" for one in walk.mouse_only(shown)]
        found += [f"a list without its arrow: {one}" for one in walk.without_arrow(shown)]
    return found


def test_each_dialog_of_the_window_is_a_screen_of_the_gallery() -> None:
    """It runs after the walk, in the same process: the files of tests are never divided."""
    missing = {each.__name__ for each in walk.dialog_classes() - _shown}
    assert not missing, "add these to tests/gallery/screens.py"


def test_the_walk_finds_what_is_wrong(qtbot: QtBot) -> None:
    dialog = QDialog()
    lines = column(dialog)
    faint = label("Hardly there")
    faint.setStyleSheet("color: #e9ecef; background: #ffffff")
    silent = QPushButton("")
    out_of_order = button("Not by Tab")
    out_of_order.setFocusPolicy(out_of_order.focusPolicy().NoFocus)
    bare = QComboBox()
    bare.setAccessibleName("No arrow")
    for each in (faint, silent, out_of_order, bare, button("Fine"), QLabel("Fine")):
        lines.addWidget(each)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert len(walk.nameless(dialog)) == 1
    assert walk.mouse_only(dialog) == ["Not by Tab"]
    assert walk.without_arrow(dialog) == ["No arrow"]
    assert any("Hardly there" in one for one in walk.faint(dialog))
    assert CrashDialog in walk.dialog_classes()
