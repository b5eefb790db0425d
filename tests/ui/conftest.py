"""The real window on a real collection, clicked and typed into."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.models.canonical import Json
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView
from kmdesk.ui import dialogs
from kmdesk.ui.app import make_window
from kmdesk.ui.editor.field_edit import FieldEdit
from kmdesk.ui.window import Window

WITHIN = 8_000

Edit = TypeVar("Edit", bound=FieldEdit)

OFFSCREEN = r"This plugin does not support (propagateSizeHints|raise|grabbing)"
"""Said by the platform without a screen for each window; it says nothing about ours."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the platform without a screen say what it always says."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN, extend=True))


def click_on(widget: QWidget, where: QPoint | None = None) -> None:
    """Click a widget with the left button, in its middle or at a point of it."""
    place = widget.rect().center() if where is None else where
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


class Desktop:
    """Drives a window the way a person does."""

    def __init__(self, qtbot: QtBot, window: Window, path: Path) -> None:
        self.qtbot = qtbot
        self.window = window
        self.path = path

    def settle(self) -> None:
        """Wait until the window has no work under way and shows what came of it."""
        for _ in range(3):  # a layout inside a layout asks for its place in the next round
            QApplication.processEvents()
        self.qtbot.waitUntil(self._at_rest, timeout=WITHIN)

    def _at_rest(self) -> bool:
        timers = (self.window.list._pause, self.window.home._soon, self.window.list.table._soon)
        return self.window.jobs.idle and not any(timer.isActive() for timer in timers)

    def do(self, action: str) -> None:
        """Trigger an action of the menu."""
        assert self.window.actions_by_name[action].isEnabled(), action
        self.window.actions_by_name[action].trigger()
        self.settle()

    def go(self, place: str) -> None:
        """Choose a place of the rail."""
        self.window.rail.go(place)
        self.settle()

    def begin(self, kind: str) -> None:
        """Begin a record of a kind from the menu."""
        self.window.actions_by_name.new_kinds[kind].trigger()
        self.settle()

    def write(self, text: str, widget: QWidget | None = None) -> None:
        """Type where the focus is, or into a widget."""
        target = widget or self.window.focusWidget()
        assert target is not None
        if widget:
            widget.setFocus()
        QTest.keyClicks(target, text)

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        widget: QWidget | None = None,
    ) -> None:
        """Press a key."""
        target = widget or self.window.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)

    def field(self, name: str) -> QWidget:
        """Unfold the section of a field and return the control to type into."""
        section = self.window.page.section(name)
        assert section is not None, name
        section.unfold()
        self.settle()
        assert section.form is not None
        return section.form.edits[name].target

    def edit(self, name: str, kind: type[Edit]) -> Edit:
        """Return the control of a field."""
        self.field(name)
        section = self.window.page.section(name)
        assert section is not None
        assert section.form is not None
        found = section.form.edits[name]
        assert isinstance(found, kind)
        return found

    def choose(self, text: str, combo: QComboBox) -> None:
        """Choose from a drop-down list by typing the beginning of what is wanted."""
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Space)
        popup = combo.view()
        self.qtbot.waitUntil(popup.isVisible)
        QTest.keyClicks(popup, text)
        QTest.keyClick(popup, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: not popup.isVisible())
        assert combo.currentText().startswith(text)

    def click(self, text: str, within: QWidget | None = None) -> None:
        """Click the button with a text."""
        self.settle()
        buttons = (within or self.window).findChildren(QPushButton)
        found = next(b for b in buttons if b.text() == text and b.isVisible())
        click_on(found)

    def search(self, text: str) -> list[str]:
        """Type into the search box and return the titles found."""
        self.window.header.search.clear()
        self.write(text, self.window.header.search)
        self.settle()
        return self.titles()

    def titles(self) -> list[str]:
        """Return the titles in the list."""
        view: QListView = self.window.list.view
        return [view.model().index(r, 0).data() for r in range(view.model().rowCount())]

    def open(self, title: str) -> None:
        """Click a record in the list."""
        place = self.titles().index(title)
        view = self.window.list.view
        index = view.model().index(place, 0)
        view.scrollTo(index)
        where = view.visualRect(index).center()
        click_on(view.viewport(), where)
        self.settle()

    def view(self) -> RecordView:
        """Return the saved record on the page."""
        view = self.window.session.view
        assert view is not None
        return view

    def saved(self, record_id: str) -> RecordView:
        """Return a record as the collection holds it."""
        found: list[RecordView] = []
        self.window.desk.read(lambda c: c.get(record_id), found.append, owner=self.window)
        self.settle()
        return found[0]

    def close(self) -> None:
        """Close the window and let it go."""
        self.window.close()

    def reopen(self, path: Path | None = None) -> None:
        """Close the window and start again, on the same or on another collection."""
        self.close()
        self.window = new_window(self.qtbot, path or self.path)
        self.settle()


def new_window(qtbot: QtBot, path: Path) -> Window:
    """Show a window, and open a collection once it was painted."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = make_window(app)
    window.resize(1366, 768)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    with qtbot.waitSignals([window.desk.opened, window.settled], timeout=WITHIN):
        window.open_collection(path)
    return window


@pytest.fixture(scope="session", autouse=True)
def _frozen() -> Iterator[None]:
    """Keep what was imported out of the garbage collection that each closed window makes."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty collection, made once: a copy costs less than the tables."""
    path = tmp_path_factory.mktemp("blank") / "blank.kmdesk"
    Collection.open(path, create=True).close()
    return path


@pytest.fixture
def path(tmp_path: Path, blank: Path) -> Path:
    """The collection of the test, empty at first."""
    path = tmp_path / "trust.kmdesk"
    shutil.copy(blank, path)
    return path


@pytest.fixture
def desktop(qtbot: QtBot, path: Path) -> Iterator[Desktop]:
    """A window on the collection, which is empty unless the test filled it before."""
    driver = Desktop(qtbot, new_window(qtbot, path), path)
    driver.settle()
    yield driver
    driver.close()
    driver.window.deleteLater()
    assert not QApplication.activeModalWidget()


@pytest.fixture
def filled(path: Path) -> Callable[..., list[str]]:
    """Put documents into the collection before the window opens it."""

    def fill(*documents: dict[str, Any]) -> list[str]:
        with Collection.open(path, author="Anna Petrov") as collection:
            return [i for d in documents for i in collection.add([d]).ids]

    return fill


class Answers:
    """What the dialogs are answered with, and what they said."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self.files: list[Path] = []
        self.text: str | None = None
        self.yes = True
        self.told: list[str] = []


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Answer every dialog of the one module that asks."""
    given = Answers()
    monkeypatch.setattr(dialogs, "open_file", lambda *_: given.file)
    monkeypatch.setattr(dialogs, "open_files", lambda *_: given.files)
    monkeypatch.setattr(dialogs, "save_file", lambda *_: given.file)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: given.yes)
    monkeypatch.setattr(dialogs, "ask_text", lambda *_, **__: given.text)
    monkeypatch.setattr(dialogs, "tell", lambda _parent, _title, text: given.told.append(text))
    return given


def fields(view: RecordView) -> dict[str, Json]:
    """Return the document of a record without its kind and id."""
    return {k: v for k, v in view.document.items() if k not in ("kind", "id")}
