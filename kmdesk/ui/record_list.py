"""The list pane: what a place or a search holds, narrowed by status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from kmdesk.models.kinds import KINDS
from kmdesk.store.views import MOST_COUNTED, Changes, Mark, Query
from kmdesk.ui import found, words
from kmdesk.ui.desk import Desk
from kmdesk.ui.found import Counted, Found
from kmdesk.ui.record_view import RecordView
from kmdesk.ui.tables.rail import Place
from kmdesk.ui.tables.records import ID_ROLE, PAGE, RecordTable
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Flow, button, column, label
from kmdesk.ui.workers import Job

PAUSE = 20
"""Milliseconds without a key before a search starts: keys held down are not searched one by one."""


class RecordList(QWidget):
    """Records of a place, one of which is open.

    Signals:
        opened: the id of the record that was chosen.
        shown: what the list shows has been fetched.
        cleared: the search found nothing and should be given up.
        selection_changed: other records are chosen.
    """

    opened = Signal(str)
    shown = Signal()
    cleared = Signal()
    selection_changed = Signal()

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("list_pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self._place = Place("all", "All records", query=Query())
        self._text = ""
        self._status = ""
        self._jobs: dict[str, Job] = {}
        self._shown_query: Query | None = None
        self._next: Mark | None = None
        self._moved: set[str] = set()
        self._keep = ""
        self._heading = label("", "head")
        self._note = label("", "small", wrap=True)
        self._hint = label("", "small", wrap=True)
        self._hint.setObjectName("search_hint")
        self._chips = Flow()
        self.table = RecordTable(desk, self)
        self.table.more_wanted.connect(self._fetch_more)
        self.view = RecordView(self.table, theme)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.chosen_changed.connect(self.selection_changed)
        self.view.all_wanted.connect(self._choose_all)
        self._empty = self._make_empty()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        page = column(self, gap=0)
        head = column(gap=8)
        head.setContentsMargins(16, 14, 12, 10)
        for widget in (self._hint, self._heading, self._note, self._chips):
            head.addWidget(widget)
        page.addLayout(head)
        page.addWidget(self._stack, 1)
        self.foot = column(gap=0)
        page.addLayout(self.foot)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        desk.changed.connect(self._on_changed)

    def _make_empty(self) -> QWidget:
        page = QWidget()
        lines = column(page, gap=8, margin=16)
        self._empty_head = label("", "section", wrap=True)
        self._empty_text = label("", "small", wrap=True)
        self._clear = button("Clear the search", "", self.cleared.emit)
        lines.addWidget(self._empty_head)
        lines.addWidget(self._empty_text)
        lines.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addStretch()
        return page

    @property
    def query(self) -> Query:
        """Return what the list asks for."""
        query = self._place.query or Query()
        text = f"({query.text}) {self._text}" if query.text and self._text else ""
        return replace(query, text=text or self._text or query.text, status=self._status)

    @property
    def selected(self) -> list[str]:
        """Return the ids of the records chosen, in the order of the list."""
        return self.view.chosen

    def show_place(self, place: Place) -> None:
        """List the records of a place."""
        self._place = place
        self._status = ""
        self._heading.setText(place.label)
        self.refresh()

    def reword(self, place: Place) -> None:
        """Say what is listed as the house says it."""
        self._place = place
        self.refresh()

    def search(self, text: str) -> None:
        """List what matches a text; a space at its end says that the last word is finished."""
        words_typed = text.lstrip()
        finished = " " if words_typed != words_typed.rstrip() else ""
        if (wanted := words_typed.rstrip() + finished) != self._text:
            self._text = wanted
            self._drop_jobs()
            self._pause.start()

    def select(self, record_id: str) -> None:
        """Show which record is open, now or when it comes into the list."""
        self._keep = record_id
        self._select_kept()

    def choose(self, ids: Sequence[str]) -> None:
        """Choose these records, as far as they are in the list."""
        self.view.choose(ids)

    @Slot()
    def choose_one(self) -> None:
        """Choose only the record that is open."""
        self.view.mark_open(self._keep)
        self.selection_changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Ask the collection again; an older question still on its way is broken off."""
        self._drop_jobs()
        if not self._desk.is_open:
            return
        query = self.query
        limit = PAGE
        if query == self._shown_query:
            limit = max(PAGE, len(self.table.ids))
        self._jobs["page"] = self._desk.look_up(
            lambda c, stop: found.find(c, query, stop, limit=limit), self._show, owner=self
        )

    def _drop_jobs(self) -> None:
        while self._jobs:
            self._jobs.popitem()[1].drop()

    def _show(self, page: Found) -> None:
        same = page.query == self._shown_query
        anchor, chosen = self.view.anchor(), self.view.chosen
        self._drop_jobs()
        self._shown_query, self._next = page.query, page.next
        ids = [row.id for row in page.rows]
        if same and ids == self.table.ids:
            self.table.update(page.rows, page.snippets, more=page.next is not None)
        else:
            self.table.show_ids(ids, page.rows, page.snippets, more=page.next is not None)
            if same and len(chosen) > 1:
                self.view.choose(chosen)
            if same:
                self.view.hold(anchor, self._moved)
            else:
                self.view.scrollToTop()
        self._moved.clear()
        self._select_kept()
        self.selection_changed.emit()
        self._hint.setText(page.hint)
        self._hint.setVisible(bool(page.hint))
        if page.next is None or not self._text:
            self._show_heading(len(ids) if page.next is None else 0)
        self._tell_empty()
        self._count(page.query)
        self.shown.emit()

    @Slot()
    def _fetch_more(self) -> None:
        query, after = self._shown_query, self._next
        if query is None or after is None:
            return
        self._jobs["more"] = self._desk.look_up(
            lambda c, stop: found.find(c, query, stop, after=after), self._show_more, owner=self
        )

    def _show_more(self, page: Found) -> None:
        self._next = page.next
        ids = [row.id for row in page.rows]
        self.table.append(ids, page.rows, page.snippets, more=page.next is not None)
        self._select_kept()

    @Slot()
    def _choose_all(self) -> None:
        query = self.query
        self._jobs["all"] = self._desk.read(lambda c: c.ids(query), self._choose_those, owner=self)

    def _choose_those(self, ids: list[str]) -> None:
        self._next = None
        self.table.append(ids)
        self.view.selectAll()

    def _count(self, query: Query) -> None:
        self._jobs["count"] = self._desk.look_up(
            lambda c, stop: found.count(c, query, stop, ()), self._show_counts, owner=self
        )

    def _show_counts(self, counted: Counted) -> None:
        self._show_chips(counted)
        self._show_heading(counted.total)

    def _show_heading(self, total: int) -> None:
        heading, note = self._place.label, ""
        if self._text:
            many = f"{words.found(total)} records"
            heading = (many if total > MOST_COUNTED else words.count(total, "record")) + " found"
            if self._place.key not in ("all", "home"):
                note = f"In {words.inside(self._place.label)}"
        self._heading.setText(heading)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _show_chips(self, counted: Counted) -> None:
        total = sum(counted.statuses.values())
        self._chips.setVisible(bool(total))
        labels = {"": f"All {words.found(total)}"}
        for status in _in_order(self._place, counted.statuses):
            labels[status] = f"{_status_word(status)} {words.found(counted.statuses[status])}"
        chips: list[QWidget] = []
        for status, text in labels.items():
            chip = button(text, "chip", self._on_chip)
            chip.setCheckable(True)
            chip.setChecked(status == self._status)
            chip.setProperty("status", status)
            chips.append(chip)
        self._chips.put(chips)

    @Slot()
    def _on_chip(self) -> None:
        self._status = self.sender().property("status")
        self.refresh()

    def _select_kept(self) -> None:
        if len(self.selected) <= 1:
            self.view.mark_open(self._keep)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        record_id = current.data(ID_ROLE) if current.isValid() else ""
        if record_id:
            self._keep = record_id
            self.opened.emit(record_id)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.ids:
            self._moved.update(changes.ids)
            self._pause.start()

    def _tell_empty(self) -> None:
        head, text = _EMPTY.get(self._place.key, ("Nothing here yet.", "New records appear here."))
        if self._text:
            head = "Nothing matches."
            text = "Try the beginning of a word, or fewer words. The trash is searched only there."
        elif self._place.key in KINDS:
            head = f"No {words.inside(self._place.label)} yet."
            text = "Press Ctrl+N to write the first one."
        self._empty_head.setText(head)
        self._empty_text.setText(text)
        self._clear.setVisible(bool(self._text))
        self._stack.setCurrentWidget(self.view if self.table.ids else self._empty)


_EMPTY = {
    "due": ("Nothing is due.", "Records appear here from 60 days before their “review by” day."),
    "actions": ("Nothing is late.", "Reviews appear here when a recommendation is past its day."),
    "conflicts": (
        "Nobody disagrees.",
        "When two colleagues change the same words, both versions wait here for a decision.",
    ),
    "drafts": ("No drafts.", "Text that was typed and not saved is kept here."),
    "trash": ("The trash is empty.", "Records moved to the trash stay here until put back."),
    "all": ("Nothing here yet.", "Press Ctrl+N to write the first record."),
}


def _in_order(place: Place, statuses: Mapping[str, int]) -> list[str]:
    kind = KINDS.get(place.key)
    known = [s for k in ([kind] if kind else KINDS.values()) for s in k.statuses]
    return [s for s in dict.fromkeys((*known, *statuses)) if statuses.get(s)]


def _status_word(status: str) -> str:
    return next((k.statuses[status] for k in KINDS.values() if status in k.statuses), status)
