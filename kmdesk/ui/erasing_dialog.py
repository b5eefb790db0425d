"""What is asked before something is erased for good, and what it would take is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.models.erasure import LONGEST_REASON, covers
from kmdesk.models.saying import say
from kmdesk.store.views import ErasePlan, Occurrence, Part, RecordView, Wish
from kmdesk.ui import words
from kmdesk.ui.exchange_dialogs import TickDelegate
from kmdesk.ui.widgets import Tick, button, column, label, row, scrolled

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.desk import Desk
    from kmdesk.ui.workers import Job

CONFIRMATION = "erase"
"""What has to be typed before anything is erased."""

SHORTEST = 3
MOST_BACKUPS = 4
"""Backups named one by one; more are counted."""

_FRAME = 40
"""Pixels left for the frame of the dialog on a small screen."""

_PATH = Qt.ItemDataRole.UserRole
_PLACES = {
    "text": "",
    "earlier": "earlier versions",
    "tag": "a tag, which goes only with the whole record",
    "file": "a file",
    "draft": "unsaved text",
    "setting": "a kept search or another setting",
    "log": "the log of files",
}


@dataclass(frozen=True)
class Chosen:
    """What somebody agreed to erase.

    Attributes:
        also: places beside the record, each with the wish that takes the words from it, if any.
        words: that were looked for.
    """

    wishes: tuple[Wish, ...]
    also: tuple[Occurrence, ...]
    words: str
    reason: str


class EraseDialog(QDialog):
    """Asks what to erase from a record, shows what that takes, and has it confirmed.

    Signals:
        agreed: the `Chosen`.
        folder_wanted: a folder with backups is to be shown.
    """

    agreed = Signal(object)
    folder_wanted = Signal(Path)

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        view: RecordView,
        parts: Sequence[Part],
        backups: Path | None,
        chosen: str = "",
    ) -> None:
        """Ask about a record.

        Args:
            parent: the window.
            desk: where the record is.
            view: the record.
            parts: what can be erased of it.
            backups: the folder of backups, None for the usual one.
            chosen: the path of a part that is ticked at first, keeping what stands there today.
        """
        super().__init__(parent)
        self._desk = desk
        self._view = view
        self._backups = backups
        self._asked: Job | None = None
        self._found: list[Occurrence] = []
        self._plan: ErasePlan | None = None
        self._refused = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Erase for good")
        self.resize(760, min(720, self.screen().availableGeometry().height() - _FRAME))
        outer = column(self, gap=12, margin=24)
        outer.addLayout(self._head())
        page = QWidget()
        page.setProperty("role", "page")
        lines = column(page, gap=12)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.addLayout(self._parts(parts))
        lines.addLayout(self._elsewhere())
        lines.addWidget(self._meaning())
        lines.addLayout(self._reason())
        lines.addStretch()
        outer.addWidget(scrolled(page), 1)
        outer.addLayout(self._foot())
        for item in self._items(self.parts):
            if chosen and item.data(_PATH) == chosen:
                item.setCheckState(Qt.CheckState.Checked)
                self.keep.setChecked(True)
                self.parts.setCurrentItem(item)
        self.parts.itemChanged.connect(self._on_ticked)
        self.keep.toggled.connect(self._on_ticked)
        self.found.itemChanged.connect(self._on_found_ticked)
        self._on_ticked()

    def _head(self) -> QVBoxLayout:
        head = column(gap=4)
        head.addWidget(label("Erase for good", "head"))
        head.addWidget(label(f"{self._view.reference}  {self._view.title}", "small", wrap=True))
        text = (
            "What you choose leaves every version, draft, file and search of this collection, and "
            "the copies of colleagues follow when they import your next file. A note of who erased "
            "it, when and why stays, without the words. This cannot be undone."
        )
        head.addWidget(label(text, wrap=True))
        return head

    def _parts(self, parts: Sequence[Part]) -> QVBoxLayout:
        self.parts = _list("What goes", 150)
        whole = _item("The whole record, with all its history", "")
        self.parts.addItem(whole)
        for part in parts:
            earlier = "" if part.now else " (earlier versions only)"
            text = f"{part.label}{earlier}: {part.excerpt}".rstrip(": ")
            self.parts.addItem(_item(text, part.path))
        self.parts.setCurrentRow(0)
        self.keep = Tick("Keep what stands there today, and erase only what stood there earlier")
        lines = column(gap=6)
        lines.addWidget(label("What goes", "label"))
        lines.addWidget(self.parts)
        lines.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        return lines

    def _elsewhere(self) -> QVBoxLayout:
        self.words = QLineEdit()
        self.words.setAccessibleName("Words to look for elsewhere")
        self.words.setPlaceholderText("A name, or words that may stand elsewhere too")
        self.words.returnPressed.connect(self.look)
        self.words.textEdited.connect(self._on_words)
        self.look_button = button("Look", "", self.look)
        self.look_button.setEnabled(False)
        self.found = _list("Where the words stand", 120)
        self.found.hide()
        self.state = label("", "small", wrap=True)
        self.state.hide()
        line = row()
        line.addWidget(self.words, 1)
        line.addWidget(self.look_button)
        lines = column(gap=6)
        caption = label("Where else the words stand", "label")
        caption.setBuddy(self.words)
        lines.addWidget(caption)
        lines.addLayout(line)
        lines.addWidget(self.state)
        lines.addWidget(self.found)
        return lines

    def _meaning(self) -> QFrame:
        made = QFrame()
        made.setProperty("role", "details")
        lines = column(made, gap=4, margin=12)
        lines.addWidget(label("What that takes", "label"))
        self.meaning = label("", wrap=True)
        lines.addWidget(self.meaning)
        self.copies = label("", wrap=True)
        self.copies.hide()
        lines.addWidget(self.copies)
        self.show_copies = button("Show the folder", "link")
        self.show_copies.hide()
        lines.addWidget(self.show_copies, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _reason(self) -> QHBoxLayout:
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setAccessibleName("Why")
        self.reason.setPlaceholderText("Consent withdrawn on 20 November; not the words themselves")
        self.confirm = QLineEdit()
        self.confirm.setAccessibleName(f"Type {CONFIRMATION} to confirm")
        lines = row(gap=16)
        for text, widget, stretch in (
            ("Why: this stays, and colleagues see it", self.reason, 1),
            (f"Type “{CONFIRMATION}” to confirm", self.confirm, 0),
        ):
            cell = column(gap=4)
            caption = label(text, "label")
            caption.setBuddy(widget)
            cell.addWidget(caption)
            cell.addWidget(widget)
            lines.addLayout(cell, stretch)
            widget.textEdited.connect(self._judge)
        return lines

    def _foot(self) -> QHBoxLayout:
        foot = row()
        self.hint = label("", "small", wrap=True)
        foot.addWidget(self.hint, 1)
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Erase for good", "primary", self.accept)
        self.go.setEnabled(False)
        foot.addWidget(self.go)
        return foot

    @property
    def wish(self) -> Wish | None:
        """Return what is chosen of the record."""
        paths = [item.data(_PATH) for item in self._ticked(self.parts)]
        if "" in paths:
            return Wish(self._view.id)
        if not paths:
            return None
        return Wish(self._view.id, tuple(paths), keep=self.keep.isChecked())

    @property
    def also(self) -> list[Occurrence]:
        """Return the other places that are chosen."""
        return [item.data(_PATH) for item in self._ticked(self.found)]

    @Slot()
    def _on_ticked(self) -> None:
        wish = self.wish
        self.keep.setEnabled(wish is None or bool(wish.paths))
        if self._asked:
            self._asked.drop()
        self._plan, self._refused = None, False
        self._fill_found()
        if wish is None:
            self._show_plan(None)
        else:
            self._asked = self._desk.read(
                lambda c: _look_ahead(c, wish, self._backups),
                self._show_plan,
                owner=self,
                failed=self._on_refused,
            )
        self._judge()

    def _on_refused(self, error: Exception) -> None:
        self._refused = True
        self.meaning.setText(str(error))
        self._show_copies([])
        self._judge()

    def _show_plan(self, found: tuple[ErasePlan, list[Path]] | None) -> None:
        if found is None:
            self._tell_meaning()
            self._show_copies([])
            return
        self._plan, copies = found
        self._fill_found()
        self._tell_meaning()
        self._show_copies(copies)
        self._judge()

    @Slot()
    def _on_found_ticked(self) -> None:
        self._tell_meaning()
        self._judge()

    def _tell_meaning(self) -> None:
        """Say what goes from the record, and what from the other places that are ticked."""
        if self._refused or (self.wish is not None and self._plan is None):
            return
        from_here = _plan_in_words(self._plan, keep=self.keep.isChecked()) if self._plan else ""
        said = [from_here, _also_in_words(self.also)]
        self.meaning.setText(" ".join(filter(None, said)) or "Choose above what goes.")

    def _show_copies(self, copies: Sequence[Path]) -> None:
        self.copies.setVisible(bool(copies))
        self.show_copies.setVisible(bool(copies))
        if not copies:
            return
        names = [path.name for path in copies[:MOST_BACKUPS]]
        more = len(copies) - MOST_BACKUPS
        names += [f"{more:,} more"] if more > 0 else []
        one = len(copies) == 1
        fate = "still holds it and is left alone" if one else "still hold it and are left alone"
        advice = (
            f"Remove {'it' if one else 'them'} when you no longer need {'it' if one else 'them'}"
        )
        told = f"{words.count(len(copies), 'backup')} {fate}: {', '.join(names)}. {advice}."
        self.copies.setText(told)
        folder = copies[0].parent
        self.show_copies.disconnect(self)
        self.show_copies.clicked.connect(lambda: self.folder_wanted.emit(folder))

    @Slot()
    def _on_words(self) -> None:
        self.look_button.setEnabled(len(self.words.text().strip()) >= SHORTEST)

    @Slot()
    def look(self) -> None:
        """Look where else the words stand."""
        sought = self.words.text().strip()
        if len(sought) < SHORTEST:
            return
        self.state.setText("Looking through all versions of all records…")
        self.state.show()
        self._desk.prepare(
            lambda c, progress: c.occurrences(sought, progress), self._show_found, owner=self
        )

    def _show_found(self, found: list[Occurrence]) -> None:
        self._found = found
        self._fill_found()
        self._on_found_ticked()

    def _fill_found(self) -> None:
        """List the places beside what goes anyway, papers made from it among them."""
        wish = self.wish
        papers = list(self._plan.papers) if self._plan else []
        shown = [*(one for one in self._found if not _goes(one, wish)), *papers]
        listed, also = set(self._listed()), set(self.also)
        self.found.blockSignals(True)
        self.found.clear()
        for one in shown:
            item = _item(_in_words(one), one)
            begins = one.place != "tag" and one not in papers
            ticked = one in also if one in listed else begins
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            if one.place == "tag":
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.found.addItem(item)
        self.found.blockSignals(False)
        self.found.setVisible(bool(shown))
        searched = bool(self._found) or self.state.isVisibleTo(self)
        self.state.setVisible(searched)
        self.state.setText(
            f"{words.count(len(shown), 'other place')}. Ticked ones lose the words: “[erased]” "
            "stands there instead."
            if shown
            else "Nowhere else in this collection."
        )

    def _listed(self) -> list[Occurrence]:
        return [item.data(_PATH) for item in self._items(self.found)]

    @Slot()
    def _judge(self) -> None:
        """Say what is still missing before anything is erased."""
        missing = ""
        if self.confirm.text().strip().casefold() != CONFIRMATION:
            missing = f"Type “{CONFIRMATION}” to confirm."
        if not self.reason.text().strip():
            missing = "Say why."
        if self.wish is None and not self.also:
            missing = "Nothing is chosen yet."
        elif self.wish is not None and self._plan is None:
            refused = "This cannot be erased as it is chosen."
            missing = refused if self._refused else "Looking what goes…"
        self.hint.setText(missing)
        self.go.setEnabled(not missing)

    def accept(self) -> None:
        """Hand on what was chosen."""
        sought = self.words.text().strip()
        wish, also = self.wish, tuple(self.also)
        wishes = [wish] if wish else []
        wishes += [each for one in also if (each := one.wish(sought))]
        super().accept()
        self.agreed.emit(Chosen(tuple(wishes), also, sought, self.reason.text().strip()))

    @staticmethod
    def _items(of: QListWidget) -> list[QListWidgetItem]:
        return [of.item(number) for number in range(of.count())]

    def _ticked(self, of: QListWidget) -> list[QListWidgetItem]:
        return [one for one in self._items(of) if one.checkState() == Qt.CheckState.Checked]


def _look_ahead(
    collection: Collection, wish: Wish, folder: Path | None
) -> tuple[ErasePlan, list[Path]]:
    plan = collection.would_erase(wish)
    return plan, collection.backups_holding([], plan.revisions, folder)


def _plan_in_words(plan: ErasePlan, *, keep: bool) -> str:
    one = len(plan.revisions) == 1
    fate = "loses its text" if one else "lose their text"
    if not plan.paths:
        fate = f"{'goes' if one else 'go'}, headers too"
    parts = [f"{words.count(len(plan.revisions), 'version')} {fate}"]
    parts += ["unsaved text is cleaned"] if plan.draft else []
    parts += [f"{words.count(len(plan.files), 'file')} ({', '.join(plan.files)})"] * bool(
        plan.files
    )
    text = "; ".join(parts)
    if plan.paths and not keep:
        text += ". What stands there today goes too"
    return f"{text}."


def _also_in_words(also: Sequence[Occurrence]) -> str:
    """Return what becomes of the other places that are ticked; "" when none is."""
    told = []
    if files := [one for one in also if one.place == "file"]:
        named = "; ".join(f"{one.reference} {one.title}: {one.excerpt}" for one in files)
        fate = "goes" if len(files) == 1 else "go"
        told.append(f"{words.count(len(files), 'file')} elsewhere {fate} ({named})")
    if others := len(also) - len(files):
        fate = "loses" if others == 1 else "lose"
        told.append(f"{words.count(others, 'other place')} {fate} the words")
    return f"Also {'; '.join(told)}." if told else ""


def _goes(one: Occurrence, wish: Wish | None) -> bool:
    """Say whether a place goes with what is chosen of the record."""
    if wish is None or one.record != wish.record:
        return False
    return not wish.paths or one.place == "draft" or covers(wish.paths, one.path)


def _in_words(one: Occurrence) -> str:
    where = f"{one.reference} {one.title}".strip()
    place = _PLACES[one.place]
    return " · ".join(each for each in (where, place, one.excerpt) if each)


def _list(name: str, height: int) -> QListWidget:
    made = QListWidget()
    made.setProperty("role", "plain")
    made.setAccessibleName(name)
    made.setFixedHeight(height)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.setItemDelegate(TickDelegate(made))
    return made


def _item(text: str, data: object) -> QListWidgetItem:
    made = QListWidgetItem(say(text) if not data else text)
    made.setToolTip(text)
    made.setData(_PATH, data)
    made.setFlags(made.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    made.setCheckState(Qt.CheckState.Unchecked)
    return made
