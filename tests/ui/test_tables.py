"""The table models behind rail, list, history and import preview, and how the lists behave."""

from collections.abc import Callable
from typing import Any, Protocol

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from kmdesk.models.kinds import KINDS
from kmdesk.store.views import Query
from kmdesk.ui.tables.rail import RailTable
from kmdesk.ui.tables.records import PAGE, RecordTable
from kmdesk.ui.tables.revisions import RevisionTable
from tests.ui import stories
from tests.ui.desktop import Desktop

MANY = 3 * PAGE + 7


class Filled(Protocol):
    """Puts documents into the collection and returns their ids."""

    def __call__(self, *documents: dict[str, Any]) -> list[str]: ...


def strict(table: QAbstractItemModel) -> QAbstractItemModelTester:
    """Have Qt watch a table model; what it does wrong fails the test as a Qt warning."""
    return QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Warning)


class TestModels:
    """Table models that Qt finds sound."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Filled) -> None:
        filled(*stories.ALL)

    def test_the_rail(self, desktop: Desktop) -> None:
        table = RailTable()
        strict(table)
        table.show_searches({"Board": Query(text="board")})
        assert table.row_of("search/Board") > 0
        table.show_searches({})
        assert table.row_of("search/Board") == -1

    def test_the_records(self, desktop: Desktop) -> None:
        table = RecordTable(desktop.window.desk)
        strict(table)
        desktop.go("all")
        table.show_ids(desktop.window.list.table.ids)
        assert table.index(0).data() is None
        desktop.qtbot.waitUntil(lambda: table.index(0).data() is not None)
        table.show_ids([])
        assert table.rowCount() == 0

    def test_the_history(self, desktop: Desktop) -> None:
        desktop.go("lesson")
        desktop.open(str(stories.LESSON["title"]))
        record_id = desktop.view().id
        found: list[Any] = []
        desktop.window.desk.read(lambda c: c.history(record_id), found.extend, owner=desktop.window)
        desktop.settle()
        table = RevisionTable(KINDS["lesson"])
        strict(table)
        table.show_revisions(found)
        assert "First version" in table.index(0).data()

    def test_none_has_rows_below_a_row(self, desktop: Desktop) -> None:
        for table in (desktop.window.rail.table, desktop.window.list.table):
            assert table.rowCount() > 0
            assert table.rowCount(table.index(0)) == 0


class TestList:
    """The list pane."""

    def test_rows_of_a_long_list_come_when_they_are_looked_at(
        self, desktop: Desktop, filled: Filled
    ) -> None:
        desktop.close()
        filled(*[{"kind": "lesson", "title": f"Lesson {n:03}"} for n in range(MANY)])
        desktop.reopen()
        desktop.go("lesson")
        table = desktop.window.list.table
        assert len(table.ids) == PAGE
        while len(table.ids) < MANY:
            before = len(table.ids)
            desktop.window.list.view.scrollToBottom()
            desktop.settle()
            assert before < len(table.ids) <= before + PAGE
        assert sorted(desktop.titles()) == [f"Lesson {n:03}" for n in range(MANY)]

    def test_the_rail_counts(self, desktop: Desktop, filled: Callable[..., list[str]]) -> None:
        desktop.begin("lesson")
        desktop.write("One")
        desktop.do("save")
        rail = desktop.window.rail.table
        spoken = rail.index(rail.row_of("lesson")).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "Lessons, 1"
        desktop.do("trash")
        spoken = rail.index(rail.row_of("trash")).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "Trash, 1"

    def test_a_record_is_spoken_with_kind_and_status(
        self, desktop: Desktop, filled: Filled
    ) -> None:
        desktop.begin("lesson")
        desktop.write("One")
        desktop.do("save")
        spoken = desktop.window.list.table.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "One. Lesson. Noted"

    def test_a_search_that_finds_nothing_says_so_and_can_be_cleared(self, desktop: Desktop) -> None:
        desktop.begin("lesson")
        desktop.write("One")
        desktop.do("save")
        assert desktop.search("xylophone") == []
        assert "Nothing matches." in [each.text() for each in desktop.labels()]
        desktop.click("Clear the search")
        desktop.settle()
        assert desktop.titles() == ["One"]

    def test_several_records_are_trashed_at_once_and_put_back(self, desktop: Desktop) -> None:
        for title in ("One", "Two", "Three"):
            desktop.begin("lesson")
            desktop.write(title)
            desktop.do("save")
        desktop.window.list.view.setFocus()
        desktop.shortcut("Ctrl+A")
        desktop.shortcut("Delete")
        assert desktop.titles() == []
        assert "3 records moved to the trash" in desktop.window.notice.text.text()
        desktop.go("trash")
        desktop.window.list.view.setFocus()
        desktop.shortcut("Ctrl+A")
        desktop.menu("Record", "Put back from the trash")
        assert desktop.titles() == []
        desktop.go("lesson")
        assert sorted(desktop.titles()) == ["One", "Three", "Two"]
