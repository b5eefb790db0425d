"""Drives the real window the way a person does: by clicking and typing."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kmdesk.exchange import import_file
from kmdesk.models.canonical import Json
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView
from kmdesk.ui import dialogs
from kmdesk.ui.app import make_window
from kmdesk.ui.editor.field_edit import FieldEdit
from kmdesk.ui.export_dialog import ExportDialog
from kmdesk.ui.window import Window

WITHIN = 8_000

WRITE = "Choose where to write it…"

Edit = TypeVar("Edit", bound=FieldEdit)
Dialog = TypeVar("Dialog", bound=QDialog)

OFFSCREEN = r"This plugin does not support (propagateSizeHints|raise|grabbing)"
"""Said by the platform without a screen for each window; it says nothing about ours."""


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
        for _ in range(2):
            self.qtbot.waitUntil(self._at_rest, timeout=WITHIN)
            for _ in range(8):  # a layout inside a layout asks for its place in the next round
                QApplication.processEvents()

    def _at_rest(self) -> bool:
        timers = (self.window.list._pause, self.window.home._soon, self.window.list.table._soon)
        busy = not self.window.jobs.idle or self.window.page.at_work
        return not busy and not any(timer.isActive() for timer in timers)

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

    def box(
        self, label: str, within: QWidget | None = None
    ) -> QLineEdit | QPlainTextEdit | QTextEdit:
        """Return the visible box that a screen reader calls `label`."""
        self.settle()
        root = within or self.window
        boxes: list[QLineEdit | QPlainTextEdit | QTextEdit] = []
        boxes += root.findChildren(QLineEdit)
        boxes += root.findChildren(QPlainTextEdit)
        boxes += root.findChildren(QTextEdit)
        found = [b for b in boxes if b.accessibleName() == label and b.isVisible()]
        assert found, label
        return found[-1]

    def fill(self, label: str, text: str, within: QWidget | None = None) -> None:
        """Click into a box and type."""
        box = self.box(label, within)
        click_on(box if isinstance(box, QLineEdit) else box.viewport())
        assert box.hasFocus(), label
        QTest.keyClicks(box, text)

    def come_back(self, window: QWidget | None = None) -> None:
        """Make a window the active one: without a screen, nobody does when a list closes."""
        active = window or self.window
        if not active.isActiveWindow() or QGuiApplication.focusWindow() is None:
            active.activateWindow()
            self.qtbot.waitUntil(
                lambda: active.isActiveWindow() and QGuiApplication.focusWindow() is not None,
                timeout=WITHIN,
            )

    def shortcut(self, keys: str) -> None:
        """Press a key with its modifiers, such as Ctrl+S, where the focus is."""
        combination = QKeySequence.fromString(keys)[0]  # type: ignore[index]
        self.come_back()
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        self.settle()

    def menu(self, title: str, text: str) -> None:
        """Click an entry of a menu."""
        bar = self.window.menuBar()
        head = next(a for a in bar.actions() if a.text().replace("&", "") == title)
        click_on(bar, bar.actionGeometry(head).center())
        menu = head.menu()
        assert isinstance(menu, QMenu)
        self.qtbot.waitUntil(menu.isVisible)
        entry = next(a for a in menu.actions() if a.text().replace("&", "") == text)
        assert entry.isEnabled(), text
        click_on(menu, menu.actionGeometry(entry).center())
        self.settle()

    def dialog(self, kind: type[Dialog]) -> Dialog:
        """Return the dialog that is open."""
        self.settle()
        found = [d for d in self.window.findChildren(kind) if d.isVisible()]
        assert found, kind
        return found[0]

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
        self._take_from_popup()
        assert combo.currentText().startswith(text)

    def _take_from_popup(self) -> None:
        """Have no list that closed count as the active window, as it does without a screen."""
        other = QWidget()
        other.show()
        other.close()
        other.deleteLater()
        self.settle()

    def click(self, text: str, within: QWidget | None = None) -> None:
        """Click the button with a text."""
        self.settle()
        buttons = (within or self.window).findChildren(QPushButton)
        found = next(b for b in buttons if b.text() == text and b.isVisible())
        click_on(found)

    def buttons(self) -> list[str]:
        """Return the names of the buttons that can be seen."""
        found = self.window.findChildren(QPushButton)
        return [button.accessibleName() for button in found if button.isVisible()]

    def labels(self) -> list[QLabel]:
        """Return the labels that can be seen."""
        return [label for label in self.window.findChildren(QLabel) if label.isVisible()]

    def press_named(self, name: str) -> None:
        """Click the button that a screen reader calls `name`."""
        buttons = self.window.findChildren(QPushButton)
        click_on(next(b for b in buttons if b.accessibleName() == name and b.isVisible()))

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

    def reopen(self, path: Path | None = None, *, resize: bool = True) -> None:
        """Close the window and start again, on the same or on another collection."""
        self.close()
        self.window = new_window(self.qtbot, path or self.path, resize=resize)
        self.settle()


def new_window(qtbot: QtBot, path: Path, *, resize: bool = True) -> Window:
    """Show a window, and open a collection once it was painted."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = make_window(app)
    if resize:
        window.resize(1366, 768)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    with qtbot.waitSignals([window.desk.opened, window.settled], timeout=WITHIN):
        window.open_collection(path)
    return window


def give_all(desktop: Desktop, answers: "Answers", colleague: Collection) -> None:
    """Export everything from the menu, and have a colleague import it."""
    answers.file = desktop.path.with_name("all.kmx")
    desktop.do("export")
    desktop.click(WRITE, desktop.dialog(ExportDialog))
    desktop.settle()
    import_file(colleague, answers.file)


class Answers:
    """What the dialogs of the one module that asks are answered with, and what they said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file: Path | None = None
        self.files: list[Path] = []
        self.text: str | None = None
        self.choice: str | None = None
        self.yes = True
        self.told: list[str] = []
        answers: dict[str, Callable[..., object]] = {
            "open_file": lambda *_: self.file,
            "open_files": lambda *_: self.files,
            "choose_folder": lambda *_: self.file,
            "save_file": lambda *_: self.file,
            "confirm": lambda *_: self.yes,
            "choose_colour": lambda *_: self.choice,
            "choose": lambda *_: self.choice,
            "ask_text": lambda *_, **__: self.text,
            "tell": lambda _parent, _title, text: self.told.append(text),
        }
        for name, answer in answers.items():
            monkeypatch.setattr(dialogs, name, answer)


def fields(view: RecordView) -> dict[str, Json]:
    """Return the document of a record without its kind and id."""
    return {k: v for k, v in view.document.items() if k not in ("kind", "id")}
