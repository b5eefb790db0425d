"""Erasing for good in the window: by keyboard, after it was shown what goes and what stays."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from kmdesk.exchange import preview, read
from kmdesk.ui.erasing_dialog import EraseDialog
from kmdesk.ui.exchange_dialogs import ImportDialog
from kmdesk.ui.history import HistoryDialog
from kmdesk.ui.learning_dialogs import WithdrawDialog
from tests.gallery import erased
from tests.ui import stories
from tests.ui.desktop import Desktop
from tests.ui.test_learning import ask, rows

TITLE = str(stories.CASE_STUDY["title"])
GONE = erased.QUOTE["text"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A collection in which one person is named in many places."""
    path = tmp_path / "trust.kmdesk"
    erased.fill_erasable(path)
    return path


@pytest.fixture
def record(desktop: Desktop) -> str:
    """The record in which the person is quoted, on the page."""
    found: list[str] = []
    ask(desktop, lambda c: found.append(erased.case_study(c)))
    desktop.window.open_record(found[0])
    desktop.settle()
    return found[0]


def said(within: QWidget) -> str:
    """Return all that labels say."""
    return " ".join(one.text() for one in within.findChildren(QLabel) if not one.isHidden())


def tick(desktop: Desktop, dialog: EraseDialog, start: str) -> None:
    """Go to a part by keyboard and tick it."""
    dialog.parts.setFocus()
    dialog.parts.setCurrentRow(0)
    for _ in range(dialog.parts.count()):
        item = dialog.parts.currentItem()
        if item is not None and item.text().startswith(start):
            break
        desktop.press(Qt.Key.Key_Down, widget=dialog.parts)
    desktop.press(Qt.Key.Key_Space, widget=dialog.parts)
    desktop.settle()


def confirm(desktop: Desktop, dialog: EraseDialog) -> None:
    """Give the reason, confirm and erase."""
    desktop.write(erased.REASON, dialog.reason)
    assert not dialog.go.isEnabled()
    desktop.write("erase", dialog.confirm)
    desktop.settle()
    assert dialog.go.isEnabled(), dialog.hint.text()
    desktop.come_back(dialog)
    desktop.press(Qt.Key.Key_Space, widget=dialog.go)
    desktop.settle()


def test_a_part_goes_after_it_was_shown_what_that_takes(
    desktop: Desktop, record: str, path: Path
) -> None:
    desktop.shortcut("Ctrl+Shift+Del")
    dialog = desktop.dialog(EraseDialog)
    assert not dialog.go.isEnabled()
    assert "Nothing is chosen" in said(dialog)
    tick(desktop, dialog, "Quote:")
    text = said(dialog)
    assert "3 versions lose their text" in text
    assert "2 backups still hold it" in text
    assert "Say why" in text
    confirm(desktop, dialog)
    assert "quotes" not in desktop.saved(record).document
    assert "quotes" not in desktop.window.page.fields()
    assert GONE.encode() not in path.read_bytes()
    notice = said(desktop.window)
    assert "Erased for good from 1 record. 2 backups still hold it." in notice
    desktop.do("history")
    history = desktop.dialog(HistoryDialog)
    history.view.setCurrentIndex(history.view.model().index(1, 0))
    desktop.settle()
    assert erased.REASON in history.difference.text.toPlainText()
    history.close()


def test_other_places_are_found_and_go_too(desktop: Desktop, record: str, path: Path) -> None:
    desktop.do("erase")
    dialog = desktop.dialog(EraseDialog)
    tick(desktop, dialog, "Quote:")
    desktop.write("zebedee whitlock", dialog.words)
    desktop.press(Qt.Key.Key_Return, widget=dialog.words)
    desktop.settle()
    texts = [dialog.found.item(n).text() for n in range(dialog.found.count())]
    assert [any(word in text for text in texts) for word in ("Ask early", "a tag", "search")] == [
        True,
        True,
        True,
    ]
    assert len(dialog.also) == len(texts) - 1
    confirm(desktop, dialog)
    found = desktop.search("[erased] said")
    assert found == ["Ask early"]
    left: list[object] = []
    ask(desktop, lambda c: left.extend(one.place for one in c.occurrences("zebedee")))
    assert left == ["tag"]


