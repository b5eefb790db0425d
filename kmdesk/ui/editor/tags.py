"""Tags: a set that offers, while one types, what other records are tagged with."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QListView

from kmdesk.models.kind import Field
from kmdesk.ui import words
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.sets import SetEdit

OFFERED = 8
"""Tags offered at once: as many as one looks over."""


class TagEdit(SetEdit):
    """The tags of a record; Tab and Enter take what is offered, a comma what was typed."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._bench = bench
        self._used: Mapping[str, int] | None = None
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(self.target)
        popup = QListView()
        popup.setProperty("role", "popup")
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        popup.setAccessibleName("Tags in use")
        self._completer.setPopup(popup)
        self._completer.activated[QModelIndex].connect(  # type: ignore[index]
            self._take, Qt.ConnectionType.QueuedConnection
        )
        self.target.textEdited.connect(self._on_typed)
        bench.desk.changed.connect(self._forget)

    @property
    def offered(self) -> list[str]:
        """Return the tags that are offered just now."""
        popup = self._completer.popup()
        return self._model.stringList() if popup and popup.isVisible() else []

    def take_offered(self) -> bool:
        """Take the tag that was gone to, else the first one."""
        offered = self.offered
        popup = self._completer.popup()
        if not offered or popup is None:
            return False
        place = popup.currentIndex().row()
        popup.hide()
        self._add(offered[max(0, place)])
        return True

    def spelt(self, word: str) -> str:
        """Return the tag in use that differs only in capitals or accents, if there is one."""
        same = [tag for tag in self._used or {} if words.folded(tag) == words.folded(word)]
        return word if word in same or not same else same[0]

    @Slot()
    def _forget(self) -> None:
        self._used = None

    @Slot()
    def _on_typed(self) -> None:
        if self._used is not None:
            self._offer()
        elif self._bench.desk.is_open:
            self._bench.desk.read(lambda c: c.tags(), self._learn, owner=self)

    def _learn(self, used: Mapping[str, int]) -> None:
        self._used = used
        self._offer()

    def _offer(self) -> None:
        typed = self.target.text().rpartition(",")[2].strip()
        present = set(self.value()) - {typed}
        self._model.setStringList(
            matching(typed, {t: n for t, n in (self._used or {}).items() if t not in present})
        )
        popup = self._completer.popup()
        if self._model.rowCount() and self.target.hasFocus():
            self._completer.complete()
        elif popup is not None:
            popup.hide()

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        word = index.data()
        if word:
            self._add(word)
            self.target.setFocus()

    def _add(self, word: str) -> None:
        head, comma, _ = self.target.text().rpartition(",")
        self.target.setText(f"{head}{comma}{word}")
        self.add_typed()


def matching(typed: str, used: Mapping[str, int]) -> list[str]:
    """Return the tags to offer: those that begin so, then those with it inside, by use."""
    wanted = words.folded(typed.strip())
    if not wanted:
        return []
    found = []
    for tag, number in used.items():
        place = words.folded(tag).find(wanted)
        if place >= 0:
            found.append((place > 0, -number, tag))
    return [tag for _, _, tag in sorted(found)][:OFFERED]
