"""Technique cards on a screen: read, copied, changed, restored, swapped by file."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kmdesk.models.techniques import techniques
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.technique_edit import TechniqueDialog
from kmdesk.ui.techniques import TechniquesDialog
from tests.ui.desktop import Answers, Desktop


def shown(desktop: Desktop) -> TechniquesDialog:
    """Open the screen of techniques."""
    desktop.do("technique")
    return desktop.dialog(TechniquesDialog)


def listed(dialog: TechniquesDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def choose(dialog: TechniquesDialog, title: str) -> None:
    dialog.list.setCurrentItem(dialog.list.findItems(title, Qt.MatchFlag.MatchExactly)[0])


def editing(desktop: Desktop, dialog: TechniquesDialog, what: str) -> TechniqueDialog:
    desktop.click(what, dialog)
    return desktop.dialog(TechniqueDialog)


def questions(edit: TechniqueDialog) -> ItemsEdit:
    found = edit.form.edits["questions"]
    assert isinstance(found, ItemsEdit)
    return found


def asked(desktop: Desktop) -> list[str]:
    return [one["question"] for one in desktop.window.page.fields()["questions"]]


def offered(desktop: Desktop) -> list[str]:
    combo = desktop.field("technique")
    assert isinstance(combo, Combo)
    return [combo.itemText(row) for row in range(combo.count())]


def test_the_card_of_the_open_review_is_shown_first(desktop: Desktop) -> None:
    desktop.begin("review")
    dialog = shown(desktop)
    text = dialog.card.toPlainText()
    card = techniques()["retrospect"]
    for words in (card.title, card.time, card.who, *card.how, *card.capture, *card.questions):
        assert words in text
    assert listed(dialog)[0] == "Before the work"
    dialog.accept()


def test_a_house_changes_a_card_and_old_reviews_keep_their_questions(
    desktop: Desktop, answers: Answers
) -> None:
    desktop.begin("review")
    desktop.write("An old review", desktop.window.page.title)
    desktop.do("save")
    before = asked(desktop)
    old = desktop.view().id
    dialog = shown(desktop)
    edit = editing(desktop, dialog, "Change…")
    rows = questions(edit).rows
    rows[0].target.setFocus()
    QTest.keyClick(rows[0].target, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    questions(edit).add_item()
    QTest.keyClicks(questions(edit).rows[-1].target, "What would our patients say?")
    questions(edit).remove_item(questions(edit).rows[2])
    desktop.click("Keep it", edit)
    desktop.settle()
    ours = [before[1], before[0], before[3], "What would our patients say?"]
    assert asked(desktop) == before
    assert "Retrospect (house)" in listed(dialog)
    dialog.accept()
    desktop.begin("review")
    assert asked(desktop) == ours
    desktop.window.open_record(old)
    desktop.settle()
    assert asked(desktop) == before
    dialog = shown(desktop)
    desktop.click("Restore", dialog)
    desktop.settle()
    assert "Retrospect (house)" not in listed(dialog)
    dialog.accept()
    desktop.begin("review")
    assert asked(desktop) == before


def test_a_new_card_is_offered_and_a_review_outlives_it(desktop: Desktop) -> None:
    dialog = shown(desktop)
    edit = editing(desktop, dialog, "New…")
    QTest.keyClicks(edit.form.edits["title"].target, "Ward huddle")
    desktop.click("Keep it", edit)
    assert "asks no question" in edit.problem.text()
    questions(edit).add_item()
    QTest.keyClicks(questions(edit).rows[0].target, "What worries you today?")
    desktop.click("Keep it", edit)
    desktop.settle()
    dialog.accept()
    desktop.begin("review")
    assert "Ward huddle" in offered(desktop)
    desktop.write("Monday huddle", desktop.window.page.title)
    combo = desktop.field("technique")
    assert isinstance(combo, Combo)
    desktop.choose("Ward huddle", combo)
    assert asked(desktop) == ["What worries you today?"]
    marks = desktop.window.page.section("marks")
    assert marks is not None
    assert not marks.isVisible()
    desktop.do("save")
    dialog = shown(desktop)
    choose(dialog, "Ward huddle (house)")
    desktop.click("Remove", dialog)
    desktop.settle()
    dialog.accept()
    assert combo.currentData() == "ward-huddle"
    desktop.write("!", desktop.window.page.title)
    desktop.do("save")
    assert desktop.view().document["technique"] == "ward-huddle"
    assert asked(desktop) == ["What worries you today?"]


def test_cards_go_out_and_come_in_by_file(
    desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    answers.file = tmp_path / "cards.json"
    dialog = shown(desktop)
    choose(dialog, "Fishbowl")
    desktop.click("Export…", dialog)
    cards = json.loads(answers.file.read_text())
    assert cards[0]["name"] == "fishbowl"
    cards[0]["title"] = "Goldfish bowl"
    answers.file.write_text(json.dumps(cards))
    desktop.click("Import…", dialog)
    desktop.settle()
    assert "Goldfish bowl (house)" in listed(dialog)
    answers.file.write_text("{")
    desktop.click("Import…", dialog)
    assert "nothing was taken from it" in answers.told[-1]
    dialog.accept()
    desktop.reopen()
    dialog = shown(desktop)
    assert "Goldfish bowl (house)" in listed(dialog)
    dialog.accept()
