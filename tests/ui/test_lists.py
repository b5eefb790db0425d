"""Lists in the editor: of any length, reordered by drag and by keyboard; certainty; questions."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from kmdesk.models.kinds.evidence_summary import FRAMEWORK_FIELDS
from kmdesk.ui.editor.form import Form, QuestionEdit
from kmdesk.ui.editor.grips import Grips
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.row_stack import Line, RowStack
from kmdesk.ui.editor.simple import Combo
from tests.ui.desktop import Desktop, fields

TITLE = "Many findings"


def summary(count: int, **more: Any) -> dict[str, Any]:
    """Return an evidence summary with so many findings."""
    findings = [
        {
            "text": f"Finding number {n} of this summary, in a sentence that stands alone.",
            "outcome": f"outcome {n}",
            "certainty": "grade/low",
            "reasons_down": ["imprecision"],
            "basis": "three small trials",
        }
        for n in range(1, count + 1)
    ]
    return {"kind": "evidence-summary", "title": TITLE, "findings": findings, **more}


def open_summary(desktop: Desktop, count: int) -> ItemsEdit:
    """Put a summary into the collection, open it, and return the list of its findings."""
    desktop.window.desk.write(lambda c: c.add([summary(count)]), owner=desktop.window)
    desktop.settle()
    desktop.go("evidence-summary")
    desktop.open(TITLE)
    return desktop.edit("findings", ItemsEdit)


def texts(desktop: Desktop) -> list[str]:
    """Return the beginnings of the findings as saved, by their number."""
    return [item["text"].split()[2] for item in fields(desktop.view())["findings"]]


def show(desktop: Desktop, row: QWidget) -> None:
    """Scroll to a row."""
    desktop.window.page.ensureWidgetVisible(row)
    desktop.settle()


def drag(edit: ItemsEdit, place: int, to: QPoint, *, drop: bool = True) -> Grips:
    """Take a row by its dots and move the pointer to a point of the list."""
    grips = edit.findChild(Grips)
    assert isinstance(grips, Grips)
    assert grips.isVisible()
    middle = sum(edit.stack.span(place)) // 2
    start = QPoint(6, middle)
    QTest.mousePress(grips, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 6):
        QTest.mouseMove(grips, start + (to - start) * step / 5)
    if drop:
        QTest.mouseRelease(grips, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, to)
    return grips


def drop_line(edit: ItemsEdit) -> QFrame:
    """Return the line that shows where a row would go."""
    return next(f for f in edit.findChildren(QFrame) if f.property("role") == "drop")


def test_a_finding_is_dragged_and_only_its_own_position_is_written(desktop: Desktop) -> None:
    edit = open_summary(desktop, 5)
    before = {i["id"]: i["text"] for i in fields(desktop.view())["findings"]}
    record = desktop.view().id
    show(desktop, edit.rows[0])
    drag(edit, 0, QPoint(6, edit.stack.span(2)[1] - 4))
    assert not drop_line(edit).isVisible()
    desktop.settle()
    assert edit.rows[2].isAncestorOf(desktop.window.focusWidget() or QWidget())
    desktop.do("save")
    assert texts(desktop) == ["2", "3", "1", "4", "5"]
    assert {i["id"]: i["text"] for i in fields(desktop.view())["findings"]} == before
    changed = _changed_paths(desktop, record)
    moved = fields(desktop.view())["findings"][2]["id"]
    assert changed == [f"findings/{moved}/position"]


def _changed_paths(desktop: Desktop, record: str) -> list[str]:
    found: list[list[str]] = []
    desktop.window.desk.read(
        lambda c: list(c.history(record)[0].changed), found.append, owner=desktop.window
    )
    desktop.settle()
    return found[0]


def test_escape_leaves_the_order_and_the_line_shows_where_a_row_would_go(desktop: Desktop) -> None:
    edit = open_summary(desktop, 4)
    show(desktop, edit.rows[0])
    grips = drag(edit, 0, QPoint(6, edit.stack.span(1)[1] - 4), drop=False)
    assert drop_line(edit).isVisible()
    assert drop_line(edit).y() == edit.stack.span(1)[1] - 1
    QTest.keyClick(desktop.window.focusWidget() or desktop.window, Qt.Key.Key_Escape)
    assert not grips.dragging
    assert not drop_line(edit).isVisible()
    QTest.mouseRelease(grips, Qt.MouseButton.LeftButton)
    assert not desktop.window.session.dirty


def test_the_page_scrolls_while_a_row_is_dragged_over_its_edge(desktop: Desktop) -> None:
    edit = open_summary(desktop, 60)
    bar = desktop.window.page.verticalScrollBar()
    show(desktop, edit.rows[0])
    before = bar.value()
    grips = drag(edit, 0, QPoint(6, edit.stack.view().bottom() - 4), drop=False)
    desktop.qtbot.waitUntil(lambda: bar.value() > before + 300)
    QTest.keyClick(desktop.window.focusWidget() or desktop.window, Qt.Key.Key_Escape)
    assert not grips.dragging


def test_moving_is_said_to_who_cannot_see_it(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: said.append(e.message()))
    edit = open_summary(desktop, 3)
    edit.rows[0].target.setFocus()
    desktop.do("item_down")
    assert said == ["Findings: moved to 2 of 3"]
    desktop.shortcut("Alt+Up")
    assert said[-1] == "Findings: moved to 1 of 3"


class TestTwoThousand:
    """A record with two thousand findings."""

    @pytest.fixture
    def edit(self, desktop: Desktop) -> ItemsEdit:
        return open_summary(desktop, 2_000)

    def test_few_rows_are_made_and_each_finding_is_reached_by_scrolling(
        self, desktop: Desktop, edit: ItemsEdit
    ) -> None:
        assert len(edit.rows) < 60
        bar = desktop.window.page.verticalScrollBar()
        for part in (0.5, *[1.0] * 7):  # the page grows where rows prove taller
            bar.setValue(round(bar.maximum() * part))
            desktop.settle()
            assert len(edit.rows) < 60
            seen = [row for row in edit.rows if not row.visibleRegion().isEmpty()]
            assert seen or bar.value() == bar.maximum()
        assert edit.stack.lines[-1].row is not None
        assert not desktop.window.session.dirty

    def test_by_keyboard_from_finding_to_finding(self, desktop: Desktop, edit: ItemsEdit) -> None:
        first = len(edit.rows) - 2
        edit.rows[first - 1].target.setFocus()
        desktop.settle()
        visited: list[str] = []
        for _ in range(50):
            focus = desktop.window.focusWidget()
            assert focus is not None
            if focus.accessibleName() == "Finding":
                visited.append(focus.toPlainText().split()[2])  # type: ignore[attr-defined]
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert visited == [str(n) for n in range(first, first + len(visited))]
        assert len(visited) > 10

    def test_typing_into_one_leaves_the_others_as_they_were(
        self, desktop: Desktop, edit: ItemsEdit
    ) -> None:
        before = desktop.window.page.fields()["findings"]
        edit.stack.row_of(edit.stack.lines[1_500]).target.setFocus()
        desktop.settle()
        desktop.write("X")
        desktop.window.page.verticalScrollBar().setValue(0)
        desktop.settle()
        desktop.do("save")
        after = fields(desktop.view())["findings"]
        assert [n for n in range(2_000) if before[n] != after[n]] == [1_500]
        assert after[1_500]["text"] == "X" + before[1_500]["text"]

    def test_from_a_finding_to_another_record_makes_no_rows(
        self, desktop: Desktop, edit: ItemsEdit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        edit.rows[3].target.setFocus()
        desktop.write("X")
        made: list[object] = []
        make = RowStack._make_row

        def counted(stack: RowStack, line: Line) -> None:
            made.append(line)
            make(stack, line)

        monkeypatch.setattr(RowStack, "_make_row", counted)
        desktop.begin("evidence-summary")
        assert not made
        assert desktop.window.focusWidget() is desktop.window.page.title

    def test_one_more_goes_to_the_end_and_the_last_to_the_top(
        self, desktop: Desktop, edit: ItemsEdit
    ) -> None:
        edit.add_item()
        desktop.settle()
        desktop.write("Finding number 2001")
        edit.move_item(edit.rows[-1], -5_000)
        desktop.settle()
        desktop.do("save")
        assert texts(desktop)[:2] == ["2001", "1"]


def test_reasons_are_asked_for_on_the_grade_scale_alone_and_kept_on_others(
    desktop: Desktop,
) -> None:
    edit = open_summary(desktop, 1)
    desktop.click("Details", edit.rows[0])
    details = edit.rows[0].findChild(Form)
    assert details is not None
    certainty = details.edits["certainty"].target
    assert isinstance(certainty, Combo)
    down = details.edits["reasons_down"]
    desktop.settle()
    assert down.isVisible()
    desktop.choose("OCEBM 2011: Level 2", certainty)
    desktop.settle()
    assert not down.isVisible()
    desktop.do("save")
    (finding,) = fields(desktop.view())["findings"]
    assert finding["certainty"] == "ocebm/2"
    assert finding["reasons_down"] == ["imprecision"]
    desktop.qtbot.wait(QApplication.keyboardInputInterval())  # else it adds to what was typed
    desktop.choose("Moderate", certainty)
    desktop.settle()
    assert down.isVisible()
    assert down.value() == ["imprecision"]


def test_each_scale_stands_under_its_heading_and_no_heading_can_be_chosen(desktop: Desktop) -> None:
    edit = open_summary(desktop, 1)
    edit.rows[0].show_details(True)
    details = edit.rows[0].findChild(Form)
    assert details is not None
    certainty = details.edits["certainty"].target
    assert isinstance(certainty, Combo)
    heads = [
        n for n in range(certainty.count()) if certainty.itemText(n) and not _can(certainty, n)
    ]
    assert [certainty.itemText(n).partition(":")[0] for n in heads] == [
        "GRADE",
        "OCEBM 2011",
        "SIGN",
    ]


def _can(combo: Combo, place: int) -> bool:
    return bool(combo.model().index(place, 0).flags() & Qt.ItemFlag.ItemIsEnabled)


def pick(name: str, combo: Combo) -> None:
    """Choose a framework with the arrow keys."""
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(list(FRAMEWORK_FIELDS).index(name)):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentData() == name


@pytest.mark.parametrize("first", FRAMEWORK_FIELDS)
def test_a_question_keeps_what_was_typed_in_every_framework(desktop: Desktop, first: str) -> None:
    desktop.begin("evidence-summary")
    desktop.write("A question")
    question = desktop.edit("question", QuestionEdit)
    form = question.findChild(Form)
    assert form is not None
    framework = question.framework.target
    assert isinstance(framework, Combo)
    pick(first, framework)
    typed = {part: f"{part} in words" for part in FRAMEWORK_FIELDS[first]}
    for part, text in typed.items():
        desktop.write(text, form.edits[part].target)
    for other, parts in FRAMEWORK_FIELDS.items():
        pick(other, framework)
        shown = {name for name, edit in form.edits.items() if edit.isVisible()}
        assert shown == {"text", *parts}
    pick(first, framework)
    desktop.do("save")
    saved = fields(desktop.view())["question"]
    assert saved == {"framework": first, **typed}


def test_a_long_part_of_a_question_shows_whole(desktop: Desktop) -> None:
    desktop.begin("evidence-summary")
    question = desktop.edit("question", QuestionEdit)
    form = question.findChild(Form)
    assert form is not None
    box = form.edits["population"].target
    before = box.height()
    desktop.write("Adults who bet online and have asked for help with it more than once " * 3, box)
    desktop.settle()
    assert box.height() > 2 * before
