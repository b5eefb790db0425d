"""What the window remembers: where it was, how it is divided, what was open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from kmdesk.base import paths
from kmdesk.ui.state import SMALLEST, State, clamped
from tests.ui import stories
from tests.ui.desktop import Desktop

SCREEN = QRect(0, 0, 1920, 1040)


def test_size_splitter_place_and_record_come_back(
    desktop: Desktop, filled: Callable[..., list[str]]
) -> None:
    window = desktop.window
    for story in (stories.LESSON, stories.CASE_STUDY):
        desktop.begin(story["kind"])
        desktop.write(story["title"])
        desktop.do("save")
    desktop.go("lesson")
    desktop.open(stories.LESSON["title"])
    screen = QGuiApplication.primaryScreen().availableGeometry()
    wanted = QRect(screen.x() + 20, screen.y() + 40, screen.width() - 60, screen.height() - 80)
    window.setGeometry(wanted)
    desktop.settle()
    window.splitter.setSizes([270, window.splitter.width() - 271])
    sizes, record = window.splitter.sizes(), window.session.record_id
    desktop.reopen(resize=False)
    assert desktop.window is not window
    assert desktop.window.geometry() == wanted
    assert desktop.window.splitter.sizes() == sizes
    assert desktop.window.rail.place.key == "lesson"
    assert desktop.window.session.record_id == record
    assert desktop.window.list.selected == [record]


@pytest.mark.parametrize(
    "window",
    [
        QRect(5_000, 300, 1366, 768),
        QRect(-1_400, -800, 1366, 768),
        QRect(100, 100, 5_000, 4_000),
        QRect(900, 900, 1366, 768),
        QRect(0, 0, 10, 10),
    ],
)
def test_a_window_left_on_a_screen_that_is_gone_comes_back(window: QRect) -> None:
    found = clamped(window, SCREEN)
    assert SCREEN.contains(found)
    assert found.width() >= SMALLEST[0]
    assert found.height() >= SMALLEST[1]


def test_a_window_that_fits_stays_where_it_is() -> None:
    window = QRect(200, 100, 1366, 768)
    assert clamped(window, SCREEN) == window


def test_a_screen_smaller_than_the_window_is_filled() -> None:
    small = QRect(0, 0, 600, 400)
    assert clamped(QRect(50, 50, 1366, 768), small) == small


def test_what_is_written_in_the_file_by_hand_does_no_harm(home: Path) -> None:
    file = home / "window.ini"
    file.parent.mkdir()
    file.write_text("[look]\nzoom=large\n[window]\ngeometry=here\nrecord=nothing\n")
    state = State()
    assert state.number("look/zoom", 1.0) == 1.0
    assert state.text("window/record") == "nothing"


def test_a_start_with_a_state_that_makes_no_sense_opens_the_window(
    home: Path, desktop: Desktop
) -> None:
    desktop.close()
    (home / "window.ini").write_text(
        "[window]\ngeometry=here\nsplitter=7\nplace=attic\nrecord=r-none\n[look]\ncolours=pink\n"
    )
    desktop.reopen(resize=False)
    assert desktop.window.theme.choice == "system"
    assert desktop.window.rail.place.key == "home"


def test_everything_lies_in_the_folder_of_the_user(home: Path, desktop: Desktop) -> None:
    desktop.close()
    assert paths.data_folder() == home
    assert {file.name for file in home.iterdir()} == {"copies", "this-pc", "window.ini"}
