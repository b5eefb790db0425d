"""Exchange from the menu: export, import after a preview, undo, and search results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from kmdesk.base import paths
from kmdesk.base.errors import Cancelled
from kmdesk.base.progress import Progress
from kmdesk.store.views import Changes, ExchangeView, Query, Row
from kmdesk.ui import dialogs, words

if TYPE_CHECKING:
    from kmdesk.exchange import Choice, ExportReport, ImportReport, Incoming, Preview
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window


class ExchangeCommands(QObject):
    """The slots of the exchange menu."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        for name, slot in {
            "export": self.export,
            "import": self.import_file,
            "undo_import": self.undo_import,
            "exchange_log": self.show_log,
            "sources": self.import_sources,
        }.items():
            window.actions_by_name[name].triggered.connect(slot)

    def _folder(self) -> Path:
        kept = self._window.state.text("exchange/folder")
        return Path(kept) if kept else Path.home()

    @Slot()
    def export(self) -> None:
        """Ask what to export and where to, then write the file."""
        from kmdesk.ui.export_dialog import ExportDialog, Scope

        window = self._window
        window.session.leave()
        query = window.list.query
        narrowed = replace(query, sort="relevance") != Query() and query.need != "drafts"
        scope = Scope(window.current_ids(), query if narrowed else None)
        dialog = ExportDialog(window, window.desk, scope)
        dialog.chosen.connect(self._export)
        dialog.open()

    @Slot(object, str)
    def _export(self, choice: Choice, passphrase: str) -> None:
        window = self._window
        stem = window.desk.path.stem if window.desk.path else "records"
        suggestion = self._folder() / f"{stem}{paths.EXCHANGE_SUFFIX}"
        target = dialogs.save_file(window, "Export", suggestion, dialogs.EXCHANGE_FILTER)
        if target is None:
            return
        window.state.keep("exchange/folder", str(target.parent))

        def work(collection: Collection, progress: Progress) -> ExportReport:
            from kmdesk.exchange import export

            return export(
                collection, target, choice, passphrase=passphrase or None, progress=progress
            )

        window.desk.work(work, self._after_export, owner=self, title=f"Exporting to {target.name}")

    def _after_export(self, report: ExportReport) -> None:
        text = f"{words.count(report.records, 'record')} exported to {report.path.name}."
        if report.left_out:
            text += f" {words.count(len(report.left_out), 'private record')} left out."
        folder = report.path.parent
        self._window.notice.say(
            text, "Show the folder", lambda: self._window.commands.open_path(folder)
        )

    @Slot()
    def import_file(self) -> None:
        """Ask for a file, show what it would do, and import it when the person agrees."""
        window = self._window
        path = dialogs.open_file(window, "Import", self._folder(), dialogs.EXCHANGE_FILTER)
        if path:
            window.state.keep("exchange/folder", str(path.parent))
            window.session.leave()
            self._read(path, None)

    def _read(self, path: Path, passphrase: str | None) -> None:
        def work(collection: Collection, progress: Progress) -> tuple[Incoming, Preview]:
            from kmdesk.exchange import preview, read

            incoming = read(path, passphrase, progress)
            return incoming, preview(collection, incoming)

        self._window.desk.work(
            work,
            self._show_preview,
            owner=self,
            title=f"Reading {path.name}",
            failed=lambda error: QTimer.singleShot(  # once the progress of the reading is gone
                0, self, lambda: self._on_unreadable(path, passphrase, error)
            ),
        )

    def _on_unreadable(self, path: Path, passphrase: str | None, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        if "passphrase" in str(error):
            question = f"{path.name} is encrypted. Its passphrase:"
            if passphrase is not None:
                question = f"That was not it. The passphrase of {path.name}:"
            typed = dialogs.ask_text(self._window, "Import", question, secret=True)
            if typed:
                self._read(path, typed)
            return
        dialogs.tell(self._window, "Not imported", str(error))

    def _show_preview(self, found: tuple[Incoming, Preview]) -> None:
        from kmdesk.ui.exchange_dialogs import ImportDialog

        incoming, preview = found
        dialog = ImportDialog(self._window, incoming, preview, self._window.theme)
        dialog.agreed.connect(lambda chosen: self._import(incoming, chosen))
        dialog.open()

    def _import(self, incoming: Incoming, chosen: frozenset[str] | None) -> None:
        def work(collection: Collection, progress: Progress) -> ImportReport:
            from kmdesk.exchange import import_incoming

            return import_incoming(collection, incoming, progress, chosen)

        self._window.desk.work(
            work, self._after_import, owner=self, title=f"Importing {incoming.path.name}"
        )

    def _after_import(self, report: ImportReport) -> None:
        parts = [
            f"{number:,} {word}"
            for number, word in (
                (report.new, "new"),
                (report.changed, "changed"),
                (report.conflicts, "with disagreements"),
                (len(report.merged), "merged without asking"),
                (report.trashed, "trashed"),
                (report.known, "known already"),
                (report.left, "left for later"),
            )
            if number
        ]
        text = f"Imported from {report.sender}: {', '.join(parts) or 'nothing new'}."
        if report.conflicts:
            look = self._window.actions_by_name["disagreements"].trigger
            self._window.notice.say(text, "Look at the disagreements", look)
        elif report.number:
            self._window.notice.say(text, "Undo", lambda: self.take_back((report.number,)))
        else:
            self._window.notice.say(text)

    @Slot()
    def show_log(self) -> None:
        """Show the files that came and went, and what each import merged without asking."""
        self._window.desk.read(lambda c: c.exchanges(), self._show_log, owner=self)

    def _show_log(self, exchanges: list[ExchangeView]) -> None:
        from kmdesk.ui.exchange_log import ExchangeLog

        ExchangeLog(self._window, exchanges).open()

    @Slot()
    def undo_import(self) -> None:
        """Take back the latest import that still stands."""
        self._window.desk.read(lambda c: c.exchanges(), self._ask_undo, owner=self)

    def _ask_undo(self, exchanges: list[ExchangeView]) -> None:
        standing = [e for e in exchanges if e.direction == "in" and not e.undone]
        if not standing:
            self._window.notice.say("There is no import to undo.")
            return
        last = max(standing, key=lambda e: e.number)
        together = [e for e in standing if e.time == last.time]  # the files of one swap
        who = ", ".join(dict.fromkeys(e.peer_name or "a colleague" for e in together))
        what = last.file if len(together) == 1 else words.count(len(together), "file")
        text = (
            f"The import from {who} on {words.full_moment(last.time)} is taken back ({what}). "
            "Records that came with it go; what you wrote yourself stays."
        )
        if dialogs.confirm(self._window, "Undo the last import", text, "Undo the import"):
            self.take_back([e.number for e in together])

    def take_back(self, numbers: Sequence[int]) -> None:
        """Take imports back."""

        def work(collection: Collection, _progress: Progress) -> Changes:
            from kmdesk.exchange import undo_import

            return undo_import(collection, *numbers)

        window, was_open = self._window, self._window.session.record_id
        window.session.close()

        def done(changes: Changes) -> None:
            self._after_taking_back(changes)
            window.desk.read(lambda c: c.rows([was_open]), self._open_again, owner=self)

        window.desk.work(
            work,
            done,
            owner=self,
            title="Taking the import back",
        )

    def _open_again(self, rows: list[Row]) -> None:
        """Open the record that was open before, if it is still here and no other was opened."""
        if rows and not self._window.session.record_id:
            self._window.open_record(rows[0].id)

    def _after_taking_back(self, changes: Changes) -> None:
        text = "The import was taken back."
        if changes.kept:
            stays = words.count(len(changes.kept), "record")
            text += f" {stays} in which something was erased for good: left as it is."
        self._window.notice.say(text)

    @Slot()
    def import_sources(self) -> None:
        """Read search results from databases, into the evidence summary that is open if any."""
        window = self._window
        files = dialogs.open_files(
            window, "Import search results", self._folder(), dialogs.SOURCES_FILTER
        )
        if not files:
            return
        window.state.keep("exchange/folder", str(files[0].parent))
        view = window.session.view
        summary = view if view and view.kind == "evidence-summary" and not view.trashed else None
        into = summary.id if summary else None
        window.session.leave()

        def work(collection: Collection, progress: Progress) -> tuple[int, int, list[str]]:
            from kmdesk.exchange.bibliographic import import_sources

            report = import_sources(collection, files, into=into, progress=progress)
            return report.new, report.known, list(report.problems)

        listed = f" They are listed in {summary.reference}." if summary else ""
        window.desk.work(
            work,
            lambda found: self._after_sources(found, listed),
            owner=self,
            title="Importing search results",
        )

    def _after_sources(self, found: tuple[int, int, list[str]], listed: str) -> None:
        new, known, problems = found
        text = f"{words.count(new, 'new source')}, {known:,} here already.{listed}"
        if problems:
            dialogs.tell(
                self._window, "Search results imported", "\n\n".join((text, *problems[:20]))
            )
        else:
            self._window.notice.say(text)
