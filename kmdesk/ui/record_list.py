"""The list pane: what a place or a search holds, narrowed by status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from kmdesk.models.kinds import KINDS
from kmdesk.store.views import Changes, Mark, Query, Sort
from kmdesk.ui import found
from kmdesk.ui.desk import Desk
from kmdesk.ui.empty_list import EmptyList
from kmdesk.ui.filters import GROUPS, FilterPanel, attribute, chosen_in
from kmdesk.ui.found import Counted, Found
from kmdesk.ui.list_body import ListBody
from kmdesk.ui.list_head import ListHead, in_order
from kmdesk.ui.record_view import RecordView
from kmdesk.ui.tables.rail import Place
from kmdesk.ui.tables.records import ID_ROLE, PAGE, RecordTable
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import column
from kmdesk.ui.workers import Job

PAUSE = 20
"""Milliseconds without a key before a search starts: keys held down are not searched one by one."""


class RecordList(QWidget):
    """Records of a place, one of which is open.

    Signals:
        opened: the id of the record that was chosen.
        shown: what the list shows has been fetched.
        cleared: the search found nothing and should be given up.
        widened: the search found nothing here and should be made among all records.
        selection_changed: other records are chosen.
        narrowed: other filters are set.
    """

    opened = Signal(str)
    shown = Signal()
    cleared = Signal()
    widened = Signal()
    selection_changed = Signal()
    narrowed = Signal()

    def __init__(self, desk: Desk, theme: Theme, filters: QAction) -> None:
        super().__init__()
        self.setObjectName("list_pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._desk = desk
        self._place = Place("all", "All records", query=Query())
        self._text = ""
        self._order: Sort | None = None
        self.filters: dict[str, str] = {}
        self._jobs: dict[str, Job] = {}
        self._shown_query: Query | None = None
        self._next: Mark | None = None
        self._moved: set[str] = set()
        self._keep = ""
        self.table = RecordTable(desk, self)
        self.table.more_wanted.connect(self._fetch_more)
        self.view = RecordView(self.table, theme)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.chosen_changed.connect(self.selection_changed)
        self.view.all_wanted.connect(self._choose_all)
        self.head = ListHead(filters)
        self.head.sorted.connect(self._on_order)
        self.head.narrowed.connect(self.narrow)
        self.panel = FilterPanel(theme)
        self.panel.chosen.connect(self.narrow)
        self._filters_action = filters
        filters.toggled.connect(self._on_filters)
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        desk.changed.connect(self._on_changed)
        theme.changed.connect(self._fit)

    def _lay_out(self) -> None:
        self._empty = EmptyList()
        self._empty.cleared.connect(self.cleared)
        self._empty.widened.connect(self.widened)
        self._empty.unfiltered.connect(self._on_unfilter)
        self._body = ListBody(self.view, self._empty, self.panel)
        page = column(self, gap=0)
        page.addWidget(self.head)
        page.addWidget(self._body, 1)
        self.foot = column(gap=0)
        page.addLayout(self.foot)
        self._fit()

    @property
    def query(self) -> Query:
        """Return what the list asks for."""
        query = self._place.query or Query()
        text = f"({query.text}) {self._text}" if query.text and self._text else ""
        narrowed: dict[str, Any] = {attribute(f): value for f, value in self.filters.items()}
        sort = self._order or query.sort
        return replace(query, text=text or self._text or query.text, sort=sort, **narrowed)

    @property
    def selected(self) -> list[str]:
        """Return the ids of the records chosen, in the order of the list."""
        return self.view.chosen

    def show_place(self, place: Place) -> None:
        """List the records of a place, without the filters of the place before."""
        self._place = place
        if place.query and place.query.sort != "relevance":
            self._order = None
        self.filters = {}
        self.head.show_place(place.label)
        self.panel.show_only([f for f in GROUPS if f not in self._fixed])
        self._fit()
        self.narrowed.emit()
        self.refresh()

    @property
    def _fixed(self) -> dict[str, str]:
        """Return the fields that the place narrows by itself."""
        return chosen_in(self._place.query or Query())

    @property
    def _is_drafts(self) -> bool:
        """Say whether drafts are listed, which the full-text index does not know."""
        return self.query.need == "drafts" and not self.query.text

    @Slot(str, str)
    def narrow(self, field: str, value: str) -> None:
        """Narrow the list by a value of a field, or with "" no longer."""
        self.filters = {f: v for f, v in (self.filters | {field: value}).items() if v}
        self.narrowed.emit()
        self.refresh()

    def set_room(self, *, beside: bool) -> None:
        """Show the filters beside the list, or in its place where there is no room for both."""
        if beside != self._body.beside:
            self._body.beside = beside
            self._fit()

    @property
    def filters_beside(self) -> bool:
        """Say whether the filters stand beside the list now."""
        return self._body.beside and self._filters_shown

    @property
    def _filters_shown(self) -> bool:
        return self._filters_action.isChecked() and not self._is_drafts

    def uncover(self) -> None:
        """Show the records where the filters stand in their place."""
        if not self._body.beside:
            self._filters_action.setChecked(False)

    @Slot()
    def _fit(self) -> None:
        """Divide the room between filters and list."""
        self.head.show_tools(wanted=not self._is_drafts)
        self._body.fit(filters=self._filters_shown)

    @Slot(bool)
    def _on_filters(self, _open: bool) -> None:
        self._fit()
        self.refresh()

    @Slot(str)
    def _on_order(self, order: Sort) -> None:
        self._order = order
        self.refresh()

    @Slot()
    def _on_unfilter(self) -> None:
        self.filters = {}
        self.narrowed.emit()
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
            self.table.update(page.rows, page.hits, more=page.next is not None)
        else:
            self.table.show_ids(ids, page.rows, page.hits, more=page.next is not None)
            if same and len(chosen) > 1:
                self.view.choose(chosen)
            if same:
                self.view.hold(anchor, self._moved)
            else:
                self.view.scrollToTop()
        self._moved.clear()
        self._select_kept()
        self.selection_changed.emit()
        self.head.show_hint(page.hint)
        self.head.show_order(page.query.sort, with_words=bool(page.query.text.strip()))
        self._fit()
        if page.next is None or not self._is_narrowed:
            self._show_heading(len(ids))
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
        self.table.append(ids, page.rows, page.hits, more=page.next is not None)
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
            lambda c, stop: found.count(c, query, stop), self._show_counts, owner=self
        )

    def _show_counts(self, counted: Counted) -> None:
        kind = KINDS.get(counted.query.kind)
        known = [s for k in ([kind] if kind else KINDS.values()) for s in k.statuses]
        panel = self._filters_shown
        offered = not panel and "status" not in self._fixed
        self.head.show_chips(in_order(known, counted.statuses), self.filters, offer_status=offered)
        self._show_heading(counted.total)
        if panel:
            self.panel.show_facets(counted.facets, self.filters)
            self._count_facets(counted.query)

    def _count_facets(self, query: Query) -> None:
        """Count the values of all fields, the ones that are counted slowly last."""
        names = sorted(self.panel.wanted - {"status"}, key=lambda name: name == "tag")
        self._jobs["facets"] = self._desk.look_up(
            lambda c, stop: found.facets(c, query, stop, names),
            lambda facets: self.panel.show_facets(facets, self.filters),
            owner=self,
        )

    @property
    def _is_narrowed(self) -> bool:
        return bool(self._text or self.filters)

    def _show_heading(self, total: int) -> None:
        if self._is_narrowed:
            whole = self._place.key in ("all", "home")
            self.head.show_found(total, "" if whole else self._place.label)
        else:
            self.head.show_place(self._place.label)

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
        self._empty.tell(self._place, searched=bool(self._text), filtered=bool(self.filters))
        self._body.show_records(there=bool(self.table.ids))
