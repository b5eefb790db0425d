"""What a reader would miss, answers that become lessons, and consent: by keyboard in the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu

from kmdesk.base import clock
from kmdesk.briefing.paper import brief
from kmdesk.store.collection import Collection
from kmdesk.ui.editor.item_acts import MarkPill
from kmdesk.ui.editor.item_row import ItemRow
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.readiness import Point
from kmdesk.ui.learning_dialogs import ReuseDialog, WithdrawDialog
from tests.ui import stories
from tests.ui.desktop import Desktop, fields


def ask(desktop: Desktop, what: Callable[[Collection], object]) -> None:
    """Have something done to the collection of the window."""
    desktop.window.desk.write(what, owner=desktop.window)
    desktop.settle()


def put(desktop: Desktop, *documents: dict[str, Any]) -> list[str]:
    """Add records and return their ids."""
    made: list[str] = []
    ask(desktop, lambda c: made.extend(i for d in documents for i in c.add([d]).ids))
    return made


def rows(desktop: Desktop, name: str) -> list[ItemRow]:
    """Return the rows of a list."""
    return [row for row in desktop.edit(name, ItemsEdit).rows if isinstance(row, ItemRow)]


def inner_rows(row: ItemRow) -> list[ItemRow]:
    """Return the rows of the list inside an item."""
    [inner] = row.findChildren(ItemsEdit)
    return [each for each in inner.rows if isinstance(each, ItemRow)]


def marks(row: ItemRow) -> list[str]:
    """Return what the marks of an item say."""
    return [mark.full for mark in row.findChildren(MarkPill) if not mark.isHidden()]


def lacks(desktop: Desktop) -> str:
    return desktop.window.readiness.pill.text()


def points(desktop: Desktop) -> dict[str, bool]:
    """Return the points of the checklist that is shown."""
    found = [p for p in desktop.window.readiness.list.findChildren(Point) if p.isVisible()]
    return {p.check.words: p.check.done for p in found}


def open_menu(desktop: Desktop) -> QMenu:
    """Return the menu that has popped up."""
    desktop.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_head_says_what_a_board_would_miss_and_leads_there(desktop: Desktop) -> None:
    put(desktop, {**stories.SUMMARY, "checked_by": "", "evidence_to": None})
    desktop.go("all")
    desktop.open(str(stories.SUMMARY["title"]))
    texts = [lack.words for lack in desktop.window.readiness.pill.lacks]
    assert lacks(desktop) == f"{len(texts)} things a board would miss"
    assert "Checked by somebody other than the author" in texts
    desktop.window.readiness.pill.setFocus()
    desktop.press(Qt.Key.Key_Space)
    menu = open_menu(desktop)
    assert [action.text() for action in menu.actions()] == texts
    for _ in range(texts.index("Checked by somebody other than the author")):
        desktop.press(Qt.Key.Key_Down, widget=menu)
    desktop.press(Qt.Key.Key_Return, widget=menu)
    desktop.come_back()
    focus = desktop.window.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Checked by"
    desktop.write("James Osei")
    before = len(texts)
    desktop.qtbot.waitUntil(lambda: len(desktop.window.readiness.pill.lacks) == before - 1)


def test_what_lacks_is_listed_at_the_top_of_a_page_that_is_scrolled(desktop: Desktop) -> None:
    put(desktop, {**stories.SUMMARY, "checked_by": "", "evidence_to": None})
    desktop.go("all")
    desktop.open(str(stories.SUMMARY["title"]))
    page, pill = desktop.window.page, desktop.window.readiness.pill
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    desktop.settle()
    desktop.shortcut("Ctrl+M")
    menu = open_menu(desktop)
    heading, first, *_ = menu.actions()
    assert (heading.text(), heading.isEnabled()) == (pill.text(), False)
    assert menu.activeAction() is first
    top = page.viewport().mapToGlobal(QPoint(0, 0))
    assert menu.pos().y() == top.y() + 4
    assert menu.geometry().intersects(QRect(top, page.viewport().size()))
    desktop.press(Qt.Key.Key_Return, widget=menu)
    desktop.come_back()
    focus = desktop.window.focusWidget()
    assert focus is not None
    assert not focus.visibleRegion().isEmpty()


def test_a_lack_in_a_list_leads_into_the_details_of_its_item(desktop: Desktop) -> None:
    many: list[dict[str, object]] = [{"mark": 7, "reason": f"Reason {n}"} for n in range(30)]
    many[27].pop("reason")
    put(desktop, {**stories.RETROSPECT, "marks": many})
    desktop.go("all")
    desktop.open(str(stories.RETROSPECT["title"]))
    desktop.shortcut("Ctrl+M")
    menu = open_menu(desktop)
    desktop.press(Qt.Key.Key_Return, widget=menu)
    desktop.come_back()
    focus = desktop.window.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Reason"
    assert rows(desktop, "marks")[27].isAncestorOf(focus)


def test_the_checklist_of_a_case_study_ticks_itself_while_it_is_written(desktop: Desktop) -> None:
    desktop.begin("case-study")
    desktop.write("A search that changed a pathway")
    assert list(points(desktop).values()) == [False] * 6
    desktop.write("One pathway replaced two.", desktop.field("immediate_impact"))
    desktop.qtbot.waitUntil(lambda: points(desktop)["What was achieved"])
    [point] = [p for p in desktop.window.readiness.list.points if p.check.field == "contribution"]
    point.setFocus()
    desktop.press(Qt.Key.Key_Space)
    desktop.write("The library compared the evidence.")
    desktop.qtbot.waitUntil(lambda: points(desktop)["The library's part"])
    desktop.do("save")
    assert fields(desktop.view())["contribution"] == "The library compared the evidence."
    desktop.begin("lesson")
    assert not desktop.window.readiness.list.isVisible()


def test_an_answer_becomes_a_lesson_and_leads_to_it_afterwards(desktop: Desktop) -> None:
    [review] = put(desktop, stories.RETROSPECT)
    desktop.go("all")
    desktop.open(str(stories.RETROSPECT["title"]))
    answer = inner_rows(rows(desktop, "questions")[0])[0]
    assert marks(answer) == []
    desktop.write(" Keep it up", answer.target)
    desktop.shortcut("Ctrl+L")
    made = desktop.view()
    assert made.kind == "lesson"
    assert fields(made)["came_from"] == review
    assert "Keep it up" in fields(made)["statement"]
    assert desktop.window.commands.learning.related.text().startswith("From RV")
    desktop.press_named(desktop.window.commands.learning.related.accessibleName())
    desktop.settle()
    assert desktop.view().id == review
    answer = inner_rows(rows(desktop, "questions")[0])[0]
    assert marks(answer) == [f"{made.reference} · Noted"]
    answer.target.setFocus()
    desktop.shortcut("Ctrl+L")
    assert desktop.view().id == made.id
    desktop.go("lesson")
    assert len(desktop.titles()) == 1


def test_making_a_lesson_is_undone_by_the_notice(desktop: Desktop) -> None:
    [review] = put(desktop, stories.RETROSPECT)
    desktop.go("all")
    desktop.open(str(stories.RETROSPECT["title"]))
    rows(desktop, "recommendations")[0].target.setFocus()
    desktop.shortcut("Ctrl+L")
    made = desktop.view().id
    desktop.click("Undo")
    desktop.settle()
    assert desktop.view().id == review
    assert "lesson" not in fields(desktop.view())["recommendations"][0]
    assert desktop.saved(made).trashed


def test_away_from_an_answer_the_action_says_where_to_go(desktop: Desktop) -> None:
    put(desktop, stories.RETROSPECT, stories.LESSON)
    desktop.go("all")
    desktop.open(str(stories.RETROSPECT["title"]))
    for keys, words in (
        ("Ctrl+L", "answer or a recommendation"),
        ("Ctrl+Shift+W", "quote of a case study"),
        ("Ctrl+Shift+L", "Open a lesson"),
    ):
        desktop.window.page.title.setFocus()
        desktop.shortcut(keys)
        assert words in desktop.window.notice.text.text()


GO_EARLY = {"id": "r1", "text": "Go early."}


def test_a_lesson_used_again_is_noted_and_counted(desktop: Desktop) -> None:
    [review] = put(
        desktop, {**stories.RETROSPECT, "recommendations": [{"id": "r1", "text": "Go early."}]}
    )
    ask(desktop, lambda c: c.make_lesson(review, "r1"))
    desktop.go("lesson")
    desktop.open("Go early")
    desktop.shortcut("Ctrl+Shift+L")
    dialog = desktop.dialog(ReuseDialog)
    desktop.come_back(dialog)
    focus = dialog.focusWidget()
    assert isinstance(focus, QLineEdit)
    desktop.write("Ward 9", focus)
    desktop.press(Qt.Key.Key_Return, widget=focus)
    desktop.settle()
    shown = fields(desktop.view())
    assert shown["status"] == "applied"
    [use] = shown["reuse"]
    assert use["where"] == "Ward 9"
    assert use["used_on"] == clock.today().isoformat()
    assert "used again once" in desktop.window.commands.learning.related.text()
    desktop.go("review")
    desktop.open(str(stories.RETROSPECT["title"]))
    [mark] = marks(rows(desktop, "recommendations")[0])
    assert mark.endswith("Applied")
    assert desktop.window.commands.learning.related.text() == "1 lesson"


QUOTE = {**stories.CASE_STUDY["quotes"][0], "id": "q1"}
CASE = {**stories.CASE_STUDY, "quotes": [QUOTE, {"id": "q2", "text": "Yes."}]}


def test_consent_is_withdrawn_after_it_was_told_where_the_words_went(
    desktop: Desktop, tmp_path: Path
) -> None:
    [record] = put(desktop, CASE)
    paper = tmp_path / "paper.html"
    ask(desktop, lambda c: brief(c, [record], "board-paper", paper, format="html"))
    desktop.go("all")
    desktop.open(str(CASE["title"]))
    first, second = rows(desktop, "quotes")
    assert marks(first) == ["Public"]
    assert marks(second) == ["No consent: not usable"]
    first.target.setFocus()
    desktop.shortcut("Ctrl+Shift+W")
    dialog = desktop.dialog(WithdrawDialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "paper.html" in said
    assert QUOTE["text"] in said
    assert "Out of reach" in said
    desktop.come_back(dialog)
    desktop.click("Withdraw consent", dialog)
    desktop.settle()
    shown = fields(desktop.view())["quotes"][0]
    assert shown.keys() == {"id", "consent", "withdrawn_on"}
    assert marks(rows(desktop, "quotes")[0]) == ["Withdrawn"]
    assert not desktop.window.session.dirty


def test_a_day_of_withdrawal_that_is_typed_takes_the_words_on_save(desktop: Desktop) -> None:
    put(desktop, CASE)
    desktop.go("all")
    desktop.open(str(CASE["title"]))
    quote = rows(desktop, "quotes")[0]
    quote.go_to("withdrawn_on")
    desktop.write("20 Nov 2026")
    desktop.do("save")
    assert "text" not in fields(desktop.view())["quotes"][0]
    assert desktop.window.page.fields()["quotes"][0].keys() == {"id", "consent", "withdrawn_on"}


def test_a_dialog_that_is_cancelled_changes_nothing(desktop: Desktop) -> None:
    put(desktop, CASE)
    desktop.go("all")
    desktop.open(str(CASE["title"]))
    rows(desktop, "quotes")[1].target.setFocus()
    desktop.shortcut("Ctrl+Shift+W")
    dialog = desktop.dialog(WithdrawDialog)
    desktop.come_back(dialog)
    desktop.press(Qt.Key.Key_Escape, widget=dialog)
    desktop.settle()
    assert fields(desktop.view())["quotes"][1]["text"] == "Yes."


def test_savings_are_added_up_where_they_are_alike(desktop: Desktop) -> None:
    savings = [
        {"what": "time", "amount": "12 hours a month"},
        {"what": "time", "amount": "3 hours a month"},
        {"what": "money", "amount": "about £90"},
    ]
    put(desktop, {**stories.CASE_STUDY, "savings": savings})
    desktop.go("all")
    desktop.open(str(stories.CASE_STUDY["title"]))
    desktop.field("savings")
    totals = desktop.window.page.findChild(QLabel, "savings_totals")
    assert totals is not None
    left_out = desktop.window.page.findChild(QLabel, "savings_left_out")
    assert left_out is not None
    assert totals.text() == "Total: 15 hours a month"
    assert left_out.text().startswith("1 amount is not among it")
    rows(desktop, "savings")[2].target.setFocus()
    desktop.shortcut("Ctrl+Shift+Backspace")
    assert totals.text() == "Total: 15 hours a month"
    assert left_out.isHidden()


def test_a_withdrawn_quote_takes_no_words_any_more(desktop: Desktop) -> None:
    put(desktop, {**CASE, "quotes": [{"id": "q1", "withdrawn_on": "2026-11-20"}]})
    desktop.go("all")
    desktop.open(str(CASE["title"]))
    [quote] = rows(desktop, "quotes")
    desktop.write("It settled it", quote.target)
    assert desktop.window.page.fields()["quotes"][0].get("text") is None
    assert "quoted anew" in marked(quote)


def marked(row: ItemRow) -> str:
    """Return what a screen reader says of the marks of an item."""
    return " ".join(mark.accessibleName() for mark in row.findChildren(MarkPill))


def test_a_day_that_was_typed_by_mistake_and_cleared_takes_nothing(desktop: Desktop) -> None:
    put(desktop, CASE)
    desktop.go("all")
    desktop.open(str(CASE["title"]))
    quote = rows(desktop, "quotes")[0]
    quote.go_to("withdrawn_on")
    desktop.write("today")
    assert marks(quote) == ["Withdrawn"]
    for _ in "today":
        desktop.press(Qt.Key.Key_Backspace)
    assert marks(quote) == ["Public"]
    desktop.write("Really: ", quote.target)
    desktop.do("save")
    assert fields(desktop.view())["quotes"][0]["text"].startswith("Really: It")
