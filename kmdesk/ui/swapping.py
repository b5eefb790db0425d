"""The exchange folder from the window: one press takes what is new and writes what is lacking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from kmdesk.base.errors import Cancelled
from kmdesk.base.progress import Progress
from kmdesk.ui import dialogs, words
from kmdesk.ui.widgets import Elided, Tick, button, card, column, label, row

if TYPE_CHECKING:
    from kmdesk.exchange.folder import Look, SwapReport
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

UNASKED = "exchange-unasked"
"""The setting that says to take what colleagues wrote without showing it first."""


@dataclass(frozen=True)
class Place:
    """Where swaps go.

    Attributes:
        folder: None as long as none was chosen.
        unasked: whether files are taken without being shown first.
    """

    folder: Path | None = None
    unasked: bool = False


class SwapDialog(QDialog):
    """Chooses the exchange folder and how its files are taken.

    Signals:
        agreed: the place.
    """

    agreed = Signal(object)

    def __init__(self, parent: QWidget, place: Place) -> None:
        super().__init__(parent)
        self._folder = place.folder
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Exchange folder")
        self.resize(600, 380)
        lines = column(self, gap=16, margin=24)
        head = column(gap=4)
        head.addWidget(label("Swap by a folder", "head"))
        text = (
            "A folder that you and your colleagues can see: a share, a synced drive or a stick. "
            "One press takes what they wrote there and writes what the folder lacks. Nobody "
            "changes another's file. Private records stay here."
        )
        head.addWidget(label(text, wrap=True))
        lines.addLayout(head)
        lines.addWidget(self._place_card())
        self.unasked = Tick("Take what comes without showing it first")
        self.unasked.setAccessibleName(self.unasked.text())
        self.unasked.setChecked(place.unasked)
        lines.addWidget(self.unasked, 0, Qt.AlignmentFlag.AlignLeft)
        much = (
            "What would move many records to the trash, or erase something for good, is shown in "
            "any case."
        )
        lines.addWidget(label(much, "small", wrap=True))
        lines.addStretch()
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Swap now", "primary", self.accept)
        self.go.setDefault(True)
        foot.addWidget(self.go)
        lines.addLayout(foot)
        self._show_folder()

    def _place_card(self) -> QWidget:
        made = card()
        line = row(made, gap=12)
        line.setContentsMargins(16, 12, 16, 12)
        self.where = Elided()
        line.addWidget(self.where, 1)
        line.addWidget(button("Choose the folder…", "", self._choose))
        return made

    @Slot()
    def _choose(self) -> None:
        start = self._folder or Path.home()
        if chosen := dialogs.choose_folder(self, "Exchange folder", start):
            self._folder = chosen
            self._show_folder()
            self.go.setFocus()

    def _show_folder(self) -> None:
        self.where.set_full(str(self._folder) if self._folder else "No folder is chosen yet")
        self.where.setToolTip(str(self._folder or ""))
        self.go.setEnabled(self._folder is not None)

    def accept(self) -> None:
        """Hand on the place."""
        super().accept()
        self.agreed.emit(Place(self._folder, self.unasked.isChecked()))


class SwapCommands(QObject):
    """The slots of swaps; a passphrase is kept until the window closes, in memory alone."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._passphrase: str | None = None
        window.actions_by_name["swap"].triggered.connect(self.swap)
        window.actions_by_name["swap_folder"].triggered.connect(self.choose)
        window.desk.opened.connect(self._forget_passphrase)

    @Slot()
    def _forget_passphrase(self) -> None:
        self._passphrase = None

    @Slot()
    def swap(self) -> None:
        """Swap by the folder that was used last; the first time, ask for one."""
        self._window.session.leave()
        self._window.desk.read(place_of, self._begin, owner=self)

    @Slot()
    def choose(self) -> None:
        """Ask for the folder and how its files are taken."""
        self._window.session.leave()
        self._window.desk.read(place_of, self._ask_place, owner=self)

    def _begin(self, place: Place) -> None:
        if place.folder is None:
            self._ask_place(place)
        else:
            self._look(place.folder, unasked=place.unasked)

    def _ask_place(self, place: Place) -> None:
        dialog = SwapDialog(self._window, place)
        dialog.agreed.connect(self._on_place)
        dialog.open()

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        self._window.desk.write(
            lambda c: keep_place(c, place), lambda _: self._begin(place), owner=self
        )

    def _look(self, folder: Path, *, unasked: bool) -> None:
        passphrase = self._passphrase

        def work(collection: Collection, progress: Progress) -> Look:
            from kmdesk.exchange.folder import look

            return look(collection, folder, passphrase, progress)

        self._window.desk.work(
            work,
            lambda looked: self._on_looked(looked, unasked=unasked),
            owner=self,
            title=f"Reading {folder.name}",
            failed=lambda error: self._soon(
                lambda: self._on_unreadable(folder, error, unasked=unasked)
            ),
        )

    def _on_unreadable(self, folder: Path, error: Exception, *, unasked: bool) -> None:
        from kmdesk.exchange.kmx import PassphraseError

        if isinstance(error, Cancelled):
            return
        if not isinstance(error, PassphraseError):
            dialogs.tell(self._window, "Not swapped", str(error))
            return
        question = "The files in this folder are encrypted. Their passphrase:"
        if self._passphrase:
            question = "That was not it. The passphrase of the files in this folder:"
        typed = dialogs.ask_text(self._window, "Swap", question, secret=True)
        self._passphrase = typed or None
        if typed:
            self._look(folder, unasked=unasked)

    def _on_looked(self, looked: Look, *, unasked: bool) -> None:
        from kmdesk.ui.exchange_dialogs import ImportDialog

        seen = looked.preview
        grave = seen.trashes_many or seen.erasures
        if not seen.brings or (unasked and not grave):
            self._swap(looked, None)
            return
        notes = [one.reason for one in looked.skipped]
        dialog = ImportDialog(self._window, looked, seen, self._window.theme, notes, deed="Swap")
        dialog.agreed.connect(lambda chosen: self._swap(looked, chosen))
        dialog.open()

    def _swap(self, looked: Look, chosen: frozenset[str] | None) -> None:
        passphrase = self._passphrase

        def work(collection: Collection, progress: Progress) -> SwapReport:
            from kmdesk.exchange.folder import swap

            return swap(collection, looked, only=chosen, passphrase=passphrase, progress=progress)

        title = f"Swapping by {looked.folder.name}"
        self._window.desk.work(work, self._after_swap, owner=self, title=title)

    def _after_swap(self, report: SwapReport) -> None:
        text = in_words(report)
        window = self._window
        if report.taken.count("conflict"):
            look = window.actions_by_name["disagreements"].trigger
            window.notice.say(text, "Look at the disagreements", look)
        elif report.numbers:
            take_back = window.commands.exchange.take_back
            window.notice.say(text, "Undo", lambda: take_back(report.numbers))
        else:
            window.notice.say(text)
        trouble = [one.reason for one in report.skipped]
        if report.not_written:
            trouble.insert(0, report.not_written)
        if trouble:
            told = "\n\n".join((text, *trouble[:20]))
            self._soon(lambda: dialogs.tell(window, "Not all was swapped", told))

    def _soon(self, say: Callable[[], object]) -> None:
        """Say something that waits for an answer once the progress of the work is gone."""
        QTimer.singleShot(0, self, say)


