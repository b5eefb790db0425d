"""House words: the page where an organisation says what it calls kinds of record and terms."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLineEdit,
    QWidget,
)

from kmdesk.base.errors import UserError
from kmdesk.base.files import write_bytes
from kmdesk.models import house
from kmdesk.models.house import HouseWord, Term
from kmdesk.ui import dialogs
from kmdesk.ui.desk import Desk
from kmdesk.ui.widgets import ScrollPage, button, column, label, quiet_button, row, scrolled

FILTER = "House words (*.json)"

GUIDANCE = (
    "What you call these appears everywhere at once: in this window, in guidance and in briefings. "
    "Records and files keep their own names, so colleagues elsewhere still understand them."
)


class WordLine:
    """The boxes of one term: for one, for several, and back to the standard word."""

    def __init__(self, term: Term, word: HouseWord | None) -> None:
        self.term = term
        self.one = _box(term.one, "one", term.one)
        self.many = None if term.whole else _box(term.one, "several", term.many)
        self.reset = quiet_button("↺", f"Standard word for {term.one}")
        self.reset.clicked.connect(self.put_back)
        for box in filter(None, (self.one, self.many)):
            box.textChanged.connect(self._tell)
        self.show_word(word)

    def show_word(self, word: HouseWord | None) -> None:
        """Show a word of the house, or the standard one."""
        self.one.setText(word.one if word else self.term.one)
        if self.many is not None:
            self.many.setText(word.many if word else self.term.many)
        self._tell()

    def put_back(self) -> None:
        """Show the standard word."""
        self.show_word(None)
        self.one.setFocus()

    def word(self) -> HouseWord:
        """Return what was typed."""
        return HouseWord(self.one.text(), (self.many or self.one).text())

    def _tell(self) -> None:
        own = self.word() != HouseWord(self.term.one, self.term.many)
        self.reset.setEnabled(own)


class HouseDialog(QDialog):
    """Asks for the words of the house, and puts them in force."""

    def __init__(self, parent: QWidget, desk: Desk, say: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("House words")
        self.resize(680, 600)
        self._desk = desk
        self._say = say
        self.lines: dict[str, WordLine] = {}
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self._lay_out()
        desk.read(lambda c: c.house_words(), self._show, owner=self)

    def _lay_out(self) -> None:
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("House words", "head"))
        lines.addWidget(label(GUIDANCE, "small", wrap=True))
        page = ScrollPage()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        lines.addWidget(scrolled(page), 1)
        lines.addWidget(self.problem)
        foot = row()
        foot.addWidget(button("All standard words", "", self.reset_all))
        foot.addWidget(button("From a file…", "", self.read_file))
        foot.addWidget(button("To a file…", "", self.write_file))
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Use these words", "primary", self.accept)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        foot.addWidget(self.go)
        lines.addLayout(foot)

    def _show(self, words: dict[str, HouseWord]) -> None:
        for group, terms in groupby(house.terms().values(), key=lambda term: term.group):
            self._add_heading(group)
            for term in terms:
                self._add(WordLine(term, words.get(term.name)))
        self.go.setEnabled(not self._desk.read_only)
        next(iter(self.lines.values())).one.setFocus()

    def _add_heading(self, group: str) -> None:
        place = self._grid.rowCount()
        heading = label(group, "section")
        heading.setContentsMargins(0, 8 if place > 1 else 0, 0, 0)
        self._grid.addWidget(heading, place, 0, 1, 4)

    def _add(self, line: WordLine) -> None:
        place = self._grid.rowCount()
        caption = label(line.term.one, "label")
        caption.setBuddy(line.one)
        self._grid.addWidget(caption, place, 0)
        self._grid.addWidget(line.one, place, 1, 1, 1 if line.many else 2)
        if line.many:
            self._grid.addWidget(line.many, place, 2)
        self._grid.addWidget(line.reset, place, 3)
        self.lines[line.term.name] = line

    def words(self) -> dict[str, HouseWord]:
        """Return what was typed, tidied.

        Raises:
            UserError: a word is not good.
        """
        return house.checked({name: line.word() for name, line in self.lines.items()})

    @Slot()
    def reset_all(self) -> None:
        """Show the standard words."""
        for line in self.lines.values():
            line.show_word(None)

    @Slot()
    def read_file(self) -> None:
        """Show the words that another house handed out."""
        path = dialogs.open_file(self, "House words from a file", Path.home(), FILTER)
        if path is None:
            return
        try:
            words = house.from_file(_read(path))
        except UserError as error:
            self._tell(str(error))
            return
        for name, line in self.lines.items():
            line.show_word(words.get(name))
        self._tell(f"{path.name} was read. Use these words puts them in force.")

    @Slot()
    def write_file(self) -> None:
        """Write the words to a file for another house."""
        try:
            data = house.to_file(self.words())
            suggestion = Path.home() / "house-words.json"
            path = dialogs.save_file(self, "House words to a file", suggestion, FILTER)
            if path is not None:
                write_bytes(path, data)
                self._tell(f"{path.name} was written.")
        except UserError as error:
            self._tell(str(error))

    def accept(self) -> None:
        """Keep the words in the collection and put them in force."""
        try:
            words = self.words()
        except UserError as error:
            self._tell(str(error))
            return
        desk, say = self._desk, self._say

        def done(_changes: object) -> None:
            desk.speak(words)
            say("Your words are used from now on." if words else "The standard words are used.")

        desk.write(lambda c: c.put_house_words(words), done, owner=desk)
        super().accept()

    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.show()


def _box(term: str, number: str, standard: str) -> QLineEdit:
    box = QLineEdit()
    box.setAccessibleName(f"{term}: {number}")
    box.setPlaceholderText(standard)
    return box


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()[:1_000_000]
    except OSError as error:
        raise UserError(f"{path.name} cannot be read; nothing was changed.") from error
