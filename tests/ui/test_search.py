"""Searching in the window: pages that stream, a list that keeps its place, hints."""

from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kmdesk.base.colour import contrast
from kmdesk.store.collection import Collection
from kmdesk.store.database import Stop
from kmdesk.store.views import Changes, Query
from kmdesk.ui.filters import FacetButton
from kmdesk.ui.tables.records import PAGE
from kmdesk.ui.theme import DARK, LIGHT, Choice
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop, click_on

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


class TestCompletion:
    """What is offered below the search box."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Filled) -> None:
        filled(
            {**stories.LESSON, "tags": ["night staff", "falls"]},
            {**stories.SUMMARY, "tags": ["spending"]},
        )

    def offered(self, desktop: Desktop, text: str) -> list[str]:
        """Type, and return what is offered."""
        desktop.search(text)
        return desktop.window.completion.offered

    def test_fields_and_values_are_offered(self, desktop: Desktop) -> None:
        expected: dict[str, list[str]] = {
            "sta": ["status:"],
            "kind:les": ["lesson"],
            "falls kind:ev": ["evidence-summary"],
            "tag:": ["falls", "night staff", "spending"],
            "status:not": ["noted"],
            "by:pet": ["Anna Petrov"],
            "by:Anna": ["Anna Petrov"],
            "due:o": ["overdue"],
            "has:": ["attachment", "conflict", "draft", "issued"],
            "b": [],
            "night": [],
            "kind:lesson": [],
            "colour:r": [],
        }
        assert {typed: self.offered(desktop, typed) for typed in expected} == expected

    def test_a_field_then_its_value_by_keyboard_alone(self, desktop: Desktop) -> None:
        box = desktop.window.header.search
        self.offered(desktop, "limits ki")
        desktop.press(Qt.Key.Key_Tab)
        desktop.settle()
        assert box.text() == "limits kind:"
        assert "lesson" in desktop.window.completion.offered
        desktop.press(Qt.Key.Key_Return)
        desktop.settle()
        assert box.text() == "limits kind:evidence-summary "
        assert box.hasFocus()
        assert desktop.window.completion.offered == []
        assert desktop.titles() == [stories.SUMMARY["title"]]

    def test_a_value_of_two_words_is_put_in_quotation_marks(self, desktop: Desktop) -> None:
        box = desktop.window.header.search
        for typed in ("tag:nig", 'tag:"nig'):
            self.offered(desktop, typed)
            desktop.press(Qt.Key.Key_Down)
            desktop.press(Qt.Key.Key_Return)
            desktop.settle()
            assert box.text() == 'tag:"night staff" '
            assert desktop.titles() == [stories.LESSON["title"]]

    def test_escape_closes_the_offers_and_keeps_the_text(self, desktop: Desktop) -> None:
        box = desktop.window.header.search
        assert self.offered(desktop, "kind:les")
        desktop.press(Qt.Key.Key_Escape)
        assert desktop.window.completion.offered == []
        assert box.text() == "kind:les"
        desktop.press(Qt.Key.Key_Escape)
        assert box.text() == ""

    def test_return_is_never_stolen_from_a_word(self, desktop: Desktop) -> None:
        assert self.offered(desktop, "sta") == ["status:"]
        desktop.press(Qt.Key.Key_Return)
        assert desktop.window.focusWidget() is desktop.window.list.view
        assert desktop.window.header.search.text() == "sta"
        assert not desktop.window.completion.popup.isVisible()

    def test_an_offer_can_be_clicked(self, desktop: Desktop) -> None:
        self.offered(desktop, "has:")
        popup = desktop.window.completion.popup
        click_on(popup.viewport(), popup.visualRect(popup.model().index(2, 0)).center())
        desktop.settle()
        assert desktop.window.header.search.text() == "has:draft "

    def test_a_screen_reader_has_words_for_each(self, desktop: Desktop) -> None:
        self.offered(desktop, "kind:")
        popup = desktop.window.completion.popup
        assert popup.accessibleName()
        said = popup.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert said == "lesson, Lesson"


def test_marked_words_can_be_read_on_every_ground() -> None:
    for tokens in (LIGHT, DARK):
        assert contrast(tokens.text, tokens.mark) >= 4.5
        for ground in (tokens.sunken, tokens.accent_soft, tokens.hover):
            assert contrast(tokens.muted, ground) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_found_are_marked_in_each_row(
    desktop: Desktop, filled: Filled, scheme: Choice
) -> None:
    desktop.close()
    filled(*stories.ALL)
    desktop.reopen()
    window = desktop.window
    window.theme.choose(scheme)
    desktop.search("staff")
    mark = window.theme.colour("mark").rgb()
    for row in range(len(desktop.titles())):
        window.list.view.setCurrentIndex(window.list.table.index(row))
        desktop.settle()
        place = window.list.view.visualRect(window.list.table.index(row))
        picture = window.list.view.viewport().grab(place).toImage()
        points = product(range(picture.width()), range(picture.height()))
        assert any(picture.pixelColor(x, y).rgb() == mark for x, y in points)


class TestFilters:
    """What narrows a list beside the words."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Filled) -> None:
        lessons = [
            {**stories.LESSON, "title": f"Lesson {n}", "tags": tags}
            for n, tags in enumerate((["falls", "night"], ["falls"], ["falls"]))
        ]
        filled(*lessons, {**stories.SUMMARY, "tags": ["spending"], "sharing": "public"})

    def facets(self, desktop: Desktop) -> list[str]:
        """Return the values shown, as a screen reader says them."""
        found = desktop.window.list.panel.findChildren(FacetButton)
        return [each.accessibleName() for each in found if each.isVisible()]

    def test_each_value_has_its_count_and_narrows(self, desktop: Desktop) -> None:
        desktop.go("all")
        assert self.facets(desktop) == []
        desktop.shortcut("Ctrl+J")
        said = self.facets(desktop)
        assert {"Lesson, 3", "Evidence summary, 1", "falls, 3", "night, 1"} <= set(said)
        assert {"Anna Petrov, 4", "Organisation, 3", "Public, 1", "Noted, 3"} <= set(said)
        desktop.press_named("Lesson, 3")
        desktop.settle()
        assert sorted(desktop.titles()) == ["Lesson 0", "Lesson 1", "Lesson 2"]
        assert "Public, 1" not in self.facets(desktop)
        assert "Evidence summary, 1" in self.facets(desktop)
        desktop.press_named("night, 1")
        desktop.settle()
        assert desktop.titles() == ["Lesson 0"]
        assert "1 record found" in [each.text() for each in desktop.labels()]

    def test_words_and_filters_together(self, desktop: Desktop) -> None:
        desktop.do("filters")
        desktop.search("staff")
        desktop.press_named("Lesson, 3")
        desktop.settle()
        assert len(desktop.search("in:title 2")) == 1
        assert "Lesson, 1, chosen" in self.facets(desktop)

    def test_a_filter_is_a_chip_that_takes_it_away(self, desktop: Desktop) -> None:
        desktop.do("filters")
        desktop.go("all")
        desktop.press_named("spending, 1")
        desktop.settle()
        desktop.do("filters")
        assert self.facets(desktop) == []
        assert desktop.titles() == [stories.SUMMARY["title"]]
        desktop.press_named("Take away the filter Tag: spending")
        desktop.settle()
        assert len(desktop.titles()) == 4

    def test_a_place_begins_without_filters_and_leaves_out_its_own(self, desktop: Desktop) -> None:
        desktop.do("filters")
        desktop.go("all")
        desktop.press_named("night, 1")
        desktop.settle()
        desktop.go("lesson")
        assert len(desktop.titles()) == 3
        assert "Lesson, 3" not in self.facets(desktop)

    def test_nothing_left_says_so_and_takes_the_filters_away(self, desktop: Desktop) -> None:
        desktop.go("all")
        desktop.window.list.narrow("tag", "unheard of")
        desktop.settle()
        assert desktop.titles() == []
        desktop.click("Take the filters away")
        desktop.settle()
        assert len(desktop.titles()) == 4

    def test_a_search_that_finds_nothing_here_goes_on_among_all(self, desktop: Desktop) -> None:
        desktop.go("case-study")
        everything = desktop.search("kind:lesson")
        assert everything == []
        desktop.click("Search all records")
        desktop.settle()
        assert len(desktop.titles()) == 3
        assert desktop.window.header.search.text() == "kind:lesson"
        desktop.search("unheard of")
        assert "Search all records" not in desktop.buttons()

    def test_a_narrow_window_shows_one_or_the_other(self, desktop: Desktop) -> None:
        desktop.go("all")
        desktop.window.resize(640, 360)
        desktop.do("filters")
        assert self.facets(desktop)
        assert not desktop.window.list.view.isVisible()
        desktop.press_named("night, 1")
        desktop.do("filters")
        assert desktop.window.list.view.isVisible()
        assert desktop.titles() == ["Lesson 0"]
        desktop.do("filters")
        desktop.press(Qt.Key.Key_Down, widget=desktop.window.header.search)
        assert desktop.window.focusWidget() is desktop.window.list.view
        assert desktop.window.width() == 640

    def test_the_list_is_put_in_order(self, desktop: Desktop) -> None:
        desktop.go("lesson")
        order = desktop.window.list.head.order
        assert [order.itemText(n) for n in range(order.count())] == [
            "Latest first",
            "By title",
            "By review day",
        ]
        assert desktop.titles() == ["Lesson 2", "Lesson 1", "Lesson 0"]
        desktop.choose("By title", order)
        desktop.settle()
        assert desktop.titles() == ["Lesson 0", "Lesson 1", "Lesson 2"]
        desktop.search("lesson")
        assert order.itemText(0) == "Best match first"
        assert order.currentText() == "By title"

    def test_a_search_with_filters_is_kept_and_counted(
        self, desktop: Desktop, answers: Answers
    ) -> None:
        desktop.search("staff")
        desktop.window.list.narrow("kind", "lesson")
        answers.text = "Lessons on staff"
        desktop.do("save_search")
        desktop.window.header.search.clear()
        rail = desktop.window.rail.table
        index = rail.index(rail.row_of("search/Lessons on staff"))
        said = Qt.ItemDataRole.AccessibleTextRole
        assert index.data(said) == "Lessons on staff, 3"
        desktop.go("search/Lessons on staff")
        assert len(desktop.titles()) == 3
        desktop.open("Lesson 1")
        desktop.do("trash")
        assert index.data(said) == "Lessons on staff, 2"
