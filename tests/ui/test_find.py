"""Find in the record: counted, unfolded, scrolled to, marked, and back again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from kmdesk.ui.editor.items import ItemsEdit
from tests.ui.desktop import Desktop
from tests.ui.test_lists import open_summary


def look_for(desktop: Desktop, words: str) -> str:
    """Press Ctrl+F, type, and return the count."""
    desktop.shortcut("Ctrl+F")
    bar = desktop.window.find_bar
    assert desktop.window.focusWidget() is bar.line
    desktop.write(words)
    desktop.qtbot.waitUntil(lambda: not bar._pause.isActive())
    desktop.settle()
    desktop.qtbot.wait(200)  # the place is scrolled to while rows around it are made
    return bar.count.text()


def in_view(desktop: Desktop, widget: QWidget) -> bool:
    """Say whether something of a widget can be seen."""
    return not widget.visibleRegion().isEmpty()


def marked(widget: QWidget) -> list[str]:
    """Return the words that are marked in a box."""
    assert isinstance(widget, QPlainTextEdit | QTextEdit)
    return [mark.cursor.selectedText() for mark in widget.extraSelections()]


@pytest.fixture
def edit(desktop: Desktop) -> ItemsEdit:
    found = open_summary(desktop, 300)
    desktop.window.page.title.setFocus()
    return found


def test_a_finding_that_was_never_made_is_found_and_one_comes_back(
    desktop: Desktop, edit: ItemsEdit
) -> None:
    assert edit.stack.lines[250].row is None
    assert look_for(desktop, "NÚMBER 251 of") == "1 of 1"
    box = edit.stack.row_of(edit.stack.lines[250]).target
    assert in_view(desktop, box)
    assert marked(box) == ["number 251 of"]
    assert desktop.window.focusWidget() is desktop.window.find_bar.line
    desktop.press(Qt.Key.Key_Escape)
    desktop.settle()
    assert not desktop.window.find_bar.isVisible()
    assert desktop.window.focusWidget() is desktop.window.page.title
    assert desktop.window.page.verticalScrollBar().value() == 0
    assert not desktop.window.session.dirty


def test_next_and_previous_go_round(desktop: Desktop, edit: ItemsEdit) -> None:
    assert look_for(desktop, "outcome 29") == "1 of 11"
    desktop.press(Qt.Key.Key_Return)
    assert desktop.window.find_bar.count.text() == "2 of 11"
    desktop.shortcut("F3")
    assert desktop.window.find_bar.count.text() == "3 of 11"
    for _ in range(3):
        desktop.shortcut("Shift+F3")
    assert desktop.window.find_bar.count.text() == "11 of 11"
    row = edit.stack.lines[298].row
    assert row is not None
    assert row.unfolded


def test_down_goes_into_the_place_found(desktop: Desktop, edit: ItemsEdit) -> None:
    look_for(desktop, "number 120 of")
    desktop.press(Qt.Key.Key_Down)
    focus = desktop.window.focusWidget()
    row = edit.stack.lines[119].row
    assert row is not None
    assert focus is row.target
    assert isinstance(focus, QPlainTextEdit | QTextEdit)
    assert focus.textCursor().selectedText() == "number 120 of"
    assert marked(focus) == []


def test_a_folded_section_unfolds(desktop: Desktop, edit: ItemsEdit) -> None:
    section = desktop.window.page.section("findings")
    assert section is not None
    section.fold()
    assert look_for(desktop, "number 3 of") == "1 of 1"
    assert not section.folded


def test_what_is_not_there_is_said_and_the_count_follows_typing(
    desktop: Desktop, edit: ItemsEdit
) -> None:
    assert look_for(desktop, "xylophone") == "Not found"
    desktop.write(" xylophone", desktop.window.page.title)
    bar = desktop.window.find_bar
    desktop.qtbot.waitUntil(lambda: bar.count.text() == "1 of 1")


def test_from_elsewhere_the_same_key_searches_all_records(desktop: Desktop) -> None:
    open_summary(desktop, 3)
    desktop.window.list.view.setFocus()
    desktop.shortcut("Ctrl+F")
    assert desktop.window.focusWidget() is desktop.window.header.search
    desktop.window.page.title.setFocus()
    desktop.shortcut("Ctrl+Shift+F")
    assert isinstance(desktop.window.focusWidget(), QLineEdit)
    assert desktop.window.focusWidget() is desktop.window.header.search


def test_an_emoji_before_the_words_does_not_shift_the_mark(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.window.page.title.insertPlainText("😀😀 tell the night staff")
    assert look_for(desktop, "night") == "1 of 1"
    assert marked(desktop.window.page.title) == ["night"]
