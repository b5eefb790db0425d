"""The disagreements screen in the real window: by mouse, by keyboard, many at once, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView
from shiboken6 import isValid

from kmdesk.exchange import export_file, undo_import
from kmdesk.store.collection import Collection
from kmdesk.store.views import ConflictView
from kmdesk.ui.disputes.dialog import DisputesDialog
from kmdesk.ui.disputes.table import PLACE_ROLE
from kmdesk.ui.exchange_dialogs import ImportDialog
from tests.gallery.disputes import PEOPLE, disagree
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop, click_on

ANNA, JAMES, PRIYA = PEOPLE
LESSON = {**stories.LESSON, "title": "Read the times aloud", "why": "A near miss."}
SECOND = {**LESSON, "title": "Ring the pharmacy"}
FIELDS = ("statement", "context", "why")


@pytest.fixture
def ids(path: Path) -> list[str]:
    """Two lessons, in three places of each of which Anna, here, and James disagree."""
    return disagree(path, [LESSON, SECOND], (ANNA, JAMES), FIELDS)


@pytest.fixture
def dialog(ids: list[str], desktop: Desktop) -> Iterator[DisputesDialog]:
    """The screen, opened by its key."""
    desktop.shortcut("Ctrl+F10")
    found = desktop.dialog(DisputesDialog)
    desktop.come_back(found)
    yield found
    if isValid(found) and found.isVisible():
        found.reject()


def waiting(desktop: Desktop) -> list[ConflictView]:
    found: list[list[ConflictView]] = []
    desktop.window.desk.read(lambda c: c.conflicts(), found.append, owner=desktop.window)
    desktop.settle()
    return found[0]


def rows(view: QListView) -> list[str]:
    model = view.model()
    return [str(model.index(n, 0).data()).strip() for n in range(model.rowCount())]


def press(dialog: DisputesDialog, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(dialog.focusWidget() or dialog, key)


def texts(dialog: DisputesDialog) -> list[str]:
    return [one.accessibleName() for one in dialog.sides.findChildren(QLabel) if one.isVisible()]


def click_place(dialog: DisputesDialog, number: int) -> None:
    model = dialog.view.model()
    places = [model.index(n, 0) for n in range(model.rowCount())]
    index = next(one for one in places if one.data(PLACE_ROLE) == number)
    dialog.view.scrollTo(index)
    click_on(dialog.view.viewport(), dialog.view.visualRect(index).center())


def test_places_stand_under_their_records_with_who_wrote_what(
    dialog: DisputesDialog, desktop: Desktop
) -> None:
    names = rows(dialog.view)
    assert names[0] == "Read the times aloud"
    assert names[1:4] == ["Lesson", "Context", "Why"]
    assert names[4] == "Ring the pharmacy"
    click_place(dialog, 2)
    desktop.settle()
    said = [one.text() for one in dialog.sides.findChildren(QLabel) if one.isVisible()]
    assert ANNA in said
    assert JAMES in said
    assert any("written here" in one for one in said)
    assert any("with james.kmx" in one for one in said)
    assert any(one.startswith("Before both: Anna Petrov") for one in said)
    assert "A near miss." in texts(dialog)
    assert any(one.startswith("[only here: Two]") for one in texts(dialog))
    assert dialog.head.text() == "People disagree in 6 places of 2 records"


def test_what_each_side_changed_of_what_stood_before(
    dialog: DisputesDialog, desktop: Desktop
) -> None:
    click_place(dialog, 2)
    desktop.settle()
    click_on(dialog.sides.against)
    assert any("miss]" in one and "[removed:" in one and "[added:" in one for one in texts(dialog))


def test_settled_by_mouse_and_opened_again(
    dialog: DisputesDialog, desktop: Desktop, ids: list[str]
) -> None:
    before = waiting(desktop)
    desktop.press_named(f"Take “{PEOPLE[JAMES]['statement'][:80]}” by {JAMES}")
    assert rows(dialog.view)[1] == f"✓ Lesson: {JAMES}’s"
    desktop.click("Next open", dialog)
    desktop.click("Take both", dialog)
    desktop.click("Next open", dialog)
    desktop.click("Write my own…", dialog)
    desktop.fill("Your own text", " Nobody was hurt.", dialog)
    desktop.click("Use this text", dialog)
    desktop.click("Settle 3 places", dialog)
    desktop.settle()
    document = desktop.saved(ids[0]).document
    assert document["statement"] == PEOPLE[JAMES]["statement"]
    assert document["context"] == f"{PEOPLE[JAMES]['context']}\n\n{PEOPLE[ANNA]['context']}"
    assert str(document["why"]).endswith("Nobody was hurt.")
    assert dialog.head.text() == "People disagree in 3 places of 1 record"
    desktop.click("Open again what was settled", dialog)
    desktop.settle()
    assert waiting(desktop) == before
    assert dialog.head.text() == "People disagree in 6 places of 2 records"


def test_what_went_out_meanwhile_is_opened_again(
    dialog: DisputesDialog, desktop: Desktop, path: Path
) -> None:
    def sides() -> set[tuple[str, str, object, str]]:
        return {(c.id, c.path, v.value, v.author) for c in waiting(desktop) for v in c.values}

    before = sides()
    desktop.press_named(f"Take “{PEOPLE[JAMES]['statement'][:80]}” by {JAMES}")
    desktop.click("Settle 1 place", dialog)
    desktop.settle()
    assert dialog.head.text() == "People disagree in 5 places of 2 records"
    file = path.with_name("out.kmx")
    desktop.window.desk.write(lambda c: export_file(c, file), owner=desktop.window)
    desktop.settle()
    desktop.click("Open again what was settled", dialog)
    desktop.settle()
    assert dialog.head.text() == "People disagree in 6 places of 2 records"
    assert sides() == before


def test_settled_by_keyboard_alone(
    dialog: DisputesDialog, desktop: Desktop, ids: list[str]
) -> None:
    press(dialog, Qt.Key.Key_2, Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_N, Qt.Key.Key_E)
    own = dialog.sides.own
    assert own.hasFocus()
    own.selectAll()
    QTest.keyClicks(own, "None, by 2 people")
    assert dialog.isVisible()
    press(dialog, Qt.Key.Key_Tab, Qt.Key.Key_Space)
    assert rows(dialog.view)[1:4] == [
        f"✓ Lesson: {JAMES}’s",
        "✓ Context: both",
        "✓ Why: a text of your own",
    ]
    press(dialog, Qt.Key.Key_P, Qt.Key.Key_1)
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desktop.settle()
    document = desktop.saved(ids[0]).document
    assert document["statement"] == PEOPLE[JAMES]["statement"]
    assert document["context"] == PEOPLE[ANNA]["context"]
    assert document["why"] == "None, by 2 people"
    assert {one.id for one in waiting(desktop)} == {ids[1]}


def test_a_choice_can_be_left_open_again(dialog: DisputesDialog, desktop: Desktop) -> None:
    press(dialog, Qt.Key.Key_1)
    desktop.click("Leave it open", dialog)
    assert rows(dialog.view)[1] == "Lesson"
    assert not dialog.settle.isEnabled()


def test_all_from_one_colleague_in_all_records(
    dialog: DisputesDialog, desktop: Desktop, ids: list[str]
) -> None:
    before = waiting(desktop)
    press(dialog, Qt.Key.Key_1)
    dialog.who.setCurrentText(JAMES)
    assert dialog.take_all.text() == "Take in 2 open places"
    dialog.where.setCurrentText("in all records")
    assert dialog.take_all.text() == "Take in 5 open places"
    click_on(dialog.take_all)
    desktop.click("Settle 6 places", dialog)
    desktop.settle()
    assert waiting(desktop) == []
    assert desktop.saved(ids[0]).document["statement"] == PEOPLE[ANNA]["statement"]
    assert desktop.saved(ids[1]).document["statement"] == PEOPLE[JAMES]["statement"]
    assert "Settled in 2 records" in desktop.window.notice.text.text()
    click_on(desktop.window.notice.button)
    desktop.settle()
    assert waiting(desktop) == before


def test_three_sides(path: Path, desktop: Desktop) -> None:
    desktop.close()
    [record] = disagree(path, [LESSON], tuple(PEOPLE), ("why",))
    desktop.reopen()
    desktop.go("conflicts")
    desktop.open("Read the times aloud")
    desktop.click("Side by side…")
    dialog = desktop.dialog(DisputesDialog)
    desktop.come_back(dialog)
    desktop.click("Take all 3", dialog)
    assert rows(dialog.view)[1] == "✓ Why: all 3"
    desktop.click("Settle 1 place", dialog)
    desktop.settle()
    assert desktop.saved(record).document["why"] == "\n\n".join(
        PEOPLE[one]["why"] for one in (JAMES, PRIYA, ANNA)
    )


def test_the_record_is_used_meanwhile(path: Path, ids: list[str], desktop: Desktop) -> None:
    desktop.go("conflicts")
    desktop.open("Read the times aloud")
    before = waiting(desktop)
    title = desktop.window.page.title
    desktop.write("Always: ", title)
    desktop.do("save")
    assert desktop.saved(ids[0]).title.startswith("Always: ")
    assert [(one.path, one.values) for one in waiting(desktop)] == [
        (one.path, one.values) for one in before
    ]
    desktop.write(" Agreed.", desktop.field("why"))
    desktop.do("save")
    left = {one.path for one in waiting(desktop) if one.id == ids[0]}
    assert left == {"statement", "context"}


def test_a_record_kept_from_the_trash_says_so(path: Path, desktop: Desktop) -> None:
    desktop.close()
    with Collection.open(path, author=ANNA) as ours:
        [record] = ours.add([LESSON]).ids
        heads = ours.get(record).heads
        fields = {k: v for k, v in ours.get(record).document.items() if k not in ("kind", "id")}
        ours.author = JAMES
        ours.trash([record])
        ours.author = ANNA
        ours.save(record, "lesson", {**fields, "why": "Still true"}, heads)
    desktop.reopen()
    desktop.go("all")
    desktop.open("Read the times aloud")
    texts = [one.text() for one in desktop.window.page.findChildren(QLabel) if one.isVisible()]
    assert any(one.startswith("James Osei put this in the trash (") for one in texts)
    assert any("it stays because it was changed meanwhile" in one for one in texts)


def test_a_record_in_the_trash_is_not_asked_about_and_not_settled(
    ids: list[str], desktop: Desktop
) -> None:
    desktop.go("conflicts")
    desktop.open("Ring the pharmacy")
    desktop.do("trash")
    desktop.do("disagreements")
    dialog = desktop.dialog(DisputesDialog)
    assert dialog.head.text() == "People disagree in 3 places of 1 record"
    dialog.who.setCurrentText(JAMES)
    click_on(dialog.take_all)
    desktop.click("Settle 3 places", dialog)
    desktop.settle()
    assert {one.id for one in waiting(desktop)} == {ids[1]}
    assert len(waiting(desktop)) == 3


def test_an_import_that_brings_disagreements_leads_there(
    path: Path, desktop: Desktop, answers: Answers
) -> None:
    desktop.close()
    disagree(path, [LESSON], (ANNA, JAMES), ("why",))
    with Collection.open(path, author=ANNA) as ours:
        undo_import(ours, *(one.number for one in ours.exchanges() if one.direction == "in"))
    desktop.reopen()
    answers.file = path.with_name("james.kmx")
    desktop.do("import")
    desktop.click("Import", desktop.dialog(ImportDialog))
    desktop.settle()
    assert "1 with disagreements" in desktop.window.notice.text.text()
    assert desktop.window.notice.button.text() == "Look at the disagreements"
    click_on(desktop.window.notice.button)
    desktop.settle()
    dialog = desktop.dialog(DisputesDialog)
    assert rows(dialog.view)[1:] == ["Why"]
    dialog.reject()


def test_home_leads_there(ids: list[str], desktop: Desktop) -> None:
    desktop.go("home")
    desktop.press_named("2 records have disagreements")
    dialog = desktop.dialog(DisputesDialog)
    dialog.reject()


def test_nobody_disagrees(desktop: Desktop) -> None:
    desktop.do("disagreements")
    dialog = desktop.dialog(DisputesDialog)
    assert dialog.head.text() == "Nobody disagrees"
    assert not dialog.settle.isVisible()
    dialog.reject()


def test_read_only_shows_but_settles_nothing(path: Path, ids: list[str], desktop: Desktop) -> None:
    desktop.close()
    with Collection.open(path):
        desktop.reopen()
        desktop.do("disagreements")
        dialog = desktop.dialog(DisputesDialog)
        press(dialog, Qt.Key.Key_1, Qt.Key.Key_B, Qt.Key.Key_E)
        assert rows(dialog.view)[1] == "Lesson"
        assert not dialog.settle.isEnabled()
        assert not dialog.take_all.isEnabled()
        dialog.reject()
        desktop.close()
    desktop.reopen()