def test_a_whole_record_goes_from_the_page_and_the_list(
    desktop: Desktop, record: str, path: Path
) -> None:
    desktop.go("all")
    before = desktop.titles().count(TITLE)
    desktop.do("erase")
    dialog = desktop.dialog(EraseDialog)
    tick(desktop, dialog, "The whole record")
    assert "headers too" in said(dialog)
    confirm(desktop, dialog)
    assert desktop.titles().count(TITLE) == before - 1
    assert desktop.window.session.view is None
    assert GONE.encode() not in path.read_bytes()


def test_cancelling_changes_nothing(desktop: Desktop, record: str) -> None:
    before = desktop.saved(record)
    desktop.do("erase")
    dialog = desktop.dialog(EraseDialog)
    tick(desktop, dialog, "Quote:")
    desktop.write(erased.REASON, dialog.reason)
    desktop.write("erase", dialog.confirm)
    desktop.press(Qt.Key.Key_Escape, widget=dialog)
    desktop.settle()
    assert desktop.saved(record) == before


def test_a_reason_that_repeats_the_words_is_refused(desktop: Desktop, record: str) -> None:
    desktop.do("erase")
    dialog = desktop.dialog(EraseDialog)
    tick(desktop, dialog, "Quote:")
    desktop.write(f"{erased.NAME} asked", dialog.reason)
    desktop.write("erase", dialog.confirm)
    desktop.settle()
    desktop.press(Qt.Key.Key_Space, widget=dialog.go)
    desktop.settle()
    assert "repeats what is to be erased" in said(desktop.window)
    assert "quotes" in desktop.saved(record).document


def test_a_withdrawn_quote_offers_to_erase_it_from_the_history(
    desktop: Desktop, record: str, path: Path
) -> None:
    rows(desktop, "quotes")[0].target.setFocus()
    desktop.shortcut("Ctrl+Shift+W")
    withdrawal = desktop.dialog(WithdrawDialog)
    desktop.come_back(withdrawal)
    desktop.click("Withdraw consent", withdrawal)
    desktop.settle()
    assert GONE.encode() in path.read_bytes() + Path(f"{path}-wal").read_bytes()
    desktop.click("Erase them from the history too…")
    dialog = desktop.dialog(EraseDialog)
    assert dialog.keep.isChecked()
    assert dialog.wish is not None
    assert dialog.wish.paths == ("quotes/q1",)
    confirm(desktop, dialog)
    [quote] = desktop.saved(record).document["quotes"]
    assert quote.keys() == {"id", "consent", "withdrawn_on"}
    assert GONE.encode() not in path.read_bytes()


def test_an_import_says_first_what_it_erases(
    desktop: Desktop, record: str, path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "northside.kmx"
    erased.write_erasing_file(path, file)
    incoming = read(file)

    window = desktop.window
    window.desk.read(
        lambda c: (incoming, preview(c, incoming)),
        window.commands.exchange._show_preview,
        owner=window,
    )
    dialog = desktop.dialog(ImportDialog)
    text = said(dialog)
    assert "erases something for good from 2 records" in text
    assert erased.REASON in text
    assert "Erased for good: 1" in text
    desktop.come_back(dialog)
    desktop.click("Import", dialog)
    desktop.settle()
    assert "quotes" not in desktop.saved(record).document
    assert GONE.encode() not in path.read_bytes()


def test_a_paper_that_is_ticked_is_named_in_what_that_takes(
    desktop: Desktop, record: str, path: Path
) -> None:
    desktop.window.desk.write(lambda c: erased.issue_paper(c, record), owner=desktop.window)
    desktop.settle()
    desktop.do("erase")
    dialog = desktop.dialog(EraseDialog)
    tick(desktop, dialog, "Quote:")
    before = dialog.meaning.text()
    assert "Sepsis" not in before
    [paper] = [
        item
        for item in (dialog.found.item(n) for n in range(dialog.found.count()))
        if item.text().endswith(".pdf")
    ]
    dialog.found.setFocus()
    dialog.found.setCurrentItem(paper)
    desktop.press(Qt.Key.Key_Space, widget=dialog.found)
    desktop.settle()
    [ticked] = dialog.also
    assert ticked.excerpt in dialog.meaning.text()
    assert dialog.meaning.text().startswith(before)
    assert "1 file elsewhere" in dialog.meaning.text()
    desktop.write("zebedee whitlock", dialog.words)
    desktop.press(Qt.Key.Key_Return, widget=dialog.words)
    desktop.settle()
    assert ticked in dialog.also
    assert "other places lose the words" in dialog.meaning.text()
    dialog.reject()
