"""The life of a record in the window."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit, QTextEdit

from kmdesk.models.techniques import techniques
from kmdesk.ui.editor import session
from kmdesk.ui.editor.form import Form, QuestionEdit
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.export_dialog import ExportDialog
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop, fields

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_new_record_is_typed_saved_and_listed(desktop: Desktop) -> None:
    desktop.begin("evidence-summary")
    assert desktop.window.focusWidget() is desktop.window.page.title
    desktop.write("Do falls alarms help?")
    desktop.write("Do not buy them yet.", desktop.field("bottom_line"))
    desktop.do("save")
    assert fields(desktop.view())["bottom_line"] == "Do not buy them yet."
    assert desktop.titles() == ["Do falls alarms help?"]
    assert desktop.window.saved.text().startswith("Saved")


def test_saving_without_a_title_asks_for_one_and_keeps_a_draft(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.write("Brief the night staff first.", desktop.field("statement"))
    desktop.do("save")
    assert "title" in desktop.window.notice.text.text()
    assert desktop.window.focusWidget() is desktop.window.page.title
    record_id = desktop.window.session.record_id
    desktop.go("drafts")
    assert desktop.titles() == ["Lesson without a title"]
    desktop.reopen()
    desktop.go("drafts")
    desktop.open("Lesson without a title")
    assert desktop.window.session.record_id == record_id
    assert desktop.window.page.fields()["statement"] == "Brief the night staff first."


def test_leaving_a_record_saves_it(desktop: Desktop, filled: Callable[..., list[str]]) -> None:
    desktop.begin("lesson")
    desktop.write("Tell the night staff first")
    first = desktop.window.session.record_id
    desktop.begin("lesson")
    desktop.write("Tell the day staff too")
    desktop.go("home")
    assert desktop.saved(first).title == "Tell the night staff first"
    desktop.go("lesson")
    assert sorted(desktop.titles()) == ["Tell the day staff too", "Tell the night staff first"]


def test_what_is_typed_becomes_a_draft_and_is_offered_again(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.begin("lesson")
    desktop.write("A first title")
    desktop.do("save")
    record_id = desktop.view().id
    desktop.write(" and more")
    desktop.qtbot.waitUntil(
        lambda: desktop.window.saved.text().startswith("Draft kept"),
        timeout=session.DRAFT_AFTER + 4_000,
    )
    desktop.settle()
    # A power cut: the window is gone without leaving the record.
    desktop.window.session.record_id = ""
    desktop.reopen()
    desktop.go("lesson")
    desktop.open("A first title")
    assert desktop.window.page.title.toPlainText() == "A first title and more"
    assert desktop.window.page.findChild(QFrame, "draft_card") is not None
    desktop.click("Discard the draft")
    desktop.settle()
    assert desktop.window.page.title.toPlainText() == "A first title"
    assert desktop.saved(record_id).title == "A first title"


def test_what_was_typed_and_taken_back_is_no_draft(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.write("A first title")
    desktop.do("save")
    title = desktop.window.page.title
    desktop.write(" my passphrase", title)
    desktop.qtbot.waitUntil(
        lambda: desktop.window.saved.text().startswith("Draft kept"),
        timeout=session.DRAFT_AFTER + 4_000,
    )
    for _ in " my passphrase":
        desktop.press(Qt.Key.Key_Backspace, widget=title)
    desktop.qtbot.waitUntil(
        lambda: desktop.window.saved.text().startswith("Saved"),
        timeout=session.DRAFT_AFTER + 4_000,
    )
    desktop.go("drafts")
    assert desktop.titles() == []


def test_a_new_record_that_stays_on_the_page_is_said_to_be_saved(desktop: Desktop) -> None:
    """An export saves what was typed first, and leads to no other record."""
    desktop.begin("lesson")
    desktop.write("Tell the night staff first")
    desktop.do("export")
    desktop.dialog(ExportDialog).reject()
    desktop.settle()
    assert desktop.window.saved.text().startswith("Saved")
    desktop.write(" of all", desktop.window.page.title)
    desktop.do("save")
    view = desktop.saved(desktop.window.session.record_id)
    assert view.title == "Tell the night staff first of all"
    assert not view.conflicts


def test_an_empty_section_is_written_into_as_soon_as_it_is_opened(desktop: Desktop) -> None:
    desktop.begin("evidence-summary")
    section = desktop.window.page.section("question")
    assert section is not None
    desktop.press(Qt.Key.Key_Space, widget=section.heading)
    desktop.write("Do alarms prevent falls?")
    assert desktop.window.page.fields()["question"]["text"] == "Do alarms prevent falls?"
    desktop.press(Qt.Key.Key_Space, widget=section.heading)
    section.heading.setFocus()
    desktop.press(Qt.Key.Key_Space, widget=section.heading)
    assert not section.folded
    assert desktop.window.focusWidget() is section.heading  # to be read, so nothing jumps


def test_two_saves_in_a_row_do_not_disagree(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.write("One")
    desktop.window.actions_by_name["save"].trigger()
    desktop.write(" two")
    desktop.window.actions_by_name["save"].trigger()
    desktop.write(" three")
    desktop.window.actions_by_name["save"].trigger()
    desktop.settle()
    view = desktop.saved(desktop.window.session.record_id)
    assert view.title == "One two three"
    assert not view.conflicts


def test_a_failed_save_keeps_the_text_and_says_why(desktop: Desktop) -> None:
    desktop.begin("review")
    desktop.write("A retrospect")
    desktop.write("some day soon", desktop.field("held_on"))
    desktop.do("save")
    assert "held_on" in desktop.window.notice.text.text()
    desktop.reopen()
    desktop.go("drafts")
    desktop.open("A retrospect")
    assert desktop.window.page.fields()["held_on"] == "some day soon"


def test_days_are_read_as_people_write_them(desktop: Desktop) -> None:
    desktop.begin("review")
    desktop.write("A retrospect")
    desktop.write("3 march 2026", desktop.field("held_on"))
    desktop.do("save")
    assert fields(desktop.view())["held_on"] == "2026-03-03"


def test_items_are_added_moved_and_removed_by_keyboard(desktop: Desktop) -> None:
    desktop.begin("evidence-summary")
    desktop.write("Messages")
    desktop.field("key_messages").setFocus()
    for text in ("one", "two", "three"):
        desktop.do("add_item")
        desktop.write(text)
    desktop.do("item_up")
    desktop.do("save")
    assert _texts(desktop) == ["one", "three", "two"]
    focus = desktop.window.focusWidget()
    assert isinstance(focus, QTextEdit)
    assert focus.toPlainText() == "three"
    desktop.do("remove_item")
    desktop.do("save")
    assert _texts(desktop) == ["one", "two"]


def _texts(desktop: Desktop) -> list[str]:
    return [item["text"] for item in fields(desktop.view())["key_messages"]]


def test_items_keep_their_ids_from_save_to_save(desktop: Desktop) -> None:
    desktop.begin("evidence-summary")
    desktop.write("Messages")
    desktop.field("key_messages").setFocus()
    desktop.do("add_item")
    desktop.write("one")
    desktop.do("save")
    before = fields(desktop.view())["key_messages"][0]["id"]
    desktop.write(" more")
    desktop.do("save")
    assert fields(desktop.view())["key_messages"] == [{"id": before, "text": "one more"}]


def test_details_of_an_item_unfold(desktop: Desktop, filled: Callable[..., list[str]]) -> None:
    desktop.begin("evidence-summary")
    desktop.write("Findings")
    desktop.field("findings").setFocus()
    desktop.do("add_item")
    desktop.write("Money lost falls.")
    edit = desktop.edit("findings", ItemsEdit)
    desktop.click("Details", edit.rows[0])
    details = edit.rows[0].findChild(Form)
    assert details is not None
    certainty = details.edits["certainty"].target
    assert isinstance(certainty, Combo)
    desktop.choose("Moderate", certainty)
    desktop.do("save")
    (finding,) = fields(desktop.view())["findings"]
    assert finding["certainty"] == "grade/moderate"


def test_the_question_shows_the_parts_of_its_framework(desktop: Desktop) -> None:
    desktop.begin("evidence-summary")
    desktop.write("A question")
    desktop.field("question")
    question = desktop.edit("question", QuestionEdit)
    form = question.findChild(Form)
    assert form is not None
    desktop.write("Adults", form.edits["population"].target)
    desktop.write("A limit", form.edits["intervention"].target)
    framework = question.framework.target
    assert isinstance(framework, Combo)
    desktop.choose("PEO", framework)
    assert not form.edits["intervention"].isVisible()
    assert form.edits["exposure"].isVisible()
    desktop.do("save")
    saved = fields(desktop.view())["question"]
    assert saved["framework"] == "PEO"
    assert saved["population"] == "Adults"
    assert saved["intervention"] == "A limit"


def test_a_review_asks_what_its_technique_asks(desktop: Desktop) -> None:
    desktop.begin("review")
    desktop.write("The first month")
    technique = desktop.field("technique")
    assert isinstance(technique, Combo)
    desktop.choose("After action review", technique)
    desktop.do("save")
    asked = [one["question"] for one in fields(desktop.view())["questions"]]
    assert asked == list(techniques()["after-action-review"].questions)


def test_sets_take_words_and_ticks(desktop: Desktop) -> None:
    desktop.begin("case-study")
    desktop.write("A story")
    line = desktop.field("kinds_of_impact")
    desktop.click("research")
    desktop.write("teaching,", line)
    desktop.do("save")
    assert fields(desktop.view())["kinds_of_impact"] == ["research", "teaching"]


class TestSaved:
    """A collection with a summary in it."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Callable[..., list[str]]) -> None:
        filled(stories.LESSON, stories.SUMMARY)

    def test_opening_changes_nothing(self, desktop: Desktop) -> None:
        desktop.go("evidence-summary")
        desktop.open(str(stories.SUMMARY["title"]))
        for card in desktop.window.page.cards:
            card.unfold()
        desktop.settle()
        assert not desktop.window.session.dirty
        desktop.go("lesson")
        desktop.open(str(stories.LESSON["title"]))
        assert not desktop.window.session.dirty

    def test_trash_undo_and_put_back(self, desktop: Desktop) -> None:
        desktop.go("lesson")
        title = str(stories.LESSON["title"])
        desktop.open(title)
        desktop.press(Qt.Key.Key_Delete, widget=desktop.window.list.view)
        desktop.settle()
        assert desktop.titles() == []
        assert desktop.window.notice.isVisible()
        desktop.click("Undo")
        desktop.settle()
        assert desktop.titles() == [title]
        desktop.open(title)
        desktop.do("trash")
        desktop.go("trash")
        desktop.open(title)
        assert desktop.window.page.title.isReadOnly()
        desktop.do("untrash")
        assert desktop.titles() == []
        desktop.go("lesson")
        assert desktop.titles() == [title]

    def test_history_shows_and_restores(self, desktop: Desktop) -> None:
        desktop.go("lesson")
        title = str(stories.LESSON["title"])
        desktop.open(title)
        desktop.write("Tell them ", desktop.window.page.title)
        desktop.do("save")
        desktop.do("history")
        from kmdesk.ui.history import HistoryDialog

        dialog = desktop.window.findChild(HistoryDialog)
        assert dialog is not None
        assert dialog.table.rowCount() == 2
        dialog.view.setCurrentIndex(dialog.table.index(1))
        desktop.settle()
        assert title in dialog.text.toPlainText()
        with desktop.qtbot.waitSignal(dialog.destroyed):
            desktop.click("Restore this version", dialog)
            desktop.settle()
        desktop.settle()
        assert desktop.window.page.title.toPlainText() == title
        assert desktop.saved(desktop.view().id).title == title

    def test_search_finds_while_typing(self, desktop: Desktop) -> None:
        assert desktop.search("gambl") == [stories.SUMMARY["title"]]
        assert desktop.search("night sta") == [stories.LESSON["title"]]
        assert desktop.search("xylophone") == []
        desktop.press(Qt.Key.Key_Escape, widget=desktop.window.header.search)
        desktop.settle()
        assert len(desktop.titles()) == 2

    def test_status_chips_narrow(self, desktop: Desktop) -> None:
        desktop.go("all")
        desktop.click("Noted 1")
        desktop.settle()
        assert desktop.titles() == [stories.LESSON["title"]]
        desktop.click("All 2")
        desktop.settle()
        assert len(desktop.titles()) == 2

    def test_disagreements_are_settled(self, desktop: Desktop) -> None:
        from tests.gallery.screens import make_disagreement

        make_disagreement(desktop.window)
        desktop.settle()
        desktop.go("conflicts")
        desktop.open(str(stories.SUMMARY["title"]))
        from kmdesk.ui.editor.conflicts import ConflictCard

        card = desktop.window.page.findChild(ConflictCard)
        assert card is not None
        assert desktop.window.about.text().endswith("1 disagreement")
        said = {label.accessibleName() for label in card.findChildren(QLabel)}
        assert "Offer limits[only here:  as one part of support]." in said
        assert "Offer limits[only here:  only with a call back within a week]." in said
        desktop.click("Keep this", card)
        desktop.settle()
        assert not desktop.saved(desktop.view().id).conflicts
        assert desktop.titles() == []

    def test_links_find_records_by_typing(self, desktop: Desktop) -> None:
        desktop.go("lesson")
        desktop.open(str(stories.LESSON["title"]))
        line = desktop.field("came_from")
        assert isinstance(line, QLineEdit)
        desktop.write("spending", line)
        popup = line.completer().popup()
        assert popup is not None
        desktop.qtbot.waitUntil(popup.isVisible)
        desktop.press(Qt.Key.Key_Down, widget=popup)
        desktop.press(Qt.Key.Key_Return, widget=popup)
        desktop.qtbot.waitUntil(lambda: bool(desktop.window.page.fields().get("came_from")))
        desktop.do("save")
        source = desktop.saved(fields(desktop.view())["came_from"])
        assert source.title == stories.SUMMARY["title"]

    def test_saved_searches_become_places(self, desktop: Desktop, answers: Answers) -> None:
        desktop.search("gambl")
        answers.text = "Gambling"
        desktop.do("save_search")
        desktop.window.header.search.clear()
        desktop.go("search/Gambling")
        assert desktop.titles() == [stories.SUMMARY["title"]]
        desktop.do("drop_search")
        assert desktop.window.rail.table.row_of("search/Gambling") == -1


def test_a_title_of_several_lines_becomes_one(desktop: Desktop) -> None:
    desktop.begin("lesson")
    title = desktop.window.page.title
    assert isinstance(title, QPlainTextEdit)
    title.insertPlainText("Two\nlines")
    desktop.do("save")
    assert desktop.view().title == "Two lines"
    assert title.mapToGlobal(QPoint(0, 0)) is not None
