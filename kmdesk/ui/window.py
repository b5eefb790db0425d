"""The main window: rail, list and editor put together, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from kmdesk.models.canonical import Json
from kmdesk.store.views import Query, Row
from kmdesk.ui import issuing, opened
from kmdesk.ui.actions import Actions
from kmdesk.ui.backups import Backups
from kmdesk.ui.commands import Commands, Standing, standing
from kmdesk.ui.completion import Completion
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.factory import bench
from kmdesk.ui.editor.find_bar import FindBar
from kmdesk.ui.editor.page import EditorPage
from kmdesk.ui.editor.readiness import EditorPane, Readiness
from kmdesk.ui.editor.seen_before import SeenBefore
from kmdesk.ui.editor.session import EditSession
from kmdesk.ui.formatting import Formatting
from kmdesk.ui.garbage import MainThreadGarbage
from kmdesk.ui.header import Header
from kmdesk.ui.home import Home
from kmdesk.ui.notices import Banner, Notice, ProgressWatch
from kmdesk.ui.rail import Rail
from kmdesk.ui.record_list import RecordList
from kmdesk.ui.state import SMALLEST, State
from kmdesk.ui.tables.rail import Place
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Elided, column, label, press, presses, row
from kmdesk.ui.workers import Job, Jobs

if TYPE_CHECKING:
    from kmdesk.ui.composer.view import Composer

NARROW = 1000
"""Below this width in pixels the rail shows icons alone."""

ROOMY = 1700
"""Below this width in pixels it does so too while a paper is shown beside its briefing."""


class Window(QMainWindow):
    """The window of one collection.

    Signals:
        painted: the window was drawn for the first time.
        settled: what the window shows of the collection has arrived.
    """

    painted = Signal()
    settled = Signal()

    def __init__(self, theme: Theme, state: State) -> None:
        super().__init__()
        self.theme = theme
        self.state = state
        self._garbage = MainThreadGarbage(self)
        self.jobs = Jobs(self)
        self.desk = Desk(self.jobs, self)
        self.actions_by_name = Actions(theme, self)
        self._painted = False
        self._standing: Job | None = None
        self._go_to = ("", "", "")
        self.composer: Composer | None = None
        self.setWindowTitle("kmdesk")
        self.setMinimumSize(*SMALLEST)
        self._make_parts()
        self._lay_out()
        self._make_status_bar()
        self.actions_by_name.fill(self.menuBar())
        self.commands = Commands(self)
        self.formatting = Formatting(self)
        self._connect()
        self._allow()
        state.restore_window(self, self.splitter)

    def _make_parts(self) -> None:
        self.header = Header(self.actions_by_name, self.theme)
        self.banner = Banner()
        self.rail = Rail(self.theme)
        self.home = Home(self.desk, self.actions_by_name, self.theme, self.state)
        self.list = RecordList(self.desk, self.theme, self.actions_by_name["filters"])
        self.bench = bench(self.desk, self.theme)
        self.page = EditorPage(self.bench)
        self.readiness = Readiness(self.page, self.theme, self.state)
        self.find_bar = FindBar(self.page, self.desk, self.theme)
        self.pane = EditorPane(self.find_bar, self.page, self.readiness.list)
        self.session = EditSession(self.desk, self.page, self)
        self.seen_before = SeenBefore(self.session, self.bench)
        self.nothing = QWidget()
        lines = column(self.nothing, gap=8, margin=48)
        lines.addStretch(1)
        for text, kind in (
            ("No record is open", "section"),
            ("Choose one from the list, or press Ctrl+N for a new one.", "small"),
        ):
            made = label(text, kind, wrap=True)
            made.setAlignment(Qt.AlignmentFlag.AlignCenter)
            lines.addWidget(made)
        lines.addStretch(2)

    def _lay_out(self) -> None:
        """Put the parts where they stand, from the outside in: a move restyles what is inside."""
        self._central = QWidget()
        self.setCentralWidget(self._central)
        lines = column(self._central, gap=0)
        lines.addWidget(self.header)
        lines.addWidget(self.banner)
        middle = QWidget()
        lines.addWidget(middle, 1)
        line = row(middle, gap=0)
        line.addWidget(self.rail)
        self.stack = QStackedWidget()
        line.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.stack.addWidget(self.home)
        self.stack.addWidget(self.splitter)
        self.editor_stack = QStackedWidget()
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.editor_stack)
        self.editor_stack.addWidget(self.nothing)
        self.editor_stack.addWidget(self.pane)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.editor_stack.setMinimumWidth(320)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([348, 800])
        self.completion = Completion(self.header.search, self.desk, self.theme)
        self.notice = Notice(self)

    def _make_status_bar(self) -> None:
        self.saved = QLabel()
        self.saved.setObjectName("status_saved")
        self.about = Elided("", "small")
        self.about.setObjectName("status_about")
        self.about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.statusBar().addWidget(self.saved, 1)
        self.statusBar().addPermanentWidget(self.about, 3)
        self.statusBar().setSizeGripEnabled(False)

    def _connect(self) -> None:
        self.rail.went.connect(self._on_place)
        self.list.opened.connect(self.session.open)
        self.list.narrowed.connect(self._allow)
        self.list.view.activated.connect(self._go_to_title)
        self.home.opened.connect(self.open_record)
        self.bench.requests.record.connect(self.open_record)
        self.bench.requests.undo.connect(self._offer_undo)
        self.home.went.connect(self.rail.go)
        self.home.sample_wanted.connect(self.commands.open_sample)
        self.header.search.textChanged.connect(self._on_search)
        self.list.cleared.connect(self.header.search.clear)
        self.list.widened.connect(lambda: self.rail.go("all"))
        self.header.search.left.connect(self._go_to_list)
        self.session.shown.connect(self._on_shown)
        self.session.said.connect(self.notice.say)
        self.session.state_changed.connect(self.saved.setText)
        self.jobs.refused.connect(self.notice.say)
        self.desk.opened.connect(self._on_opened)
        self.desk.not_opened.connect(self.commands.tell_not_opened)
        self.desk.changed.connect(self._count)
        self.theme.changed.connect(self._on_theme)
        self.desk.reworded.connect(self._on_reworded)
        self.progress = ProgressWatch(self.jobs, self)
        self.backups = Backups(self.desk, self.state, self.notice.say, self)

    def open_collection(self, path: Path) -> None:
        """Save what is open and open the collection at `path`."""
        self.session.close()
        self.home.refresh()
        self.desk.open(path, author=self.state.text("author"))

    def open_record(self, record_id: str, field: str = "", item: str = "") -> None:
        """Show a record in the editor, with a list beside it, at a field and an item of it."""
        self._go_to = (record_id, field, item)
        if self.stack.currentWidget() is self.home:
            self.rail.go("all")
        self.session.open(record_id)

    @Slot()
    def come_forward(self) -> None:
        """Show the window above others: kmdesk was started a second time."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def hide_content(self, *, hidden: bool) -> None:
        """Show nothing of the collection while something in front of it must stay private."""
        self._central.setHidden(hidden)

    def begin(self, kind: str, fields: Mapping[str, Json] | None = None) -> None:
        """Begin a record of a kind, with fields that are filled in already if there are any."""
        self.go_to_kind(kind)
        self.session.begin(kind, fields)

    def go_to_kind(self, kind: str) -> None:
        """List the records of a kind beside what is open next."""
        if self.rail.place.key != kind:
            self.header.search.clear()
            self.rail.go(kind)

    def current_ids(self) -> list[str]:
        """Return the records that an action is about: those chosen, else the open one."""
        chosen = self.list.selected if self.list.view.hasFocus() else []
        if len(self.list.selected) > 1:
            chosen = self.list.selected
        return chosen or ([self.session.record_id] if self.session.view else [])

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round: search, rail, list, editor."""
        if self.stack.currentWidget() is self.home:
            return [self.header.search, self.rail, self.home.first or self.home]
        editor = self.page.title if self.session.record_id else self.nothing
        paper = [self.composer.preview.pages] if self.composer else []
        return [self.header.search, self.rail, self.list.view, editor, *paper]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a tool button that has the focus with Return too."""
        if not presses(event) or not press(self.focusWidget()):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save edits, let workers finish, close the collection."""
        self.session.leave()
        self.backups.make_at_close()
        self.state.keep_window(self, self.splitter)
        self.state.keep("window/place", self.rail.place.key)
        self.state.keep("window/record", self.session.record_id)
        if self.composer:
            self.composer.close()
        self.jobs.drain()
        self.desk.release()
        opened.clear()
        self._garbage.stop()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make do with less when there is less room."""
        super().resizeEvent(event)
        self.make_room()
        self.commands.searching.make_room()

    def make_room(self) -> None:
        """Have the rail take little room where there is little, or a paper needs it."""
        zoom = max(1.0, self.theme.zoom * 0.9)
        little = self.width() < NARROW * zoom
        beside = self.composer is not None and self.composer.wants_room
        narrow = little or (beside and self.width() < ROOMY * zoom)
        if narrow != self.rail.narrow:
            self.rail.set_narrow(narrow)
        self.header.set_narrow(narrow, buttons=not little)

    def event(self, event: QEvent) -> bool:
        """Say when the window was drawn first: only then heavier things are imported."""
        handled = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._on_first_paint)
        return handled

    @Slot()
    def _on_first_paint(self) -> None:
        self.painted.emit()
        self._load_icons()

    def _load_icons(self) -> None:
        self.actions_by_name.load_icons()
        self.header.load_icons()
        self.rail.load_icons()

    @Slot()
    def _on_opened(self) -> None:
        path = self.desk.path
        self.setWindowTitle(f"{path.stem if path else ''} – kmdesk")
        notices = self.desk.notices
        if self.state.trouble:
            notices += (self.state.trouble,)
        if self.desk.read_only:
            notices += ("You can read, search, export and print; nothing can be changed here now.",)
        self.banner.show_sentences(notices)
        self.list.show_place(self.rail.place)
        self.saved.setText("Read-only" if self.desk.read_only else "All changes saved")
        self._count()
        self._allow()
        self._restore_place()

    def _restore_place(self) -> None:
        place = self.state.text("window/place", "home")
        record = self.state.text("window/record")
        self.rail.go(place)
        if record and self.rail.place.key != "home":
            self.desk.read(lambda c: c.rows([record]), self._reopen, owner=self)

    def _reopen(self, rows: list[Row]) -> None:
        for each in rows:
            self.session.open(each.id)

    @Slot()
    def _count(self) -> None:
        if self._standing:
            self._standing.drop()  # it may come after a newer one
        self._standing = self.desk.read(standing, self._show_standing, owner=self)

    def _show_standing(self, found: Standing) -> None:
        self._show_searches(found.searches)
        self.rail.table.show_counts(found.counts)
        self.commands.searching.count(found.searches)
        self.about.set_full(self.commands.about_collection(found.counts, found.exchanges))
        self.settled.emit()

    def _show_searches(self, searches: dict[str, Query]) -> None:
        """Show the searches that were kept, without going anywhere."""
        here = self.rail.place.key
        with QSignalBlocker(self.rail):
            self.rail.table.show_searches(searches)
            self.rail.go(here if self.rail.table.row_of(here) >= 0 else "all")

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        if place.query is None:
            self.session.close()
            self.home.refresh()
            self.stack.setCurrentWidget(self.home)
        else:
            self.stack.setCurrentWidget(self.splitter)
            self.list.show_place(place)
        self._allow()

    @Slot(str)
    def _on_search(self, text: str) -> None:
        if text.strip() and self.stack.currentWidget() is self.home:
            self.rail.go("all")
        self.list.search(text)
        self._allow()

    @Slot(str)
    def _on_shown(self, record_id: str) -> None:
        self.editor_stack.setCurrentWidget(self.pane if record_id else self.nothing)
        self._compose()
        self.readiness.refresh()
        self.list.select(record_id)
        self._allow()
        wanted, field, item = self._go_to
        if record_id and record_id == wanted:
            self._go_to = ("", "", "")
            if field:
                self.page.go_to(field, item)

    def _compose(self) -> None:
        """Make the composer when the first briefing comes to the page."""
        kind = self.page.kind
        if self.composer is None and kind is not None and kind.name == "briefing":
            from kmdesk.ui.composer.view import Composer

            self.composer = Composer(self)
            self.composer.make_room()

    @Slot()
    def _go_to_list(self) -> None:
        if self.stack.currentWidget() is self.home:
            self.rail.setFocus()
            return
        self.list.uncover()
        self.list.view.setFocus()
        if not self.list.view.selectionModel().hasSelection() and self.list.table.ids:
            self.list.view.setCurrentIndex(self.list.table.index(0))

    @Slot(str, object)
    def _offer_undo(self, done: str, undo: Callable[[], None]) -> None:
        self.notice.say(done, "Undo", undo)

    @Slot()
    def _go_to_title(self) -> None:
        self.page.title.setFocus()

    @Slot()
    def _on_reworded(self) -> None:
        """Say everything as the house says it."""
        here = self.rail.place.key
        self.actions_by_name.reword()
        self._allow()
        with QSignalBlocker(self.rail):
            self.rail.table.reword()
            self.rail.go(here)
        self.list.reword(self.rail.place)
        self.page.reword()
        self.readiness.refresh()
        self.home.refresh()

    @Slot()
    def _on_theme(self) -> None:
        if self._painted:
            self._load_icons()
        self.page.magnify(self.theme.zoom)
        self.make_room()
        self.state.keep("look/colours", self.theme.choice)
        self.state.keep("look/zoom", self.theme.zoom)

    @Slot()
    def _allow(self) -> None:
        self.actions_by_name.allow(
            writing=not self.desk.read_only, record=bool(self.session.record_id)
        )
        trashed = self.rail.place.key == "trash"
        view = self.session.view
        untrash = trashed or (view is not None and view.trashed)
        self.actions_by_name["untrash"].setEnabled(untrash and not self.desk.read_only)
        kind = self.page.kind if self.session.record_id else None
        why_not = issuing.why_not(kind, view, read_only=self.desk.read_only)
        self.actions_by_name.permit("issue", why_not)
        search = self.rail.place.key.startswith("search/")
        self.actions_by_name["drop_search"].setEnabled(search and not self.desk.read_only)
        asks = bool(self.header.search.text().strip() or self.list.filters)
        self.actions_by_name["save_search"].setEnabled(asks and not self.desk.read_only)
        composing = self.composer is not None and self.composer.active
        self.actions_by_name["preview"].setEnabled(composing)
