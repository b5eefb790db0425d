"""A meeting in the facilitator view, by keyboard alone, from the first name to the last page."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from kmdesk.base import clock
from kmdesk.models.canonical import Json
from kmdesk.models.marks import spread_of_items
from kmdesk.store import drafts
from kmdesk.ui import words
from kmdesk.ui.facilitator.dots import DotPlot
from kmdesk.ui.facilitator.parts import SaidCards
from kmdesk.ui.facilitator.view import FacilitatorView
from tests.ui.desktop import Desktop
from tests.ui.test_trouble import disk_full

TITLE = "Winter falls project"
SECRET = "Ward staff heard the plan a week late"


class Room:
    """Those who sit in the meeting: they type, and they look at the screen."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop

    @property
    def view(self) -> FacilitatorView:
        """Return the view."""
        view = self.desktop.window.commands.meetings.view
        assert view is not None
        return view

    def settle(self) -> None:
        """Wait until the step that is shown has the focus."""
        self.desktop.settle()

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.view.focusWidget() or self.view, key, modifier)
        self.settle()

    def type(self, *entries: str) -> None:
        """Type, with Return after each."""
        for text in entries:
            target = self.view.focusWidget()
            assert target is not None
            QTest.keyClicks(target, text)
            self.press(Qt.Key.Key_Return)

    def on(self) -> None:
        """Go to the next step."""
        self.press(Qt.Key.Key_PageDown)

    def seen(self) -> str:
        """Return everything that can be read on the screen, or heard from a screen reader."""
        said = []
        for widget in self.view.findChildren(QWidget):
            if not widget.isVisible():
                continue
            said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
            if isinstance(widget, QLabel):
                said.append(widget.text())
            elif isinstance(widget, QLineEdit):
                said.append(widget.displayText())
            elif isinstance(widget, QPlainTextEdit):
                said.append(widget.toPlainText())
        return "\n".join(said)

    def cards(self) -> list[str]:
        """Return what the cards say."""
        return self.view.findChildren(SaidCards)[-1].texts()

    def fields(self) -> dict[str, Json]:
        """Return the document as it stands."""
        return self.desktop.window.page.fields()


@pytest.fixture
def room(desktop: Desktop) -> Iterator[Room]:
    room = begin(desktop)
    yield room
    if (view := desktop.window.commands.meetings.view) is not None:
        view.close()
    desktop.settle()


def begin(desktop: Desktop) -> Room:
    """Write a review and begin its meeting."""
    desktop.begin("review")
    desktop.write(TITLE, desktop.window.page.title)
    desktop.do("save")
    desktop.shortcut("F5")
    room = Room(desktop)
    with desktop.qtbot.waitActive(room.view):
        room.view.activateWindow()
    room.settle()
    return room


def people(room: Room) -> None:
    for name in ("Anna Petrov", "James Osei", "Priya Shah"):
        room.type(name)


def to_marks(room: Room) -> None:
    people(room)
    while room.view.step.sort != "marks":
        room.on()


def give(room: Room, who: str, mark: str, reason: str) -> None:
    room.type(who, mark, reason)


