"""Preferences, house words and first steps, in the real window."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from kmdesk.base import paths, person
from kmdesk.briefing.paper import brief
from kmdesk.models.house_style import HouseStyle
from kmdesk.store.collection import Collection
from kmdesk.ui.house import HouseDialog
from kmdesk.ui.preferences import PreferencesDialog
from kmdesk.ui.state import State
from kmdesk.ui.theme import DARK
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop
from tests.ui.walk import name_of


def lines(desktop: Desktop) -> list[str]:
    """Return what a screen reader says of the lines of the home page."""
    found = desktop.window.home.findChildren(QPushButton)
    return [name_of(each) for each in found if each.isVisible()]


def house_style_of(desktop: Desktop) -> HouseStyle:
    with Collection.open(desktop.path, read_only=True) as collection:
        return collection.house_style()


class TestHouseWords:
    def rename(self, desktop: Desktop, one: str, many: str) -> HouseDialog:
        desktop.do("house_words")
        dialog = desktop.dialog(HouseDialog)
        for name, text in (("Lesson: one", one), ("Lesson: several", many)):
            box = desktop.box(name, dialog)
            box.selectAll()
            desktop.write(text, box)
        desktop.press(Qt.Key.Key_Return, widget=dialog.go)
        desktop.settle()
        return dialog

    def test_window_briefings_and_guidance_follow_at_once(
        self, desktop: Desktop, path: Path, tmp_path: Path
    ) -> None:
        desktop.begin("lesson")
        desktop.write("Tell the night staff first")
        desktop.do("save")
        self.rename(desktop, "Insight", "Insights")
        window = desktop.window
        assert window.page.cards[0].heading.text() == "Insight"
        assert window.page.title.toPlainText() == "Tell the night staff first"
        assert window.actions_by_name.new_kinds["lesson"].text() == "Insight"
        assert "insight" in window.actions_by_name["make_lesson"].text()
        assert "Insights" in [place.label for place in window.rail.table._places]
        assert window.list.head.heading.text() == "Insights"
        desktop.go("home")
        assert "New insight" in lines(desktop)
        record = desktop.window.home._latest
        desktop.reopen()
        assert desktop.window.actions_by_name.new_kinds["lesson"].text() == "Insight"
        desktop.close()
        with Collection.open(path) as collection:
            paper = tmp_path / "paper.html"
            brief(collection, [record], "lessons-report", paper, format="html")
            assert "Insights</h2>" in paper.read_text()
            assert "Lessons</h2>" not in paper.read_text()
            assert collection.get(record).kind == "lesson"

    def test_a_bad_word_is_told_and_changes_nothing(self, desktop: Desktop) -> None:
        dialog = self.rename(desktop, "Case study", "Insights")
        assert "both" in dialog.problem.text()
        assert dialog.isVisible()
        dialog.reject()
        assert desktop.window.actions_by_name.new_kinds["lesson"].text() == "Lesson"

    def test_words_go_to_a_file_and_come_from_one(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        self.rename(desktop, "Insight", "Insights")
        answers.file = tmp_path / "words.json"
        desktop.shortcut("Ctrl+Shift+Y")
        dialog = desktop.dialog(HouseDialog)
        desktop.click("To a file…", dialog)
        assert answers.file.exists()
        desktop.click("All standard words", dialog)
        assert dialog.words() == {}
        desktop.click("From a file…", dialog)
        assert dialog.words()["lesson"].one == "Insight"
        dialog.lines["lesson"].reset.click()
        assert dialog.words() == {}
        answers.file.write_bytes(b"\x00garbage")
        desktop.click("From a file…", dialog)
        assert "no house words" in dialog.problem.text()
        dialog.reject()


class TestPreferences:
    def test_each_takes_effect_at_once_by_keyboard(self, desktop: Desktop) -> None:
        desktop.shortcut("Ctrl+,")
        dialog = desktop.dialog(PreferencesDialog)
        box = dialog.boxes["author"]
        assert dialog.focusWidget() is box
        box.selectAll()
        desktop.write("Ruth Sandhu", box)
        assert desktop.window.desk.author == "Ruth Sandhu"
        assert person.author() == "Ruth Sandhu", "the command line signs so too"
        desktop.choose("Dark", dialog.colours)
        assert desktop.window.theme.tokens is DARK
        desktop.choose("Large", dialog.text_size)
        assert desktop.window.theme.zoom == pytest.approx(1.25)
        desktop.choose("APA", dialog.style_of_references)
        desktop.press(Qt.Key.Key_Escape, widget=dialog)
        desktop.reopen()
        assert desktop.window.desk.author == "Ruth Sandhu"
        assert desktop.window.state.text("briefing/style") == "apa"
        assert desktop.window.theme.dark

    def test_the_house_style_is_kept_with_the_collection(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        desktop.do("preferences")
        dialog = desktop.dialog(PreferencesDialog)
        card = dialog.house
        desktop.write("Northside NHS Trust", card.organisation)
        desktop.press(Qt.Key.Key_Tab, widget=card.organisation)
        desktop.write("#ffb81c", card.colour)
        assert "too light to be read on white" in card.said.text()
        answers.choice = "#7c2855"
        desktop.click("Choose a colour…", dialog)
        assert not card.said.isVisible()
        answers.file = tmp_path / "logo.png"
        Image.new("RGB", (300, 80), "red").save(answers.file)
        desktop.click("Choose a picture…", dialog)
        desktop.settle()
        assert card.logo.pixmap().width() > 0
        desktop.write("Library", card.service)
        desktop.press(Qt.Key.Key_Escape, widget=dialog)  # without leaving the box
        desktop.settle()
        kept = house_style_of(desktop)
        assert (kept.organisation, kept.service) == ("Northside NHS Trust", "Library")
        assert kept.colour == "#7c2855"
        assert kept.logo.startswith(b"\x89PNG")
        desktop.do("preferences")
        again = desktop.dialog(PreferencesDialog).house
        desktop.settle()
        assert again.organisation.text() == "Northside NHS Trust"
        desktop.click("Remove", again)
        desktop.settle()
        assert house_style_of(desktop).logo == b""
        again.window().close()

    def test_a_wrong_picture_or_colour_gets_one_sentence(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        desktop.do("preferences")
        dialog = desktop.dialog(PreferencesDialog)
        answers.file = tmp_path / "logo.png"
        answers.file.write_bytes(b"no picture")
        desktop.click("Choose a picture…", dialog)
        desktop.settle()
        assert dialog.house.said.text().startswith("logo.png is not a PNG or JPEG picture")
        desktop.write("reddish", dialog.house.colour)
        desktop.press(Qt.Key.Key_Tab, widget=dialog.house.colour)
        assert "is not a colour" in dialog.house.said.text()
        desktop.settle()
        assert house_style_of(desktop) == HouseStyle()
        dialog.house.colour.clear()
        dialog.close()

    def test_a_backup_is_made_verified_and_old_ones_go(
        self, desktop: Desktop, answers: Answers, tmp_path: Path
    ) -> None:
        desktop.begin("lesson")
        desktop.write("Kept")
        desktop.do("save")
        answers.file = tmp_path / "safe"
        answers.file.mkdir()
        for n in range(5):
            (answers.file / f"trust 2020-01-0{n + 1} 10.00.00.kmdesk").touch()
        mine = answers.file / "trust before the move.kmdesk"
        mine.touch()
        desktop.do("preferences")
        dialog = desktop.dialog(PreferencesDialog)
        desktop.click("Choose…", dialog)
        desktop.choose("5 newest", dialog.keep)
        desktop.click("Back up now", dialog)
        desktop.settle()
        assert "found sound" in dialog.last.text()
        found = sorted(answers.file.glob("trust 20*.kmdesk"))
        assert len(found) == 5
        assert mine.exists()
        with Collection.open(found[-1], read_only=True) as copy:
            assert copy.search("Kept")
        dialog.reject()

    def test_a_backup_is_made_at_the_end_when_something_was_saved(
        self, desktop: Desktop, path: Path
    ) -> None:
        desktop.window.state.keep("backup/often", "close")
        desktop.reopen()
        assert not (path.parent / "backups").exists()  # nothing to keep yet
        desktop.begin("lesson")
        desktop.write("Kept")
        desktop.do("save")
        desktop.reopen()
        made = list((path.parent / "backups").glob("*.kmdesk"))
        assert len(made) == 1
        desktop.reopen()
        assert list((path.parent / "backups").glob("*.kmdesk")) == made

    def test_the_name_is_asked_for_once(self, desktop: Desktop, answers: Answers) -> None:
        answers.text = "Ruth Sandhu"
        desktop.begin("lesson")
        desktop.write("Signed")
        desktop.do("save")
        assert desktop.view().updated_by == "Ruth Sandhu"
        answers.text = "Somebody Else"
        desktop.begin("lesson")
        desktop.write("Signed too")
        desktop.do("save")
        assert desktop.view().updated_by == "Ruth Sandhu"


class TestBadSettings:
    @pytest.mark.parametrize(
        "data", [b"\x00\xff\xfe garbage", b"not settings at all\n", b"[a\x00b]"]
    )
    def test_unreadable_ones_are_set_aside_in_a_sentence(self, home: Path, data: bytes) -> None:
        home.mkdir(exist_ok=True)
        file = home / "window.ini"
        file.write_bytes(data)
        state = State()
        assert "could not be read" in state.trouble
        assert (home / "window.ini.unreadable").read_bytes() == data
        state.keep("author", "Ruth Sandhu")
        assert state.written()
        assert State().text("author") == "Ruth Sandhu"
        assert not State().trouble

    def test_wrong_types_and_unknown_names_count_as_not_there(self, home: Path) -> None:
        home.mkdir(exist_ok=True)
        text = "[look]\nzoom=nan\ncolours=a, b\n[new]\nthing=1, 2, 3\nkept=yes\n"
        (home / "window.ini").write_text(text)
        state = State()
        assert state.number("look/zoom", 1.0) == 1.0
        assert state.text("look/colours", "system") == "system"
        state.keep("author", "Ruth Sandhu")
        assert state.written()
        assert State().text("new/kept") == "yes"

    def test_a_folder_that_cannot_be_written_does_not_stop_the_start(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        state = State(tmp_path / "file" / "window.ini")
        assert "cannot be" in state.trouble
        state.keep("author", "Ruth Sandhu")
        assert state.text("author") == "Ruth Sandhu"
        assert not state.written()

    def test_the_window_opens_and_says_so(self, desktop: Desktop) -> None:
        desktop.close()
        (paths.data_folder() / "window.ini").write_bytes(b"\x00\xff")
        desktop.reopen()
        said = [label.text() for label in desktop.labels()]
        assert any("could not be read" in text for text in said)


def review(**advice: Any) -> dict[str, Any]:
    line = {"id": "r1", "text": "Name a lead", "owner": "Matron", "due": "2026-01-14", **advice}
    return {"kind": "review", "title": "Ward pilot", "recommendations": [line]}


def add(desktop: Desktop, *documents: dict[str, Any]) -> None:
    """Put documents into the open collection."""
    desktop.window.desk.write(lambda c: c.add(list(documents)), owner=desktop.window)
    desktop.settle()


class TestHome:
    def test_a_late_recommendation_leads_to_its_place(self, desktop: Desktop) -> None:
        add(desktop, review(), review(state="done"), review(due="2999-01-01"))
        desktop.go("home")
        [line] = [one for one in lines(desktop) if one.startswith("Name a lead")]
        assert "Matron, by 14 Jan 2026" in line
        desktop.press_named(line)
        desktop.settle()
        box = desktop.window.focusWidget()
        assert isinstance(box, QWidget)
        items = desktop.window.page.section("recommendations")
        assert items is not None
        assert items.isAncestorOf(box)

    def test_all_of_them_are_a_list(self, desktop: Desktop) -> None:
        add(desktop, *(review() for _ in range(5)))
        desktop.go("home")
        assert len([one for one in lines(desktop) if one.startswith("Name a lead")]) == 3
        desktop.press_named("5 recommendations are past their day")
        desktop.settle()
        assert desktop.window.rail.place.key == "actions"
        assert len(desktop.titles()) == 5

    def test_first_steps_tick_themselves_are_hidden_and_brought_back(
        self, desktop: Desktop, answers: Answers
    ) -> None:
        answers.text = "Ruth Sandhu"

        def state_of(step: str) -> str:
            desktop.go("home")
            return next(one for one in lines(desktop) if step in one).partition(":")[0]

        assert state_of("Give your name") == "To do"
        assert state_of("Write your first") == "To do"
        desktop.begin("evidence-summary")
        desktop.write("Do falls alarms work?")
        desktop.do("save")
        assert state_of("Give your name") == "Done"
        assert state_of("Write your first") == "Done"
        assert state_of("Finish it") == "To do"
        desktop.click("Hide", desktop.window.home)
        desktop.settle()
        assert not [one for one in lines(desktop) if "Finish it" in one]
        desktop.do("welcome")
        assert [one for one in lines(desktop) if "Finish it" in one]


def test_open_recommendations_follow_the_record(path: Path) -> None:
    with Collection.open(path, author="Anna Petrov") as collection:
        [record] = collection.add([review()]).ids
        assert collection.overdue(5)[0] == 1
        collection.trash([record])
        assert collection.overdue(5) == (0, [])
        collection.untrash([record])
        collection.edit(
            record, {"recommendations": [{**review()["recommendations"][0], "state": "done"}]}
        )
        assert collection.overdue(5) == (0, [])
        collection.edit(record, {"recommendations": review()["recommendations"]})
        assert not collection.check(rebuild=True).problems
        assert collection.overdue(5)[1][0].owner == "Matron"
        collection.add([stories.LESSON])
