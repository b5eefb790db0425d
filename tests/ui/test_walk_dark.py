"""Every screen of the gallery in the dark, in a file of its own that runs beside the other walk."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.test_walk import GROUPS, go_through


@pytest.mark.parametrize("group", GROUPS)
def test_each_text_of_each_screen_can_be_read(group: str, qtbot: QtBot, tmp_path: Path) -> None:
    go_through(GROUPS[group], "dark", qtbot, tmp_path)
