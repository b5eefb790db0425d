"""Preferences of one user on one PC; each takes effect as soon as it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QVBoxLayout,
)

from kmdesk.ui import backups, dialogs, words
from kmdesk.ui.actions import SCHEMES
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.house_style import HouseStyleCard, form_card, form_line
from kmdesk.ui.widgets import ScrollPage, button, column, label, row, scrolled

if TYPE_CHECKING:
    from kmdesk.ui.window import Window

SIZES = {0.8: "Small", 1.0: "Usual", 1.25: "Large", 1.5: "Larger", 2.0: "Twice the usual"}
STYLES = {"vancouver": "Vancouver", "apa": "APA", "harvard": "Harvard (Cite Them Right)"}
FORMATS = {"pdf": "PDF", "html": "Web page", "docx": "Word"}
OFTEN = {
    "close": "Each time kmdesk is closed",
    "day": "Once a day",
    "week": "Once a week",
    "never": "Only when I ask",
}
KEEPS = (5, 10, 20, 50)

PERSON = {
    "author": ("Your name", "Written into what you save"),
    "person/role": ("Role", "Such as knowledge specialist"),
}


class PreferencesDialog(QDialog):
    """One page: you, looks, briefings, the house, backups."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Preferences")
        self.resize(620, 640)
        self._window = window
        self._state = window.state
        self._lay_out()
        self._show_last()
        self.boxes["author"].setFocus()

    def _lay_out(self) -> None:
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("Preferences", "head"))
        text = "For you, on this PC. What you choose holds at once."
        lines.addWidget(label(text, "small", wrap=True))
        page = ScrollPage()
        cards = column(page, gap=12)
        cards.setContentsMargins(0, 0, 8, 0)
        self._add_person(cards)
        self._add_looks(cards)
        self._add_briefings(cards)
        self.house = HouseStyleCard(self, self._window.desk)
        cards.addWidget(self.house)
        self._add_backups(cards)
        cards.addStretch()
        lines.addWidget(scrolled(page), 1)
        foot = row()
        foot.addStretch()
        close = button("Close", "primary", self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        lines.addLayout(foot)

    def _add_person(self, cards: QVBoxLayout) -> None:
        form = form_card(cards, "You")
        self.boxes: dict[str, QLineEdit] = {}
        for key, (caption, guidance) in PERSON.items():
            box = self.boxes[key] = QLineEdit(self._state.text(key))
            box.setMaxLength(200)
            box.setPlaceholderText(guidance)
            box.setProperty("key", key)
            box.textEdited.connect(self._on_person)
            form_line(form, caption, box)

    def _add_looks(self, cards: QVBoxLayout) -> None:
        form = form_card(cards, "Looks")
        theme = self._window.theme
        self.text_size = _combo(SIZES, min(SIZES, key=lambda size: abs(size - theme.zoom)))
        self.text_size.activated.connect(self._on_size)
        form_line(form, "Text size", self.text_size)
        plain: dict[str, str] = {
            choice: text.replace("&", "") for choice, (text, _key) in SCHEMES.items()
        }
        self.colours = _combo(plain, theme.choice)
        self.colours.activated.connect(self._on_colours)
        form_line(form, "Colours", self.colours)

    def _add_briefings(self, cards: QVBoxLayout) -> None:
        form = form_card(cards, "Briefings")
        self.style_of_references = self._kept(STYLES, "briefing/style", "vancouver")
        form_line(form, "References", self.style_of_references)
        self.format = self._kept(FORMATS, "briefing/format", "pdf")
        form_line(form, "Usual format", self.format)

    def _add_backups(self, cards: QVBoxLayout) -> None:
        form = form_card(cards, "Backups")
        plan = backups.plan_of(self._state)
        self.often = self._kept(OFTEN, "backup/often", plan.often)
        form_line(form, "Make one", self.often)
        self.folder = QLineEdit(str(plan.folder or ""))
        self.folder.setPlaceholderText("A folder beside the collection")
        self.folder.textEdited.connect(self._on_folder)
        choose = button("Choose…", "", self.choose_folder)
        choose.setAccessibleName("Choose a folder for backups")
        form_line(form, "In", self.folder, choose)
        self.keep = self._kept({str(n): f"{n} newest" for n in KEEPS}, "backup/keep", "10")
        form_line(form, "Keep", self.keep)
        self.last = label("", "small", wrap=True)
        form.addRow(self.last)
        self.now = button("Back up now", "", self.back_up_now)
        self.now.setEnabled(self._window.desk.is_open)
        form.addRow(self.now)

    def _kept(self, choices: dict[str, str], key: str, usual: str) -> Combo:
        """Return a list of choices that keeps what is chosen under a key."""
        made = _combo(choices, self._state.text(key, usual))
        made.activated.connect(lambda _place: self._state.keep(key, made.currentData()))
        return made

    @Slot(str)
    def _on_person(self, text: str) -> None:
        key = self.sender().property("key")
        self._state.keep(key, " ".join(text.split()))
        if key == "author":
            self._state.keep("author/asked", "yes")
            self._window.desk.sign_as(self._state.text("author"))

    @Slot()
    def _on_size(self) -> None:
        theme = self._window.theme
        theme.magnify(self.text_size.currentData() / theme.zoom)

    @Slot()
    def _on_colours(self) -> None:
        choice = self.colours.currentData()
        self._window.actions_by_name.schemes[choice].setChecked(True)
        self._window.theme.choose(choice)

    @Slot()
    def _on_folder(self) -> None:
        self._state.keep("backup/folder", self.folder.text().strip())
        self._show_last()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for the folder of backups."""
        here = Path(self.folder.text()) if self.folder.text() else Path.home()
        if found := dialogs.choose_folder(self, "Where backups are kept", here):
            self.folder.setText(str(found))
            self._on_folder()

    @Slot()
    def back_up_now(self) -> None:
        """Make a backup where the others are."""
        self._window.session.leave()
        self.now.setEnabled(False)
        self.last.setText("Making a backup…")
        self._window.backups.make_now(self._after_backup, self._tell_failed, owner=self)

    def _after_backup(self, _path: Path | None) -> None:
        self.now.setEnabled(True)
        self._show_last()

    def _tell_failed(self, sentence: str) -> None:
        self.now.setEnabled(True)
        self.last.setText(sentence)

    def _show_last(self) -> None:
        path = self._window.desk.path
        last = backups.last_made(path, backups.plan_of(self._state)) if path else None
        if last is None:
            self.last.setText("There is no backup in that folder yet.")
            return
        when = f"{words.day(last.time.date().isoformat())}, {last.time:%H:%M}"
        self.last.setText(f"Last backup: {when}, read back and found sound ({last.path.name}).")

    def done(self, result: int) -> None:
        """Write what was chosen, and say when that cannot be."""
        self.house.keep()
        if not self._state.written():
            self._window.notice.say(
                "Your preferences could not be written, so they hold until kmdesk is closed."
            )
        self._window.home.refresh()
        super().done(result)


def _combo(choices: Mapping[float, str] | Mapping[str, str], chosen: object) -> Combo:
    made = Combo()
    made.setMinimumContentsLength(22)
    for value, text in choices.items():
        made.addItem(text, value)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    return made
