"""Everything around a record: tags, links back, files, copies, many records at once."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmdesk.base import clock
from kmdesk.store import attachments
from kmdesk.ui import opened
from kmdesk.ui.editor.attachments import AttachmentsEdit, thumbnail
from kmdesk.ui.editor.tags import TagEdit, matching
from kmdesk.ui.files import as_png
from kmdesk.ui.tags import TagChoice, TagsDialog
from tests.ui import stories
from tests.ui.desktop import Answers, Desktop, fields
from tests.ui.test_trouble import disk_full

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

Filled = Callable[..., list[str]]


def lessons(*tags: list[str]) -> list[dict[str, object]]:
    return [
        {**stories.LESSON, "title": f"Lesson {n}", "tags": some} for n, some in enumerate(tags, 1)
    ]


def test_tags_are_offered_by_use_whatever_capitals_and_accents() -> None:
    used = {"Falls": 3, "falls prevention": 9, "waterfall": 20, "Bébé": 1}
    assert matching("fall", used) == ["falls prevention", "Falls", "waterfall"]
    assert matching("bebe", used) == ["Bébé"]
    assert matching(" ", used) == []


def test_a_tag_is_completed_by_tab_and_typed_by_comma(filled: Filled, desktop_of: Desktop) -> None:
    desktop = desktop_of
    desktop.open("Lesson 1")
    edit = desktop.edit("tags", TagEdit)
    line = edit.target
    line.setFocus()
    QTest.keyClicks(line, "FALLS P")
    desktop.settle()
    assert edit.offered == ["falls prevention"]
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert line.hasFocus()
    QTest.keyClicks(line, "fal")
    desktop.settle()
    QTest.keyClick(line, Qt.Key.Key_Comma)
    QTest.keyClicks(line, "BEDS")
    desktop.settle()
    QTest.keyClick(line, Qt.Key.Key_Comma)
    desktop.do("save")
    assert fields(desktop.view())["tags"] == ["beds", "fal", "falls prevention", "old"]


@pytest.fixture
def desktop_of(filled: Filled, request: pytest.FixtureRequest) -> Desktop:
    """A window on five lessons with tags."""
    filled(*lessons(["old"], ["falls prevention"], ["falls", "beds"], ["fals"], []))
    desktop: Desktop = request.getfixturevalue("desktop")
    desktop.go("lesson")
    return desktop


def tags_in(desktop: Desktop) -> dict[str, int]:
    found: list[dict[str, int]] = []
    desktop.window.desk.read(lambda c: dict(c.all_tags()), found.append, owner=desktop.window)
    desktop.settle()
    return found[0]


def choose_tags(dialog: TagsDialog, *tags: str) -> None:
    dialog.table.clearSelection()
    model = dialog.table.model()
    mode = dialog.table.selectionModel().SelectionFlag
    for line in range(model.rowCount()):
        if model.index(line, 0).data() in tags:
            dialog.table.selectionModel().select(model.index(line, 0), mode.Select | mode.Rows)


def test_tags_are_renamed_merged_and_removed_and_it_is_undone(
    desktop_of: Desktop, answers: Answers
) -> None:
    desktop = desktop_of
    before = tags_in(desktop)
    desktop.do("tags")
    dialog = desktop.dialog(TagsDialog)
    choose_tags(dialog, "falls", "fals", "falls prevention")
    answers.text = "falls"
    desktop.click("Merge…", dialog)
    desktop.settle()
    assert tags_in(desktop) == {"beds": 1, "falls": 3, "old": 1}
    choose_tags(dialog, "old")
    desktop.click("Remove…", dialog)
    desktop.settle()
    assert tags_in(desktop) == {"beds": 1, "falls": 3}
    choose_tags(dialog, "beds")
    answers.text = "bed days"
    desktop.click("Rename…", dialog)
    desktop.settle()
    assert tags_in(desktop) == {"bed days": 1, "falls": 3}
    desktop.window.notice.button.click()
    desktop.settle()
    assert tags_in(desktop) == {"beds": 1, "falls": 3}
    assert set(before) - {"old", "fals", "falls prevention"} == {"beds", "falls"}
    QTest.keyClicks(dialog.filter, "FAL")
    assert dialog.table.model().rowCount() == 1
    choose_tags(dialog, "falls")
    desktop.click("Show the records", dialog)
    desktop.settle()
    assert len(desktop.titles()) == 3


def test_several_records_are_chosen_by_keyboard_and_changed_at_once(
    desktop_of: Desktop, answers: Answers
) -> None:
    desktop = desktop_of
    view, bar = desktop.window.list.view, desktop.window.commands.bulk.bar
    desktop.open("Lesson 5")
    assert not bar.isVisible()
    view.setFocus()
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
        desktop.settle()
    assert bar.isVisible()
    chosen = desktop.window.current_ids()
    assert len(chosen) == 3
    trash = bar._buttons["trash"]
    desktop.settle()
    assert bar.rect().contains(trash.mapTo(bar, trash.rect().bottomRight()))
    assert bar._flow.rect().contains(trash.geometry())
    desktop.do("tag_records")
    dialog = desktop.dialog(TagChoice)
    QTest.keyClicks(dialog.add.target, "night")
    desktop.click("Change the tags", dialog)
    desktop.settle()
    assert tags_in(desktop)["night"] == 3
    assert set(desktop.window.current_ids()) == set(chosen), "the choice outlives the change"
    answers.choice = "Checked"
    desktop.do("set_status")
    assert [desktop.saved(i).document["status"] for i in chosen] == ["checked"] * 3
    desktop.do("review_again")
    day = desktop.saved(chosen[0]).document["review_by"]
    assert dt.date.fromisoformat(day) - clock.today() > dt.timedelta(days=330)
    desktop.do("trash")
    assert len(desktop.titles()) == 2
    desktop.window.notice.button.click()
    desktop.settle()
    assert len(desktop.titles()) == 5


def test_a_click_with_ctrl_chooses_another_and_choose_none_ends_it(desktop_of: Desktop) -> None:
    desktop = desktop_of
    view = desktop.window.list.view
    desktop.open("Lesson 5")
    for place in (2, 4):
        index = view.model().index(place, 0)
        view.scrollTo(index)
        where = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, CTRL, where)
        desktop.settle()
    assert len(desktop.window.list.selected) == 3
    desktop.click("Choose none")
    assert len(desktop.window.list.selected) <= 1
    assert not desktop.window.commands.bulk.bar.isVisible()


def test_those_that_may_not_be_checked_are_listed(
    filled: Filled, answers: Answers, request: pytest.FixtureRequest
) -> None:
    [ours, theirs] = filled(
        {"kind": "review", "title": "Ours"},
        {"kind": "review", "title": "Theirs", "checked_by": "James Osei"},
    )
    desktop: Desktop = request.getfixturevalue("desktop")
    desktop.window.desk.sign_as("Anna Petrov")
    desktop.window.desk.write(lambda c: c.edit(ours, {"work": "A ward."}), owner=desktop.window)
    desktop.go("review")
    desktop.open("Ours")
    desktop.window.list.choose([ours, theirs])
    answers.choice = "Checked"
    desktop.do("set_status")
    desktop.settle()
    assert "Anna Petrov wrote it" in answers.told[0]
    assert desktop.saved(theirs).document["status"] == "checked"


def test_who_wrote_it_is_told_and_the_text_stays(desktop: Desktop) -> None:
    desktop.window.desk.sign_as("Anna Petrov")
    desktop.begin("review")
    desktop.write("A retrospect")
    desktop.window.page._pills["status"].choose("checked")
    desktop.do("save")
    assert "Anna Petrov wrote it" in desktop.window.notice.text.text()
    assert desktop.window.page.title.toPlainText() == "A retrospect"
    desktop.write("James Osei", desktop.field("checked_by"))
    desktop.do("save")
    assert desktop.view().document["status"] == "checked"
    desktop.write("Other words", desktop.field("summary"))
    desktop.do("save")
    assert "after it was checked" in desktop.window.notice.text.text()
    desktop.window.notice.button.click()
    desktop.settle()
    assert desktop.view().document.get("status", "draft") == "draft"


def test_links_are_seen_from_both_ends_and_opened(
    filled: Filled, request: pytest.FixtureRequest
) -> None:
    [target] = filled({**stories.LESSON, "title": "The target"})
    link = {"record": target, "relation": "supports"}
    gone = {"record": "0" * 26, "relation": "related"}
    filled({**stories.LESSON, "title": "The one that links", "links": [link, gone]})
    desktop: Desktop = request.getfixturevalue("desktop")
    desktop.go("lesson")
    desktop.open("The target")
    [line] = [name for name in desktop.buttons() if name.startswith("Supported by")]
    assert "The one that links" in line
    desktop.press_named(line)
    desktop.settle()
    assert desktop.view().title == "The one that links"
    desktop.field("links")
    desktop.settle()
    names = desktop.buttons()
    assert any("not in this collection" in name for name in names)
    [opens] = [n for n in names if n.startswith("Open ") and "The target" in n]
    desktop.press_named(opens)
    desktop.settle()
    assert desktop.view().title == "The target"


def test_files_come_by_picker_into_a_record_that_was_never_saved(
    desktop: Desktop, answers: Answers, tmp_path: Path
) -> None:
    good, gone = tmp_path / "plan.txt", tmp_path / "gone.txt"
    good.write_text("the plan")
    answers.files = [good, gone]
    desktop.begin("lesson")
    desktop.write("With a file")
    desktop.do("attach")
    said = desktop.window.notice.text.text()
    assert "plan.txt is kept with the record" in said
    assert "gone.txt cannot be read" in said
    desktop.do("save")
    [entry] = fields(desktop.view())["attachments"]
    assert (entry["name"], entry["size"]) == ("plan.txt", 8)
    desktop.press_named("Remove: plan.txt")
    desktop.do("save")
    assert "attachments" not in fields(desktop.view())


def test_a_full_disk_while_a_file_is_added_costs_nothing(
    desktop: Desktop, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("the plan")
    answers.files = [file]
    desktop.begin("lesson")
    desktop.write("With a file")
    with monkeypatch.context() as full:
        full.setattr(attachments, "put", disk_full)
        desktop.do("attach")
    said = desktop.window.notice.text.text()
    assert "disk is full" in said
    assert desktop.window.page.title.toPlainText() == "With a file"
    desktop.do("attach")
    desktop.do("save")
    [entry] = fields(desktop.view())["attachments"]
    assert entry["name"] == "plan.txt"


def test_a_picture_is_pasted_and_shown_small(desktop: Desktop) -> None:
    desktop.begin("lesson")
    desktop.write("With a picture")
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.blue)
    QGuiApplication.clipboard().setImage(picture)
    desktop.do("paste_files")
    [row] = desktop.edit("attachments", AttachmentsEdit).rows
    desktop.settle()
    assert str(row.attachment["name"]).startswith("Screenshot ")
    assert row.picture.pixmap().toImage().pixelColor(24, 12) == QColor(Qt.GlobalColor.blue)
    QGuiApplication.clipboard().clear()
    desktop.do("paste_files")
    assert "no file and no picture" in desktop.window.notice.text.text()


def test_files_are_dropped_on_the_page_and_opened(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: Answers
) -> None:
    file = tmp_path / "results.csv"
    file.write_text("a,b")
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ")
    desktop.begin("lesson")
    desktop.write("Dropped on")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(program))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    nothing = Qt.KeyboardModifier.NoModifier
    page = desktop.window.page.viewport()
    entering = QDragEnterEvent(QPointF(9, 9), *how, nothing)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), *how, nothing))
    desktop.settle()
    shown: list[Path] = []
    monkeypatch.setattr(desktop.window.commands, "open_path", shown.append)
    desktop.press_named("Open: results.csv")
    desktop.settle()
    [path] = shown
    assert path.read_text() == "a,b"
    assert path.stat().st_mode & 0o777 == 0o400
    desktop.press_named("Open: setup.exe")
    assert "does not open it" in desktop.window.notice.text.text()
    answers.file = tmp_path / "copy.csv"
    desktop.press_named("Save a copy: results.csv")
    desktop.settle()
    assert answers.file.read_text() == "a,b"
    opened.clear()
    assert not path.exists()


def test_names_of_files_are_made_safe() -> None:
    assert opened.safe_name("..\\a/b:c\u202egpj.exe") == "_a_b_c_gpj.exe"
    assert opened.safe_name(" . ") == "file"
    assert len(opened.safe_name("x" * 500 + ".pdf")) < 130
    assert opened.runs("Setup.EXE. ")
    assert not opened.runs("plan.pdf")


def test_what_is_no_picture_has_none() -> None:
    assert thumbnail(b"no picture").isNull()
    assert (
        max(thumbnail(as_png(QImage(9, 4_000, QImage.Format.Format_Mono))).size().toTuple()) == 48
    )


def test_a_copy_keeps_the_structure_and_drops_the_occasion(
    filled: Filled, request: pytest.FixtureRequest
) -> None:
    [original] = filled(stories.SUMMARY)
    desktop: Desktop = request.getfixturevalue("desktop")
    desktop.go("evidence-summary")
    desktop.open(str(stories.SUMMARY["title"]))
    desktop.do("duplicate")
    title = desktop.window.page.title
    assert title.textCursor().selectedText() == f"{stories.SUMMARY['title']} (copy)"
    desktop.write("Do loss limits help?")
    desktop.do("save")
    made, was = fields(desktop.view()), desktop.saved(original).document
    assert made["title"] == "Do loss limits help?"
    assert made["status"] == "draft"
    assert not {"searched_on", "evidence_to", "review_by", "checked_by"} & made.keys()
    assert [s["database"] for s in made["searches"]] == [s["database"] for s in was["searches"]]
    assert not any("hits" in search for search in made["searches"])
    assert {f["id"] for f in made["findings"]}.isdisjoint(f["id"] for f in was["findings"])
    assert [(k["record"], k["relation"]) for k in made["links"]] == [(original, "based-on")]
    assert made["question"] == was["question"]
