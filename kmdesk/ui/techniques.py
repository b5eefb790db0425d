"""The techniques on one screen: their cards, and a house's own beside them."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from kmdesk.base.errors import UserError
from kmdesk.base.files import write_text
from kmdesk.models.techniques import (
    STAGES,
    Technique,
    free_name,
    read_cards,
    techniques,
    write_cards,
)
from kmdesk.ui import dialogs, words
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from kmdesk.ui.window import Window

CARDS_FILTER = "Technique cards (*.json)"


class TechniqueCommands(QObject):
    """The slot of the techniques."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        window.actions_by_name["technique"].triggered.connect(self.show_techniques)

    @Slot()
    def show_techniques(self) -> None:
        """Show the techniques, that of the open review first."""
        window = self._window
        chosen = str(window.page.fields().get("technique") or "") if window.page.kind else ""
        dialog = TechniquesDialog(window, window.bench, chosen, read_only=window.desk.read_only)
        dialog.open()


class TechniquesDialog(QDialog):
    """Lists the techniques by stage and shows the card of one."""

    def __init__(self, parent: QWidget, bench: Bench, chosen: str, *, read_only: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Techniques")
        self._bench = bench
        self._house = bench.cards
        self._wanted = chosen
        zoom = bench.theme.zoom
        room = parent.size()
        self.resize(min(round(940 * zoom), room.width()), min(round(620 * zoom), room.height()))
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("Techniques", "head"))
        self.list = QListWidget()
        self.list.setProperty("role", "plain")
        self.list.setAccessibleName("Techniques by stage")
        self.list.setMaximumWidth(round(300 * zoom))
        self.card = QTextBrowser()
        self.card.setAccessibleName("Technique card")
        middle = row(gap=16)
        middle.addWidget(self.list, 1)
        middle.addWidget(self.card, 2)
        lines.addLayout(middle, 1)
        acts = row(gap=8)
        self.new = button("New…", "", self._begin)
        self.copy = button("Copy and change…", "", self._copy)
        self.change = button("Change…", "", self._change)
        self.drop = button("Remove", "", self._drop)
        for each in (self.new, self.copy, self.change, self.drop):
            each.setEnabled(not read_only)
            acts.addWidget(each)
        acts.addStretch()
        self.take = button("Import…", "", self._import)
        self.take.setEnabled(not read_only)
        self.give = button("Export…", "", self._export)
        acts.addWidget(self.take)
        acts.addWidget(self.give)
        acts.addWidget(button("Close", "primary", self.accept))
        lines.addLayout(acts)
        self._read_only = read_only
        self.list.currentItemChanged.connect(self._on_current)
        self._house.changed.connect(self._show)
        self._show()
        self.list.setFocus()

    @property
    def current(self) -> Technique | None:
        """Return the card that is shown."""
        item = self.list.currentItem()
        return self._house.cards.get(item.data(Qt.ItemDataRole.UserRole)) if item else None

    @Slot()
    def _show(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        first: QListWidgetItem | None = None
        for stage, title in STAGES.items():
            heading = QListWidgetItem(title)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setFont(self._bench.theme.font("small", strong=True))
            self.list.addItem(heading)
            for card in self._house.cards.values():
                if card.stage == stage:
                    item = QListWidgetItem(self._titled(card))
                    item.setData(Qt.ItemDataRole.UserRole, card.name)
                    self.list.addItem(item)
                    first = item if card.name == self._wanted or first is None else first
        if first is not None:
            self.list.setCurrentItem(first)
        self.list.blockSignals(False)
        self._on_current()

    def _titled(self, card: Technique) -> str:
        return f"{card.title} (house)" if card.name in self._house.own else card.title

    @Slot()
    def _on_current(self) -> None:
        card = self.current
        if card is None:
            self.card.clear()
            return
        self._wanted = card.name
        self.card.setHtml(as_html(card))
        own = card.name in self._house.own
        stock = card.name in techniques()
        self.drop.setText("Restore" if stock else "Remove")
        self.drop.setAccessibleName(self.drop.text())
        self.drop.setEnabled(own and not self._read_only)

    @Slot()
    def _begin(self) -> None:
        self._edit(Technique("", "", "after"), "New technique")

    @Slot()
    def _copy(self) -> None:
        if card := self.current:
            copied = msgspec.structs.replace(card, name="", title=f"{card.title}, our way")
            self._edit(copied, "Copy of a technique")

    @Slot()
    def _change(self) -> None:
        if card := self.current:
            self._edit(card, "Change a technique")

    def _edit(self, card: Technique, title: str) -> None:
        from kmdesk.ui.technique_edit import TechniqueDialog

        dialog = TechniqueDialog(self, self._bench, card, title)
        dialog.agreed.connect(self._keep)
        dialog.open()

    @Slot(object)
    def _keep(self, card: Technique) -> None:
        name = card.name or free_name(card.title, self._house.cards)
        self._wanted = name
        self._house.keep([msgspec.structs.replace(card, name=name)])

    @Slot()
    def _drop(self) -> None:
        card = self.current
        if card is None:
            return
        verb = self.drop.text()
        text = (
            f"“{card.title}” gets its own words again."
            if verb == "Restore"
            else f"“{card.title}” is taken off the list."
        )
        text += " Reviews keep the questions they were made with."
        if dialogs.confirm(self, f"{verb} a technique", text, verb):
            self._house.drop(card.name)

    @Slot()
    def _import(self) -> None:
        path = dialogs.open_file(self, "Import technique cards", Path.home(), CARDS_FILTER)
        if path is None:
            return
        try:
            cards = read_cards(_read(path), path.name)
        except UserError as error:
            dialogs.tell(self, "Not imported", str(error))
            return
        known = [card.title for card in cards if card.name in self._house.own]
        text = f"These cards take the place of yours: {', '.join(known)}."
        if not known or dialogs.confirm(self, "Import technique cards", text, "Import"):
            self._wanted = cards[0].name if cards else self._wanted
            self._house.keep(cards)

    @Slot()
    def _export(self) -> None:
        own = [card for name, card in self._house.cards.items() if name in self._house.own]
        cards = own or ([self.current] if self.current else [])
        suggestion = Path.home() / "techniques.json"
        path = dialogs.save_file(self, "Export technique cards", suggestion, CARDS_FILTER)
        if path is None:
            return
        try:
            write_text(path, write_cards(cards))
        except UserError as error:
            dialogs.tell(self, "Not exported", str(error))
            return
        number = words.count(len(cards), "card")
        dialogs.tell(self, "Exported", f"{number} written to {path.name}.")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be read ({error.strerror}); nothing was taken from it."
        ) from error


def as_html(card: Technique) -> str:
    """Return a card as rich text."""
    parts = [f"<h2>{escape(card.title)}</h2>", f"<p>{escape(card.what)}</p>" if card.what else ""]
    facts = {
        "Stage": STAGES[card.stage],
        "When": card.when,
        "Who": card.who,
        "Time": card.time,
        "Marks out of 10": "Yes, in private first" if card.marks else "",
    }
    parts += [f"<p><b>{name}:</b> {escape(text)}</p>" for name, text in facts.items() if text]
    for title, texts, tag in (
        ("How to run it", card.how, "ol"),
        ("What it asks", card.questions, "ol"),
        ("What to capture", card.capture, "ul"),
    ):
        if texts:
            points = "".join(f"<li>{escape(text)}</li>" for text in texts)
            parts.append(f"<h3>{title}</h3><{tag}>{points}</{tag}>")
    return "".join(parts)
