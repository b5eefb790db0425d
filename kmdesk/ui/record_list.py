"""The list pane: what a place or a search holds, narrowed by status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QFrame, QListView, QStackedWidget, QWidget

from kmdesk.models.ids import reference
from kmdesk.models.kinds import KINDS, kind_named
from kmdesk.store.views import MOST_COUNTED, Changes, Draft, Query, Row
from kmdesk.ui import words
from kmdesk.ui.desk import Desk
from kmdesk.ui.record_paint import RecordDelegate
from kmdesk.ui.tables.rail import Place
from kmdesk.ui.tables.records import ID_ROLE, PAGE, RecordTable
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Flow, button, column, label
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection

MOST_HITS = 200
"""Records that a search lists: who needs more types another word."""

PAUSE = 120
"""Milliseconds without a key before a search starts."""


@dataclass(frozen=True)
class Found:
    """What the collection answered to a query."""

    query: Query
    ids: list[str]
    rows: list[Row]
    snippets: Mapping[str, str]
    statuses: Mapping[str, int]


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
        self._asked: Job | None = None
        self._keep = ""
        self._heading = label("", "head")
        self._note = label("", "small", wrap=True)
        self._chips = Flow()
        self.table = RecordTable(desk, self)
        self.view = self._make_view(theme)
        self._empty = self._make_empty()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        page = column(self, gap=0)
        head = column(gap=8)
        head.setContentsMargins(16, 14, 12, 10)
        for widget in (self._heading, self._note, self._chips):
            head.addWidget(widget)
        page.addLayout(head)
        page.addWidget(self._stack, 1)
        self.foot = column(gap=0)
        page.addLayout(self.foot)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        desk.changed.connect(self._on_changed)

    def _make_view(self, theme: Theme) -> QListView:
        view = QListView()
        view.setObjectName("records")
        view.setAccessibleName("Records")
        view.setModel(self.table)
        view.setItemDelegate(RecordDelegate(theme, view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.selectionModel().currentChanged.connect(self._on_current)
        view.selectionModel().selectionChanged.connect(self.selection_changed)
        theme.changed.connect(view.doItemsLayout)
        return view

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
        return replace(query, text=self._text or query.text, status=self._status)

    @property
    def selected(self) -> list[str]:
        """Return the ids of the records chosen, in the order of the list."""
        rows = sorted(i.row() for i in self.view.selectionModel().selectedIndexes())
        return [self.table.ids[r] for r in rows]

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
        """List what matches a text as soon as no key has come for a moment."""
        if text.strip() != self._text:
            self._text = text.strip()
            self._pause.start()

    def select(self, record_id: str) -> None:
        """Show which record is open, now or when it comes into the list."""
        self._keep = record_id
        self._select_kept()

    def choose(self, ids: Sequence[str]) -> None:
        """Choose these records, as far as they are in the list."""
        model = self.view.selectionModel()
        chosen = QItemSelection()
        for place in filter(lambda place: place >= 0, map(self.table.place, ids)):
            index = self.table.index(place)
            chosen.select(index, index)
        with QSignalBlocker(model):
            model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.viewport().update()
        self.selection_changed.emit()

    @Slot()
    def choose_one(self) -> None:
        """Choose only the record that is open."""
        with QSignalBlocker(self.view.selectionModel()):
            self.view.clearSelection()
        self._select_kept()
        self.selection_changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Ask the collection again; an older answer still on its way is dropped."""
        if self._asked:
            self._asked.drop()
        if self._desk.is_open:
            query = self.query
            self._asked = self._desk.read(lambda c: find(c, query), self._show, owner=self)

    def _show(self, found: Found) -> None:
        self._asked = None
        chosen = self.selected
        with QSignalBlocker(self.view.selectionModel()):
            self.table.show_ids(found.ids, found.rows, found.snippets)
        if len(chosen) > 1:
            self.choose(chosen)
        self._select_kept()
        self.selection_changed.emit()
        self._show_chips(found)
        total = sum(found.statuses.values())
        note = f"The first {MOST_HITS} of {_number(total)}" if len(found.ids) < total else ""
        if self._text:
            many = f"{_number(total)} records"
            how_many = many if total > MOST_COUNTED else words.count(total, "record")
            self._heading.setText(f"{how_many} found")
            whole = self._place.key in ("all", "home")
            where = "" if whole else f"in {words.inside(self._place.label)}"
            note = ". ".join(part for part in (where, note) if part)
        else:
            self._heading.setText(self._place.label)
        self._note.setText(note[:1].upper() + note[1:])
        self._note.setVisible(bool(note))
        self._tell_empty()
        self.shown.emit()

    def _show_chips(self, found: Found) -> None:
        total = sum(found.statuses.values())
        self._chips.setVisible(bool(total))
        number = _number if self._text else "{:,}".format
        labels = {"": f"All {number(total)}"}
        for status in _in_order(self._place, found.statuses):
            labels[status] = f"{_status_word(status)} {number(found.statuses[status])}"
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
        place = self.table.place(self._keep)
        if len(self.selected) > 1:
            return
        with QSignalBlocker(self.view.selectionModel()):
            if place >= 0:
                self.view.setCurrentIndex(self.table.index(place))
            else:
                self.view.clearSelection()
        self.view.viewport().update()

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        record_id = current.data(ID_ROLE) if current.isValid() else ""
        if record_id:
            self._keep = record_id
            self.opened.emit(record_id)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.ids:
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


