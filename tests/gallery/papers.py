"""The composer: empty, full, narrow, without its preview, and while a text is shortened."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kmdesk.store.collection import Collection
from kmdesk.ui.composer.part_row import PartRow
from kmdesk.ui.composer.parts import PartsEdit
from kmdesk.ui.window import Window

SHORT = "Offer limit-setting as one part of support; whether it reduces harm is uncertain."


def fill_papers(path: Path) -> None:
    """Make a collection with the sample, whose briefing has a text that changed since."""
    from tests.gallery.screens import crowd

    crowd(path)
    with Collection.open(path, author="Anna Petrov") as collection:
        view = next(hit.row for hit in collection.search("", kind="briefing"))
        parts = collection.get(view.id).document["parts"]
        record = collection.get(parts[0]["record"]).document
        message = record["key_messages"][0]
        parts[0]["shortened"] = [
            {"path": "bottom_line", "text": SHORT, "original": record["bottom_line"]},
            {
                "path": f"key_messages/{message['id']}/text",
                "text": "More play, more harm.",
                "original": f"{message['text']} Nobody knows why.",
            },
        ]
        parts[0]["left_out"] = ["question"]
        collection.edit(view.id, {"parts": parts})


def composer(window: Window) -> None:
    """Show a briefing with its paper beside it."""
    window.rail.go("briefing")
    _settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))
    _arrive(window)
    _show_preview(window, shown=True)


def composer_empty(window: Window) -> None:
    """Show a briefing that is being begun."""
    window.begin("briefing")
    _settle(window)
    _show_preview(window, shown=True)
    section = window.page.section("parts")
    if section:
        section.unfold(focus=True)


def composer_hidden(window: Window) -> None:
    """Show a briefing without its preview."""
    composer(window)
    _show_preview(window, shown=False)


def composer_over(window: Window) -> None:
    """Show the paper in a narrow window, in place of the page."""
    composer(window)
    window.resize(960, 540)
    _settle(window)
    _show_preview(window, shown=True)
    _arrive(window)


def composer_short(window: Window) -> None:
    """Show a text while it is shortened, and one that has changed since."""
    composer(window)
    edit = _outline(window)
    row = edit.rows[0]
    if not isinstance(row, PartRow):
        raise TypeError("the outline has no records")
    row.show_details(True)
    _settle(window)
    row.lines[0].texts[0].show_editor(True)
    messages = next(line for line in row.lines if line.field.name == "key_messages")
    messages.show_texts(True)
    messages.texts[0].show_editor(True)
    _arrive(window)
    section = window.page.section("parts")
    if section:
        window.page.verticalScrollBar().setValue(section.y() - 16)


def composer_long(window: Window) -> None:
    """Show what is said of a paper that is too long."""
    composer(window)
    window.page.put({"template": "one-page-brief"})
    _arrive(window)
    section = window.page.section("parts")
    if section:
        window.page.verticalScrollBar().setValue(section.y() - 16)


def _outline(window: Window) -> PartsEdit:
    section = window.page.section("parts")
    edit = section.form.edits["parts"] if section and section.form else None
    if not isinstance(edit, PartsEdit):
        raise TypeError("no briefing is on the page")
    return edit


def _show_preview(window: Window, *, shown: bool) -> None:
    found = window.composer
    if found is not None and found.shows_paper != shown:
        window.actions_by_name["preview"].trigger()
    _arrive(window)


def _arrive(window: Window) -> None:
    """Wait for the picture of what stands on the page."""
    _settle(window)
    deadline = QDeadlineTimer(15_000)
    while window.composer and not window.composer.is_current and not deadline.hasExpired():
        QTest.qWait(20)
    _settle(window)


def _settle(window: Window) -> None:
    from tests.gallery.screens import settle

    settle(window)


SCREENS: dict[str, Callable[[Window], QWidget | None]] = {
    "composer": composer,
    "composer-empty": composer_empty,
    "composer-hidden": composer_hidden,
    "composer-over": composer_over,
    "composer-short": composer_short,
    "composer-long": composer_long,
}