def test_a_whole_meeting_by_keyboard(room: Room) -> None:
    assert room.view.isFullScreen()
    people(room)
    assert room.cards() == ["Anna Petrov", "James Osei", "Priya Shah"]
    room.on()
    assert "Question 1 of 4" in room.seen()
    assert "What was the objective?" in room.seen()
    room.type("AP: Fewer falls by March", "Twenty per cent fewer")
    room.type("")
    assert room.cards() == ["Fewer falls by March", "Twenty per cent fewer"]
    QTest.keyClicks(room.view.focusWidget(), "All wards joined")
    room.press(Qt.Key.Key_Tab)
    room.type("3")
    for _ in range(4):
        room.on()
    give(room, "ap", "5", SECRET)
    give(room, "2", "8+", "Families liked it")
    give(room, "Priya", "7", "")
    assert "3 of 3 have given a mark" in room.seen()
    room.on()
    room.press(Qt.Key.Key_Space)
    assert "3 people gave marks from 5 to 8 out of 10; the middle mark is 7." in room.seen()
    assert "The mean is 6.7." in room.seen()
    assert "A mark of 5" in room.seen()
    assert "Anna Petrov" not in room.seen()
    room.on()
    room.type("Tell them first")
    room.on()
    room.type("Tell ward staff a week before", "JO", "in 2 weeks")
    room.on()
    assert "3 people took part. 4 questions, 3 answers." in room.seen()
    QTest.keyClicks(room.view.focusWidget(), "Fewer falls; tell people earlier.")
    room.on()
    assert room.desktop.window.commands.meetings.view is None
    document = room.desktop.view().document
    assert [one["name"] for one in document["participants"]][1] == "James Osei"
    said = document["questions"][0]["answers"]
    assert [(one["text"], one.get("said_by", "")) for one in said] == [
        ("Fewer falls by March", "Anna Petrov"),
        ("Twenty per cent fewer", ""),
        ("All wards joined", "Priya Shah"),
    ]
    marks = {one["participant"]: one for one in document["marks"]}
    assert marks["Anna Petrov"]["mark"] == 5
    assert marks["Anna Petrov"]["reason"] == SECRET
    assert marks["Anna Petrov"]["would_make_ten"] == "Tell them first"
    assert marks["James Osei"]["at_least"] is True
    (action,) = document["recommendations"]
    assert action["owner"] == "James Osei"
    assert words.read_day("in 2 weeks") is not None
    assert action["due"] == words.read_day("in 2 weeks").isoformat()  # type: ignore[union-attr]
    assert document["summary"] == "Fewer falls; tell people earlier."
    assert document["held_on"] == clock.today().isoformat()


def test_marks_are_never_seen_before_they_are_revealed(room: Room) -> None:
    to_marks(room)
    room.type("Anna")
    QTest.keyClicks(room.view.focusWidget(), "9")
    typed = room.view.focusWidget()
    assert isinstance(typed, QLineEdit)
    assert (typed.text(), typed.displayText()) == ("9", "")
    assert not room.view.findChildren(DotPlot)
    room.press(Qt.Key.Key_Return)
    QTest.keyClicks(room.view.focusWidget(), SECRET)
    assert SECRET not in room.seen()
    assert not room.desktop.window.page.isVisible()
    room.press(Qt.Key.Key_Return)
    for _ in range(4):
        assert SECRET not in room.seen()
        assert "9 out of" not in room.seen()
        assert "mark of 9" not in room.seen()
        assert not [plot for plot in room.view.findChildren(DotPlot) if plot.isVisible()]
        room.on()
    assert room.fields()["marks"][0]["mark"] == 9
    room.press(Qt.Key.Key_Escape)
    room.press(Qt.Key.Key_Escape)
    marks = room.desktop.window.page.section("marks")
    assert marks is not None
    assert marks.folded


def test_a_mark_that_is_none_is_told_and_not_kept(room: Room) -> None:
    to_marks(room)
    give(room, "Anna", "eleven", "")
    assert "not a mark from 0 to 10" in room.seen()
    assert not room.fields().get("marks")
    room.type("10")
    room.type("")
    assert room.fields()["marks"][0]["mark"] == 10


def test_a_second_mark_of_the_same_person_takes_the_place_of_the_first(room: Room) -> None:
    to_marks(room)
    give(room, "Anna", "3", "First thoughts")
    give(room, "AP", "6", "Second thoughts")
    (mark,) = room.fields()["marks"]
    assert (mark["participant"], mark["mark"], mark["reason"]) == (
        "Anna Petrov",
        6,
        "Second thoughts",
    )


def test_an_answer_is_edited_removed_and_put_back(room: Room) -> None:
    people(room)
    room.on()
    room.type("First", "Second")
    cards = room.view.findChildren(SaidCards)[-1]
    answers = room.view.page.minutes.answers(room.view.step.question)  # type: ignore[union-attr]
    cards.edit_wanted.emit(answers[0]["id"])
    room.settle()
    room.type(", corrected")
    assert "First, corrected" in room.cards()
    cards.removal_wanted.emit(answers[1]["id"])
    room.settle()
    assert room.cards() == ["First, corrected"]
    room.desktop.click("Undo", room.view)
    assert sorted(room.cards()) == ["First, corrected", "Second"]