def find(collection: Collection, query: Query) -> Found:
    """Return what a query finds; runs in a worker."""
    statuses = collection.status_counts(replace(query, status=""))
    if query.need == "drafts" and not query.text:
        return _drafts(collection, query, statuses)
    if query.text and not (query.need or query.trashed or query.tag):
        status = f" status:{query.status}" if query.status else ""
        hits = collection.search(query.text + status, limit=MOST_HITS, kind=query.kind)
        snippets = {hit.row.id: hit.snippet for hit in hits}
        return Found(query, list(snippets), [hit.row for hit in hits], snippets, statuses)
    ids = collection.ids(query)
    return Found(query, ids, collection.rows(ids[:PAGE]), {}, statuses)


def _drafts(collection: Collection, query: Query, statuses: Mapping[str, int]) -> Found:
    """Return the records with drafts, and the drafts that are no records yet."""
    ids = collection.ids(query)
    new = [row_of(d) for d in collection.drafts() if not d.base and not query.status]
    new = [row for row in new if row.id not in ids]
    totals = dict(statuses)
    for row in new:
        totals[row.status] = totals.get(row.status, 0) + 1
    return Found(query, [r.id for r in new] + ids, new + collection.rows(ids), {}, totals)


def row_of(draft: Draft) -> Row:
    """Return a draft that was never saved as a list shows it."""
    kind = kind_named(draft.kind)
    fields = draft.fields
    lead = next((v for n in kind.lead if isinstance(v := fields.get(n), str) and v), "")
    return Row(
        id=draft.record,
        kind=draft.kind,
        reference=reference(kind.prefix, draft.record),
        title=fields.get("title") or f"{kind.label} without a title",
        lead=lead,
        status=fields.get("status") or next(iter(kind.statuses)),
        sharing=fields.get("sharing") or "organisation",
        review_by="",
        updated=draft.time,
        updated_by=draft.author,
        conflicts=0,
        trashed=False,
        has_draft=True,
    )


def _in_order(place: Place, statuses: Mapping[str, int]) -> list[str]:
    kind = KINDS.get(place.key)
    known = [s for k in ([kind] if kind else KINDS.values()) for s in k.statuses]
    return [s for s in dict.fromkeys((*known, *statuses)) if statuses.get(s)]


def _number(count: int) -> str:
    """Return how many records a search found, which is counted up to a limit."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else f"{count:,}"


def _status_word(status: str) -> str:
    return next((k.statuses[status] for k in KINDS.values() if status in k.statuses), status)
