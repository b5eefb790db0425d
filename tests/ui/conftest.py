"""The real window on a real collection, clicked and typed into."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmdesk.briefing.rendering import Renderer
from kmdesk.store.collection import Collection
from kmdesk.ui import file_words
from kmdesk.ui.composer import loading
from tests.ui.desktop import OFFSCREEN, Answers, Desktop, new_window


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the platform without a screen say what it always says."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN, extend=True))


@pytest.fixture(autouse=True, scope="module")
def _frozen() -> None:
    """Keep what is imported by now out of the collection of garbage at each window's end."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    """The collection of the test, empty at first."""
    path = tmp_path / "trust.kmdesk"
    shutil.copy(empty_file, path)
    return path


@pytest.fixture
def desktop(qtbot: QtBot, path: Path) -> Iterator[Desktop]:
    """A window on the collection, which is empty unless the test filled it before."""
    driver = Desktop(qtbot, new_window(qtbot, path), path)
    driver.settle()
    yield driver
    driver.close()
    assert not QApplication.activeModalWidget()


@pytest.fixture
def colleague(tmp_path: Path, empty_file: Path) -> Iterator[Collection]:
    """The collection of somebody at another PC."""
    path = Path(shutil.copyfile(empty_file, tmp_path / "theirs.kmdesk"))
    with Collection.open(path, author="James Osei") as theirs:
        yield theirs


@pytest.fixture
def filled(path: Path) -> Callable[..., list[str]]:
    """Put documents into the collection before the window opens it."""

    def fill(*documents: dict[str, Any]) -> list[str]:
        with Collection.open(path, author="Anna Petrov") as collection:
            return [i for d in documents for i in collection.add([d]).ids]

    return fill


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer every dialog of the one module that asks."""
    return Answers(monkeypatch)


@pytest.fixture(scope="session")
def warm() -> Iterator[Renderer]:
    """The process that makes papers, begun once for all windows; it outlasts each of them."""
    renderer = Renderer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renderer, "end", lambda: None)
        yield renderer
    renderer.end()


@pytest.fixture(autouse=True)
def _warm(warm: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no test wait for a process to begin, but those that are about it."""
    monkeypatch.setattr(loading, "make_renderer", lambda: warm)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave attached files unread while a test is at something else."""
    for name in ("AFTER_OPENING", "AFTER_CHANGE"):
        monkeypatch.setattr(file_words, name, 600_000)