def test_what_is_typed_and_not_entered_is_a_draft_within_two_seconds(room: Room) -> None:
    room.on()
    QTest.keyClicks(room.view.focusWidget(), "Half a sentence")
    record = room.desktop.window.session.record_id
    QTest.qWait(1_300)
    room.settle()
    kept: list[Any] = []
    room.desktop.window.desk.read(lambda c: c.draft(record), kept.append, owner=room.view)
    room.settle()
    assert kept[0].fields["questions"][0]["answers"][0]["text"] == "Half a sentence"


def test_a_full_disk_is_told_and_the_meeting_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.on()
    with monkeypatch.context() as full:
        full.setattr(drafts, "put", disk_full)
        room.type("Kept on the screen")
        QTest.qWait(1_200)
        room.settle()
        assert room.view.trouble.isVisible()
        assert "full" in room.view.trouble_text.text()
    assert room.cards() == ["Kept on the screen"]
    room.desktop.click("Try again", room.view)
    room.settle()
    assert not room.view.trouble.isVisible()


def test_a_meeting_that_was_left_goes_on_where_it_was(room: Room) -> None:
    people(room)
    room.on()
    room.on()
    asked = room.view.step
    room.press(Qt.Key.Key_Escape)
    assert not room.view.isFullScreen()
    room.press(Qt.Key.Key_Escape)
    assert "Go on with the meeting" in room.desktop.buttons()
    room.desktop.shortcut("F5")
    assert room.view.step == asked


def test_the_clock_says_what_is_left_and_can_be_stopped(room: Room) -> None:
    people(room)
    room.on()
    assert "meeting 90:00 left" in room.seen() or "meeting 89:59 left" in room.seen()
    room.view.clock.spent[room.view.step.key] = 100_000
    room.view.clock.tick()
    assert room.view.step_time.property("over") is True
    assert "over" in room.view.step_time.text()
    room.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert not room.view.clock.running


def test_a_day_that_is_none_is_told_and_stays(room: Room) -> None:
    while room.view.step.sort != "actions":
        room.on()
    room.type("Tell them", "Anna", "some time")
    assert "“some time” is not a day" in room.seen()
    assert room.view.step.sort == "actions"
    room.on()
    assert room.view.step.sort == "actions"


def test_a_technique_without_marks_asks_for_none(desktop: Desktop) -> None:
    desktop.begin("review")
    desktop.write("Huddle", desktop.window.page.title)
    desktop.window.page.put({"technique": "before-action-review"})
    desktop.settle()
    marks = desktop.window.page.section("marks")
    assert marks is not None
    assert not marks.isVisible()
    desktop.window.page.put({"marks": [{"id": "m1", "participant": "Anna", "mark": 4}]})
    desktop.window.page.put({"technique": "after-action-review"})
    assert marks.isVisible()


def test_every_control_of_every_step_has_a_name_and_can_be_reached(room: Room) -> None:
    to_marks(room)
    give(room, "Anna", "3", "Late")
    while room.view.place + 1 < len(room.view.steps):
        for control in room.view.findChildren(QWidget):
            if control.isVisible() and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert control.accessibleName(), (room.view.step.key, control)
        if not room.view.meeting.revealed and room.view.step.sort == "spread":
            room.press(Qt.Key.Key_Space)
        room.on()


def test_no_meeting_on_other_records(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.do("facilitate")
    assert desktop.window.commands.meetings.view is None
    assert "Open a review first" in desktop.window.notice.text.text()
    assert not QApplication.activeModalWidget()


def test_numbers_of_the_spread() -> None:
    spread = spread_of_items([{"mark": 5}, {"mark": 7}, {"mark": 8, "at_least": True}, {}])
    assert (spread.median, spread.mean, spread.values) == (7, 6.7, (5, 7, 8))
    assert spread.counts[5] == spread.counts[7] == spread.floors[8] == 1
