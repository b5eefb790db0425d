"""Searching in the window: pages that stream, a list that keeps its place, hints."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kmdesk.store.collection import Collection
from kmdesk.store.database import Stop
from kmdesk.store.views import Changes, Query
from kmdesk.ui.tables.records import PAGE
from tests.ui import stories
from tests.ui.desktop import Desktop

MANY = 2 * PAGE + 20

Filled = Callable[..., list[str]]


@pytest.fixture
def many(path: Path) -> list[str]:
    """Lessons, more than two pages of them."""
    lessons: list[Any] = [
        {"kind": "lesson", "title": f"Lesson {n:03}", "statement": "Tell the night staff."}
        for n in range(MANY)
    ]
    with Collection.open(path, author="Anna Petrov") as collection:
        return list(collection.add(lessons).ids)


def add_why(collection: Collection, record_id: str) -> Changes:
    """Change a record."""
    return collection.edit(record_id, {"why": "Nobody else is awake."})


class TestStreaming:
    """Lists of many records."""

    @pytest.fixture(autouse=True)
    def fill(self, many: list[str]) -> None:
        """Fill the collection before the window opens it."""

    def test_a_search_goes_on_when_it_is_scrolled(self, desktop: Desktop) -> None:
        assert len(desktop.search("night staff")) == PAGE
        heading = [each.text() for each in desktop.labels()]
        assert f"{MANY} records found" in heading
        view = desktop.window.list.view
        for _ in range(3):
            view.scrollToBottom()
            desktop.settle()
        assert sorted(desktop.titles()) == [f"Lesson {n:03}" for n in range(MANY)]

    def test_all_are_chosen_not_only_those_fetched(self, desktop: Desktop) -> None:
        desktop.search("night")
        desktop.window.list.view.setFocus()
        desktop.shortcut("Ctrl+A")
        assert len(desktop.window.list.selected) == MANY

    def test_the_list_keeps_its_place_when_other_records_change(self, desktop: Desktop) -> None:
        desktop.search("night")
        view = desktop.window.list.view
        view.scrollToBottom()
        desktop.settle()
        table = desktop.window.list.table
        view.scrollTo(table.index(70), view.ScrollHint.PositionAtTop)
        desktop.settle()
        desktop.window.list.choose(table.ids[71:74])
        chosen, place = desktop.window.list.selected, view.visualRect(table.index(72)).top()
        changed = [table.ids[90], table.ids[0], table.ids[70]]
        for record_id in changed:
            desktop.window.desk.write(partial(add_why, record_id=record_id), owner=desktop.window)
            desktop.settle()
        assert table.ids[:3] == changed[::-1]
        assert desktop.window.list.selected == chosen
        assert view.visualRect(table.index(table.place(chosen[1]))).top() == place

    def test_a_record_that_is_trashed_elsewhere_leaves_the_list(self, desktop: Desktop) -> None:
        desktop.search("night")
        doomed = desktop.window.list.table.ids[3]
        desktop.window.desk.write(lambda c: c.trash([doomed]), owner=desktop.window)
        desktop.settle()
        assert desktop.window.list.table.place(doomed) == -1
        assert len(desktop.titles()) == PAGE

    def test_another_search_begins_at_the_top(self, desktop: Desktop) -> None:
        desktop.search("night")
        desktop.window.list.view.scrollToBottom()
        desktop.settle()
        desktop.search("staff")
        assert desktop.window.list.view.verticalScrollBar().value() == 0
        assert len(desktop.titles()) == PAGE

    def test_a_question_that_was_dropped_is_broken_off(self, desktop: Desktop) -> None:
        asked: list[int] = []

        def ask_for_ever(collection: Collection, stop: Stop) -> None:
            while True:
                collection.page(Query(text="night"), stop=stop)
                asked.append(1)

        job = desktop.window.desk.look_up(ask_for_ever, lambda _: None, owner=desktop.window)
        desktop.qtbot.waitUntil(lambda: bool(asked))
        job.drop()
        desktop.settle()

    def test_only_the_last_of_many_keystrokes_is_shown(self, desktop: Desktop) -> None:
        shown: list[str] = []
        desktop.window.list.shown.connect(lambda: shown.append(desktop.window.list.query.text))
        desktop.write("lesson 042", desktop.window.header.search)
        desktop.settle()
        assert desktop.titles() == ["Lesson 042"]
        assert shown[-1] == "lesson 042"


class TestWords:
    """What is typed, and what is said of it."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Filled) -> None:
        filled(*stories.ALL)

    def test_a_space_says_that_the_word_is_finished(self, desktop: Desktop) -> None:
        assert desktop.search("spendin") == [stories.SUMMARY["title"]]
        assert desktop.search("spendin ") == []
        desktop.press(Qt.Key.Key_Backspace, widget=desktop.window.header.search)
        desktop.settle()
        assert desktop.titles() == [stories.SUMMARY["title"]]

    def test_what_is_read_otherwise_than_meant_is_said(self, desktop: Desktop) -> None:
        hint = desktop.window.list.findChild(QLabel, "search_hint")
        assert hint is not None
        desktop.search("colour:red")
        assert "is no field" in hint.text()
        assert hint.isVisible()
        desktop.search("gambling")
        assert not hint.isVisible()
