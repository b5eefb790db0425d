"""What to export: the choice, and what of it goes and what stays before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import say
from kmdesk.store.views import Query
from kmdesk.ui import words
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.widgets import ScrollPage, Tick, button, card, column, empty, label, row, scrolled

if TYPE_CHECKING:
    from kmdesk.exchange import Choice, Peer, Plan
    from kmdesk.store.collection import Collection
    from kmdesk.ui.workers import Job

FRAME = 48
"""Pixels that the title of a window takes from the height of a screen, at most."""

MOST_NAMED = 5
FEW_LETTERS, ENOUGH_LETTERS, ENOUGH_WORDS = 12, 16, 4
FEWEST_DIFFERENT = 6


@dataclass(frozen=True)
class Scope:
    """What the window shows, of which an export can take a part.

    Attributes:
        ids: the records that are chosen.
        query: what the list asks for; None when it shows everything.
    """

    ids: list[str]
    query: Query | None = None


class ExportDialog(QDialog):
    """Chooses what an exchange file carries, and tells what that is.

    Signals:
        chosen: the choice, and the passphrase or "".
    """

    chosen = Signal(object, str)

    def __init__(self, parent: QWidget, desk: Desk, scope: Scope) -> None:
        super().__init__(parent)
        self._desk = desk
        self._scope = scope
        self._asked: Job | None = None
        self._plan: Plan | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export")
        self.resize(620, min(700, self.screen().availableSize().height() - FRAME))
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        lines = column(self, gap=16, margin=24)
        head = column(gap=4)
        head.addWidget(label("Export to an exchange file", "head"))
        text = "A colleague imports the file. What both of you changed is merged; nothing is lost."
        head.addWidget(label(text, "small", wrap=True))
        lines.addLayout(head)
        page = ScrollPage()
        inner = column(page, gap=16)
        inner.addLayout(self._choices())
        self.summary = card()
        self.summary.setAccessibleName("What goes and what stays")
        self._said = column(self.summary, gap=4)
        self._said.setContentsMargins(16, 12, 16, 12)
        inner.addWidget(self.summary)
        inner.addLayout(self._secret())
        inner.addStretch()
        lines.addWidget(scrolled(page), 1)
        lines.addLayout(self._foot())
        desk.read(_peers, self._show_peers, owner=self)
        self._ask()

    def _choices(self) -> QVBoxLayout:
        ids = self._scope.ids
        self.all = QRadioButton("All records except private ones")
        self.some = QRadioButton(f"Only what is chosen: {words.count(len(ids), 'record')}")
        self.some.setEnabled(bool(ids))
        self.found = QRadioButton("What the list shows now, except private ones")
        self.found.setEnabled(self._scope.query is not None)
        self.lacking = QRadioButton("What a colleague is not known to have")
        self.lacking.setEnabled(False)
        self.all.setChecked(True)
        self.peers = Combo()
        self.peers.setAccessibleName("Colleague")
        self.peers.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.peers.hide()
        self.peers.currentIndexChanged.connect(self._soon.start)
        self.history = Tick("Earlier versions too")
        self.history.setToolTip("Otherwise only the present text of each record goes along.")
        lines = column(gap=4)
        lines.addWidget(label("What goes along", "label"))
        for each in (self.all, self.some, self.found, self.lacking):
            each.setAccessibleName(each.text())
            each.toggled.connect(self._on_toggled)
            lines.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self.peers)
        lines.addSpacing(8)
        self.page = Tick("A page to read and search without kmdesk")
        self.page.setToolTip("Open the file as a zip archive, then records.html in a browser.")
        for tick in (self.history, self.page):
            tick.setAccessibleName(tick.text())
            tick.toggled.connect(self._soon.start)
            lines.addWidget(tick, 0, Qt.AlignmentFlag.AlignLeft)
        return lines

    def _secret(self) -> QVBoxLayout:
        self.passphrase = _secret_line("Passphrase", "Empty: anybody can open it")
        self.again = _secret_line("Passphrase again", "The same once more")
        self.again.setEnabled(False)
        self.hint = label("", "small", wrap=True)
        lines = column(gap=4)
        line = row(gap=16)
        for edit in (self.passphrase, self.again):
            cell = column(gap=4)
            caption = label(edit.accessibleName(), "label")
            caption.setBuddy(edit)
            cell.addWidget(caption)
            cell.addWidget(edit)
            line.addLayout(cell, 1)
            edit.textChanged.connect(self._judge)
        lines.addLayout(line)
        lines.addWidget(self.hint)
        return lines

    def _foot(self) -> QHBoxLayout:
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Choose where to write it…", "primary", self.accept)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        foot.addWidget(self.go)
        return foot

    def _show_peers(self, found: list[Peer]) -> None:
        for peer in found:
            self.peers.addItem(_peer_in_words(peer), peer.id)
        self.lacking.setEnabled(bool(found))
        if not found:
            self.lacking.setToolTip("No colleague has sent a file yet")

    @Slot()
    def _on_toggled(self) -> None:
        self.peers.setVisible(self.lacking.isChecked())
        self._soon.start()

    def _choice(self) -> Choice:
        from kmdesk.exchange import Choice

        return Choice(
            ids=self._scope.ids if self.some.isChecked() else None,
            query=self._scope.query if self.found.isChecked() else None,
            since=self.peers.currentData() if self.lacking.isChecked() else "",
            with_history=self.history.isChecked(),
            with_page=self.page.isChecked(),
        )

    @Slot()
    def _ask(self) -> None:
        """Have the collection tell what the choice amounts to."""
        if self._asked:
            self._asked.drop()
        self._plan = None
        self._judge()
        choice = self._choice()
        self._asked = self._desk.read(lambda c: _plan(c, choice), self._show_plan, owner=self)

    def _show_plan(self, planned: Plan) -> None:
        self._asked = None
        self._plan = planned
        empty(self._said)
        for heading, sentences in (("Goes along", _goes(planned)), ("Stays here", _stays(planned))):
            shown = list(sentences)
            if shown:
                self._said.addSpacing(8 if self._said.count() else 0)
                self._said.addWidget(label(heading, "label"))
            for sentence in shown:
                self._said.addWidget(label(sentence, wrap=True))
        self._judge()

    @Slot()
    def _judge(self) -> None:
        first, again = self.passphrase.text(), self.again.text()
        self.again.setEnabled(bool(first))
        differ = bool(first) and bool(again) and not first.startswith(again)
        self.hint.setText("The two passphrases differ." if differ else strength(first))
        something = self._plan is not None and bool(self._plan.records or self._plan.erased)
        self.go.setEnabled(something and (not first or first == again))

    def accept(self) -> None:
        """Tell what was chosen."""
        choice, passphrase = self._choice(), self.passphrase.text()
        super().accept()
        self.chosen.emit(choice, passphrase)


def strength(passphrase: str) -> str:
    """Return how hard a passphrase is to guess, in a sentence; "" for none."""
    if not passphrase:
        return ""
    spread = len(set(passphrase)) >= FEWEST_DIFFERENT
    if spread and (len(passphrase) >= ENOUGH_LETTERS or len(passphrase.split()) >= ENOUGH_WORDS):
        return "Hard to guess. Tell it to your colleague by another way than the file."
    if spread and len(passphrase) >= FEW_LETTERS:
        return "Not easy to guess; four words that do not belong together would be better."
    return "Easy to guess: take four words that do not belong together."


def _secret_line(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


def _peers(collection: Collection) -> list[Peer]:
    from kmdesk.exchange import peers

    return peers(collection)


def _plan(collection: Collection, choice: Choice) -> Plan:
    from kmdesk.exchange import plan

    return plan(collection, choice)


def _peer_in_words(peer: Peer) -> str:
    lacks = f"lacks {words.count(peer.lacks, 'record')}" if peer.lacks else "has everything"
    parts = [f"{peer.name}: {lacks}"]
    if peer.came:
        parts.append(f"last file from there {words.moment(peer.came)}")
    if peer.went:
        parts.append(f"last one for them {words.moment(peer.went)}")
    return ", ".join(parts)


def _goes(planned: Plan) -> Iterator[str]:
    if not planned.records and not planned.erased:
        yield f"Nothing: {planned.peer.name} has everything." if planned.peer else "Nothing."
        return
    kinds = []
    for name, number in sorted(planned.kinds.items()):
        if name in KINDS:
            noun = KINDS[name].label if number == 1 else KINDS[name].plural
            kinds.append(f"{number:,} {words.inside(noun)}")
        else:
            kinds.append(f"{number:,} {name}")
    if kinds:
        trashed = f", of these {planned.trashed:,} in the trash" if planned.trashed else ""
        yield ", ".join(kinds) + trashed
    if planned.attachments:
        yield words.count(planned.attachments, "attachment")
    if planned.erased:
        yield f"The note that {words.count(planned.erased, 'record')} was erased for good"
    yield f"About {words.size(planned.size)}"


def _stays(planned: Plan) -> Iterator[str]:
    if planned.private:
        named = [f"{row.reference} {row.title}" for row in planned.private[:MOST_NAMED]]
        more = len(planned.private) - MOST_NAMED
        if more > 0:
            named.append(f"{more:,} more")
        yield f"{words.count(len(planned.private), 'private record')}: {'; '.join(named)}"
    if planned.drafts:
        yield f"Unsaved text of {words.count(planned.drafts, 'record')}"
    if planned.withdrawn:
        yield say("Words of quotes whose consent was withdrawn")
