"""Everything by keyboard: names, tab order, a focus that is seen, a shortcut for each action."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListView, QPushButton, QWidget

from kmdesk.ui.keys import KeysDialog
from kmdesk.ui.swapping import Place, SwapDialog
from tests.gallery import screens
from tests.ui.desktop import Desktop
from tests.ui.walk import controls, name_of, tabbed


def place_of(widget: QWidget, root: QWidget) -> QRect:
    """Return where a widget stands on a page."""
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def follows(one: QRect, other: QRect) -> bool:
    """Say whether `other` comes after `one` for somebody who reads line by line."""
    same_line = other.top() < one.bottom() and one.top() < other.bottom()
    return other.left() > one.left() if same_line else other.top() >= one.top()


def show(desktop: Desktop, screen: str) -> QWidget:
    """Bring a screen of the gallery about."""
    shown = screens.SCREENS[screen](desktop.window) or desktop.window
    desktop.settle()
    desktop.come_back(shown.window())
    return shown


class TestFilled:
    """A collection with a bit of everything."""

    @pytest.fixture(autouse=True)
    def fill(self, path: Path) -> None:
        screens.fill(path)

    def test_tab_reads_the_page_line_by_line_in_whatever_order_it_unfolded(
        self, desktop: Desktop
    ) -> None:
        show(desktop, "new")
        page = desktop.window.page
        for section in reversed(page.cards):
            section.unfold()
        for name in ("findings", "key_messages", "findings"):
            desktop.field(name).setFocus()
            desktop.do("add_item")
            desktop.write("Something")
        rows = desktop.window.page.section("findings")
        assert rows is not None
        desktop.click("Details", rows)
        desktop.settle()
        root = page.widget()
        assert root is not None
        visited = [w for w in tabbed(page, page.title) if root.isAncestorOf(w)]
        places = [place_of(widget, root) for widget in visited]
        wrong = [
            (name_of(visited[n]), name_of(visited[n + 1]))
            for n in range(len(places) - 1)
            if not follows(places[n], places[n + 1])
        ]
        assert not wrong

    def test_the_focus_is_seen_on_each_control(self, desktop: Desktop) -> None:
        window = show(desktop, "details")
        unseen = []
        for each in controls(window):
            elsewhere = desktop.window.rail if each is not desktop.window.rail else None
            (elsewhere or desktop.window.header.search).setFocus()
            without = each.grab().toImage()
            each.setFocus(Qt.FocusReason.TabFocusReason)
            if each.grab().toImage() == without:
                unseen.append(f"{name_of(each)} ({each})")
        assert not unseen

    def test_f6_goes_round_the_panes(self, desktop: Desktop) -> None:
        show(desktop, "lesson")
        window = desktop.window
        window.header.search.setFocus()
        for pane in (window.rail, window.list.view, window.page.title, window.header.search):
            desktop.shortcut("F6")
            assert window.focusWidget() is pane
        desktop.shortcut("Shift+F6")
        assert window.focusWidget() is window.page.title

    def test_from_the_search_box_to_the_title_without_the_mouse(self, desktop: Desktop) -> None:
        desktop.shortcut("Ctrl+F")
        assert isinstance(desktop.window.focusWidget(), QLineEdit)
        desktop.write("night staff")
        desktop.settle()
        desktop.press(Qt.Key.Key_Down)
        assert isinstance(desktop.window.focusWidget(), QListView)
        desktop.settle()
        desktop.press(Qt.Key.Key_Return)
        assert desktop.window.focusWidget() is desktop.window.page.title
        assert desktop.window.page.title.toPlainText() == "Tell the night staff first"

    def test_places_are_chosen_with_the_arrow_keys(self, desktop: Desktop) -> None:
        desktop.window.rail.setFocus()
        desktop.press(Qt.Key.Key_Down)
        desktop.press(Qt.Key.Key_Down)
        desktop.settle()
        assert desktop.window.rail.place.key == "evidence-summary"
        assert len(desktop.titles()) == 2


def all_actions(desktop: Desktop) -> list[QAction]:
    actions = desktop.window.actions_by_name
    named = [action for _, action in actions.items()]
    return [*named, *actions.new_kinds.values(), *actions.schemes.values()]


def test_each_action_has_a_shortcut_of_its_own(desktop: Desktop) -> None:
    actions = all_actions(desktop)
    assert not [a.objectName() for a in actions if not a.shortcuts()]
    keys = Counter(key.toString() for action in actions for key in action.shortcuts())
    assert not [key for key, times in keys.items() if times > 1]


def test_each_action_stands_in_a_menu(desktop: Desktop) -> None:
    shown: set[QAction] = set()
    waiting = list(desktop.window.menuBar().actions())
    while waiting:
        action = waiting.pop()
        shown.add(action)
        menu = action.menu()
        waiting += menu.actions() if menu else []  # type: ignore[attr-defined]
    assert not [a.objectName() for a in all_actions(desktop) if a not in shown]


def test_the_page_of_shortcuts_names_each(desktop: Desktop) -> None:
    desktop.shortcut("F1")
    text = desktop.dialog(KeysDialog).text.toPlainText()
    native = QKeySequence.SequenceFormat.NativeText
    for action in all_actions(desktop):
        assert action.shortcut().toString(native) in text
    desktop.dialog(KeysDialog).reject()


def test_a_record_is_written_and_saved_without_the_mouse(desktop: Desktop) -> None:
    desktop.shortcut("Ctrl+Shift+4")
    desktop.write("Tell the night staff first")
    desktop.press(Qt.Key.Key_Return)
    desktop.write("They meet the change first.")
    desktop.shortcut("Ctrl+S")
    assert desktop.view().title == "Tell the night staff first"
    assert desktop.view().document["statement"] == "They meet the change first."


def test_return_presses_the_button_that_has_the_focus(desktop: Desktop) -> None:
    desktop.begin("case-study")
    desktop.write("Faster answers")
    add = desktop.field("quotes")
    assert isinstance(add, QPushButton)
    add.setFocus()
    desktop.press(Qt.Key.Key_Return)
    desktop.write("It saved us a bed day.")
    desktop.shortcut("Ctrl+S")
    [quote] = desktop.view().document["quotes"]
    assert quote["text"] == "It saved us a bed day."


def test_return_on_cancel_cancels(desktop: Desktop, tmp_path: Path) -> None:
    dialog = SwapDialog(desktop.window, Place(tmp_path))
    heard: list[str] = []
    dialog.accepted.connect(lambda: heard.append("accepted"))
    dialog.rejected.connect(lambda: heard.append("rejected"))
    dialog.show()
    desktop.come_back(dialog)
    [cancel] = [one for one in dialog.findChildren(QPushButton) if one.text() == "Cancel"]
    cancel.setFocus()
    desktop.press(Qt.Key.Key_Return, widget=cancel)
    assert heard == ["rejected"]