def place_of(collection: Collection) -> Place:
    """Return where swaps of a collection go."""
    from kmdesk.store import settings

    kept = collection.setting(settings.FOLDER)
    return Place(Path(str(kept)) if kept else None, bool(collection.setting(UNASKED)))


def keep_place(collection: Collection, place: Place) -> None:
    """Remember where swaps of a collection go."""
    from kmdesk.store import settings

    collection.put_setting(settings.FOLDER, str(place.folder) if place.folder else None)
    collection.put_setting(UNASKED, place.unasked or None)


def in_words(report: SwapReport) -> str:
    """Return what a swap did."""
    taken = [
        f"{number:,} {word}"
        for number, word in (
            (report.taken.count("new"), "new"),
            (report.taken.count("changed"), "changed"),
            (report.taken.count("conflict"), "with disagreements"),
            (report.taken.count("trashed"), "trashed"),
            (report.taken.count("erased"), "erased for good"),
            (report.left, "left for later"),
        )
        if number
    ]
    wrote = words.count(report.records, "record") + " written" if report.written else ""
    if not taken and not wrote:
        return "Swapped: nothing new on either side."
    who = f" from {report.taken.sender}" if taken and report.taken.sender else ""
    return f"Swapped: {', '.join(taken) or 'nothing new'}{who}; {wrote or 'nothing to write'}."
