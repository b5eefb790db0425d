"""What the actions do: each takes its choice from a dialog and its work to the collection."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence

from kmdesk import __version__
from kmdesk.base import paths
from kmdesk.base.progress import Progress
from kmdesk.store.views import Changes, CheckReport, Counts, ExchangeView, Query
from kmdesk.ui import dialogs, words
from kmdesk.ui.bulk import BulkCommands
from kmdesk.ui.disputes.commands import DisputeCommands
from kmdesk.ui.editor import items
from kmdesk.ui.erasing import EraseCommands
from kmdesk.ui.exchange import ExchangeCommands
from kmdesk.ui.file_words import FileWords
from kmdesk.ui.files import FileCommands
from kmdesk.ui.finding import FindCommands
from kmdesk.ui.header import SearchBox
from kmdesk.ui.issuing import IssueCommands
from kmdesk.ui.learning import LearningCommands
from kmdesk.ui.meetings import MeetingCommands
from kmdesk.ui.papers import PaperCommands
from kmdesk.ui.past import PastCommands
from kmdesk.ui.searching import SEARCHES, SearchCommands
from kmdesk.ui.settings import SettingsCommands
from kmdesk.ui.swapping import SwapCommands
from kmdesk.ui.techniques import TechniqueCommands

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window


class Commands(QObject):
    """The slots of the window's actions."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.exchange = ExchangeCommands(window)
        self.disputes = DisputeCommands(window)
        self.swapping = SwapCommands(window)
        self.meetings = MeetingCommands(window)
        self.techniques = TechniqueCommands(window)
        self.past = PastCommands(window)
        self.erasing = EraseCommands(window)
        self.papers = PaperCommands(window)
        self.settings = SettingsCommands(window)
        self.finding = FindCommands(window)
        self.learning = LearningCommands(window)
        self.files = FileCommands(window)
        self.issuing = IssueCommands(window)
        self.bulk = BulkCommands(window)
        self.searching = SearchCommands(window)
        self.file_words = FileWords(window)
        actions = window.actions_by_name
        for name, slot in {
            "new": window.header.open_new,
            "open": self.open_other,
            "backup": self.back_up,
            "check": self.check,
            "close": window.close,
            "add_item": self.add_item,
            "item_up": self.move_up,
            "item_down": self.move_down,
            "remove_item": self.remove_item,
            "trash": self.trash,
            "untrash": self.untrash,
            "discard": window.session.discard_draft,
            "next_pane": self.next_pane,
            "previous_pane": self.previous_pane,
            "larger": self.larger,
            "smaller": self.smaller,
            "usual": self.usual,
            "keys": self.show_keys,
            "about": self.show_about,
        }.items():
            actions[name].triggered.connect(slot)
        for action in actions.new_kinds.values():
            action.triggered.connect(self._begin)
        actions.scheme_chosen.connect(self._choose_scheme)
        window.list.view.addAction(self._delete_key())

    def _delete_key(self) -> QAction:
        """Return the Delete key of the list, which must not reach text boxes."""
        action = QAction(self)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self.trash)
        return action

    @Slot()
    def _begin(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.begin(action.data())

    @Slot(QAction)
    def _choose_scheme(self, action: QAction) -> None:
        self._window.theme.choose(action.data())

    @Slot()
    def open_other(self) -> None:
        """Open another collection."""
        window = self._window
        folder = window.desk.path.parent if window.desk.path else paths.data_folder()
        path = dialogs.open_file(window, "Open a collection", folder, dialogs.COLLECTION_FILTER)
        if path:
            window.open_collection(path)

    @Slot()
    def open_sample(self) -> None:
        """Open the sample collection, made anew in the user's folder if it is not there."""
        window = self._window
        path = paths.data_folder() / f"sample{paths.COLLECTION_SUFFIX}"

        def make(_progress: Progress) -> Path:
            from kmdesk.exchange.sample import build_sample
            from kmdesk.store.collection import Collection

            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                with Collection.open(path, create=True, author="Sample author") as collection:
                    build_sample(collection)
            return path

        window.jobs.start(
            make, window.open_collection, owner=window, title="Making the sample", write=True
        )

    @Slot(str)
    def tell_not_opened(self, sentence: str) -> None:
        """Say why a collection could not be opened."""
        self._window.saved.setText("No collection is open")
        dialogs.tell(self._window, "Not opened", sentence)

    @Slot()
    def back_up(self) -> None:
        """Write a copy of the collection."""
        window = self._window
        if window.desk.path is None:
            return
        suggestion = window.desk.path.with_name(f"{window.desk.path.stem} backup.kmdesk")
        target = dialogs.save_file(window, "Back up", suggestion, dialogs.COLLECTION_FILTER)
        if target:
            window.session.leave()
            window.desk.work(
                lambda c, _: c.backup(target),
                self._after_backup,
                owner=window,
                title="Backing up",
            )

    def _after_backup(self, target: Path) -> None:
        self._window.notice.say(f"Backed up to {target.name}, read back and found sound.")

    @Slot()
    def check(self) -> None:
        """Look whether the collection is sound."""
        self._window.desk.work(
            lambda c, _: c.check(), self._after_check, owner=self, title="Checking the collection"
        )

    def _after_check(self, report: CheckReport) -> None:
        held = (
            f"{words.count(report.records, 'record')}, "
            f"{words.count(report.revisions, 'revision')}, "
            f"{words.count(report.attachments, 'attachment')}"
        )
        text = f"All is well. {held}."
        if report.problems:
            text = "\n\n".join((f"Something is not as it should be. {held}.", *report.problems))
        dialogs.tell(self._window, "Check of the collection", text)

    @Slot()
    def add_item(self) -> None:
        """Add an item to the list that has the focus, or to the section's list."""
        editor, inside = items.nearest(self._window.focusWidget())
        if editor:
            editor.add_item(inside)

    @Slot()
    def move_up(self) -> None:
        """Move the item that has the focus up."""
        self._move(-1)

    @Slot()
    def move_down(self) -> None:
        """Move the item that has the focus down."""
        self._move(1)

    def _move(self, by: int) -> None:
        editor, inside = items.nearest(self._window.focusWidget())
        if editor and inside:
            editor.move_item(inside, by)

    @Slot()
    def remove_item(self) -> None:
        """Remove the item that has the focus."""
        editor, inside = items.nearest(self._window.focusWidget())
        if editor and inside:
            editor.remove_item(inside)

    @Slot()
    def trash(self) -> None:
        """Move the records chosen to the trash."""
        window = self._window
        if window.desk.read_only:
            return
        if window.session.view is None and window.session.record_id and not window.list.selected:
            window.session.discard_draft()
            return
        ids = window.current_ids()
        if window.rail.place.key == "trash" or not ids:
            return
        window.session.close()
        window.desk.write(lambda c: c.trash(ids), lambda _: self._after_trash(ids), owner=window)

    def _after_trash(self, ids: list[str]) -> None:
        self._window.notice.say(
            f"{words.count(len(ids), 'record')} moved to the trash.",
            "Undo",
            lambda: self._put_back(ids),
        )

    @Slot()
    def untrash(self) -> None:
        """Put the records chosen back from the trash."""
        ids = self._window.current_ids()
        if ids:
            self._put_back(ids)

    def _put_back(self, ids: list[str]) -> None:
        self._window.desk.write(
            lambda c: c.untrash(ids), self._after_putting_back, owner=self._window
        )

    def _after_putting_back(self, changes: Changes) -> None:
        self._window.notice.say(f"{words.count(len(changes.ids), 'record')} put back.")

    @Slot()
    def next_pane(self) -> None:
        """Go to the next pane."""
        self._go_round(1)

    @Slot()
    def previous_pane(self) -> None:
        """Go to the pane before."""
        self._go_round(-1)

    def _go_round(self, by: int) -> None:
        panes = [p for p in self._window.panes() if p.focusPolicy() and p.isVisible()]
        focus = self._window.focusWidget()
        here = next((n for n, p in enumerate(panes) if p is focus or p.isAncestorOf(focus)), -1)
        if here < 0 and focus and self._window.page.isAncestorOf(focus):
            here = panes.index(self._window.page.title)
        panes[(here + by) % len(panes)].setFocus()
        if isinstance(panes[(here + by) % len(panes)], SearchBox):
            self._window.header.search.selectAll()

    @Slot()
    def larger(self) -> None:
        """Make type larger."""
        self._window.theme.magnify(1.1)

    @Slot()
    def smaller(self) -> None:
        """Make type smaller."""
        self._window.theme.magnify(1 / 1.1)

    @Slot()
    def usual(self) -> None:
        """Give type its usual size."""
        self._window.theme.magnify(0)

    @Slot()
    def show_keys(self) -> None:
        """Show every shortcut."""
        from kmdesk.ui.keys import KeysDialog

        KeysDialog(self._window, self._window.actions_by_name).open()

    @Slot()
    def show_about(self) -> None:
        """Say what this is, and where things lie."""
        path = self._window.desk.path
        dialogs.tell(
            self._window,
            "About kmdesk",
            f"kmdesk {__version__}\n\nEvidence summaries, reviews and case studies, found again, "
            "exchanged by file and turned into briefings. It works without a network and keeps "
            f"everything on this PC.\n\nCollection: {path or 'none open'}\n"
            f"Log and settings: {paths.data_folder()}",
        )

    def open_path(self, path: Path) -> None:
        """Open a file with the program that the system has for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def about_collection(self, counts: Counts, exchanges: list[ExchangeView]) -> str:
        """Return what the right of the status bar says."""
        path = self._window.desk.path
        parts = [path.name if path else ""]
        done = [e for e in exchanges if not e.undone and e.direction != "briefing"]
        if done:
            last = max(done, key=lambda e: e.time)
            who = last.peer_name or "a colleague"
            way = f"import from {who}" if last.direction == "in" else "export"
            parts.append(f"last {way} {words.moment(last.time)}")
        if counts.conflicts:
            parts.append(words.count(counts.conflicts, "disagreement"))
        return " · ".join(parts)


@dataclass(frozen=True)
class Standing:
    """How a collection stands: what the rail and the status bar say of it."""

    counts: Counts
    exchanges: list[ExchangeView]
    searches: dict[str, Query]


def standing(collection: Collection) -> Standing:
    """Return how a collection stands; runs in a worker."""
    kept = collection.setting(SEARCHES, {})
    searches = {name: msgspec.convert(query, Query) for name, query in kept.items()}
    return Standing(collection.counts(), collection.exchanges(), searches)
