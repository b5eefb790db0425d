"""The slots of what is chosen once: preferences, house words, the name, the welcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.base import person
from kmdesk.ui import dialogs

if TYPE_CHECKING:
    from kmdesk.ui.window import Window


class SettingsCommands(QObject):
    """Opens the pages where things are chosen, and asks for the name when it is needed."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        for name, slot in {
            "preferences": self.show_preferences,
            "house_words": self.show_house_words,
            "welcome": self.show_welcome,
            "save": self.save,
        }.items():
            window.actions_by_name[name].triggered.connect(slot)

    @Slot()
    def show_preferences(self) -> None:
        """Show the preferences."""
        from kmdesk.ui.preferences import PreferencesDialog

        PreferencesDialog(self._window).open()

    @Slot()
    def show_house_words(self) -> None:
        """Show what the house calls things."""
        from kmdesk.ui.house import HouseDialog

        self._window.session.leave()
        HouseDialog(self._window, self._window.desk, self._window.notice.say).open()

    @Slot()
    def show_welcome(self) -> None:
        """Bring the first steps back to the home page."""
        self._window.state.keep("welcome", "shown")
        self._window.rail.go("home")
        self._window.home.refresh()

    @Slot()
    def save(self) -> None:
        """Save the record; the first time, ask whose name is to stand in it."""
        self.ask_name()
        self._window.session.save()

    def ask_name(self) -> None:
        """Ask for the name once, unless somebody gave one that the PC did not know."""
        state, desk = self._window.state, self._window.desk
        if state.text("author/asked") or state.text("author") != person.login_name():
            return
        state.keep("author/asked", "yes")
        question = "Your name, as it should stand in what you save:"
        if name := dialogs.ask_text(self._window, "Your name", question, desk.author):
            state.keep("author", name)
            desk.sign_as(name)
