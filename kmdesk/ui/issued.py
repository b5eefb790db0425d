"""A paper that went out: what it was made from, and what became of each record since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QSplitter

from kmdesk.models.saying import say
from kmdesk.ui import words
from kmdesk.ui.difference import DifferenceView
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.widgets import button, card, column, label, row
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.briefing.issued import IssuedPaper
    from kmdesk.briefing.recognising import Recognised
    from kmdesk.models.difference import Difference
    from kmdesk.store.collection import Collection
    from kmdesk.store.views import PrintedRecord
    from kmdesk.ui.editor.seen_by import Paper
    from kmdesk.ui.window import Window

NOT_HERE = (
    "The text that was printed is not here: it stayed with the colleague who wrote it. The paper "
    "itself is kept."
)


class IssuedDialog(QDialog):
    """Shows papers that went out, one at a time, against their records of today."""

    def __init__(
        self,
        window: Window,
        papers: Sequence[Paper],
        record: str = "",
        checked: Recognised | None = None,
    ) -> None:
        """Show papers.

        Args:
            window: whose collection they are in.
            papers: at least one; the first is shown.
            record: shown first, where it was printed.
            checked: the file that somebody asked about, if one did.
        """
        super().__init__(window)
        self._window = window
        self._papers = list(papers)
        self._record = record
        self._paper: IssuedPaper | None = None
        self._asked: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Paper that was issued")
        self.resize(1040, 640)
        self._title = label("", "head", wrap=True)
        self.said = label("", wrap=True)
        self.which = Combo()
        self.which.setAccessibleName("Which paper")
        self.which.addItems(_told_apart([one.called for one in papers]))
        self.which.setVisible(len(papers) > 1)
        self.which.currentIndexChanged.connect(self._ask)
        self.records = QListWidget()
        self.records.setProperty("role", "plain")
        self.records.setAccessibleName("Records that were printed")
        self.records.setWordWrap(True)
        self.records.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.records.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.records.currentItemChanged.connect(self._on_record)
        self.difference = DifferenceView(window.theme, "What changed since")
        self._lay_out(checked)
        window.desk.changed.connect(self._ask)
        self._ask()

    def _lay_out(self, checked: Recognised | None) -> None:
        lines = column(self, gap=12, margin=24)
        if checked is not None:
            found = card(tone="" if checked.verdict == "issued" else "warn")
            found.setObjectName("checked_card")
            inner = column(found)
            inner.setContentsMargins(16, 12, 16, 12)
            inner.addWidget(label(checked.sentence, wrap=True))
            lines.addWidget(found)
        head = column(gap=4)
        head.addWidget(self._title)
        head.addWidget(self.which)
        head.addWidget(self.said)
        lines.addLayout(head)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(16)
        splitter.addWidget(self.records)
        splitter.addWidget(self.difference)
        splitter.setSizes([340, 640])
        lines.addWidget(splitter, 1)
        lines.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = row()
        self._go = button("Go to the record", "", self._go_to_record)
        foot.addWidget(self._go)
        foot.addStretch()
        foot.addWidget(button("Save a copy…", "", self._copy))
        foot.addWidget(button("Open the paper", "", self._open))
        close = button("Close", "primary", self.reject)
        close.setDefault(True)
        foot.addWidget(close)
        return foot

    @property
    def _chosen(self) -> Paper:
        return self._papers[max(self.which.currentIndex(), 0)]

    @property
    def record(self) -> PrintedRecord | None:
        """Return the record chosen."""
        place = self.records.currentRow()
        return self._paper.printed[place] if self._paper and place >= 0 else None

    @Slot()
    def _ask(self) -> None:
        if self._asked:
            self._asked.drop()
        chosen = self._chosen

        def work(collection: Collection) -> IssuedPaper:
            from kmdesk.briefing.issued import issued_paper

            return issued_paper(collection, chosen.briefing, chosen.issue)

        self._asked = self._window.desk.read(work, self._show, owner=self, failed=self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.said.setText(str(error))
        self.records.clear()
        self.difference.show_sentence("")

    def _show(self, paper: IssuedPaper) -> None:
        if paper == self._paper:
            return
        from kmdesk.briefing.issued import occasion

        self._paper = paper
        trashed = " The briefing is in the trash by now." if paper.trashed else ""
        self._title.setText(f"{paper.reference}  {paper.title}")
        self.said.setText(f"Issued {occasion(paper.issue)}. {_changes(paper)}{trashed}")
        wanted = self.record.record if self.record else self._record
        self._fill(paper, wanted)
        self.records.setFocus()

    def _fill(self, paper: IssuedPaper, wanted: str) -> None:
        self.records.clear()
        place = -1
        for number, one in enumerate(paper.printed):
            self.records.addItem(_in_words(one))
            if one.record == wanted or (place < 0 and not wanted and one.changed):
                place = number
        self.records.setCurrentRow(max(place, 0))

    @Slot()
    def _on_record(self) -> None:
        one, paper = self.record, self._paper
        if one is None or paper is None:
            return
        self._go.setEnabled(one.row is not None)
        lead = _lead(one)
        if one.row is None or not one.changed:
            self.difference.show_sentence(lead)
            return
        heads = ("As printed", "Today")

        def tell(found: Difference) -> None:
            if self.record is one:
                self.difference.show_difference(found, heads, lead)

        def refuse(_error: Exception) -> None:
            if self.record is one:
                self.difference.show_sentence(" ".join(part for part in (lead, NOT_HERE) if part))

        self._window.desk.read(
            lambda c: c.difference_since(one.record, one.revisions),
            tell,
            owner=self,
            failed=refuse,
        )

    @Slot()
    def _go_to_record(self) -> None:
        if (one := self.record) is not None:
            self.accept()
            self._window.open_record(one.record)

    @Slot()
    def _open(self) -> None:
        self._window.commands.issuing.open(self._chosen)

    @Slot()
    def _copy(self) -> None:
        self._window.commands.issuing.save_copy(self._chosen)


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return names of papers, the latest first, with a number where two are called the same."""
    often = Counter(names)
    found, left = [], Counter(names)
    for name in names:
        found.append(f"{name} ({left[name]} of {often[name]})" if often[name] > 1 else name)
        left[name] -= 1
    return found


def _changes(paper: IssuedPaper) -> str:
    many, all_of_them = len(paper.changed), len(paper.printed)
    if not many:
        return "Nothing it was made from has changed since."
    has = "has" if many == 1 else "have"
    return f"{many:,} of {words.count(all_of_them, 'record')} {has} changed since."


def _in_words(one: PrintedRecord) -> str:
    from kmdesk.briefing.issued import since

    named = f"{one.row.reference}  {one.row.title}" if one.row else one.record[:8]
    state = since(one) or "says the same today"
    return f"{named}\n{state[0].upper()}{state[1:]}"


def _lead(one: PrintedRecord) -> str:
    """Return what has to be said of a record before its words are compared."""
    if one.row is None:
        return say("This record is no longer in this collection. The paper itself is kept.")
    said = []
    if one.row.trashed:
        said.append("It is in the trash by now.")
    if one.withdrawn:
        quotes = "A quote" if one.withdrawn == 1 else f"{one.withdrawn} quotes"
        said.append(f"{quotes} in the paper may not be passed on: consent was withdrawn since.")
    if one.row.sharing == "private":
        said.append("It is private by now.")
    if not one.changed:
        said.insert(0, "It says the same today.")
    return " ".join(said)
